// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram {

/// The kind of a chat, more exactly than `chat_kind`.
enum class chat_type {
    /// With a user or bot; with the account itself, its Saved Messages.
    private_chat,
    /// A group of up to 200 members, without administrators of different rights.
    basic_group,
    supergroup,
    /// A supergroup where only administrators write.
    gigagroup,
    /// A broadcast channel.
    channel,
    /// The direct messages of a channel.
    direct_messages,
};

/// Its name, such as "basic_group".
[[nodiscard]] constexpr const char* to_string(chat_type type) noexcept {
    switch (type) {
    case chat_type::private_chat:
        return "private_chat";
    case chat_type::basic_group:
        return "basic_group";
    case chat_type::supergroup:
        return "supergroup";
    case chat_type::gigagroup:
        return "gigagroup";
    case chat_type::channel:
        return "channel";
    case chat_type::direct_messages:
        return "direct_messages";
    }
    return "unknown";
}

} // namespace awaitgram
