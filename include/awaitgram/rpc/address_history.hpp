// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/growing_pause.hpp>
#include <awaitgram/net/address.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

namespace awaitgram::rpc {

/// An address at which a connection may find its server.
struct route {
    server_address to{};
    /// Those of a lower rank come first, as long as they have not failed.
    int rank = 0;
    /// The address serves files alone.
    bool media_only = false;
    /// A server has answered there, and nothing has failed since.
    bool proven = false;
};

/// What connections have learned of addresses: puts those that work first, and those that failed last, for a time that grows. None is
/// left out, and all of it is forgotten with the object.
class address_history {
public:
    using moment = std::chrono::steady_clock::time_point;
    using duration = std::chrono::steady_clock::duration;

    /// How long an address comes last after its first failure, and at most.
    static constexpr duration first_pause = std::chrono::seconds{10};
    static constexpr duration longest_pause = std::chrono::minutes{10};

    /// A server has proven there that it has the right key.
    void worked(const server_address& at) {
        auto& known = entry_of(at);
        known.failures = 0;
        known.last_until = moment::min();
        known.worked = ++count_;
    }

    /// Nothing answered there, or something that is no such server.
    void failed(const server_address& at, moment now) {
        auto& known = entry_of(at);
        known.failures = std::min(known.failures + 1, 16);
        known.last_until = now + growing_pause(known.failures, first_pause, longest_pause);
        known.worked = 0;
    }

    /// Orders addresses: by their ranks, those that worked last first; behind all of them those that failed, by the ends of their pauses.
    void arrange(std::vector<route>& routes, moment now) const {
        const auto place = [&](const route& of) {
            const auto* known = find(of.to);
            const auto until =
                known != nullptr && known->last_until > now ? known->last_until : moment::min();
            const auto worked = known != nullptr ? known->worked : 0;
            return std::tuple{until, of.rank, -worked};
        };
        const auto earlier = [&](const route& left, const route& right) {
            return place(left) < place(right);
        };
        std::stable_sort(routes.begin(), routes.end(), earlier);
        for (auto& each : routes) {
            const auto* known = find(each.to);
            each.proven = known != nullptr && known->worked != 0;
        }
    }

private:
    struct entry {
        int failures = 0;
        moment last_until = moment::min();
        /// Counts: the higher, the later. 0 for an address that has not worked since it failed.
        std::int64_t worked = 0;
    };

    /// Telegram tells some dozens; more than that are those of a long run.
    static constexpr std::size_t most_entries = 256;

    [[nodiscard]] const entry* find(const server_address& at) const {
        const auto known = entries_.find(at);
        return known == entries_.end() ? nullptr : &known->second;
    }

    entry& entry_of(const server_address& at) {
        if (entries_.size() >= most_entries && !entries_.contains(at))
            entries_.clear();
        return entries_[at];
    }

    std::map<server_address, entry> entries_{};
    std::int64_t count_ = 0;
};

} // namespace awaitgram::rpc
