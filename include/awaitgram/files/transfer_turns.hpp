// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/intrusive_list.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace awaitgram::files {

/// Which way the bytes of a file go.
enum class transfer_way : std::uint8_t { down, up };

/// Decides which part of which transfer comes next, so that all parts under way together have at most so many bytes.
///
/// Transfers of one way take turns, one part each: a small file is not behind all parts of a large one. While both ways are in use, one part
/// is kept free for each. When all parts of one way wait for the user's code to fill them, one part of the other way may
/// exceed the limit, because the user's code may depend on it.
class transfer_turns {
public:
    class claim;

    /// The largest part.
    static constexpr std::size_t largest_part = std::size_t{512} * 1024;

    /// The claims of one transfer, which take their turns in the order in which they came. Outlives them.
    class transfer : list_link<transfer> {
    public:
        explicit transfer(transfer_way way) noexcept : way_(way) {}

    private:
        friend class transfer_turns;
        template <class T, class Tag>
        friend class awaitgram::intrusive_list;

        transfer_way way_;
        intrusive_list<claim, claim> waiting_{};
    };

    /// The bytes of one part: they wait for their turn, are under way, or neither.
    class claim : list_link<claim> {
    public:
        /// Whether its turn has come.
        [[nodiscard]] bool granted() const noexcept { return granted_; }

    private:
        friend class transfer_turns;
        template <class T, class Tag>
        friend class awaitgram::intrusive_list;

        transfer* of_ = nullptr;
        std::size_t bytes_ = 0;
        bool granted_ = false;
        bool stands_ = false;
    };

    /// At most `most` bytes, but never less than two of the largest parts.
    explicit transfer_turns(std::size_t most) noexcept : most_(std::max(most, 2 * largest_part)) {}

    /// Puts a claim behind the others of its transfer.
    void ask(claim& asked, transfer& of, std::size_t bytes) noexcept {
        end(asked);
        asked.of_ = &of;
        asked.bytes_ = bytes;
        of.waiting_.push_back(asked);
        if (!of.linked())
            waiting(of.way_).push_back(of);
    }

    /// The claim whose turn it is, which is under way then; null while none fits. To be called again after each `ask` and `end`.
    [[nodiscard]] claim* next() noexcept {
        using enum transfer_way;
        const auto first = used(down) <= used(up) ? down : up;
        auto* found = next_of(first);
        return found != nullptr ? found : next_of(first == down ? up : down);
    }

    /// Notes whether a claim under way waits for the user's code. Call `next` afterwards.
    void stand(claim& which, bool still) noexcept {
        if (!which.granted_ || which.stands_ == still)
            return;
        auto& standing = standing_[static_cast<std::size_t>(which.of_->way_)];
        standing = still ? standing + which.bytes_ : standing - which.bytes_;
        which.stands_ = still;
    }

    /// A claim waits no more, or gives its bytes back.
    void end(claim& ended) noexcept {
        stand(ended, false);
        if (ended.granted_)
            used(ended.of_->way_) -= ended.bytes_;
        else if (ended.linked())
            leave(ended);
        ended.granted_ = false;
    }

    /// In bytes.
    [[nodiscard]] std::size_t under_way() const noexcept { return used_[0] + used_[1]; }
    [[nodiscard]] std::size_t under_way(transfer_way way) const noexcept {
        return used_[static_cast<std::size_t>(way)];
    }
    [[nodiscard]] std::size_t most() const noexcept { return most_; }

private:
    using ring = intrusive_list<transfer, transfer>;

    [[nodiscard]] ring& waiting(transfer_way way) noexcept {
        return waiting_[static_cast<std::size_t>(way)];
    }
    [[nodiscard]] std::size_t& used(transfer_way way) noexcept {
        return used_[static_cast<std::size_t>(way)];
    }

    [[nodiscard]] claim* next_of(transfer_way way) noexcept {
        auto& transfers = waiting(way);
        if (transfers.empty())
            return nullptr;
        auto& of = transfers.front();
        auto& found = of.waiting_.front();
        if (!fits(way, found.bytes_))
            return nullptr;
        found.granted_ = true;
        used(way) += found.bytes_;
        transfers.push_back(of);
        leave(found);
        return &found;
    }

    [[nodiscard]] bool fits(transfer_way way, std::size_t bytes) noexcept {
        const auto other = way == transfer_way::down ? transfer_way::up : transfer_way::down;
        const auto only_way = used(other) == 0 && waiting(other).empty();
        if (used(way) == 0 && standing_[static_cast<std::size_t>(other)] == used(other))
            return true;
        return used(way) + bytes <= (only_way ? most_ : most_ - largest_part) &&
               under_way() + bytes <= most_;
    }

    void leave(claim& left) noexcept {
        left.unlink();
        if (left.of_->waiting_.empty())
            left.of_->unlink();
    }

    std::size_t most_;
    std::array<std::size_t, 2> used_{};
    /// The bytes among them that wait for the user's code.
    std::array<std::size_t, 2> standing_{};
    std::array<ring, 2> waiting_{};
};

} // namespace awaitgram::files
