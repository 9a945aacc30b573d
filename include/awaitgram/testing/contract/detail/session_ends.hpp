// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/session/print.hpp>
#include <awaitgram/testing/contract/detail/session_examiner.hpp>
#include <awaitgram/testing/contract/detail/session_states.hpp>

#include <asio/cancellation_type.hpp>
#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/this_coro.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::testing::detail {

inline awaitable<void> refuses_a_batch(examiner& test) {
    const peer_info known = user_info{3, peer_auth{30, false}, {}, {}};
    co_await test.storage().cache_peer(known);
    const std::vector<peer_info> batch{
        user_info{1, peer_auth{10, false}, {}, {}},
        user_info{3, peer_auth{31, false}, true, true},
        user_info{-1, {}, {}, {}},
        channel_info{2, peer_auth{20, false}, {}}};
    const auto refusal = co_await error_of(test.storage().cache_peers(batch));
    test.expect(
        refusal == session_errc::invalid_peer_id, "the batch is not refused with invalid_peer_id"
    );
    for (const auto* const when : {"at once", "after it was opened again"}) {
        const auto user = co_await test.storage().peer(*peer_id::user(1));
        const auto channel = co_await test.storage().peer(*peer_id::channel(2));
        const auto self = co_await test.storage().peer(peer_id::self_user());
        const auto kept = co_await test.storage().peer(*peer_id::user(3));
        test.expect(
            !user && !channel && !self && kept == known,
            std::string{"a part of the batch is stored, "} + when
        );
        co_await test.reopen();
    }
}

/// Lets everything else that is ready on the executor run first.
inline awaitable<void> other_turns(int turns) {
    const auto executor = co_await asio::this_coro::executor;
    for (; turns > 0; --turns) {
        const auto next = std::make_shared<event>(executor);
        asio::post(executor, [next] { next->set(); });
        co_await next->wait();
    }
}

/// Nothing for a task that returned.
[[nodiscard]] inline std::error_code error_of(const task& ended) {
    try {
        if (ended.error())
            std::rethrow_exception(ended.error());
    } catch (const std::system_error& error) {
        return error.code();
    }
    return {};
}

inline awaitable<void> cancelled_calls(examiner& test) {
    const auto executor = co_await asio::this_coro::executor;
    updates_state before;
    for (std::int32_t round = 1; round <= 30; ++round) {
        const updates_state next{round, round, round, round, {{round, round}, {100, round}}};
        const update_state step = update_state::all{next};
        event ended{executor};
        const auto at_end = [&ended](const std::exception_ptr&) { ended.set(); };
        const task write{executor, test.storage().set_update_state(step), at_end};
        co_await other_turns(round % 4 * round);
        write.cancel();
        co_await ended.wait();
        const auto error = error_of(write);
        test.expect(
            !error || error == asio::error::operation_aborted,
            "a call that was cancelled failed: " + error.message()
        );
        const auto state = co_await test.storage().updates_state();
        test.expect(
            state == next || (error && state == before),
            "after a cancelled call the state is " + to_string(state)
        );
        before = state;
    }
    const updates_state last{1, 2, 3, 4, {{5, 6}}};
    const update_state step = update_state::all{last};
    co_await test.storage().set_update_state(step);
    co_await test.reopen();
    const auto state = co_await test.storage().updates_state();
    test.expect(state == last, "after cancelled calls a later one is lost");
}

/// Which cancellations arrive at a coroutine that takes total ones alone, after it used a session.
struct filtered {
    asio::cancellation_type seen = asio::cancellation_type::none;
};

