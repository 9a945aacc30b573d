// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/query.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace awaitgram::mtproto::detail {

/// A hash table of queries by id; consecutive ids are in consecutive slots.
class request_table {
public:
    [[nodiscard]] query* find(request_id id) const noexcept {
        auto* at = size_ != 0 ? places_[place_of(id)] : nullptr;
        while (at != nullptr && at->id != id)
            at = at->next_in_place;
        return at;
    }

    /// Adds a query whose id is not in the table.
    void insert(query& added) {
        if (count_ == size_)
            resize(size_ == 0 ? least : size_ * 2);
        put(added);
        ++count_;
    }

    /// Removes a query that is in the table.
    void erase(query& removed) noexcept {
        auto** at = &places_[place_of(removed.id)];
        while (*at != &removed)
            at = &(*at)->next_in_place;
        *at = removed.next_in_place;
        --count_;
    }

    [[nodiscard]] std::size_t size() const noexcept { return count_; }

private:
    static constexpr std::size_t least = 16;

    [[nodiscard]] std::size_t place_of(request_id id) const noexcept { return id & (size_ - 1); }

    void put(query& added) noexcept {
        added.next_in_place = std::exchange(places_[place_of(added.id)], &added);
    }

    void resize(std::size_t size) {
        const auto old = std::exchange(places_, std::make_unique<query*[]>(size));
        const auto old_size = std::exchange(size_, size);
        for (std::size_t place = 0; place != old_size; ++place)
            for (auto* next = old[place]; next != nullptr;) {
                auto& moved = *std::exchange(next, next->next_in_place);
                put(moved);
            }
    }

    std::unique_ptr<query*[]> places_;
    std::size_t size_ = 0; // a power of two
    std::size_t count_ = 0;
};

} // namespace awaitgram::mtproto::detail
