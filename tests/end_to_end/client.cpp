// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "../support/memory_server.hpp"
#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "../support/scripted_session.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::quiet;
using tests::say;
using tests::with_client;
using namespace std::chrono_literals;

namespace {

/// The answers of a user with the number +15550001, the right code and `password`.
sign_in_prompts user_prompts(std::vector<std::string>& asked, std::string password = "") {
    sign_in_prompts prompts;
    prompts.phone = [&asked] {
        asked.push_back("phone");
        return say("15550001");
    };
    prompts.code = [&asked](const std::string& where) {
        asked.push_back("code " + where);
        return say("22222");
    };
    prompts.password = [&asked, password](const std::string&) {
        asked.push_back("password");
        return say(password);
    };
    return prompts;
}

} // namespace

TEST_CASE("a user signs in by code and requests its own account") {
    testing::server server;
    std::vector<std::string> asked;
    memory_session storage;
    with_client(storage, quiet(server.app()), [&asked](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(user_prompts(asked));
        const auto self = co_await telegram.self();
        REQUIRE(self);
        CHECK_FALSE(self->bot);
        api::users::getUsers request;
        request.id = {api::inputUserSelf{}};
        const auto users = co_await telegram.invoke(request);
        REQUIRE(users->size() == 1);
        CHECK((*users)[0].get_if<api::user>()->id == self->id);
    });
    REQUIRE(asked.size() == 2);
    CHECK(asked[0] == "phone");

    // The second start asks nothing and makes no new key.
    const auto key = *storage.dc_option(2)->auth_key;
    with_client(storage, quiet(server.app()), [&asked](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(user_prompts(asked));
        api::users::getUsers request;
        request.id = {api::inputUserSelf{}};
        const auto users = co_await telegram.invoke(request);
        CHECK(users->size() == 1);
    });
    CHECK(asked.size() == 2);
    CHECK(*storage.dc_option(2)->auth_key == key);
}

TEST_CASE("users seen in answers are remembered in the session") {
    testing::server server;
    with_client(memory_session{}, quiet(server.app()), [](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot("123:secret");
    });
    std::vector<std::string> asked;
    memory_session storage;
    with_client(storage, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(user_prompts(asked));
        api::contacts::resolveUsername request;
        request.username = "bot123_bot";
        const auto resolved = co_await telegram.invoke(request);
        CHECK(resolved->users.size() == 1);
    });

    tests::run([&]() -> awaitable<void> {
        const auto known = co_await storage.peer(*peer_id::user(123));
        REQUIRE(known);
        CHECK(auth_of(*known));
    });
}

TEST_CASE("a message can be sent to a user as soon as an answer brought it") {
    testing::server server;
    with_client(memory_session{}, quiet(server.app()), [](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot("123:secret");
    });
    auto alice = server.user("Alice");
    std::string sent;
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(alice.prompts());
        api::contacts::resolveUsername request;
        request.username = "bot123_bot";
        co_await telegram.invoke(request);
        const auto answer = co_await telegram.send_text(123, "hello");
        sent = answer.text();
    });
    CHECK(sent == "hello");
}

TEST_CASE("a password is asked for where one is set, and again when it is wrong") {
    testing::server_options options;
    options.password = "correct horse";
    testing::server server{options};
    std::vector<std::string> asked;
    std::vector<std::string> complaints;
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        auto prompts = user_prompts(asked, "correct horse");
        prompts.complain = [&](std::string_view problem) { complaints.emplace_back(problem); };
        prompts.password = [&asked](const std::string&) {
            asked.push_back("password");
            return say(asked.size() == 3 ? "wrong horse" : "correct horse");
        };
        co_await telegram.sign_in(prompts);
        const auto signed_in = co_await telegram.signed_in();
        CHECK(signed_in);
    });

    CHECK(asked.size() == 4);
    REQUIRE(complaints.size() == 1);
    CHECK(complaints[0] == "the password is wrong");
}

TEST_CASE("a wrong password three times ends the sign-in with the server's refusal") {
    testing::server_options options;
    options.password = "correct horse";
    testing::server server{options};
    std::vector<std::string> asked;
    const auto attempt = [&asked](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(user_prompts(asked, "wrong"));
    };

    CHECK_THROWS_WITH(
        with_client(memory_session{}, quiet(server.app()), attempt),
        "PASSWORD_HASH_INVALID (400, auth.checkPassword)"
    );
}

TEST_CASE("a number without an account signs up with a name, or is refused") {
    testing::server_options options;
    options.unknown = testing::unknown_number::signs_up;
    testing::server server{options};
    std::vector<std::string> asked;
    const auto nameless = [&asked](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(user_prompts(asked));
    };
    CHECK_THROWS_AS(
        with_client(memory_session{}, quiet(server.app()), nameless), std::system_error
    );

    with_client(
        memory_session{},
        quiet(server.app()),
        [&asked](client& telegram) -> awaitable<void> {
            auto prompts = user_prompts(asked);
            prompts.name = []() -> awaitable<std::pair<std::string, std::string>> {
                co_return std::pair<std::string, std::string>{"Ada", "Lovelace"};
            };
            co_await telegram.sign_in(prompts);
            const auto signed_in = co_await telegram.signed_in();
            CHECK(signed_in);
        }
    );
}

