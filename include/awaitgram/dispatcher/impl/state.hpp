// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/dispatcher/state/state.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

namespace awaitgram::detail {

AWAITGRAM_DECL kept_state kept_for(byte_buffer bytes, state_options options) {
    kept_state kept;
    kept.value = std::move(bytes);
    if (options.ttl > std::chrono::seconds::zero()) {
        const auto now = unix_seconds(steady_now());
        const auto most = std::chrono::seconds::max().count() - now;
        kept.expires = now + std::min(options.ttl.count(), most);
    }
    return kept;
}

AWAITGRAM_DECL std::shared_ptr<state_store> required(std::shared_ptr<state_store> store) {
    if (!store)
        throw std::logic_error("awaitgram: only events that handlers receive have a state");
    return store;
}

AWAITGRAM_DECL awaitable<bool> has_no_state(std::shared_ptr<state_store> from, state_key key) {
    const auto bytes = co_await state_store::get(from, std::move(key));
    if (!bytes)
        co_return true;
    const auto* known = known_state::of(*bytes);
    if (known == nullptr)
        co_return true;
    const auto readable = known->reads(*bytes);
    if (!readable)
        from->report_damaged(known->name());
    co_return !readable;
}

} // namespace awaitgram::detail
