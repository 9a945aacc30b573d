// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/recycling_allocator.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace awaitgram::detail {

/// Counts the updates that wait for their turns, and tells whether there is room for more; no I/O, no clock.
///
/// The updates of a chat leave in the order in which they came. A chat can be parked: its oldest updates, as far as there are places for
/// them, take no room from others any more, nor do those that come while all before them are parked. The updates of one object keep it
/// in memory together, so that its bytes count once among those that are parked and once among the others.
///
/// Each call costs the same however much waits, apart from `park`, which costs the same for each update that it parks.
class waiting_room {
public:
    struct amount {
        std::size_t updates = 0;
        std::size_t bytes = 0;
    };
    /// The object that an update came in, all of which stays in memory with it.
    struct object {
        const void* id = nullptr;
        std::size_t bytes = 0;
    };

    /// A chat that holds more than this part of the room is parked when there is none.
    static constexpr std::size_t shares = 8;

    waiting_room(amount most, amount most_parked) noexcept {
        waiting_.most = most;
        parked_.most = most_parked;
    }

    void limit(amount most, amount most_parked) noexcept {
        waiting_.most = most;
        parked_.most = most_parked;
    }

    [[nodiscard]] bool has_room() const noexcept {
        return waiting_.held.updates < waiting_.most.updates &&
               waiting_.held.bytes < waiting_.most.bytes;
    }

    /// Whether an update of the object can be parked.
    [[nodiscard]] bool can_park(const object& of) const {
        if (parked_.held.updates >= parked_.most.updates)
            return false;
        const auto at = parked_.objects.find(of.id);
        return at != parked_.objects.end() || parked_.held.bytes + of.bytes <= parked_.most.bytes;
    }

    /// The number of a chat's updates that wait and are not parked.
    [[nodiscard]] std::size_t waiting(std::int64_t chat) const {
        const auto at = chats_.find(chat);
        return at != chats_.end() ? at->second.waiting.updates : 0;
    }

    /// An update comes to wait in a chat.
    void add(std::int64_t chat, const object& of) {
        auto& all = chats_[chat];
        if (all.parked.updates != 0 && all.waiting.updates == 0 && can_park(of)) {
            parked_.enter(of);
            return all.parked.push(of);
        }
        waiting_.enter(of);
        all.waiting.push(of);
        note_share(chat, all);
    }

    /// The oldest update of a chat waits no more.
    void remove_oldest(std::int64_t chat) {
        const auto at = chats_.find(chat);
        if (at == chats_.end())
            return;
        auto& all = at->second;
        if (all.parked.updates != 0)
            parked_.leave(all.parked.pop_oldest());
        else
            waiting_.leave(all.waiting.pop_oldest());
        note_removed(at);
    }

    /// The newest update of a chat, which is not parked, waits no more.
    void remove_newest(std::int64_t chat) {
        const auto at = chats_.find(chat);
        if (at == chats_.end() || at->second.waiting.updates == 0)
            return;
        waiting_.leave(at->second.waiting.pop_newest());
        note_removed(at);
    }

    /// Parks the updates of a chat, the oldest first, as far as there are places; returns how many.
    std::size_t park(std::int64_t chat) {
        const auto at = chats_.find(chat);
        if (at == chats_.end())
            return 0;
        auto& all = at->second;
        std::size_t count = 0;
        for (; all.waiting.updates != 0 && can_park(all.waiting.oldest()); ++count) {
            const auto moved = all.waiting.pop_oldest();
            waiting_.leave(moved);
            parked_.enter(moved);
            all.parked.push(moved);
        }
        note_share(chat, all);
        return count;
    }

    /// If there is no room, parks the chats that hold more than a share of it; returns whether there is room then.
    bool make_room() {
        for (auto at = large_.begin(); !has_room() && at != large_.end();) {
            const auto chat = *at++; // `park` may remove it
            static_cast<void>(park(chat));
        }
        return has_room();
    }

    void clear() noexcept {
        for (auto* each : {&waiting_, &parked_}) {
            each->held = {};
            each->objects.clear();
        }
        chats_.clear();
        large_.clear();
    }

private:
    /// Updates that came one after another in the same object.
    struct run {
        object of;
        std::size_t updates = 0;
    };

    using run_list = std::list<run, recycling_allocator<run>>;

    template <class Key, class Value>
    using map_of = std::unordered_map<
        Key,
        Value,
        std::hash<Key>,
        std::equal_to<Key>,
        recycling_allocator<std::pair<const Key, Value>>>;

    /// Some updates of one chat, the oldest first.
    struct line {
        run_list runs{}; // an empty list takes no memory
        std::size_t updates = 0;
        std::size_t bytes = 0; // of the runs' objects

        [[nodiscard]] const object& oldest() const { return runs.front().of; }

        void push(const object& of) {
            if (runs.empty() || runs.back().of.id != of.id) {
                runs.push_back({of, 0});
                bytes += of.bytes;
            }
            ++runs.back().updates;
            ++updates;
        }
        object pop_oldest() { return pop(runs.begin()); }
        object pop_newest() { return pop(--runs.end()); }

    private:
        object pop(run_list::iterator at) {
            const auto of = at->of;
            --updates;
            if (--at->updates == 0) {
                bytes -= of.bytes;
                runs.erase(at);
            }
            return of;
        }
    };

    struct chat_lines {
        line parked{}; // before the others
        line waiting{};
        bool large = false;
    };

    /// The updates of all chats that are parked, or that are not.
    struct side {
        struct counted {
            std::size_t updates = 0;
            std::size_t bytes = 0;
        };

        void enter(const object& of) {
            auto& known = objects[of.id];
            if (known.updates++ == 0) {
                known.bytes = of.bytes;
                held.bytes += of.bytes;
            }
            ++held.updates;
        }
        void leave(const object& of) {
            const auto at = objects.find(of.id);
            --held.updates;
            if (--at->second.updates != 0)
                return;
            held.bytes -= at->second.bytes;
            objects.erase(at);
        }

        amount most{};
        amount held{};
        map_of<const void*, counted> objects{};
    };

    using chat_map = map_of<std::int64_t, chat_lines>;

    void note_share(std::int64_t chat, chat_lines& all) {
        const auto large = all.waiting.updates > waiting_.most.updates / shares ||
                           all.waiting.bytes > waiting_.most.bytes / shares;
        if (large == all.large)
            return;
        all.large = large;
        if (large)
            large_.insert(chat);
        else
            large_.erase(chat);
    }

    void note_removed(chat_map::iterator at) {
        note_share(at->first, at->second);
        if (at->second.parked.updates == 0 && at->second.waiting.updates == 0)
            chats_.erase(at);
    }

    side waiting_{};
    side parked_{};
    chat_map chats_{};                         // in which updates wait
    std::unordered_set<std::int64_t> large_{}; // of these, those that hold more than a share
};

} // namespace awaitgram::detail
