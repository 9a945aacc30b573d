// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <concepts>
#include <cstdint>

namespace awaitgram {

namespace detail {

/// The chat of a message; 0 when there is none.
[[nodiscard]] inline std::int64_t chat_of_message(const api::Message& message) {
    if (const auto* plain = message.get_if<api::message>())
        return dialog_id(plain->peer_id);
    if (const auto* service = message.get_if<api::messageService>())
        return dialog_id(service->peer_id);
    return 0;
}

[[nodiscard]] inline std::int64_t chat_with_id(std::int64_t id) noexcept {
    return id > 0 && id <= peer_id::max_chat ? -id : 0;
}

[[nodiscard]] inline std::int64_t channel_with_id(std::int64_t id) noexcept {
    return id > 0 && id <= peer_id::max_monoforum ? -peer_id::channel_base - id : 0;
}

// Layers differ in the updates they have: the chat is found by the names of the fields.
template <class U>
[[nodiscard]] std::int64_t chat_by_fields(const U& u) {
    if constexpr (requires {
                      { u.message } -> std::same_as<const api::Message&>;
                  })
        return chat_of_message(u.message);
    else if constexpr (requires {
                           { u.peer } -> std::same_as<const api::Peer&>;
                       })
        return dialog_id(u.peer);
    else if constexpr (requires {
                           { *u.peer } -> std::same_as<const api::Peer&>;
                       })
        return u.peer ? dialog_id(*u.peer) : 0;
    else if constexpr (requires {
                           { u.channel_id } -> std::convertible_to<std::int64_t>;
                       })
        return channel_with_id(u.channel_id);
    else if constexpr (requires {
                           { u.chat_id } -> std::convertible_to<std::int64_t>;
                       })
        return chat_with_id(u.chat_id);
    else if constexpr (requires {
                           { u.user_id } -> std::convertible_to<std::int64_t>;
                       })
        return u.user_id > 0 ? u.user_id : 0;
    else
        return 0;
}

} // namespace detail

/// The chat that an update belongs to, in the Bot API's numbering; 0 when it belongs to none.
///
/// That of its message, its peer, its channel or basic group, or the private chat with its user.
[[nodiscard]] inline std::int64_t chat_of(const api::Update& update) {
    if (update.empty())
        return 0;
    return update.visit([](const auto& u) { return detail::chat_by_fields(u); });
}

} // namespace awaitgram
