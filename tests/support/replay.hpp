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

/// The steps of a machine that runs against fakes; interferes at one of them.
class script {
public:
    /// Awaited by a fake before it does what it is asked to do.
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

    /// The steps of the last run.
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

    /// Whether the step that is disturbed was reached.
    [[nodiscard]] bool reached() const noexcept { return reached_; }

    void run_undisturbed() { reset(undisturbed, nullptr, nullptr); }
    void fail_at(std::size_t number, std::exception_ptr error) {
        reset(number, std::move(error), nullptr);
    }
    /// Calls `cancel` once the machine waits for this step, which never ends by itself.
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

/// How a run of a scene has ended; `error` is null when it returned.
struct replay_end {
    const std::string& step;
    std::exception_ptr error;

    /// The code of a std::system_error; no error when it returned, and an unexpected one for other exceptions.
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
    /// What the step that fails throws.
    std::exception_ptr failure =
        std::make_exception_ptr(std::system_error(asio::error::connection_reset));
    /// Checks how a run with a step that fails has ended; by default it must throw the failure itself.
    std::function<void(const replay_end&)> failed = [](const replay_end& end) {
        CHECK(end.code() == asio::error::connection_reset);
    };
    /// Checks how a run that was cancelled at a step has ended.
    std::function<void(const replay_end&)> cancelled = [](const replay_end& end) {
        CHECK(end.code() == asio::error::operation_aborted);
    };
    /// Whether the same scene must run to its end after it was disturbed.
    bool runs_again = true;
};

namespace detail {

/// Runs a scene once to its end on a context of its own; returns what it throws.
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
    // Whatever is left would be a coroutine that outlives its owner.
    time.settle(context);
    CHECK_MESSAGE(context.stopped(), "something still runs after the end");
    CHECK_MESSAGE(time.waiting() == waiting_before, "something still waits after the end");
    return outcome;
}

} // namespace detail

/// Runs a scene undisturbed, then with every single step failing, then with cancellation at every step; each time a new scene, on
/// which, after that, an undisturbed run must succeed. Returns the steps.
///
/// A scene is `Scene(script&)` with `awaitable<void> run()`, which may be called again, and `void check()`, called after every run
/// that succeeds. Its fakes await `script::step`. Time is controlled: pauses between attempts take none.
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

/// The same for a scene that is made of the script alone.
template <class Scene>
std::vector<std::string> replay(const replay_options& options = {}) {
    return replay<Scene>([](script& steps) { return std::make_unique<Scene>(steps); }, options);
}

} // namespace awaitgram::tests
