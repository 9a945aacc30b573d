// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filters/message.hpp>
#include <awaitgram/dispatcher/handler.hpp>
#include <awaitgram/dispatcher/middleware.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/raw_update.hpp>

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace awaitgram {

/// The functions that register handlers.
///
/// A handler is a coroutine that takes an event, then what the filter yields if it likes, then an `awaitgram::client&` and values of
/// `provide` if it likes, and returns `awaitable<void>` or `awaitable<propagation>`. A filter is one of namespace `filters`, or callable
/// with the event. The handlers are tried in groups; in a group the first one whose filter lets the event pass takes it. All functions
/// may be called at any time, also by a handler; a new handler receives the updates that come from then on.
///
/// `Self` has `add_handler(std::shared_ptr<detail::handler_entry>)`.
template <class Self>
class handler_registration {
public:
    /// Adds a handler of messages.
    ///
    /// The account's own messages reach it only when the filter names `outgoing` or `all`, and never those it sent through this client.
    template <class Filter, class Handler>
    handler_ref on_message(Filter filter, Handler handler) {
        return add<message>(event_kind::message, std::move(filter), std::move(handler));
    }
    template <class Handler>
    handler_ref on_message(Handler handler) {
        return on_message(filters::incoming, std::move(handler));
    }
    // These choose among functions with one name: `listen`, `accept` and others are functions of POSIX too.
    template <class Filter>
    handler_ref on_message(Filter filter, awaitable<void> (*handler)(message)) {
        return add<message>(event_kind::message, std::move(filter), handler);
    }
    template <class Filter>
    handler_ref on_message(Filter filter, awaitable<void> (*handler)(message, client&)) {
        return add<message>(event_kind::message, std::move(filter), handler);
    }
    handler_ref on_message(awaitable<void> (*handler)(message)) {
        return on_message(filters::incoming, handler);
    }
    handler_ref on_message(awaitable<void> (*handler)(message, client&)) {
        return on_message(filters::incoming, handler);
    }

    /// Adds a handler of edited messages; as for on_message.
    template <class Filter, class Handler>
    handler_ref on_edited(Filter filter, Handler handler) {
        return add<message>(event_kind::edited, std::move(filter), std::move(handler));
    }
    template <class Handler>
    handler_ref on_edited(Handler handler) {
        return on_edited(filters::incoming, std::move(handler));
    }

    /// Adds a handler for every update of one constructor: `on<api::updateUserStatus>(handler)`.
    ///
    /// A handler takes a `raw_update<T>`, and a client if it likes. One that returns `awaitable<void>` runs beside all other handlers and
    /// takes no update away from them; one that returns `awaitable<propagation>` takes part in its group. It also receives the updates
    /// that answer requests of this client, its own messages among them; `raw_update::origin` tells them apart.
    template <class T, class Handler>
    handler_ref on(Handler handler) {
        static_assert(
            update_constructor<T>,
            "awaitgram: on<T> takes a constructor of awaitgram::api::Update, such as "
            "awaitgram::api::updateBotCallbackQuery"
        );
        if constexpr (update_constructor<T>) {
            static_assert(
                handler_of<Handler, raw_update<T>>,
                "awaitgram: the handler given to on<T> must be a coroutine that takes an "
                "awaitgram::raw_update<T> by value (and an awaitgram::client& if it likes) and "
                "returns awaitgram::awaitable<void>"
            );
            if constexpr (handler_of<Handler, raw_update<T>>)
                return add(detail::raw_entry<T>(std::move(handler)));
        }
        return {};
    }

    // As for on_message.
    template <update_constructor T>
    handler_ref on(awaitable<void> (*handler)(raw_update<T>)) {
        return on<T, awaitable<void> (*)(raw_update<T>)>(handler);
    }
    template <update_constructor T>
    handler_ref on(awaitable<void> (*handler)(raw_update<T>, client&)) {
        return on<T, awaitable<void> (*)(raw_update<T>, client&)>(handler);
    }

protected:
    handler_registration() = default;
    handler_registration(const handler_registration&) = default;
    handler_registration& operator=(const handler_registration&) = default;
    ~handler_registration() = default;

private:
    template <class Event, class Filter, class Handler>
    handler_ref add(event_kind kind, Filter filter, Handler handler) {
        static_assert(
            filter_for<Filter, Event>,
            "awaitgram: the first argument must be a filter for this kind of event, such as "
            "awaitgram::filters::text for messages, or callable as bool(const the event&)"
        );
        if constexpr (filter_for<Filter, Event>) {
            using yields = typename detail::filter_answer_of<Filter, Event>::yields;
            static_assert(
                handler_of<Handler, Event, yields>,
                "awaitgram: the handler must be a coroutine that takes the event by value (then "
                "what the filter yields, an awaitgram::client& and provided values by reference if "
                "it likes) and returns awaitgram::awaitable<void>"
            );
            if constexpr (handler_of<Handler, Event, yields>)
                return add(
                    detail::handler_with_filter<Event>(kind, std::move(filter), std::move(handler))
                );
        }
        return {};
    }

    handler_ref add(std::shared_ptr<detail::handler_entry> entry) {
        handler_ref ref{entry};
        static_cast<Self&>(*this).add_handler(std::move(entry));
        return ref;
    }
};

} // namespace awaitgram
