// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/updates/ordered_update.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace awaitgram;
namespace is = awaitgram::filters;

namespace {

/// An update on its own.
updates::ordered_update
holding(api::Update update, rpc::update_origin origin = rpc::update_origin::pushed) {
    const auto holder = std::make_shared<peer_map_of<api::Update>>(std::move(update));
    updates::ordered_update next;
    next.update = &holder->kept;
    next.peers = holder;
    next.origin = origin;
    return next;
}

enum class direction { in, out };

api::Update message_update(std::string text, direction way = direction::in) {
    api::message message{};
    message.id = 7;
    message.peer_id = api::peerUser{.user_id = 5};
    message.message = text;
    message.out = way == direction::out;
    api::updateNewMessage update{};
    update.message = std::move(message);
    return update;
}

updates::ordered_update saying(std::string text, direction way = direction::in) {
    return holding(message_update(std::move(text), way));
}

updates::ordered_update typing(std::int64_t user) {
    api::updateUserTyping update{};
    update.user_id = user;
    return holding(std::move(update));
}

/// Delivers updates and runs their handlers to the end, in controlled time.
struct bench {
    testing::clock time;
    asio::io_context io;
    std::vector<std::string> log;
    dispatcher handlers{[this](log_level, std::string_view line) { log.emplace_back(line); }};
    std::vector<std::string> heard;

    awaitable<void> deliver(task_group& group, std::vector<updates::ordered_update> all) {
        // No handler here uses the client.
        auto* const unused = reinterpret_cast<client*>(&io);
        for (const auto& each : all) {
            if (!handlers.has_room())
                co_await handlers.wait_for_room();
            handlers.deliver(each, {group, *unused});
        }
        co_await handlers.wait_until_idle(event::clock::time_point::max());
    }

    void run(std::vector<updates::ordered_update> all) {
        std::exception_ptr failed;
        const std::function<awaitable<void>(task_group&)> body = [&](task_group& group) {
            return deliver(group, all);
        };
        asio::co_spawn(io, with_tasks(body), [&failed](std::exception_ptr error) {
            failed = error;
        });
        time.run_to_end(io);
        if (failed)
            std::rethrow_exception(failed);
    }

    auto note(std::string as) {
        return [this, as](message m) -> awaitable<void> {
            heard.push_back(as + ":" + std::string{m.text()});
            co_return;
        };
    }
    template <class T>
    auto note_raw(std::string as) {
        return [this, as](raw_update<T>) -> awaitable<void> {
            heard.push_back(as);
            co_return;
        };
    }
};

using list = std::vector<std::string>;

} // namespace

TEST_CASE("a message goes to the first handler whose filter lets it pass") {
    bench b;
    b.handlers.on_message(is::command("start"), b.note("start"));
    b.handlers.on_message(is::text, b.note("text"));
    b.handlers.on_message(b.note("rest"));

    b.run({saying("/start"), saying("hi"), saying("")});

    CHECK(b.heard == list{"start:/start", "text:hi", "rest:"});
}

TEST_CASE("a message that no filter lets pass reaches no handler") {
    bench b;
    b.handlers.on_message(is::group, b.note("group"));
    b.run({saying("hi")});
    CHECK(b.heard.empty());
}

TEST_CASE("outgoing messages reach only handlers whose filter names them") {
    bench b;
    b.handlers.on_message(is::text, b.note("text"));
    b.handlers.on_message(is::outgoing, b.note("own"));

    b.run({saying("mine", direction::out), saying("theirs")});

    CHECK(b.heard == list{"own:mine", "text:theirs"});
}

TEST_CASE("an exception of a handler is reported in one line and stops nothing") {
    bench b;
    b.handlers.on_message(is::text_is("bad"), [](message) -> awaitable<void> {
        throw std::runtime_error("no idea");
        co_return;
    });
    b.handlers.on_message(is::text, b.note("text"));

    b.run({saying("bad"), saying("good"), saying("bad")});

    CHECK(b.heard == list{"text:good"});
    REQUIRE(b.log.size() == 2);
    CHECK(b.log[0] == "the handler of message 7 in chat 5 failed: no idea");
}

TEST_CASE("an exception of a filter is reported as well") {
    bench b;
    b.handlers.on_message(
        [](const message& m) {
            return m.text().empty() ? throw std::runtime_error("empty") : true;
        },
        b.note("text")
    );

    b.run({saying(""), saying("good")});

    CHECK(b.heard == list{"text:good"});
    CHECK(b.log.size() == 1);
}

TEST_CASE("an error hook takes the place of the log") {
    bench b;
    std::string told;
    b.handlers.on_message([](message) -> awaitable<void> {
        throw std::runtime_error("no idea");
        co_return;
    });
    b.handlers.on_error([&told](const message& m, const std::exception_ptr&) { told = m.text(); });

    b.run({saying("bad")});

    CHECK(told == "bad");
    CHECK(b.log.empty());
}

TEST_CASE("handlers run side by side, up to the limit") {
    bench b;
    auto running = 0;
    auto most = 0;
    b.handlers.limit_running(3);
    b.handlers.on_message([&](message) -> awaitable<void> {
        most = std::max(most, ++running);
        co_await pause(std::chrono::milliseconds{1});
        --running;
    });

    b.run(std::vector<updates::ordered_update>(10, saying("hi")));

    CHECK(most == 3);
    CHECK(running == 0);
}

TEST_CASE("a handler may take the message by reference and the client with it") {
    bench b;
    b.handlers.on_message([&b](const message& m, client&) -> awaitable<void> {
        co_await pause(std::chrono::milliseconds{1});
        b.heard.emplace_back(m.text());
    });

    b.run({saying("still there")});

    CHECK(b.heard == list{"still there"});
}

