// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/sent_log.hpp>
#include <awaitgram/tl/frame.hpp>

#include <cstdint>

namespace awaitgram::mtproto {

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
    /// It was sent on a connection that broke, and the server was asked whether it received it.
    bool asked = false;
    /// The number of rejections.
    int rejections = 0;

    /// The queries submitted before and after it.
    query* older = nullptr;
    query* newer = nullptr;
    /// The next query in the same slot of the table of ids.
    query* next_in_place = nullptr;
};

} // namespace awaitgram::mtproto
