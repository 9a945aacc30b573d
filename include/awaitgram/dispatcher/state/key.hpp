// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/services.hpp>
#include <awaitgram/session/kept_state.hpp>
#include <awaitgram/types/event_base.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

namespace awaitgram {

namespace detail {

template <class Event>
concept has_user = requires(const Event& event) { event.sender_id(); } ||
                   requires(const Event& event) { event.user_id(); };

/// Whether an event says whose state it may have.
template <class Event>
concept has_state_key = std::is_base_of_v<event_base, Event> && has_user<Event>;

template <class Event>
[[nodiscard]] std::int64_t sender_of(const Event& event) {
    if constexpr (requires { event.sender_id(); })
        return event.sender_id();
    else
        return event.user_id();
}

/// The store of the handlers' states; null outside of a handler.
[[nodiscard]] inline std::shared_ptr<state_store> states_of(const event_base& event) {
    const auto services = event.context() ? event.context()->services() : nullptr;
    return services ? services->states : nullptr;
}

} // namespace detail

/// The key of a user's state in a chat: the chat alone if it is private, or the sender is the chat itself.
[[nodiscard]] inline state_key
state_key_of(std::int64_t chat, std::int64_t user, std::int32_t topic = 0) {
    state_key key;
    // An inline query, or a button of a message sent by one, is in no chat: it belongs to the private one.
    key.chat = chat != 0 ? chat : user;
    key.user = key.chat > 0 || user == key.chat ? 0 : user;
    key.topic = topic;
    return key;
}

/// The key of the state of the user of an event: in its chat, its topic where the event has one, and its business connection. Presses
/// of buttons have no topic.
template <class Event>
    requires detail::has_state_key<Event>
[[nodiscard]] state_key state_key_of(const Event& event) {
    std::int64_t chat = 0;
    std::int32_t topic = 0;
    if constexpr (requires { event.chat_id(); })
        chat = event.chat_id();
    // The General topic is not told reliably.
    if constexpr (requires { event.topic_id(); })
        topic = event.topic_id() == 1 ? 0 : event.topic_id();
    auto key = state_key_of(chat, detail::sender_of(event), topic);
    if constexpr (requires { std::string{event.business_connection()}; })
        key.business = event.business_connection();
    return key;
}

} // namespace awaitgram
