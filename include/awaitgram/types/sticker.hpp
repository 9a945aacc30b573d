// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A sticker of a set: a handle that keeps its data alive.
class sticker {
public:
    sticker(std::shared_ptr<const void> owner, const api::document& raw) noexcept
        : owner_(std::move(owner)), raw_(&raw) {}

    /// The identifier of its file; of a custom emoji, the one that texts name it by.
    [[nodiscard]] std::int64_t id() const noexcept { return raw_->id; }

    /// The emoji that stands for it, the first of several.
    [[nodiscard]] std::string_view emoji() const noexcept {
        for (const auto& each : raw_->attributes) {
            if (const auto* about = each.get_if<api::documentAttributeSticker>())
                return about->alt;
            if (const auto* about = each.get_if<api::documentAttributeCustomEmoji>())
                return about->alt;
        }
        return {};
    }

    /// The type of its file: "image/webp", "application/x-tgsticker" or "video/webm".
    [[nodiscard]] std::string_view mime_type() const noexcept { return raw_->mime_type; }

    /// Units: bytes.
    [[nodiscard]] std::int64_t size() const noexcept { return raw_->size; }

    /// The file as Telegram's schema describes it.
    [[nodiscard]] const api::document& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const void> owner_;
    const api::document* raw_;
};

} // namespace awaitgram
