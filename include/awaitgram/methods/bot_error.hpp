// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram {

/// What is wrong with the settings of a bot or with an invoice, before anything is sent.
enum class bot_errc {
    /// The name of a bot is too long.
    name_too_long = 1,
    /// The text in the profile of a bot is too long.
    about_too_long,
    /// The text in the empty chat with a bot is too long.
    description_too_long,
    /// The name of a command is impossible.
    invalid_command,
    /// The description of a command is missing or too long.
    invalid_command_description,
    /// There are too many commands.
    too_many_commands,
    /// A language is given as something else than two letters.
    invalid_language,
    /// The text or the address of a menu button is missing.
    invalid_menu_button,
    /// The title or the description of an invoice is missing or too long.
    invalid_invoice,
    /// The payload of an invoice is missing or too long.
    invalid_payload,
    /// An invoice has no price, or no price above zero.
    no_price,
    /// A payment is not in stars.
    not_in_stars,
    /// A payment costs more than was allowed.
    price_too_high,
};

[[nodiscard]] inline const char* category_name(bot_errc) noexcept {
    return "awaitgram.bots";
}

[[nodiscard]] inline const char* to_string(bot_errc code) noexcept {
    switch (code) {
    case bot_errc::name_too_long:
        return "the name of a bot has at most 64 characters";
    case bot_errc::about_too_long:
        return "the text in the profile of a bot has at most 120 characters";
    case bot_errc::description_too_long:
        return "the description of a bot has at most 512 characters";
    case bot_errc::invalid_command:
        return "the name of a command has 1 to 32 lower-case letters a-z, digits and underscores, "
               "without the slash";
    case bot_errc::invalid_command_description:
        return "the description of a command has 1 to 256 characters";
    case bot_errc::too_many_commands:
        return "a bot has at most 100 commands for one scope and language";
    case bot_errc::invalid_language:
        return "a language is given as two lower-case letters, such as \"de\"";
    case bot_errc::invalid_menu_button:
        return "a menu button that opens a web app has a text and an https address";
    case bot_errc::invalid_invoice:
        return "the title of an invoice has 1 to 32 characters, its description 1 to 255";
    case bot_errc::invalid_payload:
        return "the payload of an invoice has 1 to 128 bytes";
    case bot_errc::no_price:
        return "an invoice has a price above zero";
    case bot_errc::not_in_stars:
        return "only payments in stars can be made here";
    case bot_errc::price_too_high:
        return "the payment costs more stars than were allowed";
    }
    return "unknown error of a bot";
}

[[nodiscard]] inline std::error_code make_error_code(bot_errc code) noexcept {
    return {static_cast<int>(code), category_of<bot_errc>()};
}

} // namespace awaitgram

template <>
struct std::is_error_code_enum<awaitgram::bot_errc> : std::true_type {};
