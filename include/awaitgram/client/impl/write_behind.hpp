// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/write_behind.hpp>
#include <awaitgram/core/linkage.hpp>

#include <asio/this_coro.hpp>

#include <iterator>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL awaitable<void> write_behind::flush() {
    const auto executor = co_await asio::this_coro::executor;
    turn own{executor, writes_};
    co_await own.wait();
    auto salts = std::exchange(salts_, {});
    auto peers = std::exchange(peers_, {});
    try {
        for (auto at = salts.begin(); at != salts.end(); at = salts.erase(at))
            co_await session_.set_salts(at->first, at->second);
        if (!peers.empty())
            co_await session_.cache_peers(peers);
    } catch (...) {
        // What came meanwhile is newer.
        salts_.merge(std::move(salts));
        peers_.insert(
            peers_.begin(),
            std::make_move_iterator(peers.begin()),
            std::make_move_iterator(peers.end())
        );
        throw;
    }
}

AWAITGRAM_DECL awaitable<void> write_behind::run() {
    const auto wake = wake_; // outlives this when the executor is destroyed first
    for (;;) {
        co_await wake->wait();
        co_await flush();
    }
}

} // namespace awaitgram
