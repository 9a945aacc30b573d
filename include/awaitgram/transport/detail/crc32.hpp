// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>

#include <cstdint>

namespace awaitgram::transport::detail {

/// The checksum of Ethernet and zlib.
[[nodiscard]] AWAITGRAM_DECL std::uint32_t crc32(byte_view bytes) noexcept;

} // namespace awaitgram::transport::detail
