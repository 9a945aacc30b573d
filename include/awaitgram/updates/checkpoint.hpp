// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/updates/types.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram::updates {

/// Stores in a session how far an account's updates were handled, and never passes over a message that isn't.
///
/// Every message is handled with the `epoch` of its time. Now and then a epoch is closed; where the account stood then is stored
/// when nobody holds the epoch any more.
class checkpoint {
public:
    using clock = event::clock;

    /// How long a change may wait for the next ones.
    static constexpr auto delay = std::chrono::seconds{1};
    /// A message that takes longer to be handled isn't handled again after a crash.
    static constexpr auto longest_handling = std::chrono::minutes{1};
    /// How long the end waits for handlers.
    static constexpr auto patience = std::chrono::seconds{5};

    /// `wake` is set when something may have become storable.
    checkpoint(any_session& session, std::shared_ptr<event> wake)
        : session_(session), wake_(std::move(wake)) {}

    /// What the session holds already.
    void starts_at(updates_state stored) { saved_ = std::move(stored); }

    /// What messages that are given out now are to be handled with.
    [[nodiscard]] const std::shared_ptr<delivery_token>& epoch() const noexcept { return epoch_; }

    /// The account moved.
    void moved() {
        if (!moved_at_)
            moved_at_ = clock::now();
    }

    /// When `save_in_time` is to be called at the latest, if at all.
    [[nodiscard]] std::optional<clock::time_point> deadline() const {
        if (closed_)
            return closed_->at_latest;
        return moved_at_ ? std::optional{*moved_at_ + delay} : std::nullopt;
    }

    /// Stores what is due; `now_at` tells where the account stands.
    [[nodiscard]] awaitable<void> save_in_time(std::function<updates_state()> now_at) {
        if (!closed_ && moved_at_ && clock::now() - *moved_at_ >= delay) {
            moved_at_.reset();
            closed_.emplace(now_at(), epoch_, clock::now() + longest_handling);
            epoch_ = new_epoch();
        }
        co_await save_closed();
    }

    /// Stores where the account stood when the last epoch was closed, if all up to there is handled.
    [[nodiscard]] awaitable<void> save_closed() {
        if (!closed_ || (!closed_->open.expired() && clock::now() < closed_->at_latest))
            co_return;
        auto state = std::move(closed_->state);
        closed_.reset();
        if (!*abandoned_)
            co_await save(std::move(state));
    }

    /// Waits a little for what is still being handled, and stores where the account stands unless that would pass over something.
    [[nodiscard]] awaitable<void> save_at_the_end(updates_state now_at) {
        const auto deadline = clock::now() + patience;
        const std::weak_ptr<delivery_token> last = std::exchange(epoch_, nullptr);
        while (!*abandoned_ && !all_handled(last) && clock::now() < deadline)
            co_await wake_->wait_until(deadline);
        if (!*abandoned_ && all_handled(last))
            co_await save(std::move(now_at));
        else if (!*abandoned_ && closed_ && closed_->open.expired())
            co_await save(closed_->state);
    }

private:
    struct closed_epoch {
        closed_epoch(
            updates_state at, std::weak_ptr<delivery_token> epoch, clock::time_point latest
        )
            : state(std::move(at)), open(std::move(epoch)), at_latest(latest) {}

        updates_state state;
        std::weak_ptr<delivery_token> open;
        clock::time_point at_latest;
    };

    bool all_handled(const std::weak_ptr<delivery_token>& last) const {
        return last.expired() && (!closed_ || closed_->open.expired());
    }

    std::shared_ptr<delivery_token> new_epoch() const {
        auto epoch = std::make_shared<delivery_token>();
        epoch->ended = [wake = std::weak_ptr<event>(wake_),
                        abandoned = abandoned_](const delivery_token& all) {
            *abandoned = *abandoned || all.abandoned;
            if (const auto sleeper = wake.lock())
                sleeper->set();
        };
        return epoch;
    }

    // All that `state` has and the session hasn't yet.
    awaitable<void> save(updates_state state) {
        if (state.pts != saved_.pts || state.qts != saved_.qts || state.date != saved_.date ||
            state.seq != saved_.seq) {
            const update_state::primary primary{state.pts, state.date, state.seq};
            const update_state::secondary secondary{state.qts};
            co_await session_.set_primary_and_secondary(primary, secondary);
        }
        // Both lists are sorted by id.
        auto before = saved_.channels.begin();
        for (const auto& channel : state.channels) {
            for (; before != saved_.channels.end() && before->id < channel.id; ++before)
                co_await session_.forget_channel(before->id);
            const auto known = before != saved_.channels.end() && before->id == channel.id;
            if (!known || before->pts != channel.pts) {
                const update_state step = update_state::channel{channel.id, channel.pts};
                co_await session_.set_update_state(step);
            }
            if (known)
                ++before;
        }
        for (; before != saved_.channels.end(); ++before)
            co_await session_.forget_channel(before->id);
        saved_ = std::move(state);
    }

    any_session& session_;
    std::shared_ptr<event> wake_;
    updates_state saved_{};
    std::optional<clock::time_point> moved_at_{};
    std::optional<closed_epoch> closed_{};
    // By handlers that were cancelled: their messages must come again, so that nothing is stored any more.
    std::shared_ptr<bool> abandoned_ = std::make_shared<bool>(false);
    std::shared_ptr<delivery_token> epoch_ = new_epoch();
};

} // namespace awaitgram::updates
