// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// The texts about a bot in one language.
struct bot_texts {
    std::string name{};
    std::string about{};
    std::string description{};
};

/// Whose menus show a list of commands: the kind of the scope, and the chat and the user where it has them.
struct command_place {
    std::uint32_t kind{};
    std::int64_t chat{};
    std::int64_t user{};

    friend auto operator<=>(const command_place&, const command_place&) = default;
};

/// What a bot has set about itself.
struct bot_settings {
    /// The account that owns the bot, or 0.
    std::int64_t owner{};
    /// By place and language.
    std::map<std::pair<command_place, std::string>, tl::vector<api::botCommand>> commands{};
    /// By language.
    std::map<std::string, bot_texts> texts{};
    /// By user; 0 for all without one of their own.
    std::map<std::int64_t, api::BotMenuButton> menu_buttons{};
    /// The connections with business accounts, by their ids.
    std::map<std::string, api::botBusinessConnection> connections{};
    api::chatAdminRights group_rights{};
    api::chatAdminRights channel_rights{};
};

} // namespace awaitgram::testing
