// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/time.hpp>

#include <cstdint>
#include <string_view>

namespace awaitgram {

/// The message or story that a message answers. It refers to the message that it came from.
struct reply_info {
    /// The answered message; 0 for a story.
    std::int32_t message_id = 0;
    /// The chat of that message or story: that of the answer in most cases.
    std::int64_t chat_id = 0;
    /// The story; 0 for a message.
    std::int32_t story_id = 0;
    /// The part that is quoted; empty when the whole message is answered.
    std::string_view quote{};
    /// Whether the part was chosen by hand, instead of by Telegram for an answer from another chat.
    bool chosen_quote = false;
};

/// Where a forwarded message comes from. It refers to the message that it came from.
struct forward_info {
    /// The user or chat that wrote it; 0 for a user who hides.
    std::int64_t sender_id = 0;
    /// The name of a user who hides; empty for others.
    std::string_view hidden_name{};
    /// The author's signature of a channel's post; empty for none.
    std::string_view signature{};
    /// The id of a channel's post in its channel; 0 for others.
    std::int32_t post_id = 0;
    /// The chat that it was forwarded from, where that is known, as in Saved Messages and groups of channels; else 0.
    std::int64_t from_chat = 0;
    /// Its id there, or 0.
    std::int32_t from_message = 0;
    /// When it was written.
    time_point date{};
    /// Whether it was imported from another service.
    bool imported = false;
};

/// How a message is pinned.
struct pin_options {
    /// Whether it is delivered without a sound.
    bool silent = false;
    /// Whether it is pinned for the account alone, in a private chat.
    bool for_me_alone = false;
};

/// What is known of a message beside its content.
struct message_source {
    /// The business connection that it came by; null for none.
    const tl::string* business_connection = nullptr;
    /// Whether it is scheduled: its id counts apart from those of messages that were sent.
    bool scheduled = false;
};

} // namespace awaitgram
