// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/sent_log.hpp>
#include <awaitgram/tl/frame.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <system_error>
#include <variant>

namespace awaitgram::mtproto {

/// The result of a query, boxed, unpacked if it came compressed.
struct answer {
    request_id id;
    tl::frame body;
};

/// Telegram's refusal of a query.
struct refusal {
    request_id id;
    std::int32_t code;
    std::string message;
};

/// A query that will get no answer.
struct failed {
    request_id id;
    std::error_code error;
};

/// A boxed value that the server sent unasked; hopefully an `Updates`.
struct update {
    tl::frame body;
};

/// The server opened a new session: updates may be missing.
struct session_created {};

/// The salt to store with the key.
struct salt_changed {
    std::int64_t salt;
};

/// The clock offset to store with the key.
struct time_changed {
    std::chrono::nanoseconds offset;
};

/// What a channel tells its driver.
using event =
    std::variant<answer, refusal, failed, update, session_created, salt_changed, time_changed>;

} // namespace awaitgram::mtproto
