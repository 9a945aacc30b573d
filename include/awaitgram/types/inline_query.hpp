// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

/// Where an inline query is typed, as far as the user's app tells.
enum class inline_query_place {
    unknown,
    own_chat,
    private_chat,
    bot_chat,
    basic_group,
    supergroup,
    channel
};

/// A user typed the bot's name and a text into the message field of a chat; updateBotInlineQuery.
class inline_query : public event_of<api::updateBotInlineQuery> {
public:
    using event_of::event_of;

    /// The query's identifier.
    [[nodiscard]] std::int64_t id() const noexcept { return raw().query_id; }

    /// The user.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return detail::dialog_of_user(raw().user_id);
    }

    /// The user, as for messages.
    [[nodiscard]] std::int64_t sender_id() const noexcept { return user_id(); }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string sender_name() const { return detail::known_name(*this, user_id()); }

    /// The text behind the bot's name; may be empty.
    [[nodiscard]] std::string_view text() const noexcept { return raw().query; }

    /// The `next_offset` of the answer before, when the user scrolls to its end; empty at first.
    [[nodiscard]] std::string_view offset() const noexcept { return raw().offset; }

    /// The kind of chat that it is typed in; `own_chat` is the private chat with this bot.
    [[nodiscard]] inline_query_place place() const noexcept {
        const auto& where = raw().peer_type;
        if (!where)
            return inline_query_place::unknown;
        if (where->is<api::inlineQueryPeerTypeSameBotPM>())
            return inline_query_place::own_chat;
        if (where->is<api::inlineQueryPeerTypePM>())
            return inline_query_place::private_chat;
        if (where->is<api::inlineQueryPeerTypeBotPM>())
            return inline_query_place::bot_chat;
        if (where->is<api::inlineQueryPeerTypeChat>())
            return inline_query_place::basic_group;
        if (where->is<api::inlineQueryPeerTypeMegagroup>())
            return inline_query_place::supergroup;
        return where->is<api::inlineQueryPeerTypeBroadcast>() ? inline_query_place::channel
                                                              : inline_query_place::unknown;
    }

    /// Where the user is, for bots that ask for it; null when unknown.
    [[nodiscard]] const api::geoPoint* location() const noexcept {
        return raw().geo ? raw().geo->get_if<api::geoPoint>() : nullptr;
    }
};

} // namespace awaitgram
