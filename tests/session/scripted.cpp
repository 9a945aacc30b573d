// SPDX-License-Identifier: MIT
// Replays a sequence of session operations with each write of the medium failing, and with cancellation during each.
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/session/stored.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "../support/run.hpp"
#include "write_script.hpp"

using namespace awaitgram;

namespace {

crypto::auth_key key_of(std::uint8_t fill) {
    return crypto::auth_key{byte_buffer(256, fill)};
}

struct operation {
    const char* name;
    std::function<awaitable<void>(any_session&)> run;
};

/// Each one changes a value, some of them several values that must change together.
const std::vector<operation>& operations() {
    static const std::vector<operation> all{
        {"set_home_dc_id", [](auto& to) { return to.set_home_dc_id(4); }},
        {"set_dc_option",
         [](auto& to) {
             auto option = *known_dc(4);
             option.auth_key = key_of(0x42);
             return to.set_dc_option(option);
         }},
        {"set_self",
         [](auto& to) {
             return to.set_self(signed_in_user{7, false});
         }},
        {"set_salts",
         [](auto& to) {
             return to.set_salts(4, std::vector<server_salt>{{1, 2, 3}, {4, 5, 6}});
         }},
        {"set_temporary_key",
         [](auto& to) {
             return to.set_temporary_key(4, temporary_key{key_of(0x17), 2'000'000'000});
         }},
        {"set_api_layer", [](auto& to) { return to.set_api_layer(200); }},
        {"cache_peer",
         [](auto& to) {
             return to.cache_peer(user_info{7, peer_auth{70}, {}, true});
         }},
        {"cache_peers",
         [](auto& to) {
             return to.cache_peers(std::vector<peer_info>{
                 user_info{8, peer_auth{80}, {}, true}, channel_info{9, peer_auth{90}, {}}});
         }},
        {"set_update_state",
         [](auto& to) {
             return to.set_update_state(update_state::all{
                 awaitgram::updates_state{1, 2, 3, 4, {{9, 10}, {11, 12}}}});
         }},
        {"set_primary_and_secondary",
         [](auto& to) {
             return to.set_primary_and_secondary(
                 update_state::primary{5, 6, 7}, update_state::secondary{8}
             );
         }},
        {"forget_channel", [](auto& to) { return to.forget_channel(11); }},
        {"set_self to another user",
         [](auto& to) {
             return to.set_self(signed_in_user{12, true});
         }},
    };
    return all;
}

/// The values that the operations change.
struct snapshot {
    std::int32_t home = 0;
    std::optional<dc_option> centre{};
    std::optional<signed_in_user> self{};
    std::vector<server_salt> salts{};
    std::optional<temporary_key> temporary{};
    std::optional<std::int32_t> layer{};
    std::vector<std::optional<peer_info>> peers{};
    updates_state updates{};

    friend bool operator==(const snapshot&, const snapshot&) = default;
};

awaitable<snapshot> look_at(any_session& session) {
    snapshot seen;
    seen.home = session.home_dc_id();
    seen.centre = session.dc_option(4);
    seen.self = co_await session.self();
    seen.salts = co_await session.salts(4);
    seen.temporary = co_await session.temporary_key(4);
    seen.layer = co_await session.api_layer();
    for (const auto id :
         {peer_id::self_user(), *peer_id::user(7), *peer_id::user(8), *peer_id::channel(9)}) {
        auto known = co_await session.peer(id);
        seen.peers.push_back(std::move(known));
    }
    seen.updates = co_await session.updates_state();
    co_return seen;
}

/// The expected values before the first operation and after each.
std::vector<snapshot> expected() {
    std::vector<snapshot> all;
    tests::run([&]() -> awaitable<void> {
        any_session model{memory_session{}};
        auto seen = co_await look_at(model);
        all.push_back(std::move(seen));
        for (const auto& one : operations()) {
            co_await one.run(model);
            seen = co_await look_at(model);
            all.push_back(std::move(seen));
        }
    });
    return all;
}

/// A session whose writes follow a script.
struct medium {
    tests::write_script& script;
    /// Makes a new, empty session.
    std::function<any_session()> make;
    /// Opens the same session again.
    std::function<any_session()> reopen;
};

/// The error of an operation; none when it returns.
awaitable<std::error_code> code_of(awaitable<void> call) {
    std::error_code code;
    try {
        co_await std::move(call);
    } catch (const std::system_error& error) {
        code = error.code();
    }
    co_return code;
}

/// A call that runs beside the test.
class side_call {
public:
    side_call(const asio::any_io_executor& executor, awaitable<void> call)
        : ended_(executor),
          task_(executor, std::move(call), [this](const auto&) { ended_.set(); }) {}
    side_call(const side_call&) = delete;
    side_call& operator=(const side_call&) = delete;

    void cancel() const { task_.cancel(); }

    /// Waits for the end of the call; returns its error, if any.
    [[nodiscard]] awaitable<std::error_code> end() {
        if (!task_.ended())
            co_await ended_.wait();
        std::error_code code;
        try {
            if (task_.error())
                std::rethrow_exception(task_.error());
        } catch (const std::system_error& error) {
            code = error.code();
        }
        co_return code;
    }

private:
    event ended_;
    task task_;
};

/// The number of writes of each operation.
std::vector<std::size_t> writes_of(const medium& subject) {
    std::vector<std::size_t> counts;
    tests::run([&]() -> awaitable<void> {
        auto session = subject.make();
        for (const auto& one : operations()) {
            subject.script.only_count();
            co_await one.run(session);
            counts.push_back(subject.script.count());
        }
        co_await session.close();
    });
    return counts;
}

/// Runs all operations, one of them through `disturbed`, and compares the values after each, and after opening the session again.
void replay(
    const medium& subject,
    std::size_t number,
    const std::function<awaitable<void>(any_session&)>& disturbed
) {
    static const auto wanted = expected();
    CAPTURE(operations()[number].name);
    tests::run([&]() -> awaitable<void> {
        auto session = subject.make();
        subject.script.only_count();
        for (std::size_t at = 0; at != operations().size(); ++at) {
            if (at == number)
                co_await disturbed(session);
            else
                co_await operations()[at].run(session);
            const auto seen = co_await look_at(session);
            CHECK((seen == wanted[at + 1]));
        }
        co_await session.close();
        auto again = subject.reopen();
        const auto kept = co_await look_at(again);
        CHECK((kept == wanted.back()));
        co_await again.close();
    });
}

/// Lets each write fail once: the operation must report it, change nothing, and succeed when repeated.
void fail_each_write(const medium& subject) {
    static const auto wanted = expected();
    const auto counts = writes_of(subject);
    auto failures = 0;
    for (std::size_t number = 0; number != counts.size(); ++number) {
        REQUIRE(counts[number] > 0);
        for (std::size_t write = 0; write != counts[number]; ++write)
            replay(subject, number, [&, write](any_session& session) -> awaitable<void> {
                CAPTURE(write);
                subject.script.fail_at(write);
                const auto code = co_await code_of(operations()[number].run(session));
                subject.script.only_count();
                CHECK(code == session_errc::storage);
                const auto seen = co_await look_at(session);
                CHECK((seen == wanted[number]));
                ++failures;
                co_await operations()[number].run(session);
            });
    }
    MESSAGE(failures, " writes failed");
}

/// Cancels the caller of an operation during each of its writes: the operation must be carried out and then end as cancelled.
void cancel_during_each_write(const medium& subject) {
    const auto counts = writes_of(subject);
    for (std::size_t number = 0; number != counts.size(); ++number)
        for (std::size_t write = 0; write != counts[number]; ++write)
            replay(subject, number, [&, write](any_session& session) -> awaitable<void> {
                CAPTURE(write);
                const auto executor = co_await asio::this_coro::executor;
                subject.script.hold_at(write);
                side_call caller{executor, operations()[number].run(session)};
                subject.script.wait_until_held();
                caller.cancel();
                subject.script.release();
                const auto code = co_await caller.end();
                subject.script.only_count();
                CHECK(code == asio::error::operation_aborted);
            });
}

/// A store whose saves follow a script; `kept` outlives it.
struct scripted_store {
    tests::write_script& script;
    session_records& kept;

    [[nodiscard]] session_records load() const { return kept; }
    void save(const session_records&, const session_records& all) const {
        if (!script.write())
            throw std::system_error(make_error_code(session_errc::storage));
        kept = all;
    }
};

template <class Check>
void with_stored_session(Check check) {
    tests::write_script script;
    session_records kept;
    const auto open = [&] { return any_session{stored_session{scripted_store{script, kept}}}; };
    check(medium{
        script,
        [&] {
            kept.clear();
            return open();
        },
        open});
}

template <class Check>
void with_sqlite_session(const sqlite_options& options, Check check) {
    const tests::directory place;
    tests::write_script script;
    const tests::scripted_files files{script};
    auto made = 0;
    const auto open = [&] {
        return any_session{sqlite_session{place.file(std::to_string(made) + ".session"), options}};
    };
    check(medium{
        script,
        [&] {
            ++made;
            return open();
        },
        open});
}

sqlite_options with_key() {
    const byte_buffer bytes(32, 1);
    return {.key = session_key{crypto::secret<32>{bytes}}};
}

} // namespace

TEST_CASE("a failed write changes nothing in a stored session, which remains usable") {
    with_stored_session(fail_each_write);
}

TEST_CASE("a failed write changes nothing in a session file, which remains usable") {
    with_sqlite_session({}, fail_each_write);
    with_sqlite_session(with_key(), fail_each_write);
}

TEST_CASE("a stored session carries out an operation that is cancelled during a write") {
    with_stored_session(cancel_during_each_write);
}

TEST_CASE("a session in a file carries out an operation that is cancelled during a write") {
    with_sqlite_session({}, cancel_during_each_write);
}

TEST_CASE(
    "a session in memory carries out nothing when cancelled before, and all when cancelled after"
) {
    static const auto wanted = expected();
    tests::write_script none;
    const auto data = std::make_shared<memory_session>();
    const medium subject{
        none,
        [&] {
            *data = memory_session{};
            return any_session{memory_session{*data}};
        },
        [&] { return any_session{memory_session{*data}}; }};
    for (std::size_t number = 0; number != operations().size(); ++number)
        for (const auto before : {true, false})
            replay(subject, number, [&, before](any_session& session) -> awaitable<void> {
                CAPTURE(before);
                const auto executor = co_await asio::this_coro::executor;
                event start{executor};
                const auto wait_then_call = [&]() -> awaitable<void> {
                    co_await start.wait();
                    co_await operations()[number].run(session);
                };
                side_call caller{executor, wait_then_call()};
                if (!before)
                    start.set();
                else
                    caller.cancel();
                const auto code = co_await caller.end();
                caller.cancel();
                CHECK(code == (before ? asio::error::operation_aborted : std::error_code{}));
                const auto seen = co_await look_at(session);
                CHECK((seen == wanted[number + (before ? 0 : 1)]));
                if (before)
                    co_await operations()[number].run(session);
            });
}