inline awaitable<void>
use_with_filter(any_session& storage, event& used, event& cancelled, filtered& result) {
    const auto total_alone = [](asio::cancellation_type sent) {
        return sent & asio::cancellation_type::total;
    };
    co_await asio::this_coro::reset_cancellation_state(total_alone);
    static_cast<void>(co_await storage.updates_state());
    co_await storage.set_home_dc_id(3);
    used.set();
    const auto throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    try {
        co_await cancelled.wait();
    } catch (const std::system_error&) { // operation_aborted
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (throws)
        result.seen = state.cancelled();
}

inline awaitable<void> leaves_the_filter(examiner& test) {
    const auto executor = co_await asio::this_coro::executor;
    event used{executor};
    event ended{executor};
    event cancelled{executor};
    filtered result;
    const auto at_end = [&](const std::exception_ptr&) {
        used.set();
        ended.set();
    };
    const task user{executor, use_with_filter(test.storage(), used, cancelled, result), at_end};
    co_await used.wait();
    user.cancel();
    cancelled.set();
    co_await ended.wait();
    test.expect(
        result.seen == asio::cancellation_type::total,
        "a session changed which cancellations its caller takes"
    );
}

inline awaitable<void> after_close(examiner& test) {
    struct call {
        const char* name;
        std::function<awaitable<void>(any_session&)> make;
    };
    std::vector<call> calls{
        {"set_home_dc_id", [](auto& storage) { return storage.set_home_dc_id(4); }},
        {"set_dc_option", [](auto& storage) { return storage.set_dc_option(*known_dc(1)); }},
        {"self",
         [](auto& storage) -> awaitable<void> { static_cast<void>(co_await storage.self()); }},
        {"set_self",
         [](auto& storage) {
             return storage.set_self(std::optional{signed_in_user{5, false}});
         }},
        {"salts",
         [](auto& storage) -> awaitable<void> { static_cast<void>(co_await storage.salts(2)); }},
        {"set_salts",
         [](auto& storage) {
             return storage.set_salts(2, std::vector<server_salt>{{1, 2, 3}});
         }},
        {"temporary_key",
         [](auto& storage) -> awaitable<void> {
             static_cast<void>(co_await storage.temporary_key(2));
         }},
        {"set_temporary_key",
         [](auto& storage) { return storage.set_temporary_key(2, std::nullopt); }},
        {"api_layer",
         [](auto& storage) -> awaitable<void> { static_cast<void>(co_await storage.api_layer()); }},
        {"set_api_layer", [](auto& storage) { return storage.set_api_layer(200); }},
        {"peer",
         [](auto& storage) -> awaitable<void> {
             static_cast<void>(co_await storage.peer(*peer_id::user(1)));
         }},
        {"cache_peer", [](auto& storage) { return storage.cache_peer(chat_info{7}); }},
        {"cache_peers",
         [](auto& storage) { return storage.cache_peers(std::vector<peer_info>{chat_info{8}}); }},
        {"updates_state",
         [](auto& storage) -> awaitable<void> {
             static_cast<void>(co_await storage.updates_state());
         }},
        {"set_update_state",
         [](auto& storage) { return storage.set_update_state(update_state::secondary{5}); }},
        {"set_primary_and_secondary",
         [](auto& storage) {
             return storage.set_primary_and_secondary(
                 update_state::primary{1, 2, 3}, update_state::secondary{4}
             );
         }},
        {"forget_channel", [](auto& storage) { return storage.forget_channel(7); }},
        {"save_progress",
         [](auto& storage) {
             update_progress step;
             step.secondary = update_state::secondary{5};
             return storage.save_progress(std::move(step));
         }},
    };
    const auto keeps = co_await keeps_states(test.storage());
    if (keeps) {
        calls.push_back({"state", [](auto& storage) -> awaitable<void> {
                             state_key key;
                             static_cast<void>(co_await storage.state(std::move(key)));
                         }});
        calls.push_back({"set_state", [](auto& storage) {
                             return storage.set_state(state_key{}, state_of("late"));
                         }});
    }
    co_await test.storage().set_home_dc_id(3);
    co_await test.storage().close();
    for (const auto& [name, make] : calls) {
        const auto refusal = co_await error_of(make(test.storage()));
        test.expect(
            refusal == session_errc::closed,
            std::string{name} + " is not refused with `closed` after close"
        );
    }
    co_await test.storage().close();
    if (!test.can_reopen())
        co_return;
    co_await test.reopen();
    test.expect(test.storage().home_dc_id() == 3, "a write before close is lost");
    const auto chat = co_await test.storage().peer(*peer_id::chat(7));
    const auto state = co_await test.storage().updates_state();
    test.expect(!chat && state == updates_state{}, "a write after close is stored");
    if (keeps) {
        state_key key;
        const auto late = co_await test.storage().state(std::move(key));
        test.expect(!late, "a state that was set after close is stored");
    }
}

} // namespace awaitgram::testing::detail
