// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram {

/// The kind of chat a message is in. Supergroups, gigagroups and the direct messages of a channel count as groups.
enum class chat_kind { private_chat, group, channel };

/// Its name, such as "group".
[[nodiscard]] constexpr const char* to_string(chat_kind kind) noexcept {
    switch (kind) {
    case chat_kind::private_chat:
        return "private_chat";
    case chat_kind::group:
        return "group";
    case chat_kind::channel:
        return "channel";
    }
    return "unknown";
}

} // namespace awaitgram
