// SPDX-License-Identifier: MIT
#pragma once

/// The kinds of events: how each is made of an update, and the functions that register its handlers.
///
/// A new kind takes a row here (a struct, its name in `parse_table`, its functions in `handler_registration`), a type in types/ and
/// a file in dispatcher/filters/; the dispatcher and the bots need no change.

#include <awaitgram/dispatcher/filters/message.hpp>
#include <awaitgram/dispatcher/handler.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/raw_update.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace awaitgram {

namespace detail {

/// Messages, service messages excluded. The account's own messages in the answers to its requests are no events.
struct message_row {
    using event = message;

    static std::optional<message>
    parse(const updates::ordered_update& next, const event_context& context) {
        const auto* boxed = updates::new_message_of(*next.update);
        const auto* raw = boxed != nullptr ? boxed->get_if<api::message>() : nullptr;
        if (raw == nullptr || (raw->out && next.origin == rpc::update_origin::answered))
            return std::nullopt;
        return message(next.peers, *raw, context.receiver, context.turn);
    }

    /// For reports of errors.
    static std::string describe(const message& event) {
        return "message " + std::to_string(event.id()) + " in chat " +
               std::to_string(event.chat_id());
    }
};

template <class... Rows>
struct row_list {
    static constexpr std::size_t size = sizeof...(Rows);

    template <class Event>
    static constexpr std::uint8_t kind_of() {
        std::uint8_t kind = 0;
        static_cast<void>(((std::is_same_v<typename Rows::event, Event> || (++kind, false)) || ...)
        );
        return kind;
    }

    /// Calls `visit(Row{})` for the row of a kind.
    template <class Visit>
    static void visit(std::uint8_t kind, Visit visitor) {
        std::uint8_t at = 0;
        static_cast<void>(((at++ == kind && (visitor(Rows{}), true)) || ...));
    }
};

/// One row for each kind of event.
using parse_table = row_list<message_row>;

template <class Row>
bool parse_row(
    event_slot& into, const updates::ordered_update& next, const event_context& context
) {
    auto event = Row::parse(next, context);
    if (event)
        into.emplace(std::move(*event));
    return event.has_value();
}

template <class T>
bool parse_raw(
    event_slot& into, const updates::ordered_update& next, const event_context& context
) {
    const auto* raw = next.update->get_if<T>();
    if (raw != nullptr)
        into.emplace(raw_update<T>(next.peers, *raw, next.origin, context.receiver, context.turn));
    return raw != nullptr;
}

template <class Row, class Filter, class Handler>
[[nodiscard]] std::shared_ptr<handler_entry> typed_entry(Filter filter, Handler handler) {
    using event_type = typename Row::event;
    const auto entry = std::make_shared<handler_entry>();
    entry->kind = parse_table::kind_of<event_type>();
    entry->parse = &parse_row<Row>;
    entry->wants = [filter = std::move(filter)](const void* erased_event) {
        const auto& event = *static_cast<const event_type*>(erased_event);
        if constexpr (!sees_outgoing<Filter>() && requires { event.outgoing(); })
            if (event.outgoing())
                return false;
        return static_cast<bool>(filter(event));
    };
    entry->call = erased<event_type>(std::move(handler));
    return entry;
}

template <class T, class Handler>
[[nodiscard]] std::shared_ptr<handler_entry> raw_entry(Handler handler) {
    const auto entry = std::make_shared<handler_entry>();
    entry->constructor = T::tl_id;
    entry->line = T::tl_line;
    entry->parse = &parse_raw<T>;
    entry->call = erased<raw_update<T>>(std::move(handler));
    return entry;
}

} // namespace detail

/// The functions that register handlers; `Self` has `add_handler(std::shared_ptr<detail::handler_entry>)`.
template <class Self>
class handler_registration {
public:
    /// Adds a handler for the messages that a filter lets pass; a message goes to the first handler that takes it.
    ///
    /// A handler is a coroutine `awaitable<void>(message)` or `awaitable<void>(message, client&)`. The account's own messages reach
    /// it only when the filter names `outgoing` or `all`, and never those it sent through this client.
    template <class Filter, class Handler>
    void on_message(Filter filter, Handler handler) {
        static_assert(
            message_predicate<Filter>,
            "awaitgram: the first argument of on_message must be a filter, such as "
            "awaitgram::filters::text, or callable as bool(const awaitgram::message&)"
        );
        static_assert(
            handler_of<Handler, message>,
            "awaitgram: the handler given to on_message must be a coroutine that takes an "
            "awaitgram::message by value (and an awaitgram::client& if it likes) and returns "
            "awaitgram::awaitable<void>"
        );
        if constexpr (message_predicate<Filter> && handler_of<Handler, message>)
            add(detail::typed_entry<detail::message_row>(std::move(filter), std::move(handler)));
    }

    /// Adds a handler for every incoming message.
    template <class Handler>
    void on_message(Handler handler) {
        on_message(filters::incoming, std::move(handler));
    }

    // These choose among functions with one name: `listen`, `accept` and others are functions of POSIX too.
    template <class Filter>
    void on_message(Filter filter, awaitable<void> (*handler)(message)) {
        on_message<Filter, awaitable<void> (*)(message)>(std::move(filter), handler);
    }
    template <class Filter>
    void on_message(Filter filter, awaitable<void> (*handler)(message, client&)) {
        on_message<Filter, awaitable<void> (*)(message, client&)>(std::move(filter), handler);
    }
    void on_message(awaitable<void> (*handler)(message)) { on_message(filters::incoming, handler); }
    void on_message(awaitable<void> (*handler)(message, client&)) {
        on_message(filters::incoming, handler);
    }

    /// Adds a handler for every update of one constructor: `on<api::updateUserStatus>(handler)`.
    ///
    /// A handler is a coroutine `awaitable<void>(raw_update<T>)` or `awaitable<void>(raw_update<T>, client&)`. It runs beside all
    /// other handlers and takes no update away from them. It also receives the updates that answer requests of this client, its own
    /// messages among them; `raw_update::origin` tells them apart.
    template <class T, class Handler>
    void on(Handler handler) {
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
                add(detail::raw_entry<T>(std::move(handler)));
        }
    }

    // As for on_message.
    template <update_constructor T>
    void on(awaitable<void> (*handler)(raw_update<T>)) {
        on<T, awaitable<void> (*)(raw_update<T>)>(handler);
    }
    template <update_constructor T>
    void on(awaitable<void> (*handler)(raw_update<T>, client&)) {
        on<T, awaitable<void> (*)(raw_update<T>, client&)>(handler);
    }

protected:
    handler_registration() = default;
    handler_registration(const handler_registration&) = default;
    handler_registration& operator=(const handler_registration&) = default;
    ~handler_registration() = default;

private:
    void add(std::shared_ptr<detail::handler_entry> entry) {
        static_cast<Self&>(*this).add_handler(std::move(entry));
    }
};

} // namespace awaitgram
