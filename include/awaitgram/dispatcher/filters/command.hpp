// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// How `filters::command` recognises a command.
struct command_options {
    /// The characters that a command may begin with.
    std::string_view prefixes = "/";
    /// Whether the case of Latin letters matters; that of others does.
    bool case_sensitive = false;
};

static_assert(std::is_trivially_destructible_v<command_options>);

} // namespace awaitgram

namespace awaitgram::filters {

namespace detail {

/// Yields the command, if it is one of some.
struct is_command {
    /// Errors: std::invalid_argument for a name that no command can have.
    is_command(std::span<const std::string_view> wanted, command_options options);
    is_command(std::initializer_list<std::string_view> wanted, command_options options)
        : is_command(std::span{wanted.begin(), wanted.size()}, options) {}

    std::optional<command_call> operator()(const message& m) const;

    std::vector<std::string> names{};
    std::string prefixes{};
    bool case_sensitive = false;
    command_letters letters = command_letters::latin;
};

/// Where a deep link is opened.
enum class link_place : std::uint8_t { private_chat, group };

/// Yields the parameter of a deep link.
struct is_start {
    link_place place;
    std::optional<std::string_view> operator()(const message& m) const;
};

/// Yields what follows the beginning of a deep link's parameter.
struct is_start_with {
    std::string beginning;
    std::optional<std::string_view> operator()(const message& m) const;
};

} // namespace detail

/// The commands of this name, given with or without its slash: `command("start")` for `/start`, `/start@this_bot` and
/// `/start with arguments`, also in captions. Names of other bots do not match. Yields a `command_call`.
///
/// A name consists of letters, digits and underscores. Letters that are not Latin are possible, but Telegram then takes the command for a
/// plain text: users cannot tap it, and in groups a bot in privacy mode does not receive it.
/// Errors: std::invalid_argument, at once, for a name that no command can have.
[[nodiscard]] inline auto command(std::string_view name, command_options options = {}) {
    return filter{detail::is_command{{name}, options}};
}

/// Any of several commands.
[[nodiscard]] inline auto
command(std::initializer_list<std::string_view> names, command_options options = {}) {
    return filter{detail::is_command{names, options}};
}

/// The start of a private chat, by a link `https://t.me/this_bot?start=parameter` or without. Yields the parameter as a
/// `std::string_view`, which may be empty.
inline constexpr filter start{detail::is_start{detail::link_place::private_chat}};

/// The bot was added to a group by a link `https://t.me/this_bot?startgroup=parameter`. Yields the parameter as `start` does.
inline constexpr filter start_group{detail::is_start{detail::link_place::group}};

/// Starts by a link whose parameter begins so, in private chats and groups: `deep_link("order_")` for `?start=order_17`. Yields the
/// rest of the parameter, "17", as a `std::string_view`.
[[nodiscard]] inline auto deep_link(std::string_view beginning) {
    return filter{detail::is_start_with{std::string{beginning}}};
}

} // namespace awaitgram::filters
