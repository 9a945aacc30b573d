// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/detail/mime_table.hpp>
#include <awaitgram/media/mime.hpp>
#include <awaitgram/media/safe_file_name.hpp>
#include <awaitgram/text/detail/utf8.hpp>

#include <algorithm>
#include <array>

namespace awaitgram::media {

namespace detail {

struct character_range {
    char32_t first;
    char32_t last;
};

/// Characters that cannot be seen, or change the direction of the text: with them, a name looks like another one.
inline constexpr auto unseen = std::to_array<character_range>({
    {0x0000, 0x001F},
    {0x007F, 0x009F},
    {0x00AD, 0x00AD},
    {0x061C, 0x061C},
    {0x180E, 0x180E},
    {0x200B, 0x200B},
    {0x200E, 0x200F},
    {0x2028, 0x202E},
    {0x2060, 0x206F},
    {0xFEFF, 0xFEFF},
    {0xFFF9, 0xFFFB},
});

[[nodiscard]] constexpr bool is_unseen(char32_t character) noexcept {
    return std::ranges::any_of(unseen, [=](const character_range& range) {
        return character >= range.first && character <= range.last;
    });
}

[[nodiscard]] constexpr bool is_blank(char32_t character) noexcept {
    return character == ' ' || character == 0xA0 || (character >= 0x2000 && character <= 0x200A) ||
           character == 0x202F || character == 0x205F || character == 0x3000;
}

/// The name without what it must not have inside of it.
[[nodiscard]] inline std::string without_traps(std::string_view name) {
    using namespace awaitgram::detail;
    constexpr std::string_view refused = "<>:\"|?*";
    std::string clean;
    for (std::size_t at = 0; at < name.size();) {
        const auto size = character_size(name, at);
        if (size == 0 || refused.find(name[at]) != refused.npos)
            clean += '_';
        else if (!is_unseen(character_at(name, at)))
            clean += name.substr(at, size);
        at += std::max<std::size_t>(size, 1);
    }
    return clean;
}

/// The name, which is UTF-8, without blanks and dots at its ends.
[[nodiscard]] inline std::string_view trimmed(std::string_view name) noexcept {
    using namespace awaitgram::detail;
    const auto goes = [&](std::size_t at) {
        return name[at] == '.' || is_blank(character_at(name, at));
    };
    while (!name.empty() && goes(0))
        name.remove_prefix(character_size(name, 0));
    while (!name.empty() && goes(before(name, name.size())))
        name = name.substr(0, before(name, name.size()));
    return name;
}

/// Whether Windows gives a name to a device, with any extension.
[[nodiscard]] inline bool is_device(std::string_view name) noexcept {
    name = name.substr(0, name.find('.'));
    while (name.ends_with(' '))
        name.remove_suffix(1);
    for (const auto* device : {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"})
        if (same_letters(name, device))
            return true;
    const auto number = name.substr(std::min<std::size_t>(name.size(), 3));
    if (!same_letters(name.substr(0, 3), "COM") && !same_letters(name.substr(0, 3), "LPT"))
        return false;
    return (number.size() == 1 && number[0] >= '0' && number[0] <= '9') || number == "¹" ||
           number == "²" || number == "³";
}

/// The beginning of a name, up to the border of a character, without blanks and dots at its end.
[[nodiscard]] inline std::string_view first_part(std::string_view name, std::size_t size) noexcept {
    if (size >= name.size())
        return name;
    while (!awaitgram::detail::is_border(name, size))
        --size;
    return trimmed(name.substr(0, size));
}

/// A name that is short enough, with its extension where there is room for it.
[[nodiscard]] inline std::string shortened(std::string_view name, std::size_t longest) {
    if (name.size() <= longest)
        return std::string(name);
    const auto extension = extension_of(name);
    if (extension.empty() || extension.size() + 2 > longest)
        return std::string(first_part(name, longest));
    const auto stem = name.substr(0, name.size() - extension.size() - 1);
    const auto kept = first_part(stem, longest - extension.size() - 1);
    // Of a long character, or of blanks alone, nothing is left.
    std::string brief(kept.empty() ? "_" : kept);
    return brief.append(".").append(extension);
}

/// The extension of files whose MIME type says none.
[[nodiscard]] constexpr std::string_view usual_extension(file_type type) noexcept {
    switch (type) {
    case file_type::voice:
    case file_type::self_destructing_voice:
        return "ogg";
    case file_type::video:
    case file_type::video_note:
    case file_type::video_story:
    case file_type::animation:
    case file_type::live_photo:
    case file_type::self_destructing_video:
    case file_type::self_destructing_video_note:
    case file_type::self_destructing_live_photo:
        return "mp4";
    case file_type::sticker:
        return "webp";
    case file_type::audio:
    case file_type::ringtone:
        return "mp3";
    default:
        return is_photo(type) ? "jpg" : "";
    }
}

/// A number with leading zeros.
[[nodiscard]] inline std::string padded(std::uint64_t number, std::size_t width) {
    auto digits = std::to_string(number);
    digits.insert(0, width - std::min(width, digits.size()), '0');
    return digits;
}

/// A moment without characters that file systems refuse.
[[nodiscard]] inline std::string date_in_name(std::chrono::sys_seconds moment) {
    using namespace std::chrono;
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    const auto number = [](auto value) { return static_cast<std::uint64_t>(value.count()); };
    return padded(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4) + '-' +
           padded(static_cast<unsigned>(date.month()), 2) + '-' +
           padded(static_cast<unsigned>(date.day()), 2) + '_' + padded(number(time.hours()), 2) +
           '-' + padded(number(time.minutes()), 2) + '-' + padded(number(time.seconds()), 2);
}

} // namespace detail

AWAITGRAM_DECL std::string safe_file_name(std::string_view name, std::size_t longest) {
    const auto clean = detail::without_traps(name.substr(name.find_last_of("/\\") + 1));
    auto safe = detail::shortened(detail::trimmed(clean), longest);
    if (detail::is_device(safe))
        safe = detail::shortened('_' + safe, longest);
    return safe;
}

AWAITGRAM_DECL std::string safe_file_name(std::string_view name, const unnamed_file& otherwise) {
    auto safe = safe_file_name(name);
    if (!safe.empty())
        return safe;
    safe = to_string(otherwise.type);
    constexpr std::chrono::sys_days end_of_years{std::chrono::year{10000} / 1 / 1};
    if (otherwise.date > std::chrono::sys_seconds{} && otherwise.date < end_of_years)
        safe += '_' + detail::date_in_name(otherwise.date);
    safe += '_' + std::to_string(static_cast<std::uint64_t>(otherwise.id));
    auto extension = extension_of_mime(otherwise.mime);
    if (extension.empty())
        extension = detail::usual_extension(otherwise.type);
    if (!extension.empty())
        safe.append(".").append(extension);
    return safe;
}

} // namespace awaitgram::media
