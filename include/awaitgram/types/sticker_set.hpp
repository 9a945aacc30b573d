// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/types/sticker.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

/// What a set of stickers consists of.
enum class sticker_set_kind : std::uint8_t {
    regular,
    /// Parts of pictures, for faces.
    masks,
    custom_emoji,
};

/// A set of stickers: a handle that keeps its data alive.
class sticker_set {
public:
    sticker_set(std::shared_ptr<const void> owner, const api::messages::stickerSet& raw) noexcept
        : owner_(std::move(owner)), raw_(&raw) {}

    [[nodiscard]] std::int64_t id() const noexcept { return raw_->set.id; }
    [[nodiscard]] std::string_view title() const noexcept { return raw_->set.title; }
    /// The name in its link.
    [[nodiscard]] std::string_view short_name() const noexcept { return raw_->set.short_name; }

    /// The link by which everybody adds it, such as "https://t.me/addstickers/Animals".
    [[nodiscard]] std::string link() const {
        std::string address = "https://t.me/";
        address += kind() == sticker_set_kind::custom_emoji ? "addemoji/" : "addstickers/";
        address += short_name();
        return address;
    }

    [[nodiscard]] sticker_set_kind kind() const noexcept {
        return raw_->set.masks    ? sticker_set_kind::masks
               : raw_->set.emojis ? sticker_set_kind::custom_emoji
                                  : sticker_set_kind::regular;
    }

    /// Whether this account may change it.
    [[nodiscard]] bool own() const noexcept { return raw_->set.creator; }
    /// Whether this account has added it.
    [[nodiscard]] bool installed() const noexcept { return raw_->set.installed_date.has_value(); }

    /// Its stickers in their order.
    [[nodiscard]] std::vector<sticker> stickers() const {
        std::vector<sticker> all;
        all.reserve(raw_->documents.size());
        for (const auto& each : raw_->documents)
            if (const auto* known = each.get_if<api::document>())
                all.emplace_back(owner_, *known);
        return all;
    }

    /// The set as Telegram's schema describes it.
    [[nodiscard]] const api::messages::stickerSet& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const void> owner_;
    const api::messages::stickerSet* raw_;
};

} // namespace awaitgram
