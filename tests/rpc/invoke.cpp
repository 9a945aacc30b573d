// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_future.hpp>
#include <doctest/doctest.h>

#include <cstdint>
#include <exception>
#include <system_error>
#include <vector>

#include "../support/fixed_invoker.hpp"
#include "../support/run.hpp"

using namespace awaitgram;

namespace {

api::nearestDc nearest() {
    api::nearestDc value;
    value.country = "AQ";
    value.this_dc = 2;
    value.nearest_dc = 4;
    return value;
}

/// The request that was sent, decoded.
template <class F>
F sent(const tests::fixed_invoker& via) {
    REQUIRE(via.requests.size() == 1);
    const auto decoded = tl::decode<F>(via.requests[0].body());
    REQUIRE(decoded);
    return (*decoded).owned();
}

} // namespace

TEST_CASE("a method is called through any invoker and its answer decoded") {
    tests::fixed_invoker via;
    via.add(nearest());
    tests::run([&via]() -> awaitable<void> {
        api::help::getNearestDc request;
        const auto answer = co_await rpc::invoke(via, request);
        CHECK(answer->nearest_dc == 4);
    });

    REQUIRE(via.requests.size() == 1);
    CHECK(via.requests[0].method() == api::help::getNearestDc::tl_line);
}

TEST_CASE("a call can be started with a completion token") {
    tests::fixed_invoker via;
    via.add(nearest());
    via.add(nearest());
    asio::io_context io;
    const api::help::getNearestDc request;
    std::int32_t called_back = 0;

    auto thrown = asio::co_spawn(io, rpc::invoke(via, request), asio::use_future);
    asio::co_spawn(
        io,
        rpc::try_invoke(via, request),
        [&called_back](const std::exception_ptr& error, const auto& answer) {
            CHECK_FALSE(error);
            called_back = (*answer)->nearest_dc;
        }
    );
    io.run();

    const auto answer = thrown.get();
    CHECK(answer->nearest_dc == 4);
    CHECK(called_back == 4);
}

TEST_CASE("a request is encoded when it is called, not when it is awaited") {
    tests::fixed_invoker via;
    via.add(api::contacts::resolvedPeer{.peer = api::peerUser{1}});
    tests::run([&via]() -> awaitable<void> {
        api::contacts::resolveUsername request{.username = "first"};
        auto pending = rpc::try_invoke(via, request);
        request.username = "second";
        const auto answer = co_await std::move(pending);
        CHECK(answer);
    });

    CHECK(sent<api::contacts::resolveUsername>(via).username == "first");
}

TEST_CASE("a refusal is a value for try_invoke and an exception for invoke") {
    tests::fixed_invoker via;
    const rpc_error refusal{400, "USERNAME_INVALID"};
    via.add(refusal);
    via.add(refusal);
    tests::run([&via]() -> awaitable<void> {
        api::help::getNearestDc request;
        const auto answer = co_await rpc::try_invoke(via, request);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().name() == "USERNAME_INVALID");
    });
    const auto throwing = [&via]() -> awaitable<void> {
        api::help::getNearestDc request;
        co_await rpc::invoke(via, request);
    };

    CHECK_THROWS_AS(tests::run(throwing), rpc_error);
}

TEST_CASE("an answer that is not of the method's type is malformed") { // S-59
    tests::fixed_invoker via;
    via.add(nearest());
    const auto error = tests::error_of([&via]() -> awaitable<void> {
        api::contacts::resolveUsername request;
        static_cast<void>(co_await rpc::try_invoke(via, request));
    });

    CHECK(error == rpc::errc::malformed_answer);
}

TEST_CASE("an invoker learns the users and chats of every answer that has any") {
    tests::fixed_invoker via;
    via.add(nearest());
    via.add(api::contacts::resolvedPeer{.peer = api::peerUser{1}});
    via.add(tl::vector<api::User>{});
    tests::run([&via]() -> awaitable<void> {
        api::help::getNearestDc without;
        co_await rpc::invoke(via, without);
        CHECK(via.user_lists == 0);
        CHECK(via.chat_lists == 0);
        api::contacts::resolveUsername both;
        co_await rpc::invoke(via, both);
        CHECK(via.user_lists == 1);
        CHECK(via.chat_lists == 1);
        api::users::getUsers users;
        co_await rpc::invoke(via, users);
        CHECK(via.user_lists == 2);
        CHECK(via.chat_lists == 1);
    });
}

