// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

namespace awaitgram {

/// A reference to a path: a literal, a std::string, a std::filesystem::path. It lives no longer than the path.
class path_ref {
public:
    template <std::convertible_to<std::string_view> T>
    constexpr path_ref(const T& path) noexcept : text_(path) {}
    template <class Path>
        requires(!std::convertible_to<const Path&, std::string_view>) &&
                requires(const Path& path) {
                    { path.native() } -> std::convertible_to<std::string_view>;
                }
    path_ref(const Path& path) noexcept : text_(path.native()) {}

    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

private:
    std::string_view text_;
};

static_assert(std::is_trivially_destructible_v<path_ref>);

} // namespace awaitgram
