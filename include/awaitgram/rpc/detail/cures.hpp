// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace awaitgram::rpc::detail {

/// What an error about a chat or a user means for a program, and what helps; empty for other errors.
///
/// Spec: https://core.telegram.org/api/errors
[[nodiscard]] constexpr std::string_view cure_of(std::string_view error) noexcept {
    struct cure {
        std::string_view error;
        std::string_view text;
    };
    constexpr cure cures[]{
        {"PEER_ID_INVALID",
         "the access hash is of another account or another kind of chat, or the user has not "
         "started the bot; resolve the chat by its "
         "@username or let it write first"},
        {"USER_ID_INVALID",
         "the access hash is of another account, or this is no user; resolve it by its @username "
         "or let it write first"},
        {"CHANNEL_INVALID",
         "the access hash is of another account, or this is a basic group; resolve the channel by "
         "its @username or list the dialogs"},
        {"CHANNEL_PRIVATE",
         "the account left the channel, was removed or banned, or the channel is gone; join it "
         "again"},
        {"CHAT_ID_INVALID",
         "there is no basic group with this id, or it became a supergroup with another id; list "
         "the dialogs"},
        {"INPUT_USER_DEACTIVATED", "the user has deleted the account"},
        {"USER_IS_BLOCKED", "the user has blocked this account"},
        {"YOU_BLOCKED_USER", "this account has blocked the user; unblock it first"},
        {"USER_IS_BOT", "bots cannot write to bots"},
        {"BOT_INVALID", "this user is no bot"},
        {"MSG_ID_INVALID",
         "the message by which the user or channel was addressed is gone; resolve it by its "
         "@username"},
        {"CHANNEL_PUBLIC_GROUP_NA", "the channel or supergroup is not available; join it again"},
    };
    for (const auto& each : cures)
        if (each.error == error)
            return each.text;
    return {};
}

} // namespace awaitgram::rpc::detail
