// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <doctest/doctest.h>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::tests {

/// The steps of a machine that runs against fakes. Can fail or cancel one of them.
class script {
public:
    /// Awaited by a fake before each operation.
    awaitable<void> step(std::string name) {
        const auto number = names_.size();
        names_.push_back(std::move(name));
        if (number != disturbed_)
            co_return;
        reached_ = true;
        if (failure_)
            std::rethrow_exception(failure_);
        event never{co_await asio::this_coro::executor};
        asio::post(never.executor(), cancel_);
        co_await never.wait();
    }

    /// The names of the steps of the last run.
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

    /// Whether the disturbed step was reached.
    [[nodiscard]] bool reached() const noexcept { return reached_; }

    void run_undisturbed() { reset(undisturbed, nullptr, nullptr); }
    void fail_at(std::size_t number, std::exception_ptr error) {
        reset(number, std::move(error), nullptr);
    }
    /// Calls `cancel` when the machine waits for this step, which otherwise never ends.
    void cancel_at(std::size_t number, std::function<void()> cancel) {
        reset(number, nullptr, std::move(cancel));
    }

private:
    static constexpr auto undisturbed = static_cast<std::size_t>(-1);

    void reset(std::size_t number, std::exception_ptr error, std::function<void()> cancel) {
        names_.clear();
        reached_ = false;
        disturbed_ = number;
        failure_ = std::move(error);
        cancel_ = std::move(cancel);
    }

    std::vector<std::string> names_;
    std::size_t disturbed_ = undisturbed;
    std::exception_ptr failure_;
    std::function<void()> cancel_;
    bool reached_ = false;
};

/// The outcome of a run of a scene; `error` is null if it returned.
struct replay_end {
    const std::string& step;
    std::exception_ptr error;

    /// The code of a std::system_error; no error if the scene returned, and an unexpected code for other exceptions.
    [[nodiscard]] std::error_code code() const {
        if (!error)
            return {};
        try {
            std::rethrow_exception(error);
        } catch (const std::system_error& known) {
            return known.code();
        } catch (...) {
            return std::make_error_code(std::errc::state_not_recoverable);
        }
    }
};

struct replay_options {
    /// The exception that the failing step throws.
    std::exception_ptr failure =
        std::make_exception_ptr(std::system_error(asio::error::connection_reset));
    /// Checks the outcome of a run with a failing step; by default it must be that failure.
    std::function<void(const replay_end&)> failed = [](const replay_end& end) {
        CHECK(end.code() == asio::error::connection_reset);
    };
    /// Checks the outcome of a run that was cancelled at a step.
    std::function<void(const replay_end&)> cancelled = [](const replay_end& end) {
        CHECK(end.code() == asio::error::operation_aborted);
    };
    /// Whether the same scene must succeed when it is run again after a disturbed run.
    bool runs_again = true;
};

namespace detail {

/// Runs a scene to its end on a new context; returns its exception, if any.
template <class Scene>
std::exception_ptr
run_scene(Scene& scene, testing::clock& time, std::function<void(std::function<void()>)> prepare) {
    const auto waiting_before = time.waiting();
    asio::io_context context;
    std::exception_ptr outcome;
    std::optional<task> running;
    prepare([&running] { running->cancel(); });
    running.emplace(context.get_executor(), scene.run(), [&](const auto& error) {
        outcome = error;
    });
    time.run_until(context, [&running] { return running->ended(); });
    // Remaining work would be a coroutine that outlives its owner.
    time.settle(context);
    CHECK_MESSAGE(context.stopped(), "work remains after the end");
    CHECK_MESSAGE(time.waiting() == waiting_before, "a timer remains after the end");
    return outcome;
}

} // namespace detail

/// Runs a scene undisturbed, then once for each step with that step failing, and once for each step with cancellation
/// at it. Each time it is a new scene, on which an undisturbed run must succeed afterwards. Returns the steps.
///
/// A scene is `Scene(script&)` with `awaitable<void> run()`, which may be called again, and `void check()`, which is
/// called after each successful run. Its fakes await `script::step`. Time is controlled: pauses between attempts take
/// no real time.
template <class Scene>
std::vector<std::string>
replay(const std::function<std::unique_ptr<Scene>(script&)>& make, const replay_options& options) {
    testing::clock time;
    script steps;
    const auto undisturbed = [&](Scene& scene) {
        steps.run_undisturbed();
        const auto error = detail::run_scene(scene, time, [](const auto&) {});
        REQUIRE_MESSAGE(!error, "an undisturbed run ends with: ", describe(error));
        scene.check();
    };

    {
        const auto scene = make(steps);
        undisturbed(*scene);
    }
    const auto names = steps.names();
    REQUIRE_MESSAGE(!names.empty(), "a machine without steps");

    for (const auto cancels : {false, true})
        for (std::size_t number = 0; number < names.size(); ++number) {
            CAPTURE(number);
            CAPTURE(names[number]);
            CAPTURE(cancels);
            const auto scene = make(steps);
            const auto error = detail::run_scene(*scene, time, [&](std::function<void()> cancel) {
                if (cancels)
                    steps.cancel_at(number, std::move(cancel));
                else
                    steps.fail_at(number, options.failure);
            });
            REQUIRE_MESSAGE(steps.reached(), "the step was not reached");
            const replay_end end{names[number], error};
            (cancels ? options.cancelled : options.failed)(end);
            if (options.runs_again)
                undisturbed(*scene);
        }
    return names;
}

/// The same for a scene that is constructed from the script alone.
template <class Scene>
std::vector<std::string> replay(const replay_options& options = {}) {
    return replay<Scene>([](script& steps) { return std::make_unique<Scene>(steps); }, options);
}

} // namespace awaitgram::tests
