// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/ask_options.hpp>
#include <awaitgram/dispatcher/detail/answer_wait.hpp>
#include <awaitgram/dispatcher/detail/offer_event.hpp>
#include <awaitgram/dispatcher/impl/admin.hpp>
#include <awaitgram/dispatcher/services.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/impl/messages.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/types/album.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/this_coro.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline conversation_place place_of(const message& event) {
    conversation_place place;
    place.chat = event.chat_id();
    place.user = event.sender_id();
    // The General topic is not told reliably.
    place.topic = event.topic_id() == 1 ? 0 : event.topic_id();
    place.business = event.business_connection();
    return place;
}

[[nodiscard]] inline std::shared_ptr<dispatch_services> services_of(const event_base& event) {
    auto services = event.context() ? event.context()->services() : nullptr;
    if (!services)
        throw std::logic_error(
            "awaitgram: only events that handlers receive can be answered in a conversation"
        );
    return services;
}

/// The place where the answer of a user is expected.
[[nodiscard]] inline conversation_place place_for(const message& asker, std::int64_t from) {
    auto place = place_of(asker);
    if (from == ask_options::anyone_in_chat)
        place.user = 0;
    else if (from != 0)
        place.user = from;
    return place;
}

[[nodiscard]] inline conversations::outcome offer_as(
    conversations& to, const message& event, conversations::kind what, const album* whole = nullptr
) {
    if (to.empty() || event.scheduled())
        return conversations::outcome::left;
    conversations::offered offered;
    offered.what = what;
    offered.message = event.id();
    const auto answered = event.reply_to();
    if (answered && answered->chat_id == event.chat_id())
        offered.reply_to = answered->message_id;
    offered.event = &event;
    offered.album = whole;
    return to.offer(place_of(event), offered, monotonic_clock::now());
}

AWAITGRAM_DECL conversations::outcome offer_message(conversations& to, const message& event) {
    if (!to.expects_album(event.chat_id(), event.sender_id()))
        return offer_as(to, event, conversations::kind::message);
    const album alone{{event}};
    return offer_as(to, event, conversations::kind::message, &alone);
}

AWAITGRAM_DECL conversations::outcome offer_album(conversations& to, const album& event) {
    return offer_as(to, event.first(), conversations::kind::message, &event);
}

AWAITGRAM_DECL conversations::outcome offer_edit(conversations& to, const message& event) {
    return event.edit_hidden() ? conversations::outcome::left
                               : offer_as(to, event, conversations::kind::edit);
}

AWAITGRAM_DECL conversations::outcome offer_press(conversations& to, const callback_query& event) {
    if (to.empty() || event.from_inline())
        return conversations::outcome::left;
    conversation_place place;
    place.chat = event.chat_id();
    place.user = event.user_id();
    place.business = event.business_connection();
    conversations::offered offered;
    offered.what = conversations::kind::press;
    offered.message = event.message_id();
    offered.event = &event;
    return to.offer(place, offered, monotonic_clock::now());
}

/// When a time-out that begins now is over.
[[nodiscard]] inline conversations::time_point deadline_after(monotonic_clock::duration timeout) {
    const auto now = monotonic_clock::now();
    return timeout < conversations::time_point::max() - now ? now + timeout
                                                            : conversations::time_point::max();
}

/// The update whose handler asked: an answer may be asked further. Null outside of a handler.
[[nodiscard]] inline std::shared_ptr<update_context> first_asker(const event_base& asker) {
    auto root = asker.context();
    while (root)
        if (auto further = root->asker.lock())
            root = std::move(further);
        else
            break;
    return root;
}

/// The answer counts as handled with the message whose handler asked, which answers a press; true.
template <class Event>
bool taken_over(const event_base& asker, const Event& answer) {
    const auto root = first_asker(asker);
    if (root && answer.context() && root != answer.context()) {
        root->take_over(*answer.context());
        answer.context()->asker = root;
        if constexpr (std::is_same_v<Event, callback_query>)
            root->take_press(std::make_shared<const callback_query>(answer));
    }
    return true;
}

