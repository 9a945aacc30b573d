// SPDX-License-Identifier: MIT
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

using list = std::vector<std::string>;

TEST_CASE("raw handlers receive the updates of their constructor with their peers") {
    testing::clock time;
    bench b{time};
    tl::vector<api::User> users;
    users.push_back(api::user{.id = 5});
    const auto update = typing_of(5);
    const auto peers = std::const_pointer_cast<peer_map>(update.peers);
    peers->users = &users;
    std::int64_t typist = 0;
    const api::user* known = nullptr;
    b.handlers.on<api::updateUserTyping>(
        [&](raw_update<api::updateUserTyping> u) -> awaitable<void> {
            typist = u->user_id;
            known = u.peers()->user(typist);
            co_return;
        }
    );
    b.handlers.on<api::updateUserStatus>(b.note_raw<api::updateUserStatus>("status"));

    b.run({update});

    CHECK(typist == 5);
    CHECK(known == users[0].get_if<api::user>());
    CHECK(b.heard.empty());
}

TEST_CASE("a raw handler takes no message away from the handlers of messages, nor they from it") {
    testing::clock time;
    bench b{time};
    b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw 1"));
    b.handlers.on_message(is::text, b.note("text"));
    b.handlers.on_message(b.note("rest"));
    b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw 2"));

    b.run({saying("hi")});

    CHECK(b.heard == list{"raw 1", "raw 2", "text:hi"});
}

TEST_CASE("handlers start in the order of the updates, whatever their kinds") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(b.note("text"));
    b.handlers.on<api::updateUserTyping>(b.note_raw<api::updateUserTyping>("typing"));

    b.run({typing_of(1), saying("a"), typing_of(1), saying("b"), saying("c")});

    CHECK(b.heard == list{"typing", "text:a", "typing", "text:b", "text:c"});
}

TEST_CASE("own messages in answers reach raw handlers, marked as answers, and no others") {
    testing::clock time;
    bench b{time};
    auto answered = 0;
    b.handlers.on_message(is::all, b.note("message"));
    b.handlers.on<api::updateNewMessage>(
        [&](raw_update<api::updateNewMessage> u) -> awaitable<void> {
            answered += u.origin() == rpc::update_origin::answered ? 1 : 0;
            co_return;
        }
    );

    b.run({
        holding(message_update("mine", direction::out), rpc::update_origin::answered),
        holding(message_update("theirs"), rpc::update_origin::answered),
        saying("from another device", direction::out),
    });

    CHECK(answered == 2);
    CHECK(b.heard == list{"message:theirs", "message:from another device"});
}

TEST_CASE("posts in answers are the account's own, though they may lack its mark") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(b.note("post"));
    const auto post = [](std::string text, rpc::update_origin origin) {
        api::message message{};
        message.id = 7;
        message.peer_id = peer_of(-1000000000012);
        message.post = true;
        message.message = text;
        api::updateNewChannelMessage update{};
        update.message = std::move(message);
        return holding(std::move(update), origin);
    };

    b.run({post("mine", rpc::update_origin::answered), post("theirs", rpc::update_origin::pushed)});

    CHECK(b.heard == list{"post:theirs"});
}

TEST_CASE("a raw handler may take the update by reference and the client with it") {
    testing::clock time;
    bench b{time};
    b.handlers.on<api::updateUserTyping>(
        [&b](const raw_update<api::updateUserTyping>& u, client&) -> awaitable<void> {
            co_await pause(std::chrono::milliseconds{1});
            b.heard.push_back(std::to_string(u->user_id));
        }
    );

    b.run({typing_of(5)});

    CHECK(b.heard == list{"5"});
}

TEST_CASE("service messages reach handlers whose filter names them, and empty messages none") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(is::incoming, b.note("message"));
    b.handlers.on_message(is::service, b.note("service"));
    b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw"));
    api::updateNewMessage service{};
    service.message = api::messageService{};
    api::updateNewMessage empty{};
    empty.message = api::messageEmpty{};

    b.run({holding(service), holding(empty)});

    std::sort(b.heard.begin(), b.heard.end());
    std::string all;
    for (const auto& each : b.heard)
        all += each + ' ';
    CHECK(all == "raw raw service: ");
}

TEST_CASE("an exception of a raw handler is reported with the constructor's name") {
    testing::clock time;
    bench b{time};
    b.handlers.on<api::updateUserTyping>([](raw_update<api::updateUserTyping>) -> awaitable<void> {
        throw std::runtime_error("no idea");
        co_return;
    });
    SUBCASE("to the log") {
        b.run({typing_of(5)});
        REQUIRE(b.log.size() == 1);
        CHECK(b.log[0] == "the handler of updateUserTyping failed: no idea");
    }
    SUBCASE("to the log when the hook takes messages alone") {
        auto told = 0;
        b.handlers.on_error([&told](const message&, const std::exception_ptr&) { ++told; });
        b.run({typing_of(5)});
        CHECK(told == 0);
        CHECK(b.log.size() == 1);
    }
    SUBCASE("to a hook that takes raw updates") {
        auto told = 0;
        b.handlers.on_error([&told](const api::Update& update, const std::exception_ptr&) {
            told += update.is<api::updateUserTyping>() ? 1 : 0;
        });
        b.run({typing_of(5)});
        CHECK(told == 1);
        CHECK(b.log.empty());
    }
}

TEST_CASE("every handler of an update holds its token until it ends") {
    testing::clock time;
    bench b{time};
    const auto token = std::make_shared<updates::delivery_token>();
    auto next = saying("hi");
    next.delivery = token;
    std::vector<long> uses;
    const auto look = [&](auto) -> awaitable<void> {
        co_await pause(std::chrono::milliseconds{1});
        uses.push_back(token.use_count());
    };
    b.handlers.on<api::updateNewMessage>([look](raw_update<api::updateNewMessage> u) {
        return look(std::move(u));
    });
    b.handlers.on_message([look](message m) { return look(std::move(m)); });

    b.run({next});
    next.delivery.reset();

    REQUIRE(uses.size() == 2);
    CHECK(uses[1] == uses[0] - 1);
    CHECK(token.use_count() == 1);
}

TEST_CASE("a handler that registers another one does so for the next update") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(is::text_is("add"), [&b](message) -> awaitable<void> {
        b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw"));
        co_return;
    });

    b.run({saying("add"), saying("hi")});

    CHECK(b.heard == list{"raw"});
}
