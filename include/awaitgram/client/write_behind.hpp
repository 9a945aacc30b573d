// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/turn.hpp>
#include <awaitgram/session/any.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace awaitgram {

/// Collects peers and salts, which arrive all the time, and writes them to a session together and soon.
class write_behind {
public:
    /// `session` outlives this.
    write_behind(asio::any_io_executor executor, any_session& session)
        : session_(session), wake_(std::make_shared<event>(std::move(executor))) {}
    write_behind(const write_behind&) = delete;
    write_behind& operator=(const write_behind&) = delete;

    void add_peer(peer_info peer) {
        peers_.push_back(std::move(peer));
        wake_->set();
    }

    /// Replaces the salts of a data centre.
    void set_salts(std::int32_t dc, std::vector<server_salt> salts) {
        salts_[dc] = std::move(salts);
        wake_->set();
    }

    /// Writes what was collected so far, after the writes that are under way.
    ///
    /// Errors:  std::system_error when the session cannot be written; the next flush tries it again.
    /// Cancels: as the session does; the next flush writes it again.
    [[nodiscard]] awaitable<void> flush();

    /// Writes whenever there is something to write, until it is cancelled.
    [[nodiscard]] awaitable<void> run();

private:
    any_session& session_;
    std::shared_ptr<event> wake_;
    std::shared_ptr<turn_queue> writes_ = std::make_shared<turn_queue>();
    std::vector<peer_info> peers_{};
    std::map<std::int32_t, std::vector<server_salt>> salts_{};
};

} // namespace awaitgram
