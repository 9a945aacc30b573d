// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace awaitgram::rpc::detail {

/// What an error about a chat, a user or a sign-in means for a program, and what helps; empty for other errors.
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
        {"PHONE_NUMBER_FLOOD",
         "too many codes were asked for this number; try again tomorrow, or sign in by QR code"},
        {"PHONE_PASSWORD_FLOOD", "too many wrong passwords; try again in some hours"},
        {"PHONE_NUMBER_BANNED", "Telegram has banned this number"},
        {"PHONE_NUMBER_APP_SIGNUP_FORBIDDEN",
         "new accounts are made in Telegram's own apps only; sign in there first"},
        {"API_ID_INVALID", "the api_id and api_hash are not those of https://my.telegram.org"},
        {"API_ID_PUBLISHED_FLOOD",
         "this api_id was published, and is limited; get one of your own at "
         "https://my.telegram.org"},
        {"UPDATE_APP_TO_LOGIN", "Telegram wants a newer layer of the API for a sign-in"},
        {"FRESH_RESET_AUTHORISATION_FORBIDDEN",
         "a device signs out others, and changes their lifetime, a day after its own sign-in"},
        {"CHANNEL_PUBLIC_GROUP_NA", "the channel or supergroup is not available; join it again"},
    };
    for (const auto& each : cures)
        if (each.error == error)
            return each.text;
    return {};
}

} // namespace awaitgram::rpc::detail
