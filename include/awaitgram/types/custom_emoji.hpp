// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A custom emoji: a handle that keeps its data alive.
class custom_emoji {
public:
    custom_emoji(std::shared_ptr<const void> owner, const api::document& raw) noexcept
        : owner_(std::move(owner)), raw_(&raw) {}

    /// The identifier that texts name it by; see text::emoji.
    [[nodiscard]] std::int64_t id() const noexcept { return raw_->id; }

    /// The ordinary emoji that stands for it.
    [[nodiscard]] std::string_view alternative() const noexcept {
        const auto* about = attribute();
        return about != nullptr ? about->alt.view() : std::string_view{};
    }

    /// Whether accounts without Premium can send it.
    [[nodiscard]] bool free() const noexcept {
        const auto* about = attribute();
        return about != nullptr && about->free;
    }

    /// Whether it takes the colour of the text around it.
    [[nodiscard]] bool coloured_as_text() const noexcept {
        const auto* about = attribute();
        return about != nullptr && about->text_color;
    }

    /// The type of its file, such as "image/webp" or "video/webm".
    [[nodiscard]] std::string_view mime_type() const noexcept { return raw_->mime_type; }

    /// The file as Telegram's schema describes it.
    [[nodiscard]] const api::document& raw() const noexcept { return *raw_; }

private:
    [[nodiscard]] const api::documentAttributeCustomEmoji* attribute() const noexcept {
        for (const auto& each : raw_->attributes)
            if (const auto* about = each.get_if<api::documentAttributeCustomEmoji>())
                return about;
        return nullptr;
    }

    std::shared_ptr<const void> owner_;
    const api::document* raw_;
};

} // namespace awaitgram
