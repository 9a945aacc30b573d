// SPDX-License-Identifier: MIT
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/stored.hpp>
#include <awaitgram/testing/session_contract.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "../support/run.hpp"

// The example itself, with its store; only its main is renamed.
#define main main_of_the_example
#include "../../examples/5_own_session.cpp"
#undef main

using namespace awaitgram;

namespace {

/// The records passed to a store.
struct notes {
    session_records kept{};
    session_records changed{};
    int saves = 0;
    bool broken = false;
    bool agrees = true; // applying `changed` results in `all`
    std::thread::id thread{};
};

/// Applies only the changed records, as a database does.
struct notebook {
    std::shared_ptr<notes> in;

    session_records load() const { return in->kept; }
    void save(const session_records& changed, const session_records& all) {
        in->thread = std::this_thread::get_id();
        if (in->broken)
            throw std::runtime_error("the disk is full");
        ++in->saves;
        in->changed = changed;
        for (const auto& [name, text] : changed)
            in->kept[name] = text;
        std::erase_if(in->kept, [](const auto& one) { return one.second.empty(); });
        in->agrees = in->agrees && in->kept == all;
    }
};

void expect_kept(const testing::session_under_test& subject) {
    for (const auto& [rule, what] : testing::check_session(subject))
        FAIL_CHECK(rule, ": ", what);
}

} // namespace

TEST_CASE("the example's session in a text file keeps the contract, also when it is opened again") {
    const tests::directory place;
    int made = 0;
    const auto open = [&] {
        return any_session{stored_session{text_file{place.file(std::to_string(made))}}};
    };
    expect_kept({.make = [&] { return ++made, open(); }, .reopen = open});
}

TEST_CASE(
    "a session in a text file is readable by its owner only, and used by one program at a time"
) {
    const tests::directory place;
    stored_session session{text_file{place.file("one")}};
    tests::run([&]() -> awaitable<void> { co_await session.set_home_dc_id(3); });

    CHECK(std::filesystem::status(place.file("one")).permissions() == std::filesystem::perms{0600});
    CHECK_THROWS_AS(stored_session{text_file{place.file("one")}}, std::system_error);
    tests::run([&]() -> awaitable<void> { co_await session.close(); });
    CHECK(stored_session{text_file{place.file("one")}}.home_dc_id() == 3);
}

TEST_CASE("a store that applies only the changes keeps the contract, too") {
    std::shared_ptr<notes> notes;
    const auto open = [&] { return any_session{stored_session{notebook{notes}}}; };
    expect_kept({
        .make = [&] { return notes = std::make_shared<struct notes>(), open(); },
        .reopen =
            [&] {
                CHECK(notes->agrees);
                return open();
            },
    });
    // It may block, so it must not run on the thread of the program.
    CHECK(notes->thread != std::thread::id{});
    CHECK(notes->thread != std::this_thread::get_id());
}

TEST_CASE("a change that a store fails to save has no effect") {
    const auto kept = std::make_shared<notes>();
    stored_session session{notebook{kept}};
    const peer_info me = user_info{5, peer_auth{7}, {}, true};
    const peer_info other = user_info{6, peer_auth{8}, {}, true};
    tests::run([&]() -> awaitable<void> {
        co_await session.set_home_dc_id(4);
        co_await session.cache_peer(me);
        kept->broken = true;
        const auto refuses = [](awaitable<void> call) -> awaitable<void> {
            auto refused = false;
            try {
                co_await std::move(call);
            } catch (const std::runtime_error&) {
                refused = true;
            }
            CHECK(refused);
        };
        co_await refuses(session.set_home_dc_id(5));
        co_await refuses(session.cache_peer(other));
        auto option = *known_dc(1);
        option.auth_key = crypto::auth_key{byte_buffer(256, 3)};
        co_await refuses(session.set_dc_option(option));
        CHECK(session.home_dc_id() == 4);
        CHECK(session.dc_option(1) == known_dc(1));
        const auto self = co_await session.peer(peer_id::self_user());
        CHECK(self == me);
    });
}

