// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace awaitgram {

/// Knows the albums whose messages still come, one by one, and says when each is complete. No I/O, no clock.
///
/// An album is complete when no message of it has come for 300 ms, 1.5 s after its first one at the latest, with ten messages, or when
/// its sender writes something else to the chat. Its messages are kept elsewhere, under a `Handle` that can be compared.
///
/// Each call costs the same however many albums are open, apart from a logarithm.
template <class Handle>
class album_collector {
public:
    using time_point = monotonic_clock::time_point;

    static constexpr auto longest_pause = std::chrono::milliseconds{300};
    static constexpr auto longest_wait = std::chrono::milliseconds{1500};
    static constexpr std::size_t most_messages = 10;

    /// What tells where a message belongs.
    struct place {
        std::int64_t chat = 0;
        std::int64_t sender = 0;
        /// The number of its album; 0 for none.
        std::int64_t album = 0;
        std::int32_t message = 0;
    };

    /// A message that was added to its album.
    struct joined {
        /// The number of the album's messages before it, which are in the order of their ids.
        std::size_t position = 0;
        /// Whether the album is complete with it, and open no more.
        bool complete = false;
    };

    /// The open album that a message belongs to.
    [[nodiscard]] std::optional<Handle> find(const place& at) const {
        const auto known = open_.find({at.chat, at.album});
        return known != open_.end() ? std::optional{known->second.handle} : std::nullopt;
    }

    /// Whether the open album that `find` knows has a message already.
    [[nodiscard]] bool has(const place& at) const {
        const auto& ids = open_.find({at.chat, at.album})->second.ids;
        return std::binary_search(ids.begin(), ids.end(), at.message);
    }

    /// Opens an album with its first message; `find` knows none.
    void begin(const place& at, Handle handle, time_point now) {
        const key name{at.chat, at.album};
        album fresh{std::move(handle), at.sender, now + longest_wait, {}, {at.message}};
        fresh.due = by_due_.emplace(now + longest_pause, name);
        open_.emplace(name, std::move(fresh));
        latest_[{at.chat, at.sender}] = at.album;
    }

    /// Adds a message to its album, which `find` knows and which does not have it.
    joined add(const place& at, time_point now) {
        const auto known = open_.find({at.chat, at.album});
        auto& to = known->second;
        by_due_.erase(to.due);
        to.due = by_due_.emplace(std::min(now + longest_pause, to.last_due), known->first);
        const auto after = std::upper_bound(to.ids.begin(), to.ids.end(), at.message);
        joined added;
        added.position = static_cast<std::size_t>(after - to.ids.begin());
        to.ids.insert(after, at.message);
        added.complete = to.ids.size() >= most_messages;
        if (added.complete)
            static_cast<void>(take(known));
        return added;
    }

    /// The album that is complete because its sender wrote another message.
    [[nodiscard]] std::optional<Handle> before(const place& other) {
        const auto latest = latest_.find({other.chat, other.sender});
        if (latest == latest_.end() || latest->second == other.album)
            return std::nullopt;
        const auto known = open_.find({other.chat, latest->second});
        if (known->second.ids.back() >= other.message)
            return std::nullopt;
        return take(known);
    }

    /// The albums that are complete by now.
    [[nodiscard]] std::vector<Handle> complete(time_point now) {
        std::vector<Handle> taken;
        while (!by_due_.empty() && by_due_.begin()->first <= now)
            taken.push_back(*take_next());
        return taken;
    }

    /// When the next album is complete; nothing without one.
    [[nodiscard]] std::optional<time_point> due() const {
        return by_due_.empty() ? std::nullopt : std::optional{by_due_.begin()->first};
    }

    /// The album that is complete next, which counts as complete; nothing without one.
    [[nodiscard]] std::optional<Handle> take_next() {
        return by_due_.empty() ? std::nullopt
                               : std::optional{take(open_.find(by_due_.begin()->second))};
    }

    /// Forgets the album that a message belongs to, if it has this handle.
    void drop(const place& at, const Handle& handle) {
        const auto known = open_.find({at.chat, at.album});
        if (known != open_.end() && known->second.handle == handle)
            static_cast<void>(take(known));
    }

    [[nodiscard]] bool empty() const noexcept { return open_.empty(); }

    /// Forgets all albums.
    void clear() noexcept {
        open_.clear();
        by_due_.clear();
        latest_.clear();
    }

private:
    /// A chat, and the number of an album or of a sender.
    using key = std::pair<std::int64_t, std::int64_t>;
    struct key_hash {
        std::size_t operator()(const key& of) const noexcept {
            return std::hash<std::uint64_t>{}(
                static_cast<std::uint64_t>(of.first) * 0x9e3779b97f4a7c15U ^
                static_cast<std::uint64_t>(of.second)
            );
        }
    };

    struct album {
        Handle handle;
        std::int64_t sender;
        time_point last_due;
        typename std::multimap<time_point, key>::iterator due;
        std::vector<std::int32_t> ids; // sorted
    };
    using album_map = std::unordered_map<key, album, key_hash>;

    Handle take(typename album_map::iterator at) {
        const auto latest = latest_.find({at->first.first, at->second.sender});
        if (latest != latest_.end() && latest->second == at->first.second)
            latest_.erase(latest);
        by_due_.erase(at->second.due);
        auto taken = std::move(at->second.handle);
        open_.erase(at);
        return taken;
    }

    album_map open_{};
    std::multimap<time_point, key> by_due_{};
    std::unordered_map<key, std::int64_t, key_hash> latest_{}; // the album each sender began last
};

} // namespace awaitgram
