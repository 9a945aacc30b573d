// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// The users and chats that a program has received in full, by their numbers in the Bot API's numbering; bounded.
///
/// It keeps the ids of two generations: when the younger one is full, the older one is forgotten. A forgotten id costs a difference.
class known_peers {
public:
    /// The ids in one generation.
    explicit known_peers(std::size_t most = std::size_t{1} << 17) : most_(most) {}

    void insert(std::int64_t id) {
        if (id == 0 || young_.contains(id))
            return;
        if (young_.size() >= most_) {
            old_ = std::move(young_);
            young_ = {};
        }
        young_.insert(id);
    }

    /// Whether the id is known; one of the older generation becomes one of the younger.
    [[nodiscard]] bool contains(std::int64_t id) {
        if (young_.contains(id))
            return true;
        if (!old_.contains(id))
            return false;
        insert(id);
        return true;
    }

    [[nodiscard]] std::size_t size() const noexcept { return young_.size() + old_.size(); }

private:
    // Open addressing with linear probing; 0 marks a free slot.
    class id_set {
    public:
        [[nodiscard]] std::size_t size() const noexcept { return size_; }

        [[nodiscard]] bool contains(std::int64_t id) const noexcept {
            return id != 0 && !slots_.empty() && slots_[slot_of(id)] == id;
        }

        void insert(std::int64_t id) {
            if (size_ * 2 >= slots_.size())
                grow();
            auto& slot = slots_[slot_of(id)];
            if (slot == id)
                return;
            slot = id;
            ++size_;
        }

    private:
        static constexpr std::size_t least_slots = 64;

        [[nodiscard]] std::size_t slot_of(std::int64_t id) const noexcept {
            const auto mask = slots_.size() - 1;
            auto at = static_cast<std::size_t>(
                          (static_cast<std::uint64_t>(id) * 0x9E3779B97F4A7C15u) >> 20
                      ) &
                      mask;
            while (slots_[at] != 0 && slots_[at] != id)
                at = (at + 1) & mask;
            return at;
        }

        void grow() {
            const auto former = std::exchange(
                slots_, std::vector<std::int64_t>(slots_.empty() ? least_slots : slots_.size() * 2)
            );
            for (const auto id : former)
                if (id != 0)
                    slots_[slot_of(id)] = id;
        }

        std::vector<std::int64_t> slots_{};
        std::size_t size_ = 0;
    };

    std::size_t most_;
    id_set young_{};
    id_set old_{};
};

} // namespace awaitgram::updates
