// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/command_handler.hpp>
#include <awaitgram/dispatcher/filters/message.hpp>
#include <awaitgram/dispatcher/handler.hpp>
#include <awaitgram/dispatcher/middleware.hpp>
#include <awaitgram/types/events.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/raw_update.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
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
    // These choose among functions with one name: `link`, `listen`, `pause` and others are functions of POSIX too.
    template <class Filter, class... P>
    handler_ref on_message(Filter filter, awaitable<void> (*handler)(message, P...)) {
        return add<message>(event_kind::message, std::move(filter), handler);
    }
    template <class... P>
    handler_ref on_message(awaitable<void> (*handler)(message, P...)) {
        return on_message(filters::incoming, handler);
    }

    /// Adds a handler of edited messages, as for on_message.
    ///
    /// Telegram also calls it an edit when a message gets reactions, comments or the preview of a link. These reach a handler only when its
    /// filter names `hidden_edit` or `all`, as far as Telegram marks them; see message::edit_hidden.
    template <class... FilterAndHandler>
    handler_ref on_edited(FilterAndHandler... given) {
        return add<message>(event_kind::edited, std::move(given)...);
    }

    /// Adds a handler of albums: photos or files that were sent together. While there is one that takes it, an album reaches no handler of
    /// messages.
    ///
    /// An album waits until its messages have come, see album_collector, and the updates of its chat that come meanwhile wait for it. When
    /// there is no room for further updates and nothing else to handle, the oldest album is handled with the messages that have come.
    template <class... FilterAndHandler>
    handler_ref on_album(FilterAndHandler... given) {
        return add<album>(event_kind::album, std::move(given)...);
    }

    /// Adds a handler of deletions.
    template <class... FilterAndHandler>
    handler_ref on_deleted(FilterAndHandler... given) {
        return add<deleted_messages>(event_kind::deleted, std::move(given)...);
    }

    /// Adds a handler of presses of buttons of inline keyboards.
    template <class... FilterAndHandler>
    handler_ref on_callback_query(FilterAndHandler... given) {
        return add<callback_query>(event_kind::callback_query, std::move(given)...);
    }

    /// Adds a handler of inline queries.
    template <class... FilterAndHandler>
    handler_ref on_inline_query(FilterAndHandler... given) {
        return add<inline_query>(event_kind::inline_query, std::move(given)...);
    }

    /// Adds a handler of inline results that users chose; the bot must have inline feedback enabled at @BotFather.
    template <class... FilterAndHandler>
    handler_ref on_chosen_inline_result(FilterAndHandler... given) {
        return add<chosen_inline_result>(event_kind::chosen_inline_result, std::move(given)...);
    }

    /// Adds a handler of changes of members and their rights; Telegram sends them to bots alone, in groups and channels to administrators.
    template <class... FilterAndHandler>
    handler_ref on_chat_member(FilterAndHandler... given) {
        return add<chat_member_updated>(event_kind::chat_member, std::move(given)...);
    }

    /// Adds a handler of requests to join a chat.
    template <class... FilterAndHandler>
    handler_ref on_join_request(FilterAndHandler... given) {
        return add<join_request>(event_kind::join_request, std::move(given)...);
    }

    /// Adds a handler of reactions to messages; bots must be administrators of the chat.
    template <class... FilterAndHandler>
    handler_ref on_reaction(FilterAndHandler... given) {
        return add<message_reaction>(event_kind::reaction, std::move(given)...);
    }

    /// Adds a handler of counts of reactions.
    template <class... FilterAndHandler>
    handler_ref on_reaction_count(FilterAndHandler... given) {
        return add<reaction_count>(event_kind::reaction_count, std::move(given)...);
    }

    /// Adds a handler of changes of polls.
    template <class... FilterAndHandler>
    handler_ref on_poll(FilterAndHandler... given) {
        return add<poll_update>(event_kind::poll, std::move(given)...);
    }

    /// Adds a handler of votes in polls that the bot sent.
    template <class... FilterAndHandler>
    handler_ref on_poll_answer(FilterAndHandler... given) {
        return add<poll_answer>(event_kind::poll_answer, std::move(given)...);
    }

    /// Adds a handler of users who come online or go offline.
    template <class... FilterAndHandler>
    handler_ref on_user_status(FilterAndHandler... given) {
        return add<user_status>(event_kind::user_status, std::move(given)...);
    }

    /// Adds a handler of users who type, record or upload.
    template <class... FilterAndHandler>
    handler_ref on_typing(FilterAndHandler... given) {
        return add<typing>(event_kind::typing, std::move(given)...);
    }

    /// Adds a handler of messages that were read.
    template <class... FilterAndHandler>
    handler_ref on_read(FilterAndHandler... given) {
        return add<history_read>(event_kind::read, std::move(given)...);
    }

    /// Adds a handler of orders that wait for the bot's confirmation, for ten seconds at most.
    template <class... FilterAndHandler>
    handler_ref on_pre_checkout(FilterAndHandler... given) {
        return add<pre_checkout_query>(event_kind::pre_checkout, std::move(given)...);
    }

    /// Adds a handler of orders that wait for the bot's shipping options.
    template <class... FilterAndHandler>
    handler_ref on_shipping(FilterAndHandler... given) {
        return add<shipping_query>(event_kind::shipping, std::move(given)...);
    }

    /// Adds a handler of users who block or unblock the bot.
    template <class... FilterAndHandler>
    handler_ref on_bot_stopped(FilterAndHandler... given) {
        return add<bot_stopped>(event_kind::bot_stopped, std::move(given)...);
    }

    /// Adds a handler of stories.
    template <class... FilterAndHandler>
    handler_ref on_story(FilterAndHandler... given) {
        return add<story_update>(event_kind::story, std::move(given)...);
    }

    /// Adds a handler of connections of business accounts to the bot.
    template <class... FilterAndHandler>
    handler_ref on_business_connection(FilterAndHandler... given) {
        return add<business_connection>(event_kind::business_connection, std::move(given)...);
    }

    /// Adds a handler of purchases of paid media.
    template <class... FilterAndHandler>
    handler_ref on_purchased_media(FilterAndHandler... given) {
        return add<purchased_media>(event_kind::purchased_media, std::move(given)...);
    }

    /// Adds a handler of boosts of chats.
    template <class... FilterAndHandler>
    handler_ref on_chat_boost(FilterAndHandler... given) {
        return add<chat_boost>(event_kind::chat_boost, std::move(given)...);
    }

    /// Adds a handler of a command whose arguments are values: `on_command("add", [](message m, int a, int b) ..., "usage: /add a b")`.
    ///
    /// The handler takes the message, then the arguments: numbers, `std::string` or `std::string_view` (a word, or several in quotation
    /// marks), durations such as `1h30m`, enumerators by their names, `named_user`, `std::optional` of these (at the end), and as the
    /// last one `rest_of_text` or a `std::vector` of the others; then a client and provided values, as all handlers. Wrong arguments are
    /// answered by the usage, for which there is a default. A name is as for filters::command; several are written `{"add", "plus"}`.
    template <class Handler>
    handler_ref on_command(const command_names& names, Handler handler, std::string usage = {}) {
        return on_command(names, detail::any_event{}, std::move(handler), std::move(usage));
    }
    template <class... P>
    handler_ref on_command(
        const command_names& names,
        awaitable<void> (*handler)(message, P...),
        std::string usage = {}
    ) {
        return on_command(names, detail::any_event{}, handler, std::move(usage));
    }

    /// The same for the commands that a filter lets pass, such as `filters::admin`. What it yields is not passed on.
    template <class Filter, class Handler>
        requires(!std::is_convertible_v<Handler, std::string>)
    handler_ref
    on_command(const command_names& names, Filter filter, Handler handler, std::string usage = {}) {
        return add_command(names, std::move(filter), std::move(handler), std::move(usage));
    }
    template <class Filter, class... P>
    handler_ref on_command(
        const command_names& names,
        Filter filter,
        awaitable<void> (*handler)(message, P...),
        std::string usage = {}
    ) {
        return add_command(names, std::move(filter), handler, std::move(usage));
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
    template <class Filter, class Handler>
    handler_ref
    add_command(const command_names& names, Filter filter, Handler handler, std::string usage) {
        constexpr auto fits = detail::is_command_handler<Handler>();
        static_assert(
            fits,
            "awaitgram: the handler given to on_command must be a coroutine that takes an "
            "awaitgram::message and then numbers, std::string, durations, enumerations, "
            "awaitgram::named_user, std::optional of these, or awaitgram::rest_of_text or a "
            "std::vector at the end (and an awaitgram::client& if it likes), and returns "
            "awaitgram::awaitable<void>"
        );
        static_assert(
            filter_for<Filter, message>,
            "awaitgram: the filter given to on_command must be a filter for messages, such as "
            "awaitgram::filters::admin, or callable as bool(const awaitgram::message&)"
        );
        if constexpr (fits && filter_for<Filter, message>)
            return add(detail::command_entry(
                filters::detail::is_command{names.all(), {}},
                std::move(filter),
                std::move(handler),
                std::move(usage)
            ));
        return {};
    }

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

    template <class Event, class Handler>
    handler_ref add(event_kind kind, Handler handler) {
        return add<Event>(kind, detail::any_event{}, std::move(handler));
    }

    handler_ref add(std::shared_ptr<detail::handler_entry> entry) {
        handler_ref ref{entry};
        static_cast<Self&>(*this).add_handler(std::move(entry));
        return ref;
    }
};

} // namespace awaitgram
