// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/user.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram {

/// Something that was done in a supergroup or channel, as its event log tells it: a handle that keeps its data alive.
class admin_event {
public:
    /// An empty one, for completion tokens that need one before there is a result.
    admin_event() noexcept : raw_(&nothing()) {}

    /// An event inside of a larger object, which `peers` keeps alive.
    admin_event(
        std::shared_ptr<const peer_map> peers,
        const api::channelAdminLogEvent& raw,
        const self_info* account = nullptr
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw), account_(account) {}

    /// The id, which grows with time.
    [[nodiscard]] std::int64_t id() const noexcept { return raw_->id; }
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }
    /// The user who did it.
    [[nodiscard]] std::int64_t actor_id() const noexcept { return raw_->user_id; }
    /// The same as a handle; nothing when it did not come along.
    [[nodiscard]] std::optional<user> actor() const {
        return user::among(peers_, actor_id(), account_);
    }

    /// What was done, if it has this constructor: `action<api::channelAdminLogEventActionChangeTitle>()`; else null.
    template <class Action>
    [[nodiscard]] const Action* action() const noexcept {
        return raw_->action.template get_if<Action>();
    }

    /// The event as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::channelAdminLogEvent* raw() const noexcept { return raw_; }
    /// What came along with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

private:
    [[nodiscard]] static const api::channelAdminLogEvent& nothing() noexcept {
        static const api::channelAdminLogEvent empty{};
        return empty;
    }

    std::shared_ptr<const peer_map> peers_{};
    const api::channelAdminLogEvent* raw_;
    const self_info* account_ = nullptr;
};

} // namespace awaitgram
