// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/testing/clock/participant.hpp>
#include <awaitgram/testing/detail/guarded_run.hpp>
#include <awaitgram/testing/impl/clock.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/strand.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace awaitgram::testing::detail {

/// The exceptions of handlers, and of functions on the server's thread, that have ended no wait yet.
class failure_box {
public:
    void add(const std::exception_ptr& error) {
        const std::lock_guard lock{guard_};
        if (!tolerated_ && !first_)
            first_ = error;
    }
    [[nodiscard]] bool empty() const {
        const std::lock_guard lock{guard_};
        return !first_;
    }
    [[nodiscard]] std::exception_ptr take() {
        const std::lock_guard lock{guard_};
        return std::exchange(first_, nullptr);
    }
    void tolerate(bool tolerated) {
        const std::lock_guard lock{guard_};
        tolerated_ = tolerated;
        if (tolerated)
            first_ = nullptr;
    }

private:
    mutable std::mutex guard_;
    std::exception_ptr first_{};
    bool tolerated_ = false;
};

/// The context that an executor runs on; null when it is no io_context.
[[nodiscard]] inline asio::io_context* context_of(const asio::any_io_executor& executor) {
    using plain = asio::io_context::executor_type;
    if (const auto* direct = executor.target<plain>())
        return &direct->context();
    if (const auto* strand = executor.target<asio::strand<plain>>())
        return &strand->get_inner_executor().context();
    return nullptr;
}

/// A bot, userbot or client whose context runs while a test waits, also for others.
class tested_program final : public clock_participant {
public:
    tested_program(
        const void* address,
        std::weak_ptr<const void> lifetime,
        asio::io_context* context,
        std::function<std::exception_ptr()> failure,
        std::function<bool()> runs
    )
        : address_(address), lifetime_(std::move(lifetime)), context_(context),
          failure_(std::move(failure)), runs_(std::move(runs)) {
        join();
    }
    ~tested_program() { leave(); }

    [[nodiscard]] bool is(const void* address) const {
        return address == address_ && !lifetime_.expired();
    }
    [[nodiscard]] bool gone() const { return lifetime_.expired(); }

    /// The exception that ended it.
    [[nodiscard]] std::exception_ptr failure() const {
        return gone() || !failure_ ? nullptr : failure_();
    }

    /// Whether it ran when this was asked before, and runs no more.
    [[nodiscard]] bool has_ended() {
        if (gone() || !runs_)
            return false;
        const auto now = runs_();
        ran_ = ran_ || now;
        return ran_ && !now;
    }

    /// Its context, unless that is gone or runs already, further down the stack.
    [[nodiscard]] asio::io_context* context() const {
        const auto usable =
            context_ != nullptr && !gone() && !context_->get_executor().running_in_this_thread();
        return usable ? context_ : nullptr;
    }

    std::size_t settle() override {
        auto* ready = context();
        if (ready == nullptr)
            return 0;
        ready->restart();
        return ready->poll();
    }

private:
    const void* address_;
    std::weak_ptr<const void> lifetime_;
    asio::io_context* context_;
    std::function<std::exception_ptr()> failure_;
    std::function<bool()> runs_;
    bool ran_ = false;
};

/// How long a test waits.
struct wait_limits {
    std::chrono::seconds real = hang_guard::patience;
    /// Where a clock controls time.
    std::chrono::seconds of_clock = std::chrono::hours{24};
};

/// The programs that a test has named.
class tested_programs {
public:
    [[nodiscard]] failure_box& failures() noexcept { return *failures_; }

    /// Has a bot or userbot run while a test waits.
    template <class Bot>
    void add_bot(Bot& bot) {
        if (find(&bot) != nullptr)
            return;
        bot.observe_failures([box = failures_](const std::exception_ptr& error) { box->add(error); }
        );
        add(std::make_unique<tested_program>(
            &bot,
            bot.lifetime(),
            context_of(bot.telegram().executor()),
            [&bot] { return bot.failure(); },
            [&bot] { return bot.runs(); }
        ));
    }
    void add_client(client& telegram) {
        if (find(&telegram) != nullptr)
            return;
        add(std::make_unique<tested_program>(
            &telegram, telegram.lifetime(), context_of(telegram.executor()), nullptr, nullptr
        ));
    }

    /// Runs all of them until `done`; false when that takes longer than the limit of the time that runs: of a clock, or real time.
    ///
    /// Errors: the failures of handlers, and the exception that ended `named`, or with null any program; std::runtime_error when
    ///         `named` has ended without one.
    [[nodiscard]] bool run_until(
        const std::function<bool()>& done, const void* named, const wait_limits& limits = {}
    ) {
        auto is_done = false;
        const std::function<bool()> over = [&] {
            return (is_done = is_done || done()) || !failures_->empty() ||
                   ended(named) != nullptr || has_ended(named);
        };
        if (clock::current() != nullptr)
            static_cast<void>(run_until_limit(context_for(named), over, limits.of_clock));
        else
            run_free(over, context_for(named), limits.real);
        if (is_done)
            return true;
        if (const auto error = failures_->take())
            std::rethrow_exception(error);
        if (const auto error = ended(named))
            std::rethrow_exception(error);
        if (!has_ended(named))
            return false;
        // What it did last may be on its way to the server.
        run_free([&] { return is_done = is_done || done(); }, idle_, last_words);
        if (!is_done)
            throw std::runtime_error("the program that the test waits for has ended");
        return true;
    }

    /// Runs what is ready: with a clock, until nothing is.
    void settle() {
        if (auto* time = clock::current())
            time->settle(context_for(nullptr));
    }

private:
    [[nodiscard]] tested_program* find(const void* address) const {
        for (const auto& each : all_)
            if (each->is(address))
                return each.get();
        return nullptr;
    }

    void add(std::unique_ptr<tested_program> added) {
        std::erase_if(all_, [](const auto& each) { return each->gone(); });
        all_.push_back(std::move(added));
    }

    [[nodiscard]] std::exception_ptr ended(const void* named) const {
        for (const auto& each : all_)
            if (named == nullptr || each->is(named))
                if (auto error = each->failure())
                    return error;
        return nullptr;
    }

    [[nodiscard]] bool has_ended(const void* named) const {
        auto* const program = named != nullptr ? find(named) : nullptr;
        return program != nullptr && program->has_ended();
    }

    /// The context to wait in.
    [[nodiscard]] asio::io_context& context_for(const void* named) {
        if (const auto* program = find(named))
            if (auto* context = program->context())
                return *context;
        for (const auto& each : all_)
            if (auto* context = each->context())
                return *context;
        return idle_;
    }

    void run_free(
        const std::function<bool()>& over, asio::io_context& waiting, std::chrono::seconds limit
    ) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!over() && std::chrono::steady_clock::now() < end) {
            std::size_t ran = 0;
            for (std::size_t at = 0; at < all_.size(); ++at)
                ran += all_[at]->settle();
            if (ran == 0)
                run_briefly(waiting);
        }
    }

    static constexpr std::chrono::seconds last_words{1};

    std::shared_ptr<failure_box> failures_ = std::make_shared<failure_box>();
    std::vector<std::unique_ptr<tested_program>> all_{};
    asio::io_context idle_{1};
    asio::executor_work_guard<asio::io_context::executor_type> idle_waits_{idle_.get_executor()};
};

} // namespace awaitgram::testing::detail
