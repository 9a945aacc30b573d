// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/sent_log.hpp>
#include <awaitgram/tl/frame.hpp>

#include <cstdint>

namespace awaitgram::mtproto {

/// Whether a query is sent again when it is unknown if the server received it.
enum class delivery : std::uint8_t {
    /// It is sent again, so that the server may execute it twice.
    at_least_once,
    /// It fails with `errc::fate_unknown` instead.
    at_most_once,
};

/// Whether a query is compressed.
enum class packing : std::uint8_t {
    if_smaller,
    /// It is a part of a file, or contains a secret, of which no copy may be left in memory.
    never,
};

/// A query that has not ended.
struct query {
    enum class stage : std::uint8_t {
        /// Waiting to be sent, for the first time or again.
        waiting,
        /// Sent, with no reaction yet.
        sent,
        /// The server received it.
        received,
    };

    request_id id{};
    tl::frame body{};
    /// The value submitted with the query, for its event.
    void* owner = nullptr;
    /// The last id under which it was sent in this session.
    std::int64_t msg_id{};
    stage at = stage::waiting;
    /// Must not be put into a container.
    bool alone = false;
    /// It was sent on a connection that broke, and the server has not told yet whether it received it.
    bool doubtful = false;
    /// It was sent in the session that was left.
    bool left = false;
    delivery promised = delivery::at_least_once;
    /// How often the server was asked about it since it was sent.
    std::uint8_t times_asked = 0;
    /// The number of rejections.
    int rejections = 0;
    /// When it was sent, or when the server was last asked about it.
    time_point asked_at{};

    /// The queries submitted before and after it.
    query* older = nullptr;
    query* newer = nullptr;
    /// The next query in the same slot of the table of ids.
    query* next_in_place = nullptr;
};

} // namespace awaitgram::mtproto
