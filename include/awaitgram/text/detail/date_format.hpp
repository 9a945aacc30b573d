// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/text.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// The flags of a date's format, `r` or `w?[dD]?[tT]?`; nothing for another one.
[[nodiscard]] inline std::optional<std::uint8_t> date_flags(std::string_view format) noexcept {
    if (format == "r")
        return entity_flags::relative;
    struct letter {
        char name;
        std::uint8_t flag;
        std::uint8_t rank;
    };
    constexpr letter letters[] = {
        {'w', entity_flags::day_of_week, 1},
        {'d', entity_flags::short_date, 2},
        {'D', entity_flags::long_date, 2},
        {'t', entity_flags::short_time, 3},
        {'T', entity_flags::long_time, 3},
    };
    std::uint8_t flags = 0;
    std::uint8_t rank = 0;
    for (const auto name : format) {
        const letter* known = nullptr;
        for (const auto& each : letters)
            if (each.name == name && each.rank > rank)
                known = &each;
        if (known == nullptr)
            return std::nullopt;
        flags = static_cast<std::uint8_t>(flags | known->flag);
        rank = known->rank;
    }
    return flags;
}

/// The format of a date with these flags.
[[nodiscard]] inline std::string date_format(std::uint8_t flags) {
    if ((flags & entity_flags::relative) != 0)
        return "r";
    std::string format;
    if ((flags & entity_flags::day_of_week) != 0)
        format += 'w';
    if ((flags & entity_flags::long_date) != 0)
        format += 'D';
    else if ((flags & entity_flags::short_date) != 0)
        format += 'd';
    if ((flags & entity_flags::long_time) != 0)
        format += 'T';
    else if ((flags & entity_flags::short_time) != 0)
        format += 't';
    return format;
}

} // namespace awaitgram::detail
