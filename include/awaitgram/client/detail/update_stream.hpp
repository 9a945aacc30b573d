// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/core/log.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/updates/manager.hpp>
#include <awaitgram/updates/ordered_update.hpp>
#include <awaitgram/updates/skipped.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace awaitgram::detail {

/// The ordered updates of a client that its cursors have not taken, and the manager that orders them during a run.
class update_stream final : public updates::receiver {
public:
    using entry = std::variant<updates::ordered_update, updates::updates_skipped>;

    /// With so many updates that wait there is no room for further ones; the manager keeps these.
    static constexpr std::size_t most_waiting = 256;
    static constexpr std::size_t most_waiting_bytes = std::size_t{1} << 20;

    /// `begin` calls `run` in the run that is under way, if there is one.
    update_stream(asio::any_io_executor executor, unique_function<void()> begin, log_sink log)
        : ready_(executor), room_(std::move(executor)), begin_(std::move(begin)),
          log_(std::move(log)) {}
    update_stream(const update_stream&) = delete;
    update_stream& operator=(const update_stream&) = delete;

    /// Makes sure that the updates come, if a run is under way.
    void begin() {
        if (!begun())
            begin_();
    }
    [[nodiscard]] bool begun() const noexcept { return manager_ || ended_; }
    [[nodiscard]] bool ended() const noexcept { return ended_; }

    /// The manager; null before it is begun, and after its end.
    [[nodiscard]] updates::manager* manager() noexcept { return manager_ ? &*manager_ : nullptr; }

    void make_manager(
        asio::any_io_executor executor,
        rpc::invoker& via,
        any_session& session,
        updates::manager_options options
    ) {
        manager_.emplace(std::move(executor), via, session, std::move(options));
    }

    /// Receives updates until it is cancelled.
    static awaitable<void> run(std::shared_ptr<update_stream> self) {
        const ending at_the_end{*self};
        co_await self->manager_->run(*self);
    }

    /// Nothing is taken any more: what waits comes again with the next start.
    void close() {
        if (std::exchange(ended_, true))
            return;
        for (auto& each : std::exchange(waiting_, {}))
            put_back(each);
        ready_.set();
    }

    void deliver(updates::ordered_update next) override {
        bytes_ += next.size;
        waiting_.emplace_back(std::move(next));
        ready_.set();
    }
    [[nodiscard]] bool has_room() const noexcept override {
        return !ended_ && waiting_.size() < most_waiting && bytes_ < most_waiting_bytes;
    }
    [[nodiscard]] awaitable<void> wait_for_room() override {
        while (!has_room())
            co_await room_.wait();
    }
    bool on_skipped(const updates::updates_skipped& skipped) override {
        if (ended_)
            return false;
        waiting_.emplace_back(skipped);
        ready_.set();
        return true;
    }

    /// What waits first, if there is something.
    [[nodiscard]] std::optional<entry> take() {
        if (waiting_.empty())
            return std::nullopt;
        std::optional<entry> first{std::move(waiting_.front())};
        waiting_.pop_front();
        if (const auto* update = std::get_if<updates::ordered_update>(&*first)) {
            bytes_ -= update->size;
            if (update->delivery)
                update->delivery->begin();
        }
        if (has_room())
            room_.set();
        return first;
    }

    /// An update that was taken and not handled.
    void give_back(updates::ordered_update taken) {
        entry again{std::move(taken)};
        if (ended_)
            return put_back(again);
        bytes_ += std::get<updates::ordered_update>(again).size;
        waiting_.push_front(std::move(again));
        ready_.set();
    }

    /// Ends when something waits, or the stream has ended.
    [[nodiscard]] awaitable<void> wait() { return ready_.wait(); }

    /// For skips that no program wants to know of.
    void log_skip(const updates::updates_skipped& skipped) const {
        if (log_)
            log_(log_level::warning, to_string(skipped));
    }

private:
    /// Also when the run is destroyed with its executor.
    struct ending {
        explicit ending(update_stream& of) noexcept : stream(of) {}
        ending(const ending&) = delete;
        ending& operator=(const ending&) = delete;
        ~ending() {
            stream.close();
            stream.manager_.reset();
        }
        update_stream& stream;
    };

    static void put_back(entry& each) {
        if (const auto* update = std::get_if<updates::ordered_update>(&each))
            if (update->delivery)
                update->delivery->put_back();
    }

    event ready_;
    event room_;
    unique_function<void()> begin_;
    log_sink log_;
    std::deque<entry> waiting_{};
    std::size_t bytes_ = 0;
    std::optional<updates::manager> manager_{};
    bool ended_ = false;
};

} // namespace awaitgram::detail
