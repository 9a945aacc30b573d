// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <string>
#include <system_error>

namespace awaitgram {

/// Why a chat cannot be reached, before anything is sent to it. Each has a sentence that names the cure.
enum class peer_errc {
    /// The reference is empty, or no text that names a chat.
    not_a_chat = 1,
    /// No username can look like this.
    invalid_username,
    /// A phone number has 5 to 15 digits.
    invalid_phone,
    /// Digits alone are an id or a phone number.
    ambiguous_number,
    /// The link leads to something that is no chat, such as a sticker set.
    not_a_chat_link,
    /// No user, group or channel can have this id.
    invalid_id,
    /// The id is that of a secret chat.
    secret_chat,
    /// No user, group or channel has this username.
    username_not_occupied,
    /// No account with this phone number can be seen.
    phone_not_occupied,
    /// The invite link is expired or revoked, or never existed.
    invite_expired,
    /// The account is no member of the chat of an invite link.
    not_joined,
    /// Bots cannot resolve phone numbers and invite links.
    users_only,
    /// The access hash of a user is not known.
    unknown_user,
    /// The account is in no basic group with this id.
    unknown_group,
    /// The access hash of a channel or supergroup is not known.
    unknown_channel,
    /// The method is about users.
    not_a_user,
    /// The method is about groups and channels.
    not_a_group,
    /// The method is about supergroups and channels.
    not_a_channel,
};

[[nodiscard]] inline const char* category_name(peer_errc) noexcept {
    return "awaitgram.peers";
}

[[nodiscard]] inline const char* to_string(peer_errc code) noexcept {
    switch (code) {
    case peer_errc::not_a_chat:
        return "this names no chat; use an id, \"@name\", a t.me link, \"+phone\" or \"me\"";
    case peer_errc::invalid_username:
        return "no username looks like this: it has up to 32 letters, digits and single "
               "underscores, and begins with a letter";
    case peer_errc::invalid_phone:
        return "a phone number has a + and 5 to 15 digits, the country's code first";
    case peer_errc::ambiguous_number:
        return "digits alone could be an id or a phone number; pass an id as a number, or put a + "
               "before a phone number";
    case peer_errc::not_a_chat_link:
        return "this link leads to no chat; use the link of a user, group, channel or message";
    case peer_errc::invalid_id:
        return "no user, group or channel can have this id; use the number of the Bot API, where "
               "channels and supergroups begin with -100";
    case peer_errc::secret_chat:
        return "this is the id of a secret chat, which awaitgram does not support; use the id of "
               "its user";
    case peer_errc::username_not_occupied:
        return "no user, group or channel has this username; check its spelling, or use an id";
    case peer_errc::phone_not_occupied:
        return "no account shows itself under this phone number; add it to the contacts, or use "
               "its @username";
    case peer_errc::invite_expired:
        return "this invite link is expired or revoked; ask for a new one";
    case peer_errc::not_joined:
        return "this invite link leads to a chat that the account has not joined; join it first";
    case peer_errc::users_only:
        return "bots cannot look up phone numbers and invite links; use an id or @username";
    case peer_errc::unknown_user:
        return "this account has not met the user yet; use its @username, let it write first, or "
               "read the messages or members of a "
               "group that it is in";
    case peer_errc::unknown_group:
        return "this account is not in a group with this id; join it first, or list the dialogs to "
               "see its id";
    case peer_errc::unknown_channel:
        return "this account has not met the channel or supergroup yet; use its @username, join it "
               "(add the bot to it), or list the "
               "dialogs once";
    case peer_errc::not_a_user:
        return "this method needs a user or bot, and this is a group or channel";
    case peer_errc::not_a_group:
        return "this method needs a group or channel, and this is a private chat";
    case peer_errc::not_a_channel:
        return "this method needs a supergroup or channel; a basic group becomes a supergroup by "
               "messages.migrateChat";
    }
    return "unknown error of a chat";
}

[[nodiscard]] inline std::error_code make_error_code(peer_errc code) noexcept {
    return {static_cast<int>(code), category_of<peer_errc>()};
}

/// A chat that cannot be reached. Nothing was sent to it.
///
/// `what()` is the reference and one sentence with the cure: `"@unused: no user, group or channel has this username; ..."`. Phone numbers
/// and invite links are not printed.
class peer_error : public std::system_error {
public:
    peer_error(peer_errc code, const std::string& chat)
        : std::system_error(make_error_code(code), chat) {}
};

} // namespace awaitgram

template <>
struct std::is_error_code_enum<awaitgram::peer_errc> : std::true_type {};
