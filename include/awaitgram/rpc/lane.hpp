// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace awaitgram::rpc {

/// The group of connections that a request takes. Parts of files have connections of their own, so that other requests do not wait
/// behind them.
enum class lane : std::uint8_t {
    /// Everything but files.
    api,
    upload,
    download,
    /// Downloads of files below 128 KiB, such as thumbnails and profile photos.
    small_download,
    /// Parts of public files from a content delivery network, whose data centre is no part of the account and knows no logins.
    cdn,
};

inline constexpr std::size_t lane_count = 5;

} // namespace awaitgram::rpc
