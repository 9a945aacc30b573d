// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/self_info.hpp>
#include <awaitgram/types/update_context.hpp>

#include <memory>
#include <utility>

namespace awaitgram {

/// The common part of all events, such as `message`: handles, cheap to copy, that keep their data alive.
class event_base {
public:
    /// The users and chats that came with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

    /// The account that received it; null for an event on its own.
    [[nodiscard]] const self_info* receiver() const noexcept { return receiver_; }

    /// Lets the next update of this chat be handled beside this one, for a handler that waits for long; see update_order.
    ///
    /// From then on the handler does not count for `dispatcher::limit_running`. Without effect outside of a handler.
    void let_next_start() const {
        if (context_)
            context_->let_next_start();
    }

    /// The update that it is part of; null outside of a handler.
    [[nodiscard]] const std::shared_ptr<update_context>& context() const noexcept {
        return context_;
    }

protected:
    event_base(
        std::shared_ptr<const peer_map> peers,
        const self_info* receiver,
        std::shared_ptr<update_context> context
    ) noexcept
        : peers_(std::move(peers)), receiver_(receiver), context_(std::move(context)) {}
    event_base(const event_base&) = default;
    event_base(event_base&&) = default;
    event_base& operator=(const event_base&) = default;
    event_base& operator=(event_base&&) = default;
    ~event_base() = default;

    /// For a message that a handler sent: what is asked of it belongs to the handler's update.
    void set_context(std::shared_ptr<update_context> context) noexcept {
        context_ = std::move(context);
    }

    /// For a constructor that makes the holder of the event's data.
    void hold(std::shared_ptr<const peer_map> peers) noexcept { peers_ = std::move(peers); }

private:
    std::shared_ptr<const peer_map> peers_;
    const self_info* receiver_;
    std::shared_ptr<update_context> context_;
};

} // namespace awaitgram
