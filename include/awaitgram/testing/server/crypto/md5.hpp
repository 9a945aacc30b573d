// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>

#include <openssl/evp.h>

#include <array>
#include <cstdint>

namespace awaitgram::testing {

/// The checksum that clients may send with small files.
[[nodiscard]] inline std::array<std::uint8_t, 16> md5(byte_view bytes) {
    std::array<std::uint8_t, 16> digest{};
    crypto::detail::hash(EVP_md5(), {bytes}, digest);
    return digest;
}

} // namespace awaitgram::testing
