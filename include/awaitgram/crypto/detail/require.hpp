// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/error.hpp>

#include <system_error>

namespace awaitgram::crypto::detail {

// What runs seldom is marked cold in this layer: programs compile faster and stay smaller.
[[noreturn, gnu::cold, gnu::noinline]] inline void library_broke() {
    throw std::system_error(errc::broken_library);
}

/// Stops when OpenSSL fails at what no input can make fail: memory is exhausted or its configuration is broken.
inline void require(bool done) {
    if (!done)
        library_broke();
}

} // namespace awaitgram::crypto::detail
