// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/transfer_turns.hpp>

#include <asio/this_coro.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::files {

/// The memory of all transfers of one account: the bytes of the parts that are under way. See transfer_turns for who comes next, and
/// part_memory for how a part waits.
///
/// All calls happen on one executor.
class transfer_budget {
public:
    /// At most `most` bytes, but never less than 1 MiB.
    explicit transfer_budget(std::size_t most) noexcept : turns_(most) {}

    /// In bytes.
    [[nodiscard]] std::size_t under_way() const noexcept { return turns_.under_way(); }
    [[nodiscard]] std::size_t most() const noexcept { return turns_.most(); }

private:
    friend class part_memory;

    /// Wakes those whose turn has come.
    void wake() noexcept;

    transfer_turns turns_;
    /// Of parts of uploads that have ended, while others are under way: new memory would cost more than what is done with it.
    std::vector<std::shared_ptr<byte_buffer>> spare_{};
};

/// The bytes that one part takes of a budget; gives them back when it ends.
class part_memory : transfer_turns::claim {
public:
    /// Without a budget every part has its bytes at once. `of` outlives this.
    part_memory(std::shared_ptr<transfer_budget> budget, transfer_turns::transfer& of) noexcept
        : budget_(std::move(budget)), of_(of) {}
    part_memory(const part_memory&) = delete;
    part_memory& operator=(const part_memory&) = delete;
    ~part_memory() { release(); }

    /// Waits for the turn of the part.
    ///
    /// Cancels: nothing is taken, or it is given back by the destructor.
    [[nodiscard]] awaitable<void> take(std::size_t bytes) {
        if (!budget_)
            co_return;
        const auto executor = co_await asio::this_coro::executor;
        turn_.emplace(executor);
        budget_->turns_.ask(*this, of_, bytes);
        budget_->wake();
        while (!granted())
            co_await turn_->wait();
    }

    /// Memory for the bytes of the part, with any content.
    [[nodiscard]] std::shared_ptr<byte_buffer> buffer() {
        if (!budget_ || budget_->spare_.empty())
            return std::make_shared<byte_buffer>();
        auto found = std::move(budget_->spare_.back());
        budget_->spare_.pop_back();
        return found;
    }

    /// Gives memory back that nothing else uses.
    void recycle(std::shared_ptr<byte_buffer> used) {
        if (budget_ && used.use_count() == 1)
            budget_->spare_.push_back(std::move(used));
    }

    /// Notes whether the part waits for the user's code.
    void stand(bool still) noexcept {
        if (!budget_)
            return;
        budget_->turns_.stand(*this, still);
        budget_->wake();
    }

    /// Gives the bytes back, or waits for them no more.
    void release() noexcept {
        if (!budget_)
            return;
        budget_->turns_.end(*this);
        budget_->wake();
    }

private:
    friend class transfer_budget;

    std::shared_ptr<transfer_budget> budget_;
    transfer_turns::transfer& of_;
    std::optional<event> turn_{};
};

inline void transfer_budget::wake() noexcept {
    if (turns_.under_way(transfer_way::up) == 0)
        spare_.clear();
    while (auto* next = turns_.next())
        static_cast<part_memory*>(next)->turn_->set();
}

} // namespace awaitgram::files
