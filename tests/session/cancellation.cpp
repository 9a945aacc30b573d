// SPDX-License-Identifier: MIT
// How the operations of a session treat the cancellation state of the awaiting coroutine.
#include <awaitgram/async/event.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <system_error>

using namespace awaitgram;

namespace {

/// Runs a coroutine with the signal that cancels it; rethrows its exception.
void run_with(std::function<awaitable<void>(asio::cancellation_signal&)> body) {
    asio::io_context context;
    asio::cancellation_signal signal;
    std::exception_ptr failed;
    asio::co_spawn(
        context,
        body(signal),
        asio::bind_cancellation_slot(
            signal.slot(), [&failed](const std::exception_ptr& error) { failed = error; }
        )
    );
    context.run();
    if (failed)
        std::rethrow_exception(failed);
}

awaitable<asio::cancellation_type>
seen_of(asio::cancellation_signal& signal, asio::cancellation_type sent) {
    co_await asio::this_coro::throw_if_cancelled(false);
    signal.emit(sent);
    const auto state = co_await asio::this_coro::cancellation_state;
    co_return state.cancelled();
}

} // namespace

TEST_CASE("the cancellation filter of a coroutine is unchanged after it used a session") {
    run_with([](asio::cancellation_signal& signal) -> awaitable<void> {
        sqlite_session storage{":memory:"};
        co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
        const auto state = co_await storage.updates_state();
        CHECK(state == updates_state{});
        const auto seen = co_await seen_of(signal, asio::cancellation_type::total);
        CHECK(seen == asio::cancellation_type::total);
    });
    run_with([](asio::cancellation_signal& signal) -> awaitable<void> {
        sqlite_session storage{":memory:"};
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await storage.set_home_dc_id(3);
        const auto seen = co_await seen_of(signal, asio::cancellation_type::all);
        CHECK(seen == asio::cancellation_type::none);
    });
}

TEST_CASE("an operation ends as cancelled for the types that the filter of its coroutine accepts, "
          "and for no others") {
    struct example {
        asio::cancellation_type taken;
        asio::cancellation_type sent;
    };
    using type = asio::cancellation_type;
    for (const auto& [taken, sent] :
         {example{type::terminal, type::terminal},
          example{type::total | type::terminal, type::total},
          example{type::terminal, type::total},
          example{type::none, type::all}}) {
        auto aborted = false;
        run_with([&](asio::cancellation_signal& signal) -> awaitable<void> {
            sqlite_session storage{":memory:"};
            const auto filter = [taken = taken](type in) { return in & taken; };
            co_await asio::this_coro::reset_cancellation_state(filter);
            // On this thread, once the coroutine waits.
            const auto executor = co_await asio::this_coro::executor;
            asio::post(executor, [&signal, sent = sent] { signal.emit(sent); });
            try {
                co_await storage.set_home_dc_id(3);
            } catch (const std::system_error& error) {
                aborted = error.code() == asio::error::operation_aborted;
            }
            CHECK(storage.home_dc_id() == 3);
        });
        CHECK(aborted == ((taken & sent) != type::none));
    }
}

TEST_CASE("a cancelled coroutine can still use a session after it disabled throw_if_cancelled") {
    run_with([](asio::cancellation_signal& signal) -> awaitable<void> {
        sqlite_session storage{":memory:"};
        const auto seen = co_await seen_of(signal, asio::cancellation_type::terminal);
        CHECK(seen == asio::cancellation_type::terminal);
        co_await storage.set_home_dc_id(3);
        CHECK(storage.home_dc_id() == 3);
        const auto throws = co_await asio::this_coro::throw_if_cancelled();
        CHECK_FALSE(throws);
    });
}
