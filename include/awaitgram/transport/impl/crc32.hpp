// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/transport/detail/crc32.hpp>

#include <zlib.h>

namespace awaitgram::transport::detail {

AWAITGRAM_DECL std::uint32_t crc32(byte_view bytes) noexcept {
    return static_cast<std::uint32_t>(::crc32_z(0, bytes.data(), bytes.size()));
}

} // namespace awaitgram::transport::detail
