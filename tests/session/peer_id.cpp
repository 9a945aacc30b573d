// SPDX-License-Identifier: MIT
#include <awaitgram/session/peer_id.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <ostream>
#include <system_error>

using namespace awaitgram;

namespace {

std::error_code problem_with(std::int64_t dialog_id) {
    const auto id = peer_id::from_dialog_id(dialog_id);
    return id ? std::error_code{} : id.error();
}

} // namespace

TEST_CASE("a dialog id is accepted at every boundary and refused beyond it") {
    struct row {
        std::int64_t id;
        peer_kind kind;
        std::int64_t bare;
    };
    const row good[] = {
        {1, peer_kind::user, 1},
        {1'099'511'627'775, peer_kind::user, 1'099'511'627'775},
        {-1, peer_kind::chat, 1},
        {-999'999'999'999, peer_kind::chat, 999'999'999'999},
        {-1'000'000'000'001, peer_kind::channel, 1},
        {-1'997'852'516'352, peer_kind::channel, 997'852'516'352},
        {-2'002'147'483'649, peer_kind::channel, 1'002'147'483'649},
        {-4'000'000'000'000, peer_kind::channel, 3'000'000'000'000},
    };
    for (const auto& expected : good) {
        CAPTURE(expected.id);
        const auto id = peer_id::from_dialog_id(expected.id);
        REQUIRE(id);
        CHECK(id->kind() == expected.kind);
        CHECK(id->bare_id() == expected.bare);
        CHECK(id->bot_api_dialog_id() == expected.id);
    }
    for (const std::int64_t bad :
         {std::int64_t{0},
          std::int64_t{1'099'511'627'776},
          std::int64_t{-1'000'000'000'000},
          std::int64_t{-2'000'000'000'000},
          std::int64_t{-4'000'000'000'001},
          INT64_MIN,
          INT64_MAX}) {
        CAPTURE(bad);
        CHECK(problem_with(bad) == session_errc::invalid_peer_id);
    }
}

TEST_CASE("ids of secret chats are refused with a specific error") {
    CHECK(problem_with(-1'997'852'516'353) == session_errc::secret_chat_id);
    CHECK(problem_with(-2'000'000'000'001) == session_errc::secret_chat_id);
    CHECK(problem_with(-2'002'147'483'648) == session_errc::secret_chat_id);
}

TEST_CASE("a peer id is made from a kind and a bare id") {
    CHECK(peer_id::user(7)->bot_api_dialog_id() == 7);
    CHECK(peer_id::chat(7)->bot_api_dialog_id() == -7);
    CHECK(peer_id::channel(7)->bot_api_dialog_id() == -1'000'000'000'007);
    CHECK_FALSE(peer_id::user(0));
    CHECK_FALSE(peer_id::chat(1'000'000'000'000));
    CHECK_FALSE(peer_id::channel(1'000'000'000'000));
}

TEST_CASE("the peer id of the signed-in user has no number") {
    const auto self = peer_id::self_user();

    CHECK(self.kind() == peer_kind::self_user);
    CHECK(self.bare_id() == 0);
    CHECK(self == peer_id::self_user());
    CHECK(self != *peer_id::user(1));
}
