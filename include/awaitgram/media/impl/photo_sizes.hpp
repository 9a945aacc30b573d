// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/photo_sizes.hpp>

#include <algorithm>

namespace awaitgram::media {

namespace detail {

template <class Size>
[[nodiscard]] photo_size_view view_of(const Size& size) noexcept {
    photo_size_view view;
    view.letter = size.type;
    view.width = size.w;
    view.height = size.h;
    return view;
}

} // namespace detail

AWAITGRAM_DECL std::optional<photo_size_view> size_of(const api::PhotoSize& size) noexcept {
    std::optional<photo_size_view> view;
    if (const auto* plain = size.get_if<api::photoSize>()) {
        view = detail::view_of(*plain);
        view->bytes = plain->size;
    } else if (const auto* progressive = size.get_if<api::photoSizeProgressive>()) {
        // The sizes of the beginnings that are pictures, too; the last one is the whole.
        view = detail::view_of(*progressive);
        for (const auto each : progressive->sizes)
            view->bytes = std::max<std::int64_t>(view->bytes, each);
    } else if (const auto* cached = size.get_if<api::photoCachedSize>()) {
        view = detail::view_of(*cached);
        view->content = cached->bytes.view();
        view->bytes = static_cast<std::int64_t>(view->content.size());
    }
    if (view && (view->width <= 0 || view->height <= 0 || view->letter.empty()))
        return std::nullopt;
    if (view && view->bytes < 0)
        view->bytes = 0;
    return view;
}

AWAITGRAM_DECL std::optional<photo_size_view> largest_size(std::span<const api::PhotoSize> sizes
) noexcept {
    std::optional<photo_size_view> best;
    for (const auto& each : sizes)
        if (const auto view = size_of(each); view && (!best || view->area() > best->area()))
            best = view;
    return best;
}

AWAITGRAM_DECL std::optional<photo_size_view>
size_at_least(std::span<const api::PhotoSize> sizes, std::int32_t side) noexcept {
    std::optional<photo_size_view> best;
    for (const auto& each : sizes) {
        const auto view = size_of(each);
        if (view && std::max(view->width, view->height) >= side &&
            (!best || view->area() < best->area()))
            best = view;
    }
    return best ? best : largest_size(sizes);
}

AWAITGRAM_DECL std::optional<photo_size_view>
size_with_letter(std::span<const api::PhotoSize> sizes, std::string_view letter) noexcept {
    for (const auto& each : sizes)
        if (const auto view = size_of(each); view && view->letter == letter)
            return view;
    return std::nullopt;
}

AWAITGRAM_DECL byte_view stripped_size(std::span<const api::PhotoSize> sizes) noexcept {
    for (const auto& each : sizes)
        if (const auto* stripped = each.get_if<api::photoStrippedSize>())
            return stripped->bytes;
    return {};
}

AWAITGRAM_DECL byte_view outline_size(std::span<const api::PhotoSize> sizes) noexcept {
    for (const auto& each : sizes)
        if (const auto* outline = each.get_if<api::photoPathSize>())
            return outline->bytes;
    return {};
}

} // namespace awaitgram::media
