// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/updates/engine.hpp>
#include <awaitgram/updates/impl/engine_streams.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

// Containers: the place of their updates without a number. Those wait for a gap between containers to close, but never for a difference.

namespace awaitgram::updates {

AWAITGRAM_DECL void
engine::offer_container(pending_update rest, std::int32_t first_seq, time_point now) {
    auto& line = account_.container;
    const auto last = rest.place.number;
    const auto pass = [&] { pass_on(rest, 0, 0); };
    if (last == 0)
        return pass();
    if (line.current == 0) {
        line.current = first_seq - 1;
        containers_.start_at(line.current);
    }
    const auto before = line.current;
    const auto duplicate = containers_.is_duplicate(last);
    if (last > before && first_seq <= std::int64_t{before} + 1) {
        line.current = last;
        account_moved_ = true;
        containers_.note(last);
        containers_.came_in_order(before, last);
        // A difference under way may be older.
        if (account_.ticket != 0)
            passed_seq_ = std::max(passed_seq_, last);
        if (!duplicate)
            pass();
        return release_containers();
    }
    if (duplicate)
        return;
    if (last <= before) {
        containers_.note(last);
        return pass();
    }
    // While a difference is fetched, nothing comes that this could wait for: no difference brings containers.
    const auto crowded = held_bytes_ + rest.whole > options_.memory / 4;
    if (account_.ticket != 0 || account_.failures != 0 || account_.useless != 0 || crowded) {
        containers_.note(last);
        passed_seq_ = std::max(passed_seq_, last);
        account_.demanded = true;
        return pass();
    }
    hold(line.held, account_, std::move(rest));
    account_.gap_until = std::min(account_.gap_until, now + patience);
}

AWAITGRAM_DECL void engine::release_containers() {
    auto& containers = account_.container;
    containers.held.release(
        containers.current,
        [this](const pending_update& each, std::int32_t before) {
            held_bytes_ -= each.whole;
            account_moved_ = true;
            containers_.note(each.place.number);
            containers_.came_in_order(before, each.place.number);
            pass_on(each, 0, 0);
        },
        [this](const pending_update& each) {
            held_bytes_ -= each.whole;
            if (containers_.is_duplicate(each.place.number))
                return;
            containers_.note(each.place.number);
            pass_on(each, 0, 0);
        }
    );
    if (!account_.holds_any())
        account_.gap_until = detail::never;
}

/// Passes on the containers that are held: the difference that is fetched now does not bring them.
AWAITGRAM_DECL void engine::pass_containers() {
    for (const auto& each : account_.container.held.take_all()) {
        held_bytes_ -= each.whole;
        if (containers_.is_duplicate(each.place.number))
            continue;
        containers_.note(each.place.number);
        passed_seq_ = std::max(passed_seq_, each.place.number);
        pass_on(each, 0, 0);
    }
}

} // namespace awaitgram::updates
