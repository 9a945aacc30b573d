// SPDX-License-Identifier: MIT
// The longer machines on a server in memory: a move to another data centre, the list of chats, missed updates, and what a session
// stores. Every connect, read, write and every operation of the session fails once, and is cancelled once.
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../support/memory_server.hpp"
#include "../support/replay.hpp"
#include "../support/scripted_session.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::say;

namespace {

using names = std::vector<std::string>;

bool of_the_link(const std::string& step) {
    return step == "connect" || step == "read" || step == "write";
}

/// A step of the link that fails is repeated; a session that fails is the caller's error, and the next run is whole.
tests::replay_options recovers_or_tells() {
    tests::replay_options options;
    options.failed = [](const tests::replay_end& end) {
        if (of_the_link(end.step))
            CHECK(end.code() == std::error_code{});
        else if (end.error)
            CHECK(end.code() == asio::error::connection_reset);
    };
    return options;
}

/// A client with a session that can fail.
struct account_scene {
    explicit account_scene(tests::script& of_all, testing::server_options options = {})
        : steps(of_all), server(of_all, std::move(options)) {
        storage = server.session_with_key();
    }
    virtual ~account_scene() = default;

    virtual awaitable<void> body(client& telegram) = 0;
    virtual client_config config() { return server.app(); }

    awaitable<void> run() {
        const auto executor = co_await asio::this_coro::executor;
        any_session session{tests::scripted_session{steps, storage}};
        client telegram{executor, std::move(session), config()};
        std::function<awaitable<void>(client&)> work = [this](client& running) {
            return body(running);
        };
        co_await telegram.run(std::move(work));
    }

    static awaitable<void> sign_in(client& telegram) {
        sign_in_prompts prompts;
        prompts.phone = [] { return say("15550001"); };
        prompts.code = [](const std::string&) { return say("22222"); };
        co_await telegram.sign_in(std::move(prompts));
    }

    tests::script& steps;
    tests::memory_server server;
    memory_session storage{};
};

struct refusal_note {
    /// Whether the last planned refusal took place.
    std::shared_ptr<bool> refused = std::make_shared<bool>(true);
};

/// A user whose account is at another data centre signs in.
struct move final : private refusal_note, account_scene {
    explicit move(tests::script& of_all) : account_scene(of_all, noting(refused)) {}

    /// A server that notes its refusal.
    static testing::server_options noting(const std::shared_ptr<bool>& refused) {
        testing::server_options options;
        options.log = [refused](log_level, std::string_view line) {
            *refused = *refused || line.find("PHONE_MIGRATE_4") != std::string_view::npos;
        };
        return options;
    }

    awaitable<void> body(client& telegram) override {
        // As long as the account asks at another data centre, it is sent away, once in a run.
        if (storage.data().home_dc != 4 && *refused) {
            *refused = false;
            server.machine().refuse_next(api::auth::sendCode::tl_id, {303, "PHONE_MIGRATE_4"});
        }
        co_await sign_in(telegram);
    }

    /// With the addresses of all data centres, which lead to the one server.
    client_config config() override {
        auto all = account_scene::config();
        all.server.reset();
        return all;
    }

    void check() const {
        const auto stored = storage.data();
        CHECK(stored.self);
        CHECK(stored.home_dc == 4);
        REQUIRE(stored.dcs.contains(4));
        CHECK(stored.dcs.at(4).auth_key);
    }
};

/// A user signs in and walks through the chats.
struct chats final : account_scene {
    explicit chats(tests::script& of_all) : account_scene(of_all) {
        auto& machine = server.machine();
        auto& reader = machine.accounts().add_user("15550001", "Reader", "");
        for (const auto* const name : {"Ann", "Bob", "Cid"}) {
            testing::player writer{machine, steady_now()};
            REQUIRE(writer.write(machine.add_user(name).id, reader.id, "hello"));
        }
    }

    awaitable<void> body(client& telegram) override {
        co_await sign_in(telegram);
        titles.clear();
        for (auto dialogs = telegram.dialogs(); const auto dialog = co_await dialogs.next();)
            titles.insert(dialog->title());
    }

    void check() const {
        for (const auto* const name : {"Ann", "Bob", "Cid"})
            CHECK(titles.contains(name));
        CHECK(storage.data().peers.size() >= 4);
    }

    std::set<std::string> titles{};
};

/// A bot that was away when a message was written to it.
struct missed final {
    explicit missed(tests::script& of_all) : steps(of_all), server(of_all) {
        auto content = server.session_with_key().data();
        content.updates.pts = 1;
        content.updates.date = 1;
        storage = memory_session{content};
        REQUIRE(server.machine().accounts().bot_of({77, "secret"}) != nullptr);
        writer = server.machine().add_user("Ann").id;
        write("first");
    }

    void write(const std::string& text) {
        testing::player ann{server.machine(), steady_now()};
        REQUIRE(ann.write(writer, 77, text));
    }

    awaitable<void> run() {
        awaited = "message " + std::to_string(++runs);
        write(awaited);
        const auto executor = co_await asio::this_coro::executor;
        any_session session{tests::scripted_session{steps, storage}};
        bot served{executor, std::move(session), server.app()};
        served.on_message(filters::text, [this, &served](message m) -> awaitable<void> {
            texts.emplace_back(m.text());
            if (texts.back() == awaited)
                served.stop();
            co_return;
        });
        co_await served.serve("77:secret");
    }

    /// Everything came, in order; what was being handled at the end of a run may come again.
    void check() const {
        names once;
        for (const auto& text : texts)
            if (std::ranges::find(once, text) == once.end())
                once.push_back(text);
        names all{"first"};
        for (auto i = 1; i <= runs; ++i)
            all.push_back("message " + std::to_string(i));
        CHECK(once == all);
        CHECK(storage.data().updates.pts == runs + 2);
    }

    tests::script& steps;
    tests::memory_server server;
    memory_session storage{};
    std::int64_t writer = 0;
    int runs = 0;
    std::string awaited{};
    names texts{};
};

std::ptrdiff_t count(const names& steps, const char* name) {
    return std::ranges::count(steps, name);
}

} // namespace

TEST_CASE("a user moves to another data centre whichever step of the link or the session fails") {
    const auto steps = tests::replay<move>(recovers_or_tells());
    CHECK(count(steps, "connect") == 2);
    CHECK(count(steps, "set_home_dc_id") >= 1);
    CHECK(count(steps, "set_self") >= 1);
}

TEST_CASE("a user walks through the chats whichever step of the link or the session fails") {
    const auto steps = tests::replay<chats>(recovers_or_tells());
    CHECK(count(steps, "cache_peers") >= 1);
}

TEST_CASE("a bot receives what it missed whichever step of the link or the session fails") {
    const auto steps = tests::replay<missed>(recovers_or_tells());
    CHECK(count(steps, "updates_state") == 1);
    CHECK(count(steps, "save_progress") >= 1);
}
