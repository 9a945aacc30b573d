// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram::filters {

namespace detail {

struct has_text {
    bool operator()(const message& m) const noexcept { return !m.text().empty(); }
};

struct is_text {
    std::string text;
    bool operator()(const message& m) const noexcept { return m.text() == text; }
};

struct contains_text {
    std::string text;
    bool operator()(const message& m) const noexcept { return m.text().find(text) != text.npos; }
};

struct is_command {
    explicit is_command(std::initializer_list<std::string_view> wanted) {
        for (auto name : wanted) {
            if (name.starts_with('/'))
                name.remove_prefix(1);
            names.emplace_back(name);
        }
    }

    std::vector<std::string> names{};
    bool operator()(const message& m) const noexcept {
        const auto call = m.command();
        return call && std::any_of(names.begin(), names.end(), [&](const std::string& name) {
                   return awaitgram::detail::same_name(call.name, name);
               });
    }
};

} // namespace detail

/// Messages with a text or a caption.
inline constexpr filter text{detail::has_text{}};

/// Messages whose text is exactly this.
[[nodiscard]] inline auto text_is(std::string_view wanted) {
    return filter{detail::is_text{std::string{wanted}}};
}

/// Messages whose text contains this.
[[nodiscard]] inline auto text_contains(std::string_view wanted) {
    return filter{detail::contains_text{std::string{wanted}}};
}

/// The commands of this name, given with or without its slash: `command("start")` for `/start`, `/start@this_bot` and `/start with arguments`.
[[nodiscard]] inline auto command(std::string_view name) {
    return filter{detail::is_command{{name}}};
}

/// Any of several commands.
[[nodiscard]] inline auto command(std::initializer_list<std::string_view> names) {
    return filter{detail::is_command{names}};
}

} // namespace awaitgram::filters
