// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/error.hpp>

#include <system_error>

namespace awaitgram::crypto::detail {

/// Stops when OpenSSL fails at what no input can make fail: memory is exhausted or its configuration is broken.
inline void require(bool done) {
    if (!done)
        throw std::system_error(errc::broken_library);
}

} // namespace awaitgram::crypto::detail
