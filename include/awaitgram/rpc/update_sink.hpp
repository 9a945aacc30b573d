// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/frame.hpp>

#include <chrono>
#include <cstdint>

namespace awaitgram::rpc {

/// How an `Updates` object reached the client.
enum class update_origin {
    /// The server pushed it.
    pushed,
    /// It answered a request: the account's own messages in it are not new.
    answered,
};

/// Receives all updates and related events. A client gets its sink on construction. All calls are synchronous, happen on the
/// executor, and must not throw.
class update_sink {
public:
    /// An encoded `Updates` object. One that answers a request is passed before the caller of that request resumes.
    virtual void on_updates(tl::frame updates, update_origin from) = 0;

    /// An answer says that its request moved a sequence: that of a channel by its bare id, or the account's own for 0.
    virtual void
    on_affected(std::int64_t /*channel*/, std::int32_t /*pts*/, std::int32_t /*pts_count*/) {}

    /// Updates may be missing: the connection was lost for a while, or the server opened a new session.
    virtual void on_gap() = 0;

    /// The server's clock, by which messages are dated, shows this much more than steady_now.
    virtual void on_time(std::chrono::nanoseconds /*ahead*/) {}

    /// The server granted a login; what was pushed before it concerns no account.
    virtual void on_signed_in() {}

    /// The bare id of a channel that the account left or lost access to.
    virtual void on_channel_lost(std::int64_t channel) = 0;

    /// A channel, by its bare id, is to be asked for updates at this interval; zero ends it.
    virtual void on_poll(std::int64_t /*channel*/, std::chrono::seconds /*every*/) {}

    /// Whether it puts the account's updates into order, and saves their position.
    [[nodiscard]] virtual bool orders_updates() const noexcept { return false; }

protected:
    update_sink() = default;
    update_sink(const update_sink&) = default;
    update_sink& operator=(const update_sink&) = default;
    ~update_sink() = default;
};

} // namespace awaitgram::rpc