TEST_CASE("a store receives only changed records") {
    const auto kept = std::make_shared<notes>();
    stored_session session{notebook{kept}};
    tests::run([&]() -> awaitable<void> {
        const peer_info user = user_info{5, peer_auth{7}, {}, {}};
        co_await session.cache_peer(user);
        CHECK(kept->changed == session_records{{"version", "1"}, {"peer/5", "7 0 - -"}});
        co_await session.set_home_dc_id(4);
        CHECK(kept->changed == session_records{{"home", "4"}});
        const auto saves = kept->saves;
        co_await session.set_home_dc_id(4);
        co_await session.cache_peer(user);
        CHECK(kept->saves == saves);
        const update_state::channel channel{9, 90};
        co_await session.set_update_state(channel);
        co_await session.forget_channel(9);
        CHECK(kept->changed == session_records{{"channel/9", ""}});
        update_progress step;
        step.secondary = update_state::secondary{4};
        step.handled = {{{-1, handled_kind::secret_message, -7}, 5, 0, 2, false}};
        co_await session.save_progress(step);
        CHECK(
            kept->changed == session_records{{"handled/-1/3/-7", "5 0 2 0"}, {"updates", "0 4 0 0"}}
        );
        step.unmarked = {step.handled[0].of};
        step.handled.clear();
        co_await session.save_progress(step);
        CHECK(kept->changed == session_records{{"handled/-1/3/-7", ""}});
    });
}

TEST_CASE("invalid records of marks are refused when they are read") {
    for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{
             {"handled/0/1/5", "1 0 0"},
             {"handled/0/1/5", "1 0 0 x"},
             {"handled/0/0/5", "1 0 0 1"},
             {"handled/0/4/5", "1 0 0 1"},
             {"handled/0/257/5", "1 0 0 1"},
             {"handled/-2/1/5", "1 0 0 1"},
             {"handled/0/1", "1 0 0 1"},
             {"handled/", "1 0 0 1"},
         }) {
        CAPTURE(name);
        CAPTURE(text);
        const auto kept = std::make_shared<notes>();
        kept->kept = {{"version", "1"}, {name, text}};
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  stored_session session{notebook{kept}};
                  static_cast<void>(co_await session.updates_state());
              }) == session_errc::damaged);
    }
}

TEST_CASE("invalid records are refused") {
    const auto open = [](session_records parts) {
        const auto kept = std::make_shared<notes>();
        kept->kept = std::move(parts);
        try {
            const stored_session session{notebook{kept}};
        } catch (const std::system_error& error) {
            return error.code();
        }
        return std::error_code{};
    };
    const std::string key(512, 'a');

    CHECK(open({}) == std::error_code{});
    CHECK(open({{"version", "1"}, {"home", "2"}, {"dc/2", "- - " + key}}) == std::error_code{});
    CHECK(open({{"version", "2"}}) == session_errc::newer_version);
    for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{
             {"home", "x"},
             {"home", "99999999999"},
             {"dc/2", "1.2.3.4:443"},
             {"dc/x", "- - -"},
             {"dc/2", "- - " + std::string(512, '0')},
             {"dc/2", "- - " + key + "a"},
             {"dc/2", "nonsense - -"},
             {"peer/0", "- 0 - -"},
             {"peer/5", "- 0 -"},
             {"peer/5", ""},
             {"peer/-1000000000005", "- 0 4"},
         }) {
        CAPTURE(name);
        CAPTURE(text);
        CHECK(open({{"version", "1"}, {name, text}}) == session_errc::damaged);
    }
}

TEST_CASE("after close only close may be awaited") {
    const auto kept = std::make_shared<notes>();
    stored_session session{notebook{kept}};
    CHECK(kept.use_count() > 1);
    tests::run([&]() -> awaitable<void> {
        co_await session.close();
        co_await session.close();
    });
    CHECK(kept.use_count() == 1); // the store is gone
    const auto error =
        tests::error_of([&]() -> awaitable<void> { co_await session.set_home_dc_id(1); });
    CHECK(error == session_errc::closed);
}
