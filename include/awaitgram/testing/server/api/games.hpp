// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

// The games of bots: each message has scores of its own.

namespace awaitgram::testing {

/// The scores of a game, the best first.
[[nodiscard]] inline std::vector<std::pair<std::int32_t, std::int64_t>>
ranking_of(const message_extras& extras) {
    std::vector<std::pair<std::int32_t, std::int64_t>> ranking;
    for (const auto& [player, score] : extras.scores)
        ranking.emplace_back(score, player);
    std::sort(ranking.begin(), ranking.end(), std::greater<>{});
    return ranking;
}

/// A message of the caller with a game.
[[nodiscard]] inline const stored_message*
game_message(const api_call& call, const place& where, std::int32_t id) {
    const auto* message = message_in(call.accounts, *call.self, where.dialog(), id);
    const auto is_game = message != nullptr && message->from == call.self->id && message->extras &&
                         message->extras->media &&
                         message->extras->media->is<api::messageMediaGame>();
    return is_game ? message : nullptr;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::setGameScore& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    const auto* user = user_named(call, query.user_id);
    if (user == nullptr)
        return refuse(400, "USER_ID_INVALID");
    const auto* message = game_message(call, *where, query.id);
    if (message == nullptr)
        return refuse(400, "MESSAGE_ID_INVALID");
    if (query.score < 0)
        return refuse(400, "SCORE_INVALID");
    const auto before = message->extras->scores.find(user->id);
    if (before != message->extras->scores.end() &&
        (before->second == query.score || (query.score < before->second && !query.force)))
        return refuse(400, "BOT_SCORE_NOT_MODIFIED");
    auto extras = std::make_shared<message_extras>(*message->extras);
    extras->scores[user->id] = query.score;
    std::string best;
    for (const auto& [score, player] : ranking_of(*extras))
        best += call.accounts.find(player)->first_name + ": " + std::to_string(score) + "\n";
    auto changes = call.changes();
    change_message(changes, *call.self, where->dialog(), query.id, [&](stored_message& one) {
        one.extras = extras;
        if (!query.edit_message)
            return;
        one.text = best;
        one.edit_date = changes.date();
    });
    return answer(api::Updates{call.commit(changes)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getGameHighScores& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    const auto* user = user_named(call, query.user_id);
    if (user == nullptr)
        return refuse(400, "USER_ID_INVALID");
    const auto* message = game_message(call, *where, query.id);
    if (message == nullptr)
        return refuse(400, "MESSAGE_ID_INVALID");
    api::messages::highScores list;
    std::set<std::int64_t> ids;
    for (const auto& [score, player] : ranking_of(*message->extras)) {
        api::highScore line;
        line.pos = static_cast<std::int32_t>(list.scores.size()) + 1;
        line.user_id = player;
        line.score = score;
        list.scores.push_back(std::move(line));
        ids.insert(player);
    }
    api::messages::peerDialogs filled; // for its users
    call.own_view().fill_peers(filled, ids);
    list.users = std::move(filled.users);
    return answer(list);
}

} // namespace awaitgram::testing