TEST_CASE("a bot signs in by token; text that is not a token is refused") {
    testing::server server;
    memory_session storage;
    with_client(storage, quiet(server.app()), [](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot("123:secret");
        const auto self = co_await telegram.self();
        CHECK(self->id == 123);
        CHECK(self->bot);
        co_await telegram.sign_in_bot("123:secret");
    });

    const auto other = [](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot("124:secret");
    };
    CHECK_THROWS_AS(with_client(storage, quiet(server.app()), other), std::system_error);
    const auto nonsense = [](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot("nonsense");
    };
    CHECK_THROWS_AS(
        with_client(memory_session{}, quiet(server.app()), nonsense), std::system_error
    );
}

TEST_CASE("logging out ends the login here and on the server") {
    testing::server server;
    memory_session storage;
    with_client(storage, quiet(server.app()), [](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot("123:secret");
        CHECK(telegram.account().id == 123);
        co_await telegram.log_out();
        const auto signed_in = co_await telegram.signed_in();
        CHECK_FALSE(signed_in);
        CHECK(telegram.account().id == 0);
        api::users::getUsers request;
        request.id = {api::inputUserSelf{}};
        const auto refused = co_await telegram.try_invoke(request);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code() == 401);
    });
}

namespace {

/// Notes every call that passes, and passes it on.
class noting final : public rpc::middleware {
public:
    noting(rpc::invoker& around, std::string name, std::vector<std::string>& notes)
        : middleware(around), name_(std::move(name)), notes_(notes) {}

    awaitable<rpc::answer> call(rpc::request sent, rpc::call_options options) override {
        notes_.push_back(name_);
        return inner().call(std::move(sent), options);
    }

private:
    std::string name_;
    std::vector<std::string>& notes_;
};

} // namespace

TEST_CASE("after a log-out another account can sign in at once") {
    testing::server server;
    memory_session storage;
    with_client(storage, quiet(server.app()), [](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot("123:secret");
        co_await telegram.log_out();
        co_await telegram.sign_in_bot("124:secret");
        CHECK(telegram.account().id == 124);
        api::users::getUsers request;
        request.id = {api::inputUserSelf{}};
        const auto users = co_await telegram.invoke(request);
        REQUIRE(users->size() == 1);
        CHECK((*users)[0].get_if<api::user>()->id == 124);
    });
    CHECK(storage.data().self == signed_in_user{124, true});
}

TEST_CASE("a client can run again, with its middlewares and with new cursors") {
    const testing::clock time;
    testing::server server;
    std::vector<std::string> notes;
    auto configuration = quiet(server.app());
    configuration.middleware.push_back([&notes](rpc::invoker& around) {
        return std::make_unique<noting>(around, "noted", notes);
    });
    asio::io_context context;
    client telegram{context.get_executor(), memory_session{}, configuration};
    for (const std::size_t run : {1U, 2U}) {
        auto updates = telegram.updates();
        const auto body = [](client& running) -> awaitable<void> {
            api::help::getConfig request;
            co_await running.invoke(request);
        };
        const task running{context.get_executor(), telegram.run(body), nullptr};
        tests::run_to_end(context);
        context.restart();
        CHECK(running.ended());
        CHECK_FALSE(running.error());
        CHECK(notes.size() == run);
        const auto drained = [&updates]() -> awaitable<void> {
            const auto none = co_await updates.next();
            CHECK_FALSE(none);
        };
        const task draining{context.get_executor(), drained(), nullptr};
        tests::run_to_end(context);
        context.restart();
        CHECK(draining.ended());
    }
}

TEST_CASE("a refusal is a value for try_invoke and an exception for invoke") {
    testing::server server;
    const auto refused = [](client& telegram) -> awaitable<void> {
        api::account::getAuthorizations request;
        const auto got = co_await telegram.try_invoke(request);
        REQUIRE_FALSE(got);
        CHECK(got.error().method() == "account.getAuthorizations");
        co_await telegram.invoke(request);
    };

    CHECK_THROWS_AS(with_client(memory_session{}, quiet(server.app()), refused), rpc_error);
}

TEST_CASE("after a time-out and a cancelled call the connection is usable") {
    testing::server server;
    with_client(memory_session{}, quiet(server.app()), [](client& telegram) -> awaitable<void> {
        api::help::getConfig request;
        std::error_code error;
        try {
            co_await within(0ms, telegram.invoke(request));
        } catch (const std::system_error& caught) {
            error = caught.code();
        }
        CHECK(error == asio::error::timed_out);
        const auto config = co_await within(10s, telegram.invoke(request));
        CHECK(config->this_dc == 2);
    });
}

