// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/games.hpp>

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<void>
set_game_score_now(message_chat where, chat_query user, api::messages::setGameScore request) {
    const auto player = co_await resolved(where.account, std::move(user));
    request.user_id = input_of_user(player);
    auto acting = act_in(std::move(where), std::move(request));
    co_await std::move(acting);
}

[[nodiscard]] inline awaitable<std::vector<game_score>>
high_scores_now(message_chat where, chat_query user, std::int32_t message_id) {
    const auto* account = where.account;
    const auto player = co_await resolved(account, std::move(user));
    api::messages::getGameHighScores request{};
    request.id = message_id;
    request.user_id = input_of_user(player);
    auto calling = call_in(std::move(where), std::move(request));
    auto answer = co_await std::move(calling);
    const auto kept = keep_answer(std::move(answer));
    std::vector<game_score> scores;
    for (const auto& each : kept->kept->scores)
        scores.emplace_back(kept, each, account);
    co_return scores;
}

} // namespace detail

AWAITGRAM_DECL awaitable<message>
game_methods::send_game(chat_ref chat, std::string_view short_name, send_options options) const {
    api::inputGameShortName game{};
    game.bot_id = api::inputUserSelf{};
    game.short_name = short_name;
    api::inputMediaGame media{};
    media.id = std::move(game);
    api::messages::sendMedia request{};
    request.media = std::move(media);
    detail::outgoing sent(&account(), chat, options);
    return detail::send_now(std::move(sent), detail::outgoing_text{}, std::move(request));
}

AWAITGRAM_DECL awaitable<void> game_methods::set_game_score(
    chat_ref chat, std::int32_t message_id, chat_ref user, std::int32_t score, score_options options
) const {
    api::messages::setGameScore request{};
    request.edit_message = !options.keep_message;
    request.force = options.may_fall;
    request.id = message_id;
    request.score = score;
    return detail::set_game_score_now(
        detail::message_chat(&account(), chat), chat_query{user}, std::move(request)
    );
}

AWAITGRAM_DECL awaitable<std::vector<game_score>>
game_methods::get_game_high_scores(chat_ref chat, std::int32_t message_id, chat_ref user) const {
    return detail::high_scores_now(
        detail::message_chat(&account(), chat), chat_query{user}, message_id
    );
}

} // namespace awaitgram
