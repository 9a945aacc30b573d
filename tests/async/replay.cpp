// SPDX-License-Identifier: MIT
#include "../support/replay.hpp"

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/timeout.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <system_error>
#include <vector>

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

/// A machine of three steps that tries the second one again after a pause.
struct three_steps {
    explicit three_steps(tests::script& fakes) : steps(&fakes) {}

    awaitable<void> run() {
        co_await steps->step("first");
        auto failed = false;
        try {
            co_await steps->step("second");
        } catch (const std::system_error& error) {
            if (error.code() == asio::error::operation_aborted)
                throw;
            failed = true;
        }
        if (failed) {
            co_await pause(1h);
            co_await steps->step("second");
        }
        co_await within(1min, steps->step("third"));
        ++completed;
    }

    void check() {
        ++checked;
        CHECK(completed == 1);
    }

    tests::script* steps;
    int completed = 0;
    int checked = 0;
};

} // namespace

TEST_CASE("a replay disturbs each step once by a failure and once by a cancellation") {
    std::vector<std::string> failed;
    std::vector<std::string> cancelled;
    tests::replay_options options;
    options.failed = [&](const tests::replay_end& end) {
        failed.push_back(end.step);
        CHECK((end.code() == std::error_code{}) == (end.step == "second"));
    };
    options.cancelled = [&](const tests::replay_end& end) {
        cancelled.push_back(end.step);
        CHECK(end.code() == asio::error::operation_aborted);
    };
    options.runs_again = false;

    const std::vector<std::string> all{"first", "second", "third"};
    CHECK(tests::replay<three_steps>(options) == all);
    CHECK(failed == all);
    CHECK(cancelled == all);
}

TEST_CASE("after each disturbance the same scene runs once more, undisturbed") {
    auto runs = 0;
    struct counting {
        tests::script& steps;
        int& runs;

        awaitable<void> run() { co_await steps.step("only"); }
        void check() { ++runs; }
    };

    tests::replay<counting>(
        [&runs](tests::script& steps) {
            return std::unique_ptr<counting>(new counting{steps, runs});
        },
        {}
    );
    CHECK(runs == 3); // alone, after the failure, after the cancellation
}
