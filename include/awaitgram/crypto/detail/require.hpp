// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/error.hpp>

#include <system_error>

namespace awaitgram::crypto::detail {

// Code that runs rarely is marked cold in this layer, so that programs compile faster and are smaller.
[[noreturn, gnu::cold, gnu::noinline]] inline void library_broke() {
    throw std::system_error(errc::broken_library);
}

/// Throws if OpenSSL fails an operation that no input can make fail: memory is exhausted or its configuration is
/// broken.
inline void require(bool done) {
    if (!done)
        library_broke();
}

} // namespace awaitgram::crypto::detail
