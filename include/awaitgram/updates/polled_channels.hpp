// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/update_sink.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace awaitgram::updates {

/// The channels that a program wants to be polled, for managers that begin later.
class polled_channels {
public:
    /// Zero ends the polling of a channel.
    void set(std::int64_t channel, std::chrono::seconds every) {
        std::erase_if(all_, [channel](const polled& each) { return each.channel == channel; });
        if (every > std::chrono::seconds{0})
            all_.push_back({channel, every});
    }

    /// Passes all of them on to a manager that begins.
    void apply_to(rpc::update_sink& begun) const {
        for (const auto& each : all_)
            begun.on_poll(each.channel, each.every);
    }

private:
    struct polled {
        std::int64_t channel;
        std::chrono::seconds every;
    };

    std::vector<polled> all_{};
};

} // namespace awaitgram::updates
