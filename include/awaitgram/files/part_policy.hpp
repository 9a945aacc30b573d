// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/growing_pause.hpp>
#include <awaitgram/rpc/error.hpp>

#include <chrono>
#include <cstdint>

namespace awaitgram::files {

/// What to do about the refusal of one part.
struct part_decision {
    enum class action {
        /// Ask again after `wait`.
        repeat,
        /// The same, because parts come too fast: all parts wait, and fewer are under way afterwards.
        slow_down,
        /// The file is at data centre `dc`.
        move,
        /// The reference of the file has expired: it is to be found again where it came from.
        find_again,
        /// The transfer fails.
        fail,
    };
    action what = action::fail;
    std::chrono::seconds wait{};
    std::int32_t dc = 0;

    friend bool operator==(const part_decision&, const part_decision&) = default;
};

/// Decides about the refusals of one part. What can pass is waited for as long as it takes, with growing pauses.
/// Spec: https://core.telegram.org/api/files
class part_policy {
public:
    [[nodiscard]] part_decision on(const rpc_error& refusal) {
        using enum part_decision::action;
        const auto name = refusal.name();
        if (refusal.code() == 420 && refusal.value())
            return {slow_down, refusal.wait(), 0};
        if (refusal.code() == 303 && name == "FILE_MIGRATE" && refusal.value().value_or(0) > 0)
            return {move, {}, *refusal.value()};
        if (name.starts_with("FILE_REFERENCE") || name == "FILEREF_UPGRADE_NEEDED")
            return {find_again, {}, 0};
        if (refusal.code() == 500 || refusal.code() < 0)
            return {repeat, on_failure(), 0};
        return {};
    }

    /// How long to wait after a connection that failed, a time-out, or a part that was not stored.
    [[nodiscard]] std::chrono::seconds on_failure() noexcept {
        constexpr std::chrono::seconds first{1};
        constexpr std::chrono::seconds longest{32};
        return growing_pause(++failures_, first, longest);
    }

    [[nodiscard]] int failures() const noexcept { return failures_; }

private:
    int failures_ = 0;
};

} // namespace awaitgram::files