/// Whether a message can answer a question; `asked` is the question's id, or 0 before it is known.
[[nodiscard]] inline bool
can_answer(const message& event, const ask_options& options, std::int32_t asked) {
    // The question itself, where the account answers its own.
    if (event.outgoing() && (asked == 0 || event.id() <= asked))
        return false;
    return options.accept ? (*options.accept)(event)
                          : event.service() == nullptr && !event.command();
}

/// A question keeps the topic and the business connection, and is quoted in groups, as a reply is.
[[nodiscard]] inline awaitable<message>
reply_with(const message& to, const text_ref& content, keyboard_ref keyboard) {
    send_options options;
    options.keyboard = keyboard;
    return to.reply(content, options);
}

/// `Answer` is a message or an album.
template <class Answer, class Event>
[[nodiscard]] awaitable<std::optional<Answer>>
ask_now(Event asker, conversation_place place, awaitable<message> sending, ask_options options) {
    const auto executor = co_await asio::this_coro::executor;
    const auto services = services_of(asker);
    std::int32_t asked = 0;
    const auto accepts = [&](const Answer& event) {
        return can_answer(event, options, asked) && taken_over(asker, event);
    };
    constexpr auto what =
        std::is_same_v<Answer, album> ? conversations::kind::album : conversations::kind::message;
    // Before the question is sent: the answer may come first.
    answer_wait<Answer> answer{executor, services->waits, place, what, 0, options.pass_on, accepts};
    asker.let_next_start();
    const auto question = co_await std::move(sending);
    asked = question.id();
    // A press does not tell its topic.
    if (const auto topic = place_of(question).topic; place.topic == 0 && topic != 0)
        answer.set_topic(topic);
    co_return co_await answer.wait(deadline_after(options.timeout));
}

/// Answers a press, unless it is too late.
[[nodiscard]] inline awaitable<void> answer_quietly(callback_query press) {
    try {
        co_await press.answer();
    } catch (const rpc_error&) {
        // Nothing depends on it.
    }
}

/// As ask_now, after the press was answered, because the user's app waits for it.
[[nodiscard]] inline awaitable<std::optional<message>>
ask_after_press(callback_query asker, awaitable<message> sending, ask_options options) {
    conversation_place place;
    place.chat = asker.chat_id();
    place.user = options.from == ask_options::anyone_in_chat ? 0
                 : options.from != 0                         ? options.from
                                                             : asker.user_id();
    place.business = asker.business_connection();
    if (!asker.context()->answered())
        co_await answer_quietly(asker);
    auto answer = ask_now<message>(asker, std::move(place), std::move(sending), options);
    co_return co_await std::move(answer);
}

[[nodiscard]] inline awaitable<std::optional<callback_query>>
ask_press_now(message asker, awaitable<message> sending, ask_options options) {
    const auto executor = co_await asio::this_coro::executor;
    const auto services = services_of(asker);
    std::int32_t asked = 0;
    // Who writes in the name of a chat presses in the own name.
    const auto by_admin = options.from == 0 && asker.sender_chat_id() != 0;
    // A press may come before the id of the question is known; it is then one on a message newer than the asker's.
    const auto accepts = [&](const callback_query& event) {
        const auto pressed = event.message_id();
        return (asked != 0 ? pressed == asked : pressed > asker.id()) && taken_over(asker, event);
    };
    auto place = place_for(asker, options.from);
    place.topic = 0; // presses do not tell it
    if (by_admin)
        place.user = 0;
    std::optional<answer_wait<callback_query>> answer;
    const auto begin = [&] {
        answer.emplace(
            executor,
            services->waits,
            place,
            conversations::kind::press,
            0,
            options.pass_on,
            accepts
        );
    };
    begin();
    asker.let_next_start();
    const auto question = co_await std::move(sending);
    asked = question.id();
    const auto deadline = deadline_after(options.timeout);
    for (;;) {
        auto press = co_await answer->wait(deadline);
        if (!press || !by_admin)
            co_return press;
        const auto allowed = co_await filters::detail::remembered_admin(*press);
        if (allowed)
            co_return press;
        begin();
        co_await answer_quietly(*press);
    }
}

