// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/detail/date_format.hpp>
#include <awaitgram/text/text.hpp>

#include <string>
#include <string_view>

namespace awaitgram::detail {

/// The address that stands for an entity.
[[nodiscard]] inline std::string url_of(const text_entity& entity) {
    switch (entity.kind) {
    case entity_kind::user_mention:
        return "tg://user?id=" + std::to_string(entity.number);
    case entity_kind::custom_emoji:
        return "tg://emoji?id=" + std::to_string(entity.number);
    case entity_kind::date:
        return "tg://time?unix=" + std::to_string(entity.number) +
               (entity.flags != 0 ? "&format=" + date_format(entity.flags) : std::string{});
    default:
        return entity.argument;
    }
}

/// The delimiter of a style or of code.
[[nodiscard]] inline std::string_view delimiter_of(entity_kind kind, dialect as) noexcept {
    const auto bot_api = as == dialect::markdown;
    switch (kind) {
    case entity_kind::bold:
        return bot_api ? "*" : "**";
    case entity_kind::italic:
        return bot_api ? "_" : "__";
    case entity_kind::underline:
        return bot_api ? "__" : "--";
    case entity_kind::strikethrough:
        return bot_api ? "~" : "~~";
    case entity_kind::spoiler:
        return "||";
    case entity_kind::code:
        return "`";
    case entity_kind::code_block:
        return "```";
    default:
        return {};
    }
}

/// The tag of an entity.
[[nodiscard]] inline std::string_view tag_of(entity_kind kind, dialect as) noexcept {
    const auto bot_api = as == dialect::html;
    switch (kind) {
    case entity_kind::bold:
        return "b";
    case entity_kind::italic:
        return "i";
    case entity_kind::underline:
        return "u";
    case entity_kind::strikethrough:
        return "s";
    case entity_kind::spoiler:
        return bot_api ? "tg-spoiler" : "spoiler";
    case entity_kind::blockquote:
        return "blockquote";
    case entity_kind::code:
        return "code";
    case entity_kind::code_block:
        return "pre";
    case entity_kind::custom_emoji:
        return bot_api ? "tg-emoji" : "emoji";
    case entity_kind::date:
        return "tg-time";
    default:
        return "a";
    }
}

} // namespace awaitgram::detail
