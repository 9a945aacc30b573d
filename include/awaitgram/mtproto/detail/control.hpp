// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/mtproto/sent_log.hpp>

namespace awaitgram::mtproto::detail {

/// A service message to send with the next packet.
struct control {
    sent_kind kind{};
    byte_buffer body;
};

} // namespace awaitgram::mtproto::detail
