// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <cstdint>
#include <string>
#include <system_error>

namespace awaitgram {

/// The state of a client's connection to Telegram, for programs that show it or act on it.
struct connection_state {
    enum class kind {
        /// A connection is being opened.
        connecting,
        /// The server has answered on it.
        connected,
        /// There is no connection; the next attempt follows at `next_attempt`, or sooner when a request is called.
        waiting,
        /// The client's `run` has ended; no other state follows.
        ended,
    };

    kind what = kind::connecting;
    /// The data centre; 0 for `ended`.
    std::int32_t dc = 0;
    /// The time of the next attempt; only for `waiting`.
    monotonic_clock::time_point next_attempt{};
    /// Why there is no connection: an error of the system, of transport::errc, mtproto::errc, or others; none for `connecting`,
    /// `connected`, and a `run` that returned.
    std::error_code reason{};
    /// The reason as a sentence, with the address of the server.
    std::string text{};
};

[[nodiscard]] inline const char* to_string(connection_state::kind state) noexcept {
    switch (state) {
    case connection_state::kind::connecting:
        return "connecting";
    case connection_state::kind::connected:
        return "connected";
    case connection_state::kind::waiting:
        return "waiting";
    case connection_state::kind::ended:
        return "ended";
    }
    return "unknown";
}

} // namespace awaitgram
