// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/session/update_state.hpp>
#include <awaitgram/updates/delivery_token.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// The writes that take a session from one stored position to another.
struct checkpoint_changes {
    /// Whether pts, qts, date or seq changed.
    bool account = false;
    /// Channels that are new or moved, by ascending id.
    std::vector<channel_state> moved{};
    /// Channels to be forgotten, by ascending id.
    std::vector<std::int64_t> forgotten{};
};

/// The changes from `saved` to `next`; the channels of both are sorted by id.
[[nodiscard]] inline checkpoint_changes
changes_between(const updates_state& saved, const updates_state& next) {
    checkpoint_changes changes;
    changes.account = next.pts != saved.pts || next.qts != saved.qts || next.date != saved.date ||
                      next.seq != saved.seq;
    auto before = saved.channels.begin();
    for (const auto& channel : next.channels) {
        for (; before != saved.channels.end() && before->id < channel.id; ++before)
            changes.forgotten.push_back(before->id);
        const auto known = before != saved.channels.end() && before->id == channel.id;
        if (!known || before->pts != channel.pts)
            changes.moved.push_back(channel);
        if (known)
            ++before;
    }
    for (; before != saved.channels.end(); ++before)
        changes.forgotten.push_back(before->id);
    return changes;
}

/// Decides which position of an account may be saved, and when, so that no update before it is left unhandled; no I/O, no clock.
///
/// Every update is handled while it holds the token of an epoch. From time to time the epoch is closed; the position of that moment
/// may be saved when all copies of its token are gone. `due` and `last` give each position once; the caller saves it.
class checkpoint {
public:
    /// The time for which a change waits for further ones.
    static constexpr auto delay = std::chrono::seconds{1};
    /// An update that takes longer to be handled is not delivered again after a crash.
    static constexpr auto longest_handling = std::chrono::minutes{1};
    /// The time for which the end waits for handlers.
    static constexpr auto patience = std::chrono::seconds{5};

    /// `token_ended` is called when the last copy of a token is gone, even after the checkpoint itself.
    explicit checkpoint(unique_function<void()> token_ended) {
        log_->token_ended = std::move(token_ended);
    }

    /// The token to handle updates with that are passed on now.
    [[nodiscard]] const std::shared_ptr<delivery_token>& token() const noexcept { return token_; }

    /// The position has changed.
    void moved(time_point now) {
        if (!moved_at_)
            moved_at_ = now;
    }

    /// Whether the epoch is to be closed with the position of this moment.
    [[nodiscard]] bool wants_position(time_point now) const {
        return !closed_ && moved_at_ && now - *moved_at_ >= delay;
    }

    /// Closes the epoch; all updates before `position` were passed on.
    void close_epoch(updates_state position, time_point now) {
        moved_at_.reset();
        closed_.emplace(std::move(position), token_, now + longest_handling);
        token_ = std::make_shared<delivery_token>(log_);
    }

    /// The position to be saved now: the epoch that led to it is handled, or has taken too long.
    [[nodiscard]] std::optional<updates_state> due(time_point now) {
        if (!closed_ || (!closed_->token.expired() && now < closed_->overdue_at))
            return std::nullopt;
        auto position = std::move(closed_->position);
        closed_.reset();
        if (log_->abandoned)
            return std::nullopt;
        return position;
    }

    /// When `wants_position` or `due` changes by time alone, if it does.
    [[nodiscard]] std::optional<time_point> deadline() const {
        if (closed_)
            return closed_->overdue_at;
        return moved_at_ ? std::optional{*moved_at_ + delay} : std::nullopt;
    }

    /// Closes the last epoch; no update is passed on any more.
    void finish() { last_token_ = std::exchange(token_, nullptr); }

    /// After `finish`: whether `last` will not change any more.
    [[nodiscard]] bool settled() const { return log_->abandoned || all_handled(); }

    /// After `finish`: the last position to be saved, if any; `position` is where the account is.
    [[nodiscard]] std::optional<updates_state> last(updates_state position) {
        if (log_->abandoned)
            return std::nullopt;
        if (all_handled())
            return position;
        if (closed_ && closed_->token.expired())
            return std::move(closed_->position);
        return std::nullopt;
    }

private:
    struct closed_epoch {
        closed_epoch(updates_state reached, std::weak_ptr<delivery_token> held, time_point latest)
            : position(std::move(reached)), token(std::move(held)), overdue_at(latest) {}

        updates_state position;
        std::weak_ptr<delivery_token> token;
        time_point overdue_at;
    };

    [[nodiscard]] bool all_handled() const {
        return last_token_.expired() && (!closed_ || closed_->token.expired());
    }

    // Once an update was abandoned nothing is saved any more, so that it comes again.
    std::shared_ptr<delivery_log> log_ = std::make_shared<delivery_log>();
    std::shared_ptr<delivery_token> token_ = std::make_shared<delivery_token>(log_);
    std::weak_ptr<delivery_token> last_token_{};
    std::optional<time_point> moved_at_{};
    std::optional<closed_epoch> closed_{};
};

} // namespace awaitgram::updates
