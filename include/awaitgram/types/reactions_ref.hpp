// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/reaction.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// The reactions of an account to a message: an emoji, a custom emoji, or several; nothing takes them back.
///
/// `"👍"`, `reaction{.custom_emoji = 5}`, `{{.emoji = "👍"}, {.emoji = "🔥"}}`. It lives no longer than what it was made of. Methods
/// read it before they return their awaitable.
class reactions_ref {
public:
    /// No reaction.
    reactions_ref() noexcept = default;
    /// An emoji; none when it is empty.
    template <class Text>
        requires std::convertible_to<const Text&, std::string_view>
    reactions_ref(const Text& emoji) noexcept : size_(std::string_view(emoji).empty() ? 0 : 1) {
        written_[0].emoji = std::string_view(emoji);
    }
    reactions_ref(const reaction& one) noexcept : written_{one}, size_(1) {}
    // No std::initializer_list: GCC 12 refuses one in a `co_await` expression.
    reactions_ref(const reaction& first, const reaction& second) noexcept
        : written_{first, second}, size_(2) {}
    reactions_ref(const reaction& first, const reaction& second, const reaction& third) noexcept
        : written_{first, second, third}, size_(3) {}
    reactions_ref(std::span<const reaction> several) noexcept
        : data_(several.data()), size_(several.size()) {}
    reactions_ref(const std::vector<reaction>& several) noexcept
        : data_(several.data()), size_(several.size()) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] const reaction* begin() const noexcept {
        return data_ != nullptr ? data_ : written_;
    }
    [[nodiscard]] const reaction* end() const noexcept { return begin() + size_; }

private:
    const reaction* data_ = nullptr;
    reaction written_[3] = {};
    std::size_t size_ = 0;
};

/// How a reaction is given.
struct react_options {
    /// Whether it is shown with a large animation.
    bool big = false;
    /// Whether the account's apps offer it among the recent ones.
    bool add_to_recent = false;
};

static_assert(std::is_trivially_destructible_v<reactions_ref>);

} // namespace awaitgram