namespace {

/// Whether a handler abandons its message when everything ends while it runs.
bool abandons(std::function<awaitable<void>(message)> handler) {
    bench b;
    client telegram{b.io.get_executor(), memory_session{}, client_config{}};
    b.handlers.on_message(std::move(handler));
    const auto handled = std::make_shared<updates::delivery_token>();
    const std::function<awaitable<void>(task_group&)> all = [&](task_group& group
                                                            ) -> awaitable<void> {
        auto next = saying("hi");
        next.delivery = handled;
        b.handlers.deliver(next, {group, telegram});
        co_return;
    };
    asio::co_spawn(b.io, with_tasks(all), [](std::exception_ptr) {});
    b.time.run_to_end(b.io);
    CHECK(b.handlers.running() == 0);
    CHECK(handled.use_count() == 1);
    return handled->abandoned();
}

} // namespace

TEST_CASE("a cancelled handler abandons its message, however it waits") {
    using namespace std::chrono_literals;
    CHECK(abandons([](message) { return pause(1h); }));
    CHECK(abandons([](message) { return within(1h, pause(2h)); }));
    CHECK(abandons([](message) {
        const std::function<awaitable<void>(task_group&)> all = [](task_group&) {
            return pause(1h);
        };
        return with_tasks(all);
    }));
    CHECK(abandons([](message) -> awaitable<void> {
        try {
            co_await within(1h, pause(2h));
        } catch (const std::exception&) {
            throw std::runtime_error("interrupted");
        }
    }));
}

TEST_CASE("a handler that fails because the connection has ended abandons its message") {
    CHECK(abandons([](message) -> awaitable<void> {
        throw std::runtime_error("the connection broke");
        co_return;
    }));
}

TEST_CASE("a handler that returns has handled its message, even if it was cancelled") {
    using namespace std::chrono_literals;
    CHECK_FALSE(abandons([](message) -> awaitable<void> { co_return; }));
    CHECK_FALSE(abandons([](message) -> awaitable<void> {
        try {
            co_await within(1h, pause(2h));
        } catch (const std::exception&) {
            // It has done what it could.
        }
    }));
}

TEST_CASE("raw handlers receive the updates of their constructor with their peers") {
    bench b;
    tl::vector<api::User> users;
    users.push_back(api::user{.id = 5});
    const auto update = typing(5);
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
    bench b;
    b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw 1"));
    b.handlers.on_message(is::text, b.note("text"));
    b.handlers.on_message(b.note("rest"));
    b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw 2"));

    b.run({saying("hi")});

    CHECK(b.heard == list{"raw 1", "text:hi", "raw 2"});
}

TEST_CASE("handlers start in the order of the updates, whatever their kinds") {
    bench b;
    b.handlers.on_message(b.note("text"));
    b.handlers.on<api::updateUserTyping>(b.note_raw<api::updateUserTyping>("typing"));

    b.run({typing(1), saying("a"), typing(1), saying("b"), saying("c")});

    CHECK(b.heard == list{"typing", "text:a", "typing", "text:b", "text:c"});
}

TEST_CASE("own messages in answers reach raw handlers, marked as answers, and no others") {
    bench b;
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

TEST_CASE("a raw handler may take the update by reference and the client with it") {
    bench b;
    b.handlers.on<api::updateUserTyping>(
        [&b](const raw_update<api::updateUserTyping>& u, client&) -> awaitable<void> {
            co_await pause(std::chrono::milliseconds{1});
            b.heard.push_back(std::to_string(u->user_id));
        }
    );

    b.run({typing(5)});

    CHECK(b.heard == list{"5"});
}

TEST_CASE("service messages and deleted messages are no messages for handlers") {
    bench b;
    b.handlers.on_message(is::all, b.note("message"));
    b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw"));
    api::updateNewMessage service{};
    service.message = api::messageService{};
    api::updateNewMessage empty{};
    empty.message = api::messageEmpty{};

    b.run({holding(service), holding(empty)});

    CHECK(b.heard == list{"raw", "raw"});
}

TEST_CASE("an exception of a raw handler is reported with the constructor's name") {
    bench b;
    b.handlers.on<api::updateUserTyping>([](raw_update<api::updateUserTyping>) -> awaitable<void> {
        throw std::runtime_error("no idea");
        co_return;
    });
    SUBCASE("to the log") {
        b.run({typing(5)});
        REQUIRE(b.log.size() == 1);
        CHECK(b.log[0] == "the handler of updateUserTyping failed: no idea");
    }
    SUBCASE("to the log when the hook takes messages alone") {
        auto told = 0;
        b.handlers.on_error([&told](const message&, const std::exception_ptr&) { ++told; });
        b.run({typing(5)});
        CHECK(told == 0);
        CHECK(b.log.size() == 1);
    }
    SUBCASE("to a hook that takes raw updates") {
        auto told = 0;
        b.handlers.on_error([&told](const api::Update& update, const std::exception_ptr&) {
            told += update.is<api::updateUserTyping>() ? 1 : 0;
        });
        b.run({typing(5)});
        CHECK(told == 1);
        CHECK(b.log.empty());
    }
}

TEST_CASE("every handler of an update holds its token until it ends") {
    bench b;
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
    bench b;
    b.handlers.on_message(is::text_is("add"), [&b](message) -> awaitable<void> {
        b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw"));
        co_return;
    });

    b.run({saying("add"), saying("hi")});

    CHECK(b.heard == list{"raw"});
}
