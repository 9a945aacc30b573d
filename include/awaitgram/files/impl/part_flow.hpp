// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/files/detail/part_flow.hpp>
#include <awaitgram/files/part_policy.hpp>
#include <awaitgram/rpc/errc.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::files::detail {

/// Whether an exception is of a connection that may come back.
[[nodiscard]] inline bool passes(const std::system_error& problem) noexcept {
    return problem.code() == asio::error::timed_out || problem.code() == rpc::errc::outage;
}

AWAITGRAM_DECL void
check_disk(const std::ios& file, const char* what, const std::filesystem::path& path) {
    if (!file.fail())
        return;
    const auto code = errno != 0 ? errno : EIO;
    throw std::system_error(
        code, std::generic_category(), std::string{"cannot "} + what + ' ' + path.string()
    );
}

AWAITGRAM_DECL awaitable<void> part_flow::run() {
    const auto workers = std::min(workers_, parts_.count() - parts_.done());
    unique_function<awaitable<void>(task_group&)> all = [this, workers](task_group& tasks
                                                        ) -> awaitable<void> {
        for (std::size_t worker = 1; worker < workers; ++worker)
            tasks.spawn(work());
        // The group ends with its body, so the body waits for the others, which may still have parts.
        co_await work();
        while (under_way_ != 0)
            co_await until_changed(monotonic_clock::time_point::max());
    };
    co_await with_tasks(std::move(all));
}

/// Counts a part that is under way.
struct part_flow::counted {
    explicit counted(part_flow& of) noexcept : flow(of) { ++flow.under_way_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
    ~counted() {
        --flow.under_way_;
        flow.wake();
    }

    part_flow& flow;
};

/// Transfers parts as long as there are any.
AWAITGRAM_DECL awaitable<void> part_flow::work() {
    while (const auto part = parts_.next_missing(next_)) {
        if (!window_.may_begin(under_way_, steady_now())) {
            auto until = monotonic_clock::time_point::max();
            if (under_way_ < window_.size())
                until = monotonic_clock::now() + (window_.frozen_until() - steady_now());
            co_await until_changed(until);
            continue;
        }
        next_ = *part + 1;
        const counted here{*this};
        co_await run_part(*part);
    }
}

AWAITGRAM_DECL awaitable<void> part_flow::until_changed(monotonic_clock::time_point until) {
    const auto executor = co_await asio::this_coro::executor;
    const auto changed = std::make_shared<event>(executor);
    waiting_.push_back(changed);
    co_await changed->wait_until(until);
    std::erase(waiting_, changed);
}

AWAITGRAM_DECL void part_flow::wake() {
    for (const auto& each : std::exchange(waiting_, {}))
        each->set();
}

/// Finds the file again. What this waits for is a call like any other: a pause when it has failed by what passes.
AWAITGRAM_DECL awaitable<std::optional<std::chrono::seconds>>
part_flow::found_again(std::size_t part, const rpc_error& expired, part_policy& policy) {
    using enum part_decision::action;
    try {
        auto finding = this->find_again(part, expired);
        co_await std::move(finding);
        co_return std::nullopt;
    } catch (const rpc_error& refusal) {
        const auto decision = part_policy{}.on(refusal);
        if (decision.what != repeat && decision.what != slow_down)
            throw;
        co_return std::max(decision.wait, policy.on_failure());
    } catch (const std::system_error& problem) {
        if (!passes(problem))
            throw;
        co_return policy.on_failure();
    }
}

AWAITGRAM_DECL awaitable<void> part_flow::run_part(std::size_t part) {
    part_policy policy;
    for (;;) {
        const auto begun = steady_now();
        std::optional<rpc_error> refusal;
        auto failed = false;
        try {
            refusal = co_await transfer(part);
        } catch (const rpc_error& thrown) {
            refusal = thrown;
        } catch (const std::system_error& problem) {
            if (!passes(problem))
                throw;
            failed = true;
            constexpr auto most_patience = 8;
            if (problem.code() == asio::error::timed_out && window_.on_timeout(begun, steady_now()))
                patience_ = std::min(2 * patience_, most_patience);
        }
        if (!refusal && !failed) {
            parts_.add(part);
            window_.on_part();
            done(part);
            co_return;
        }
        if (failed) {
            co_await pause(policy.on_failure());
            continue;
        }
        const auto decision = policy.on(*refusal);
        using enum part_decision::action;
        switch (decision.what) {
        case repeat:
            co_await pause(decision.wait);
            break;
        case slow_down:
            window_.on_flood(decision.wait, begun, steady_now());
            co_await pause(window_.frozen_until() - steady_now());
            break;
        case move:
            co_await move_to(decision.dc, *refusal);
            break;
        case find_again:
            if (const auto wait = co_await found_again(part, *refusal, policy))
                co_await pause(*wait);
            break;
        case fail:
            throw rpc_error{*refusal};
        }
    }
}

} // namespace awaitgram::files::detail
