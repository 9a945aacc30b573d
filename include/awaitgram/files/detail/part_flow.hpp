// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/files/part_policy.hpp>
#include <awaitgram/files/part_set.hpp>
#include <awaitgram/files/transfer_budget.hpp>
#include <awaitgram/files/transfer_window.hpp>
#include <awaitgram/rpc/call_options.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoker.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <ios>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::files::detail {

/// How a part is called: its flow repeats what passes, because only it knows how many parts may go on.
[[nodiscard]] inline rpc::call_options part_options(rpc::lane lane) noexcept {
    rpc::call_options options;
    options.lane = lane;
    options.waits_out_outages = true;
    options.returns_passing_refusals = true;
    options.timeout = std::chrono::seconds{60};
    return options;
}

/// Throws the std::system_error of a file of the disk whose last operation, `what`, has failed. `errno` was 0 before the operation.
void check_disk(const std::ios& file, const char* what, const std::filesystem::path& path);

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

    /// Transfers one part, as often as it takes. A part that is repeated is transferred from its beginning, and so is read from its source again.
    ///
    /// Errors: as `run`.
    [[nodiscard]] awaitable<void> run_part(std::size_t part);

    [[nodiscard]] const part_set& parts() const noexcept { return parts_; }

protected:
    part_flow(rpc::invoker& calls, transfer_way way, part_set parts, std::size_t most_under_way)
        : parts_(std::move(parts)), window_(most_under_way), workers_(most_under_way),
          budget_(calls.transfers()), turns_(way) {}

    /// The bytes of a part, which are taken before it is read or asked for.
    [[nodiscard]] part_memory memory_of_part() { return {budget_, turns_}; }

    /// How a part is called now: by a slow network it takes longer.
    [[nodiscard]] rpc::call_options options_of_part(rpc::lane lane) const noexcept {
        auto options = part_options(lane);
        options.timeout *= patience_;
        return options;
    }

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
    [[nodiscard]] awaitable<std::optional<std::chrono::seconds>>
    found_again(std::size_t part, const rpc_error& expired, part_policy& policy);
    /// Waits until a part ends, or the time has come.
    awaitable<void> until_changed(monotonic_clock::time_point until);
    void wake();

    part_set parts_;
    transfer_window window_;
    std::size_t workers_;
    std::size_t next_ = 0;
    std::size_t under_way_ = 0;
    /// Times the usual limit for a part.
    int patience_ = 1;
    std::shared_ptr<transfer_budget> budget_;
    transfer_turns::transfer turns_;
    /// Those who wait for the window, or the end of a part.
    std::vector<std::shared_ptr<event>> waiting_{};
};

} // namespace awaitgram::files::detail
