// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace awaitgram {

/// The kinds of events that handlers are registered for.
enum class event_kind : std::uint8_t {
    message,
    edited,
    deleted,
    callback_query,
    inline_query,
    chosen_inline_result,
    chat_member,
    join_request,
    reaction,
    reaction_count,
    poll,
    poll_answer,
    user_status,
    typing,
    read,
    pre_checkout,
    shipping,
    bot_stopped,
    story,
    business_connection,
    purchased_media,
    chat_boost,
    album,
    raw,
};

/// The name of a kind for logs, such as "callback query".
[[nodiscard]] constexpr const char* to_string(event_kind kind) noexcept {
    switch (kind) {
    case event_kind::message:
        return "message";
    case event_kind::edited:
        return "edited message";
    case event_kind::deleted:
        return "deletion";
    case event_kind::callback_query:
        return "callback query";
    case event_kind::inline_query:
        return "inline query";
    case event_kind::chosen_inline_result:
        return "chosen inline result";
    case event_kind::chat_member:
        return "change of a member";
    case event_kind::join_request:
        return "join request";
    case event_kind::reaction:
        return "reaction";
    case event_kind::reaction_count:
        return "count of reactions";
    case event_kind::poll:
        return "poll";
    case event_kind::poll_answer:
        return "poll answer";
    case event_kind::user_status:
        return "user status";
    case event_kind::typing:
        return "typing";
    case event_kind::read:
        return "reading of messages";
    case event_kind::pre_checkout:
        return "pre-checkout query";
    case event_kind::shipping:
        return "shipping query";
    case event_kind::bot_stopped:
        return "stop of the bot";
    case event_kind::story:
        return "story";
    case event_kind::business_connection:
        return "business connection";
    case event_kind::purchased_media:
        return "purchase of media";
    case event_kind::chat_boost:
        return "boost";
    case event_kind::album:
        return "album";
    case event_kind::raw:
        break;
    }
    return "update";
}

} // namespace awaitgram
