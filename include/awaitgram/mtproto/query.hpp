// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/sent_log.hpp>
#include <awaitgram/tl/frame.hpp>

#include <cstdint>

namespace awaitgram::mtproto {

/// A query that has not ended.
struct query {
    enum class stage : std::uint8_t {
        /// To be sent, for the first time or again.
        waiting,
        /// Sent, and nothing heard since.
        sent,
        /// The server has it.
        received,
    };

    request_id id{};
    tl::frame body{};
    /// The value that was submitted with the query, for its event.
    void* owner = nullptr;
    /// The last id it went out under in this session.
    std::int64_t msg_id{};
    stage at = stage::waiting;
    /// Not to be put into a container.
    bool alone = false;
    /// It went out on a connection that broke, and the server was asked whether it arrived.
    bool asked = false;
    /// How often the server rejected it.
    int rejections = 0;

    /// The queries submitted before and after it.
    query* older = nullptr;
    query* newer = nullptr;
    /// The next query in the same place of the table that finds queries by id.
    query* next_in_place = nullptr;
};

} // namespace awaitgram::mtproto
