// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace awaitgram {

/// How a part of a text looks, or what it leads to: the 25 constructors of the schema, of which one mention comes in two forms.
enum class entity_kind : std::uint8_t {
    bold,
    italic,
    underline,
    strikethrough,
    spoiler,
    /// A quotation; it can be collapsed.
    blockquote,
    /// Of fixed width, within a line.
    code,
    /// Of fixed width, with a language.
    code_block,
    /// A text that leads to an address.
    link,
    /// An address that Telegram found in the text.
    url,
    email,
    phone,
    /// `@name`, found by Telegram.
    mention,
    /// A text that leads to a user.
    user_mention,
    hashtag,
    cashtag,
    command,
    bank_card,
    custom_emoji,
    /// A moment, which apps show in the reader's language and time zone.
    date,
    /// What a newer version of a text has; in answers alone, as the next two.
    diff_insert,
    /// What a newer version has instead of something.
    diff_replace,
    /// What a newer version has no more.
    diff_delete,
    /// What this library, or Telegram's server, does not know.
    other,
};

/// Whether senders choose it; the others are found by Telegram, or occur in answers alone.
[[nodiscard]] constexpr bool is_formatting(entity_kind kind) noexcept {
    switch (kind) {
    case entity_kind::bold:
    case entity_kind::italic:
    case entity_kind::underline:
    case entity_kind::strikethrough:
    case entity_kind::spoiler:
    case entity_kind::blockquote:
    case entity_kind::code:
    case entity_kind::code_block:
    case entity_kind::link:
    case entity_kind::user_mention:
    case entity_kind::custom_emoji:
    case entity_kind::date:
        return true;
    default:
        return false;
    }
}

} // namespace awaitgram
