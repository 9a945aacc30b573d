// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/sent_log.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace awaitgram::mtproto {

struct query;

namespace detail {

/// Finds queries by their ids in one step: ids that follow each other have places that follow each other.
class request_table {
public:
    [[nodiscard]] query* find(request_id id) const noexcept {
        if (count_ == 0)
            return nullptr;
        for (auto at = home(id); slots_[at].which != nullptr; at = after(at))
            if (slots_[at].id == id)
                return slots_[at].which;
        return nullptr;
    }

    /// Adds a query whose id is not in the table.
    void insert(request_id id, query* which) {
        if (count_ * 2 >= size_)
            resize(size_ == 0 ? least : size_ * 2);
        place({id, which});
        ++count_;
    }

    /// Removes a query that is in the table.
    void erase(request_id id) noexcept {
        auto hole = home(id);
        while (slots_[hole].id != id || slots_[hole].which == nullptr)
            hole = after(hole);
        // Whatever was pushed past the hole moves back into it, so that no search stops too early.
        for (auto at = after(hole); slots_[at].which != nullptr; at = after(at)) {
            const auto pushed = (at - home(slots_[at].id)) & (size_ - 1);
            if (pushed >= ((at - hole) & (size_ - 1)))
                slots_[std::exchange(hole, at)] = slots_[at];
        }
        slots_[hole].which = nullptr;
        --count_;
    }

    [[nodiscard]] std::size_t size() const noexcept { return count_; }

private:
    struct slot {
        request_id id = 0;
        query* which = nullptr;
    };

    static constexpr std::size_t least = 16;

    [[nodiscard]] std::size_t home(request_id id) const noexcept { return id & (size_ - 1); }
    [[nodiscard]] std::size_t after(std::size_t at) const noexcept {
        return (at + 1) & (size_ - 1);
    }

    void place(slot added) noexcept {
        auto at = home(added.id);
        while (slots_[at].which != nullptr)
            at = after(at);
        slots_[at] = added;
    }

    void resize(std::size_t size) {
        auto old = std::exchange(slots_, std::make_unique<slot[]>(size));
        const auto old_size = std::exchange(size_, size);
        for (std::size_t at = 0; at != old_size; ++at)
            if (old[at].which != nullptr)
                place(old[at]);
    }

    std::unique_ptr<slot[]> slots_;
    std::size_t size_ = 0; // a power of two, at most half of it used
    std::size_t count_ = 0;
};

} // namespace detail

} // namespace awaitgram::mtproto
