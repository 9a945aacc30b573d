// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/client/takeout.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/types/dialog.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../methods/account.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using account = tests::account_with<takeout_methods>;

namespace {

using names = std::vector<std::string>;

/// An account whose exports are numbered 77; its wrapped requests are unwrapped and noted.
struct exporting {
    explicit exporting(tests::script& steps) : me(steps) {
        me.calls.answer_with<api::account::initTakeoutSession>([this](const auto& asked) {
            options = asked;
            api::account::takeout begun{};
            begun.id = 77;
            return begun;
        });
        me.calls.answer_raw(
            api::invokeWithTakeout<tl::encoded_query>::tl_id,
            [this](const tl::frame& body) { return unwrapped(body); }
        );
    }

    byte_buffer unwrapped(const tl::frame& body) {
        const auto wrapped = tl::decode<api::invokeWithTakeout<tl::encoded_query>>(body);
        REQUIRE(wrapped);
        CHECK((*wrapped)->takeout_id == 77);
        const byte_view inner = (*wrapped)->query;
        const auto query = tl::frame::copy_of(inner);
        if (const auto done = tl::decode<api::account::finishTakeoutSession>(query)) {
            ends.push_back((*done)->success);
            return tl::encoded(true);
        }
        if (tl::decode<api::contacts::getSaved>(query))
            return tl::encoded(tl::vector<api::savedPhoneContact>{});
        REQUIRE(tl::decode<api::messages::getDialogs>(query));
        return tl::encoded(api::messages::Dialogs{api::messages::dialogs{}});
    }

    account me;
    std::optional<api::account::initTakeoutSession> options{};
    std::vector<bool> ends{};
};

struct takeout_scene : exporting {
    using exporting::exporting;

    awaitable<void> run() {
        ends.clear();
        unique_function<awaitable<void>(takeout&)> body = [](takeout& all) {
            return walk_through_dialogs(all);
        };
        co_await me.run_takeout({.messages = true}, std::move(body));
    }
    static awaitable<void> walk_through_dialogs(takeout& all) {
        for (auto dialogs = all.dialogs(); const auto one = co_await dialogs.next();)
            CHECK(one->id() != 0);
    }
    void check() { CHECK(ends == std::vector{true}); }
};

} // namespace

TEST_CASE("an export ends, however it is disturbed") {
    tests::replay_options options;
    const auto steps = tests::replay<takeout_scene>(options);
    CHECK(
        steps ==
        names{"account.initTakeoutSession", "messages.getDialogs", "account.finishTakeoutSession"}
    );
}

TEST_CASE("an export asks for what its options say") {
    tests::script steps;
    exporting here{steps};
    tests::run([&]() -> awaitable<void> {
        const auto all = co_await here.me.takeout({.contacts = true, .messages = true});
        CHECK(all->id() == 77);
        const api::contacts::getSaved saved{};
        (void)co_await all->invoke(saved);
        co_await all->finish();
        co_await all->finish();
    });
    CHECK(here.options->contacts);
    CHECK(here.options->message_users);
    CHECK(here.options->message_chats);
    CHECK(here.options->message_megagroups);
    CHECK(here.options->message_channels);
    CHECK_FALSE(here.options->files);
    CHECK(here.ends == std::vector{true});

    tests::run([&]() -> awaitable<void> {
        const auto all = co_await here.me.takeout(
            {.basic_groups = true, .channels = true, .files = true, .largest_file = 1000}
        );
        co_await all->finish(false);
    });
    CHECK_FALSE(here.options->contacts);
    CHECK_FALSE(here.options->message_users);
    CHECK(here.options->message_chats);
    CHECK(here.options->message_channels);
    CHECK(here.options->files);
    CHECK(here.options->file_max_size == 1000);
    CHECK(here.ends == std::vector{true, false});
}

TEST_CASE("an export whose body throws ends without success, and the exception is passed on") {
    tests::script steps;
    exporting here{steps};
    CHECK_THROWS_WITH(
        tests::run([&]() -> awaitable<void> {
            unique_function<awaitable<void>(takeout&)> body = [](takeout&) -> awaitable<void> {
                throw std::runtime_error("no more disk space");
                co_return;
            };
            co_await here.me.run_takeout({.messages = true}, std::move(body));
        }),
        "no more disk space"
    );
    CHECK(here.ends == std::vector{false});
}

TEST_CASE("an export that must be allowed first is refused with the time to wait") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::account::initTakeoutSession>(
        [](const auto&) -> api::account::takeout {
            throw rpc_error{420, "TAKEOUT_INIT_DELAY_86400"};
        }
    );
    std::chrono::seconds wait{};
    tests::run([&]() -> awaitable<void> {
        try {
            (void)co_await me.takeout({.messages = true});
        } catch (const rpc_error& refusal) {
            CHECK(refusal.name() == "TAKEOUT_INIT_DELAY");
            wait = refusal.wait();
        }
    });
    CHECK(wait == 24h);
}
