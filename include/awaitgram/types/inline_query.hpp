// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/types/event_of.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

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

class inline_results; // methods/inline_results.hpp

/// How an inline query is answered.
struct inline_answer_options {
    /// For how long Telegram may give other users the same answer.
    std::chrono::seconds cache_time{300};
    /// Whether the answer is for this user alone.
    bool personal = false;
    /// Whether the results are shown as a grid of pictures.
    bool gallery = false;
    /// The `offset` of the next query when the user scrolls to the end; empty when there are no more results.
    std::string_view next_offset{};
    /// The text of a button above the results that opens the private chat with the bot; empty for none.
    std::string_view button{};
    /// The parameter with which that button starts the bot; see filters::start. Needed with a button.
    std::string_view start_parameter{};
};

static_assert(std::is_trivially_destructible_v<inline_answer_options>);

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

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

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

    /// Shows results to the user, at most 50.
    ///
    /// Errors: rpc_error when Telegram refuses, such as QUERY_ID_INVALID after ten seconds; std::system_error when the link breaks.
    ///         std::logic_error for an event that no account received.
    [[nodiscard]] awaitable<void>
    answer(const inline_results& results, inline_answer_options options = {}) const;

    /// Where the user is, for bots that ask for it; null when unknown.
    [[nodiscard]] const api::geoPoint* location() const noexcept {
        return raw().geo ? raw().geo->get_if<api::geoPoint>() : nullptr;
    }
};

} // namespace awaitgram