[[nodiscard]] inline awaitable<std::optional<message>>
wait_for(message about, conversations::kind what, monotonic_clock::duration timeout) {
    const auto executor = co_await asio::this_coro::executor;
    const auto services = services_of(about);
    const auto accepts = [&](const message& event) { return taken_over(about, event); };
    answer_wait<message> answer{
        executor,
        services->waits,
        place_for(about, ask_options::anyone_in_chat),
        what,
        about.id(),
        false,
        accepts};
    about.let_next_start();
    co_return co_await answer.wait(deadline_after(timeout));
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::optional<message>>
message::ask(text_ref question, ask_options options) const {
    static_cast<void>(detail::services_of(*this));
    auto sending = detail::reply_with(*this, question, options.keyboard);
    return detail::ask_now<message>(
        *this, detail::place_for(*this, options.from), std::move(sending), options
    );
}

AWAITGRAM_DECL awaitable<std::optional<album>>
message::ask_album(text_ref question, monotonic_clock::duration timeout) const {
    static_cast<void>(detail::services_of(*this));
    ask_options options;
    options.timeout = timeout;
    auto sending = detail::reply_with(*this, question, options.keyboard);
    return detail::ask_now<album>(*this, detail::place_for(*this, 0), std::move(sending), options);
}

AWAITGRAM_DECL awaitable<std::optional<message>>
message::ask(text_ref question, monotonic_clock::duration timeout) const {
    ask_options options;
    options.timeout = timeout;
    return ask(question, options);
}

AWAITGRAM_DECL awaitable<std::optional<callback_query>>
message::ask_press(text_ref question, ask_options options) const {
    static_cast<void>(detail::services_of(*this));
    auto sending = detail::reply_with(*this, question, options.keyboard);
    return detail::ask_press_now(*this, std::move(sending), options);
}

AWAITGRAM_DECL awaitable<std::optional<callback_query>> message::ask_press(
    text_ref question, keyboard_ref keyboard, monotonic_clock::duration timeout
) const {
    ask_options options;
    options.timeout = timeout;
    options.keyboard = keyboard;
    return ask_press(question, options);
}

AWAITGRAM_DECL awaitable<std::optional<message>>
callback_query::ask(text_ref question, ask_options options) const {
    static_cast<void>(detail::services_of(*this));
    if (chat_id() == 0)
        throw std::logic_error(
            "awaitgram: nothing can be asked in the chat of a message that was sent by an inline "
            "query, because a press does not tell it"
        );
    send_options to_send;
    to_send.keyboard = options.keyboard;
    auto sending = reply(question, to_send);
    return detail::ask_after_press(*this, std::move(sending), options);
}

AWAITGRAM_DECL awaitable<std::optional<message>>
callback_query::ask(text_ref question, monotonic_clock::duration timeout) const {
    ask_options options;
    options.timeout = timeout;
    return ask(question, options);
}

AWAITGRAM_DECL awaitable<std::optional<message>>
message::wait_for_reply(monotonic_clock::duration timeout) const {
    return detail::wait_for(*this, conversations::kind::reply, timeout);
}

AWAITGRAM_DECL awaitable<std::optional<message>>
message::wait_for_edit(monotonic_clock::duration timeout) const {
    return detail::wait_for(*this, conversations::kind::edit, timeout);
}

AWAITGRAM_DECL void message::end_conversations() const {
    detail::services_of(*this)->waits.cancel(chat_id(), sender_id());
}

} // namespace awaitgram
