// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <concepts>
#include <cstdint>

namespace awaitgram {

namespace detail {

/// The user who sent a message, or the chat in whose name it was sent.
[[nodiscard]] inline std::int64_t sender_of_message(const api::Message& message) {
    const auto sender = [](const auto& sent) {
        return sent.from_id ? dialog_id(*sent.from_id) : dialog_id(sent.peer_id);
    };
    if (const auto* plain = message.get_if<api::message>())
        return sender(*plain);
    if (const auto* service = message.get_if<api::messageService>())
        return sender(*service);
    return 0;
}

template <class U>
[[nodiscard]] std::int64_t user_by_fields(const U& u) {
    if constexpr (requires {
                      { u.message } -> std::same_as<const api::Message&>;
                  })
        return sender_of_message(u.message);
    else if constexpr (requires {
                           { u.actor_id } -> std::convertible_to<std::int64_t>;
                       })
        return u.actor_id;
    else if constexpr (requires {
                           { u.user_id } -> std::convertible_to<std::int64_t>;
                       })
        return u.user_id;
    else if constexpr (requires {
                           { u.from_id } -> std::same_as<const api::Peer&>;
                       })
        return dialog_id(u.from_id);
    else if constexpr (requires {
                           { u.actor } -> std::same_as<const api::Peer&>;
                       })
        return dialog_id(u.actor);
    else if constexpr (requires {
                           { *u.actor } -> std::same_as<const api::Peer&>;
                       })
        return u.actor ? dialog_id(*u.actor) : 0;
    else
        return 0;
}

} // namespace detail

/// The user whose doing an update is, such as the sender of a message, in the Bot API's numbering; 0 when there is none.
[[nodiscard]] inline std::int64_t user_of(const api::Update& update) {
    if (update.empty())
        return 0;
    return update.visit([](const auto& u) { return detail::user_by_fields(u); });
}

} // namespace awaitgram
