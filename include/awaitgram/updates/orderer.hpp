// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/tl/frame.hpp>
#include <awaitgram/tl/reply.hpp>
#include <awaitgram/updates/account_state.hpp>
#include <awaitgram/updates/difference_policy.hpp>
#include <awaitgram/updates/gap_tracker.hpp>
#include <awaitgram/updates/ordered_update.hpp>

#include <cstdint>
#include <memory>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// Accepts pushes and differences, and passes on every update once and in order; no I/O, no clock.
///
/// When `tracker().overdue(now)` names a sequence, fetch its difference and pass it to `accept`.
class orderer {
public:
    /// Accepts an `Updates` object. Undecodable bytes demand a difference and leave the position as it is.
    std::error_code accept(const tl::frame& frame, rpc::update_origin from, time_point now);

    /// Accepts the answer to updates.getDifference; true when the next slice is to be fetched.
    bool accept(tl::reply<api::updates::Difference> reply, time_point now);

    /// Accepts the answer to updates.getChannelDifference; true when the next slice is to be fetched.
    bool
    accept(std::int64_t channel, tl::reply<api::updates::ChannelDifference> reply, time_point now);

    /// Whether the last difference had no end, so that only updates.getState helps; resets it.
    [[nodiscard]] bool take_endless() noexcept { return progress_.take_endless(); }

    /// Sets the account's position, from a stored state or updates.getState.
    void start_at(const account_state& state, time_point now);

    /// Sets a channel's position, from a stored state.
    void start_channel_at(std::int64_t channel, std::int32_t pts, time_point now) {
        tracker_.move_to(channel, pts, now, ready_);
    }

    /// Forgets a channel whose difference cannot be had; its next update starts it anew.
    void forget_channel(std::int64_t channel, time_point now) {
        tracker_.give_up(channel);
        tracker_.move_to(channel, 0, now, ready_);
        changed_ = true;
    }

    /// The smallest pts that the updates of an `Updates` object start from, or `otherwise` when that is smaller.
    [[nodiscard]] static std::int32_t first_pts(const tl::frame& frame, std::int32_t otherwise);

    /// The account's position.
    [[nodiscard]] account_state state() const noexcept {
        return {
            .pts = tracker_.at(common_sequence),
            .qts = tracker_.at(secondary_sequence),
            .date = date_,
            .seq = tracker_.at(container_sequence),
        };
    }

    [[nodiscard]] gap_tracker& tracker() noexcept { return tracker_; }

    /// The updates that are ready, in order.
    [[nodiscard]] std::vector<ordered_update> take_updates() { return std::exchange(updates_, {}); }

    /// The users and chats of everything accepted since the last call.
    [[nodiscard]] std::vector<std::shared_ptr<const peer_map>> take_peers() {
        return std::exchange(peers_, {});
    }

    /// Whether the position changed since the last call.
    [[nodiscard]] bool take_changed() noexcept { return std::exchange(changed_, false); }

private:
    using shared_peers = std::shared_ptr<peer_map>;

    void route(const shared_peers& peers, const api::Updates& all, time_point now);
    void route_container(
        const shared_peers& peers,
        const tl::vector<api::Update>& updates,
        std::int32_t first_seq,
        std::int32_t last_seq,
        std::int32_t date,
        time_point now
    );
    template <class Short>
    void route_short(std::int64_t sender, const Short& brief, time_point now);
    template <class Content, class Difference>
    void take_difference(
        const std::shared_ptr<Content>& content, const Difference& some, time_point now
    );
    void learn(
        const shared_peers& peers,
        const tl::vector<api::User>& users,
        const tl::vector<api::Chat>& chats
    );
    void offer(const shared_peers& peers, const api::Update& update, time_point now);
    void push(pending_update arrived, time_point now);
    void drain();
    void pass_on(
        const std::shared_ptr<const peer_map>& peers,
        const api::Update& update,
        rpc::update_origin origin
    );

    gap_tracker tracker_{};
    difference_progress progress_{};
    std::int32_t date_ = 0;
    rpc::update_origin origin_ = rpc::update_origin::pushed; // of the object being accepted
    bool changed_ = false;
    std::vector<pending_update> ready_{};
    std::vector<ordered_update> updates_{};
    std::vector<std::shared_ptr<const peer_map>> peers_{};
    std::unordered_set<std::int64_t> known_users_{};
};

} // namespace awaitgram::updates
