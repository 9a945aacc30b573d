// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tests {

inline const char* name_of(awaitgram::entity_kind kind) {
    using awaitgram::entity_kind;
    switch (kind) {
    case entity_kind::bold:
        return "bold";
    case entity_kind::italic:
        return "italic";
    case entity_kind::underline:
        return "underline";
    case entity_kind::strikethrough:
        return "strike";
    case entity_kind::spoiler:
        return "spoiler";
    case entity_kind::blockquote:
        return "blockquote";
    case entity_kind::code:
        return "code";
    case entity_kind::code_block:
        return "pre";
    case entity_kind::link:
        return "text_url";
    case entity_kind::user_mention:
        return "mention_name";
    case entity_kind::custom_emoji:
        return "custom_emoji";
    case entity_kind::date:
        return "date";
    default:
        return "other";
    }
}

/// The entities of a text as a line: `bold(0,4) text_url(5,1,http://a.b)`, in UTF-16 units.
inline std::string shown(const awaitgram::text& content) {
    using awaitgram::detail::utf16_length;
    std::string all;
    const std::string_view chars = content.str();
    for (const auto& each : content.entities()) {
        all += all.empty() ? "" : " ";
        all += each.kind == awaitgram::entity_kind::blockquote && each.flags != 0
                   ? "expandable"
                   : name_of(each.kind);
        all += '(' + std::to_string(utf16_length(chars.substr(0, each.offset))) + ',' +
               std::to_string(utf16_length(content.slice(each)));
        if (!each.argument.empty())
            all += ',' + each.argument;
        if (each.number != 0)
            all += ',' + std::to_string(each.number);
        if (each.kind == awaitgram::entity_kind::date)
            all += ',' + std::to_string(each.flags);
        all += ')';
    }
    return all;
}

} // namespace tests