TEST_CASE("more calls than fit into one container run side by side over one connection") {
    constexpr auto count = 1100;
    const testing::clock time;
    testing::server server;
    int answered = 0;
    with_client(
        memory_session{},
        quiet(server.app()),
        [&answered](client& telegram) -> awaitable<void> {
            const auto ask = [&telegram, &answered]() -> awaitable<void> {
                api::help::getNearestDc request;
                const auto nearest = co_await telegram.invoke(request);
                answered += nearest->this_dc == 2 ? 1 : 0;
            };
            const auto all = [&ask, &answered](task_group& group) -> awaitable<void> {
                for (int i = 0; i < count; ++i)
                    group.spawn(ask());
                while (answered < count)
                    co_await pause(1ms);
            };
            co_await within(20s, with_tasks(all));
        }
    );

    CHECK(answered == count);
}

TEST_CASE("a program's middlewares stand around every call, the first one innermost") {
    testing::server server;
    std::vector<std::string> notes;
    auto configuration = quiet(server.app());
    for (const std::string name : {"inner", "outer"})
        configuration.middleware.push_back([name, &notes](rpc::invoker& around) {
            return std::make_unique<noting>(around, name, notes);
        });
    with_client(memory_session{}, configuration, [](client& telegram) -> awaitable<void> {
        api::help::getConfig request;
        const auto config = co_await telegram.invoke(request);
        CHECK(config->this_dc == 2);
    });

    CHECK(notes == std::vector<std::string>{"outer", "inner"});
}

TEST_CASE("a request outside of run is an error of its own") {
    testing::server server;
    asio::io_context context;
    client telegram{context.get_executor(), memory_session{}, quiet(server.app())};
    const auto error = tests::error_of([&telegram]() -> awaitable<void> {
        api::help::getConfig request;
        co_await telegram.invoke(request);
    });

    CHECK(error == rpc::errc::not_running);
}

TEST_CASE("cancelling run ends the body and leaves nothing behind") {
    testing::server server;
    asio::io_context context;
    client telegram{context.get_executor(), memory_session{}, quiet(server.app())};
    bool answered = false;
    bool ended = false;
    const auto body = [&](client& running) -> awaitable<void> {
        struct mark {
            bool& done;
            ~mark() { done = true; }
        };
        const mark at_end{ended};
        api::help::getConfig request;
        const auto config = co_await running.invoke(request);
        answered = true;
        co_await pause(1h);
    };
    const task running{context.get_executor(), telegram.run(body), nullptr};
    tests::run_until(context, [&] { return answered; });

    running.cancel();
    tests::run_to_end(context);
    CHECK(ended);
    CHECK(running.ended());
}

TEST_CASE("a program that stops in the middle leaves nothing behind") {
    testing::server server;
    asio::io_context context;
    client telegram{context.get_executor(), memory_session{}, quiet(server.app())};
    auto answered = 0;
    const auto body = [&answered](client& running) -> awaitable<void> {
        for (;;) {
            api::help::getConfig request;
            const auto config = co_await running.invoke(request);
            ++answered;
        }
    };
    const task running{context.get_executor(), telegram.run(body), nullptr};
    tests::run_until(context, [&] { return answered == 3; });

    CHECK_FALSE(running.ended());
}

namespace {

/// A user-defined session that opens its storage in `init`.
class late_session : public tests::scripted_session {
public:
    explicit late_session(tests::script& steps)
        : scripted_session(steps, memory_session{}), opens_(&steps) {}

    awaitable<void> init() { return opens_->step("init"); }

private:
    tests::script* opens_;
};

static_assert(initialised_session<late_session>);
static_assert(!initialised_session<tests::scripted_session>);

} // namespace

TEST_CASE("a client opens its session before it uses it, at the start of each run") {
    tests::script steps;
    tests::memory_server server{steps};
    asio::io_context context;
    client telegram{context.get_executor(), late_session{steps}, server.app()};
    for (int i = 0; i != 2; ++i) {
        const auto before = steps.names().size();
        auto ended = false;
        const task running{
            context.get_executor(),
            telegram.run([](client&) -> awaitable<void> { co_return; }),
            [&ended](const std::exception_ptr& error) {
                ended = true;
                CHECK_FALSE(error);
            }};
        tests::run_until(context, [&ended] { return ended; });
        REQUIRE(steps.names().size() > before);
        CHECK(steps.names()[before] == "init");
    }
}

TEST_CASE("a session that cannot be opened ends the run with its error") {
    const tests::directory place;
    const auto path = place.file("me.session");
    std::ofstream{path} << std::string(4096, 'x');
    testing::server server;
    const auto nothing = [](client&) -> awaitable<void> { co_return; };

    CHECK_THROWS_WITH_AS(
        with_client(path, quiet(server.app()), nothing),
        doctest::Contains("the file is not an awaitgram session"),
        std::system_error
    );
}
