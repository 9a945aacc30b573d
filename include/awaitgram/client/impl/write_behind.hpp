// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/write_behind.hpp>
#include <awaitgram/core/linkage.hpp>

namespace awaitgram {

AWAITGRAM_DECL awaitable<void> write_behind::flush() {
    const auto salts = std::exchange(salts_, {});
    for (const auto& [dc, list] : salts)
        co_await session_.set_salts(dc, list);
    auto peers = std::exchange(peers_, {});
    if (!peers.empty())
        co_await session_.cache_peers(std::move(peers));
}

AWAITGRAM_DECL awaitable<void> write_behind::run() {
    const auto wake = wake_; // outlives this when the executor is destroyed first
    for (;;) {
        co_await wake->wait();
        co_await flush();
    }
}

} // namespace awaitgram
