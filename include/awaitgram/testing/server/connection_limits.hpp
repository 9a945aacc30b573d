// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/server/client_registry.hpp>
#include <awaitgram/testing/server/deadlines.hpp>
#include <awaitgram/testing/server/options.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace awaitgram::testing {

/// Decides which connections must end: those that are too slow or too long silent, and those that hold too much memory. Pure.
///
/// A whole packet moves no deadline in the ordered list: the list is corrected when the old deadline comes.
class connection_limits {
public:
    explicit connection_limits(const server_options& options)
        : first_packet_limit_(options.first_packet_limit), packet_limit_(options.packet_limit),
          idle_limit_(options.idle_limit), most_held_(options.most_held) {}

    void opened(connection_id id, time_point now) {
        auto& added = connections_[id];
        added.active = added.packet_began = now;
        silent_.insert(id);
        deadlines_.set(id, deadline_of(added));
    }

    /// A whole packet has arrived.
    void packet(connection_id id, time_point now) {
        const auto known = connections_.find(id);
        if (known == connections_.end())
            return;
        known->second.active = known->second.packet_began = now;
        if (known->second.silent) {
            known->second.silent = false;
            silent_.erase(id);
        }
    }

    /// The memory that a connection has now: the start of a packet, and answers that the client has not read.
    void holds(connection_id id, std::size_t unread, std::size_t unsent, time_point now) {
        const auto known = connections_.find(id);
        if (known == connections_.end())
            return;
        auto& holder = known->second;
        if (unread != 0 && holder.unread == 0) {
            holder.packet_began = now;
            holder.unread = unread;
            deadlines_.set(id, deadline_of(holder));
        }
        holder.unread = unread;
        const auto held = unread + unsent;
        if (held == holder.held)
            return;
        held_ += held - holder.held;
        by_size_.erase({holder.held, id});
        if (held != 0)
            by_size_.emplace(held, id);
        holder.held = held;
    }

    void closed(connection_id id) {
        const auto known = connections_.find(id);
        if (known == connections_.end())
            return;
        held_ -= known->second.held;
        by_size_.erase({known->second.held, id});
        silent_.erase(id);
        deadlines_.erase(id);
        connections_.erase(known);
    }

    /// The memory of all connections together.
    [[nodiscard]] std::size_t held() const noexcept { return held_; }

    /// The connection that holds the most, while all together hold too much.
    [[nodiscard]] std::optional<connection_id> largest_beyond_limit() const {
        return held_ <= most_held_ || by_size_.empty() ? std::nullopt
                                                       : std::optional{by_size_.rbegin()->second};
    }

    /// The oldest connection that has not sent a whole packet yet.
    [[nodiscard]] std::optional<connection_id> oldest_silent() const {
        return silent_.empty() ? std::nullopt : std::optional{*silent_.begin()};
    }

    /// The moment at which to ask `take_due` next.
    [[nodiscard]] std::optional<time_point> next() const { return deadlines_.next(); }

    /// Returns a connection whose time is over; nothing when there is none.
    [[nodiscard]] std::optional<connection_id> take_due(time_point now) {
        while (const auto id = deadlines_.take_due(now)) {
            const auto deadline = deadline_of(connections_.at(*id));
            if (deadline <= now)
                return id;
            deadlines_.set(*id, deadline);
        }
        return std::nullopt;
    }

private:
    struct connection {
        time_point active{}; // opened, or the last whole packet
        time_point packet_began{};
        std::size_t unread = 0;
        std::size_t held = 0;
        bool silent = true;
    };

    [[nodiscard]] time_point deadline_of(const connection& of) const {
        const auto rest = of.active + (of.silent ? first_packet_limit_ : idle_limit_);
        return of.unread == 0 ? rest : std::min(rest, of.packet_began + packet_limit_);
    }

    std::chrono::seconds first_packet_limit_;
    std::chrono::seconds packet_limit_;
    std::chrono::seconds idle_limit_;
    std::size_t most_held_;
    std::unordered_map<connection_id, connection> connections_;
    std::set<connection_id> silent_;
    std::set<std::pair<std::size_t, connection_id>> by_size_; // those that hold something
    std::size_t held_ = 0;
    deadlines<connection_id> deadlines_;
};

} // namespace awaitgram::testing
