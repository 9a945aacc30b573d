// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/filters/command.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace awaitgram::filters::detail {

AWAITGRAM_DECL
is_command::is_command(std::span<const std::string_view> wanted, command_options options)
    : prefixes(options.prefixes), case_sensitive(options.case_sensitive) {
    for (auto name : wanted) {
        if (!name.empty() && prefixes.find(name.front()) != prefixes.npos)
            name.remove_prefix(1);
        if (!awaitgram::detail::is_command_name(name, command_letters::any))
            throw std::invalid_argument(
                "awaitgram: no command can have the name \"" + std::string{name} +
                "\": it must consist of letters, digits and underscores"
            );
        if (!awaitgram::detail::is_command_name(name, command_letters::latin))
            letters = command_letters::any;
        names.emplace_back(name);
    }
}

AWAITGRAM_DECL std::optional<command_call> is_command::operator()(const message& m) const {
    const auto call = prefixes == "/" && letters == command_letters::latin
                          ? m.command()
                          : m.command(prefixes, letters);
    if (!call)
        return std::nullopt;
    const auto fits = [&](const std::string& name) {
        return case_sensitive ? call.name == name : awaitgram::detail::same_name(call.name, name);
    };
    if (std::none_of(names.begin(), names.end(), fits))
        return std::nullopt;
    return call;
}

/// The parameter of a start by a deep link; nothing for other messages.
[[nodiscard]] inline std::optional<std::string_view> start_parameter(const message& m) {
    const auto call = m.command();
    if (!awaitgram::detail::same_name(call.name, "start"))
        return std::nullopt;
    return call.arguments;
}

AWAITGRAM_DECL std::optional<std::string_view> is_start::operator()(const message& m) const {
    const auto kind = place == link_place::group ? chat_kind::group : chat_kind::private_chat;
    return m.kind() == kind ? start_parameter(m) : std::nullopt;
}

AWAITGRAM_DECL std::optional<std::string_view> is_start_with::operator()(const message& m) const {
    const auto parameter = start_parameter(m);
    if (!parameter || parameter->empty() || !parameter->starts_with(beginning))
        return std::nullopt;
    return parameter->substr(beginning.size());
}

} // namespace awaitgram::filters::detail
