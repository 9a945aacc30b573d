// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/files/part_set.hpp>
#include <awaitgram/files/transfer_window.hpp>
#include <awaitgram/rpc/error.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace awaitgram::files::detail {

/// The parts of one transfer: several are under way at the same time, those that fail are tried again, and the first that fails for good
/// ends all of them.
class part_flow {
public:
    part_flow(const part_flow&) = delete;
    part_flow& operator=(const part_flow&) = delete;
    virtual ~part_flow() = default;

    /// Transfers all parts that are not done.
    ///
    /// Errors:  rpc_error and what `transfer` throws.
    /// Cancels: all parts end; `parts` says which are done.
    [[nodiscard]] awaitable<void> run();

    [[nodiscard]] const part_set& parts() const noexcept { return parts_; }

protected:
    part_flow(part_set parts, std::size_t most_under_way) noexcept
        : parts_(std::move(parts)), window_(most_under_way), workers_(most_under_way) {}

    /// Transfers one part; its refusal when there is one.
    [[nodiscard]] virtual awaitable<std::optional<rpc_error>> transfer(std::size_t part) = 0;

    /// The file is at another data centre, or its reference has expired. Throws when that cannot be cured.
    [[nodiscard]] virtual awaitable<void> move_to(std::int32_t dc, const rpc_error& refusal) = 0;
    [[nodiscard]] virtual awaitable<void>
    find_again(std::size_t part, const rpc_error& refusal) = 0;

    /// A part is done.
    virtual void done(std::size_t part) = 0;

    /// There are no more parts than these.
    void end_at(std::size_t count) noexcept {
        for (auto part = count; part < parts_.count(); ++part)
            parts_.add(part);
    }

    /// A part that was done is missing.
    void lost(std::size_t part) noexcept { parts_.remove(part); }

private:
    struct counted;

    awaitable<void> work();
    awaitable<void> until_done(std::size_t part);
    void wake();

    part_set parts_;
    transfer_window window_;
    std::size_t workers_;
    std::size_t next_ = 0;
    std::size_t under_way_ = 0;
    /// The workers that wait for the window.
    std::vector<std::shared_ptr<event>> waiting_{};
};

} // namespace awaitgram::files::detail
