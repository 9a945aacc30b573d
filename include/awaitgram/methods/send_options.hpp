// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/keyboard/ref.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace awaitgram {

/// As `send_options::schedule`: the message is sent when its receiver comes online next; for private chats with users.
inline constexpr time_point when_online{std::chrono::seconds{0x7FFFFFFE}};

/// How a message is sent: the options that all methods that send have in common. Each ignores those that its raw method lacks, such as
/// the keyboard of an album.
struct send_options {
    /// The id of the message it replies to; 0 for none.
    std::int32_t reply_to = 0;
    /// The chat of that message, where it is another one than that of the reply.
    chat_ref reply_in = 0;
    /// The part of that message that is quoted; Telegram refuses what is no part of it. Empty for the whole message.
    text_ref quote = {};
    /// Where the quoted part begins, in units of UTF-16, if it occurs several times.
    std::int32_t quote_offset = 0;
    /// The story of the chat that it replies to, instead of a message; 0 for none.
    std::int32_t reply_to_story = 0;
    /// The topic of a forum, for a message that answers none in it; 0 for General.
    std::int32_t topic = 0;
    /// Whether its receivers get no sound.
    bool silent = false;
    /// Whether links in it are shown without a preview.
    bool no_preview = false;
    /// Whether the text, or the caption, is shown below the preview or media instead of above, or the other way round.
    bool invert_media = false;
    /// Whether it must not be forwarded or saved.
    bool protect = false;
    /// Whether the text that the account has kept for the chat is removed; see message_methods::save_draft.
    bool clear_draft = false;
    /// Whether Telegram may send it with a low priority.
    bool background = false;
    /// When it is sent, at most 365 days ahead, or `when_online`; the time of 1970 for now. The result is a scheduled message then.
    time_point schedule = {};
    /// After which time it is sent again and again, from then on; zero for never. For Premium accounts.
    std::chrono::seconds repeat{0};
    /// The channel or group in whose name it is sent; 0 for the default.
    chat_ref send_as = 0;
    /// The animation that is shown with it, in private chats; 0 for none.
    std::int64_t effect = 0;
    /// The most stars that may be paid for it, where a chat wants some.
    std::int64_t allow_paid_stars = 0;
    /// Whether a bot may pay 0.1 stars to send more than 30 messages in a second.
    bool allow_paid_floodskip = false;
    /// The business connection that a bot sends it by; a message that came by one is answered by it anyway.
    std::string_view business_connection{};
    /// The keyboard below it, such as an inline_keyboard; only bots send one.
    keyboard_ref keyboard = {};
};

// GCC 12 destroys other aggregates twice when they are written inside a `co_await` expression.
static_assert(std::is_trivially_destructible_v<send_options>);

} // namespace awaitgram