TEST_CASE("a random id that the caller left 0 is filled in, another one is kept") {
    const auto id_sent = [](std::int64_t id) {
        tests::fixed_invoker via;
        via.add(api::updatesTooLong{});
        tests::run([&]() -> awaitable<void> {
            api::messages::sendMessage request{.peer = api::inputPeerSelf{}, .message = "hi"};
            request.random_id = id;
            co_await rpc::invoke(via, request);
        });
        return sent<api::messages::sendMessage>(via).random_id;
    };

    CHECK(id_sent(7) == 7);
    const auto first = id_sent(0);
    CHECK(first != 0);
    CHECK(id_sent(0) != first);
}

TEST_CASE("a list of random ids that the caller left empty is filled in") {
    tests::fixed_invoker via;
    via.add(api::updatesTooLong{});
    tests::run([&via]() -> awaitable<void> {
        api::messages::forwardMessages request;
        request.from_peer = api::inputPeerSelf{};
        request.to_peer = api::inputPeerSelf{};
        request.id = {1, 2, 3};
        co_await rpc::invoke(via, request);
    });

    const auto forwarded = sent<api::messages::forwardMessages>(via);
    REQUIRE(forwarded.random_id.size() == 3);
    CHECK(forwarded.random_id[0] != forwarded.random_id[1]);
}

TEST_CASE("an answer that tells how far a request moved a sequence is passed on, with the channel "
          "of the request") {
    using effects = std::vector<tests::fixed_invoker::effect>;
    tests::fixed_invoker via;
    SUBCASE("of the account") {
        via.add(api::messages::affectedMessages{.pts = 12, .pts_count = 2});
        tests::run([&via]() -> awaitable<void> {
            api::messages::deleteMessages request{};
            co_await rpc::invoke(via, request);
        });
        CHECK(via.effects == effects{{0, 12, 2}});
    }
    SUBCASE("of a channel that the request names as such") {
        via.add(api::messages::affectedMessages{.pts = 30, .pts_count = 1});
        tests::run([&via]() -> awaitable<void> {
            api::channels::deleteMessages request{};
            request.channel = api::inputChannel{.channel_id = 77, .access_hash = 1};
            static_cast<void>(co_await rpc::try_invoke(via, request));
        });
        CHECK(via.effects == effects{{77, 30, 1}});
    }
    SUBCASE("of a channel that the request names as a peer") {
        via.add(api::messages::affectedHistory{.pts = 31, .pts_count = 3, .offset = 0});
        tests::run([&via]() -> awaitable<void> {
            api::messages::unpinAllMessages request{};
            request.peer = api::inputPeerChannel{.channel_id = 77, .access_hash = 1};
            co_await rpc::invoke(via, request);
        });
        CHECK(via.effects == effects{{77, 31, 3}});
    }
    SUBCASE("of the account, in a chat with a user") {
        via.add(api::messages::affectedHistory{.pts = 31, .pts_count = 3, .offset = 0});
        tests::run([&via]() -> awaitable<void> {
            api::messages::unpinAllMessages request{};
            request.peer = api::inputPeerUser{.user_id = 77, .access_hash = 1};
            co_await rpc::invoke(via, request);
        });
        CHECK(via.effects == effects{{0, 31, 3}});
    }
    SUBCASE("of the account, in the saved messages from a channel") {
        via.add(api::messages::affectedHistory{.pts = 31, .pts_count = 3, .offset = 0});
        tests::run([&via]() -> awaitable<void> {
            api::messages::deleteSavedHistory request{};
            request.peer = api::inputPeerChannel{.channel_id = 77, .access_hash = 1};
            co_await rpc::invoke(via, request);
        });
        CHECK(via.effects == effects{{0, 31, 3}});
    }
    SUBCASE("of a channel, in one of its chats") {
        via.add(api::messages::affectedHistory{.pts = 31, .pts_count = 3, .offset = 0});
        tests::run([&via]() -> awaitable<void> {
            api::messages::deleteSavedHistory request{};
            request.parent_peer = api::inputPeerChannel{.channel_id = 78, .access_hash = 1};
            request.peer = api::inputPeerUser{.user_id = 77, .access_hash = 1};
            co_await rpc::invoke(via, request);
        });
        CHECK(via.effects == effects{{78, 31, 3}});
    }
    CHECK(via.inner_updates.empty());
}

TEST_CASE("updates inside of an answer are passed on") {
    tests::fixed_invoker via;
    api::messages::invitedUsers answer{};
    answer.updates = api::updatesTooLong{};
    via.add(answer);
    tests::run([&via]() -> awaitable<void> {
        api::messages::addChatUser request{};
        request.user_id = api::inputUserSelf{};
        co_await rpc::invoke(via, request);
    });
    REQUIRE(via.inner_updates.size() == 1);
    const auto decoded = tl::decode<api::Updates>(via.inner_updates[0]);
    REQUIRE(decoded);
    CHECK((**decoded).is<api::updatesTooLong>());
    CHECK(via.effects.empty());
}
