// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/peers/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

/// A text that names a chat, taken apart.
struct chat_link {
    enum class target {
        /// The account itself: `"me"`, `"self"`.
        self,
        /// An id in the Bot API's numbering: `"-1001234"`, `t.me/c/1234`, `tg://user?id=5`, `tg://openmessage?chat_id=5`.
        id,
        /// `"@name"`, `"name"`, `t.me/name`, `name.t.me`, `tg://resolve?domain=name`.
        username,
        /// `"+1 234 567"`, `t.me/+1234567`, `tg://resolve?phone=1234567`.
        phone,
        /// `t.me/+hash`, `t.me/joinchat/hash`, `tg://join?invite=hash`.
        invite,
    };

    target to = target::self;
    /// The number of an id.
    std::int64_t id = 0;
    /// The username without the @, as it was written; the digits of a phone number; the hash of an invite link.
    std::string name{};
    /// The message that the link is about; 0 for none.
    std::int32_t message = 0;
    /// The topic, or the post under which a comment is; 0 for none.
    std::int32_t thread = 0;
    /// The comment under `message`, in the group for comments; 0 for none.
    std::int32_t comment = 0;
    /// Whether it means one message of an album.
    bool single = false;
    /// The story of the user or channel; 0 for none.
    std::int32_t story = 0;

    friend bool operator==(const chat_link&, const chat_link&) = default;
};

/// Whether a username could be in use: letters, digits and single underscores, a letter first, no underscore last, at most 32.
///
/// Spec: https://core.telegram.org/method/account.checkUsername
[[nodiscard]] bool is_username(std::string_view name) noexcept;

/// Takes apart a text that names a chat: a name, a phone number, an id or a link.
///
/// Any bytes are allowed; upper and lower case do not differ in hosts and schemes.
/// Errors: `peer_errc::not_a_chat`, `invalid_username`, `invalid_phone`, `ambiguous_number`, `not_a_chat_link`, `invalid_id`.
/// Spec:   https://core.telegram.org/api/links
[[nodiscard]] result<chat_link, peer_errc> parse_chat_link(std::string_view text);

/// A username in the form in which names are compared.
[[nodiscard]] std::string folded_name(std::string_view name);

} // namespace awaitgram
