// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/games.hpp>
#include <awaitgram/methods/users.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"
#include "noting_account.hpp"

using namespace awaitgram;
using account = tests::account_with<user_methods>;

namespace {

using names = std::vector<std::string>;
using request = api::messages::getCommonChats;

/// Three channels, 30, 20 and 10, in pages of two.
api::messages::Chats common_after(const request& asked) {
    api::messages::chatsSlice slice{};
    slice.count = 3;
    for (const std::int64_t id : {30, 20, 10}) {
        if ((asked.max_id != 0 && id >= asked.max_id) || slice.chats.size() == 2)
            continue;
        api::channel one{};
        one.id = id;
        one.title = "channel " + std::to_string(id);
        one.photo = api::chatPhotoEmpty{};
        slice.chats.push_back(std::move(one));
    }
    return slice;
}

struct common_scene {
    explicit common_scene(tests::script& steps) : me(steps) {
        me.calls.answer_with<request>([](const request& asked) {
            CHECK(asked.user_id.get_if<api::inputUser>()->user_id == 5);
            return common_after(asked);
        });
    }

    awaitable<void> run() {
        titles.clear();
        for (auto common = me.common_chats(5); const auto chat = co_await common.next();) {
            titles.push_back(chat->title());
            CHECK(common.total() == 3);
        }
    }
    void check() { CHECK(titles == names{"channel 30", "channel 20", "channel 10"}); }

    account me;
    names titles{};
};

} // namespace

TEST_CASE("walking through the chats in common survives a failure and a cancellation at each step"
) {
    CHECK(
        tests::replay<common_scene>() ==
        names{
            "peer",
            "messages.getCommonChats",
            "peer",
            "messages.getCommonChats",
            "peer",
            "messages.getCommonChats"}
    );
}

TEST_CASE("a game is sent by its name, its scores are set and listed") {
    api::updates_ all{};
    tests::noting_account<game_methods, api::messages::sendMedia> sender{all};
    const auto& sent = sender.after([&]() -> awaitable<void> {
        (void)co_await sender.me.send_game(5, "chess", {.silent = true});
    });
    CHECK(sent.silent);
    const auto* media = sent.media.get_if<api::inputMediaGame>();
    REQUIRE(media);
    const auto* game = media->id.get_if<api::inputGameShortName>();
    REQUIRE(game);
    CHECK(game->short_name == "chess");
    CHECK(game->bot_id.is<api::inputUserSelf>());

    tests::noting_account<game_methods, api::messages::setGameScore> setter{all};
    const auto& set = setter.after([&] { return setter.me.set_game_score(5, 7, 5, 100); });
    CHECK(set.id == 7);
    CHECK(set.score == 100);
    CHECK(set.edit_message);
    CHECK_FALSE(set.force);
    CHECK(set.user_id.get_if<api::inputUser>()->access_hash == 50);
    CHECK(set.peer.get_if<api::inputPeerUser>()->access_hash == 50);
    const auto& forced = setter.after([&] {
        return setter.me.set_game_score(5, 7, 5, 90, {.may_fall = true, .keep_message = true});
    });
    CHECK(forced.force);
    CHECK_FALSE(forced.edit_message);
    setter.me.calls.answer_with<api::messages::setGameScore>([](const auto&) -> api::Updates {
        throw rpc_error{400, "BOT_SCORE_NOT_MODIFIED"};
    });
    tests::run([&] { return setter.me.set_game_score(5, 7, 5, 90); });

    api::messages::highScores list{};
    api::highScore first{};
    first.pos = 1;
    first.user_id = 5;
    first.score = 100;
    list.scores.push_back(first);
    api::user ann{};
    ann.id = 5;
    ann.first_name = "Ann";
    list.users.push_back(ann);
    tests::noting_account<game_methods, api::messages::getGameHighScores> reader{list};
    const auto& read = reader.after([&]() -> awaitable<void> {
        const auto scores = co_await reader.me.get_game_high_scores(5, 7, 5);
        REQUIRE(scores.size() == 1);
        CHECK(scores[0].position() == 1);
        CHECK(scores[0].score() == 100);
        CHECK(scores[0].user_name() == "Ann");
        CHECK(scores[0].user().value().id() == 5);
    });
    CHECK(read.id == 7);
}
