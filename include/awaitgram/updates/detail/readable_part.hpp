// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/codec.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace awaitgram::updates::detail {

/// The updates of a container before the fault at `path`, such as `updates[3].message.media`; `all` if the fault is behind them.
[[nodiscard]] inline std::uint32_t count_before(std::string_view path, std::uint32_t all) noexcept {
    constexpr std::string_view list = "updates";
    if (path.empty() || path == list)
        return 0;
    if (!path.starts_with(list))
        return all;
    std::uint32_t index = 0;
    for (const auto digit : path.substr(list.size() + 1)) {
        if (digit < '0' || digit > '9' || index > all)
            break;
        index = index * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    return std::min(index, all);
}

/// The updates of a container before the one that cannot be decoded; empty if there are none.
///
/// Values of an unknown kind have no known length, so nothing after the fault can be read.
[[nodiscard]] inline tl::reply<tl::vector<api::Update>> readable_updates(const tl::frame& frame) {
    const auto whole = tl::decode<api::Updates>(frame);
    if (whole)
        return {};
    // constructor, vector, count
    constexpr std::size_t head = 12;
    if (frame.size() < head)
        return {};
    const auto constructor = load_le<std::uint32_t>(frame.bytes().data());
    const auto all = load_le<std::uint32_t>(frame.bytes().data() + 8);
    const auto readable = count_before(whole.error().path, all);
    const auto container =
        constructor == api::updates_::tl_id || constructor == api::updatesCombined::tl_id;
    if (!container || readable == 0)
        return {};
    byte_buffer list(frame.bytes().begin() + 4, frame.bytes().end());
    store_le(list.data() + 4, readable);
    // Says where the last readable update ends.
    const auto measured = tl::decode<tl::vector<api::Update>>(tl::frame::copy_of(list));
    if (!measured && measured.error().code == tl::errc::trailing_bytes)
        list.resize(measured.error().offset);
    auto decoded = tl::decode<tl::vector<api::Update>>(tl::frame{std::move(list)});
    return decoded ? std::move(*decoded) : tl::reply<tl::vector<api::Update>>{};
}

} // namespace awaitgram::updates::detail
