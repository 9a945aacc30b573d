// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/world/credentials.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// Sets of stickers.

namespace awaitgram::testing {

/// A sticker of a set.
struct stored_sticker {
    /// Its document.
    std::int64_t file{};
    /// One emoji or several.
    std::string emoji{};
    /// Separated by commas.
    std::string keywords{};
};

enum class sticker_set_kind { regular, masks, emojis };

/// A set of stickers.
struct stored_sticker_set {
    std::int64_t id{};
    std::int64_t access_hash{};
    /// The user whose set it is.
    std::int64_t owner{};
    /// The bot that created it; 0 for none.
    std::int64_t bot{};
    sticker_set_kind kind{};
    bool text_color{};
    std::string title{};
    std::string short_name{};
    std::vector<stored_sticker> stickers{};
    /// Increases with each change.
    std::int32_t hash = 1;
    /// The document that is its thumbnail, and how many it had; 0 for none.
    std::int64_t thumb{};
    std::int32_t thumb_version{};
    /// When accounts have installed it.
    std::map<std::int64_t, std::int32_t> installed{};

    [[nodiscard]] bool is_changed_by(std::int64_t account) const noexcept {
        return account == owner || (bot != 0 && account == bot);
    }
    [[nodiscard]] stored_sticker* find(std::int64_t file) {
        const auto found = std::find_if(stickers.begin(), stickers.end(), [file](const auto& each) {
            return each.file == file;
        });
        return found == stickers.end() ? nullptr : &*found;
    }
};

/// All sets of stickers, in the order in which they were created.
class sticker_sets {
public:
    stored_sticker_set& add(stored_sticker_set added) {
        added.id = next_id_++;
        const auto id = added.id;
        return sets_.emplace(id, std::move(added)).first->second;
    }
    [[nodiscard]] stored_sticker_set* find(std::int64_t id) {
        const auto known = sets_.find(id);
        return known == sets_.end() ? nullptr : &known->second;
    }
    [[nodiscard]] const stored_sticker_set* find(std::int64_t id) const {
        return const_cast<sticker_sets*>(this)->find(id);
    }
    [[nodiscard]] stored_sticker_set* find_named(std::string_view short_name) {
        const auto wanted = lower(short_name);
        for (auto& [id, each] : sets_)
            if (lower(each.short_name) == wanted)
                return &each;
        return nullptr;
    }
    /// The set with a document; null when it is in none.
    [[nodiscard]] stored_sticker_set* find_with(std::int64_t file) {
        for (auto& [id, each] : sets_)
            if (each.find(file) != nullptr)
                return &each;
        return nullptr;
    }
    void remove(std::int64_t id) { sets_.erase(id); }

    [[nodiscard]] const std::map<std::int64_t, stored_sticker_set>& all() const noexcept {
        return sets_;
    }

private:
    std::map<std::int64_t, stored_sticker_set> sets_;
    std::int64_t next_id_ = 6'000'000'000'000'001;
};

namespace detail {

/// The character that a text begins with, and how many bytes it has; a byte that begins none counts alone.
struct first_character {
    char32_t value{};
    std::size_t size{};

    explicit first_character(std::string_view text) {
        const auto lead = static_cast<unsigned char>(text.front());
        size = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        size = std::min(size, text.size());
        value = size == 1 ? lead : lead & (0x7fU >> size);
        for (std::size_t at = 1; at < size; ++at)
            value = (value << 6) | (static_cast<unsigned char>(text[at]) & 0x3fU);
    }
    /// Whether it belongs to the emoji before it.
    [[nodiscard]] bool continues() const noexcept {
        return value == 0x200d || value == 0xfe0f || value == 0x20e3 ||
               (value >= 0x1f3fb && value <= 0x1f3ff) || (value >= 0xe0020 && value <= 0xe007f);
    }
    [[nodiscard]] bool is_half_a_flag() const noexcept {
        return value >= 0x1f1e6 && value <= 0x1f1ff;
    }
};

} // namespace detail

/// The single emoji of a text.
[[nodiscard]] inline std::vector<std::string> single_emoji(std::string_view text) {
    std::vector<std::string> all;
    auto joined = false;
    auto halves = 0;
    while (!text.empty()) {
        const detail::first_character next{text};
        halves = next.is_half_a_flag() ? halves + 1 : 0;
        if (all.empty() || !(joined || next.continues() || (halves != 0 && halves % 2 == 0)))
            all.emplace_back();
        all.back() += text.substr(0, next.size);
        joined = next.value == 0x200d;
        text.remove_prefix(next.size);
    }
    return all;
}

} // namespace awaitgram::testing
