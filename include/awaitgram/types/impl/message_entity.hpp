// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/message_entity.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline entity_kind entity_kind_of(const api::MessageEntity& raw) noexcept {
    switch (raw.id_of()) {
    case api::messageEntityBold::tl_id:
        return entity_kind::bold;
    case api::messageEntityItalic::tl_id:
        return entity_kind::italic;
    case api::messageEntityUnderline::tl_id:
        return entity_kind::underline;
    case api::messageEntityStrike::tl_id:
        return entity_kind::strikethrough;
    case api::messageEntitySpoiler::tl_id:
        return entity_kind::spoiler;
    case api::messageEntityBlockquote::tl_id:
        return entity_kind::blockquote;
    case api::messageEntityCode::tl_id:
        return entity_kind::code;
    case api::messageEntityPre::tl_id:
        return entity_kind::code_block;
    case api::messageEntityTextUrl::tl_id:
        return entity_kind::link;
    case api::messageEntityUrl::tl_id:
        return entity_kind::url;
    case api::messageEntityEmail::tl_id:
        return entity_kind::email;
    case api::messageEntityPhone::tl_id:
        return entity_kind::phone;
    case api::messageEntityMention::tl_id:
        return entity_kind::mention;
    case api::messageEntityMentionName::tl_id:
    case api::inputMessageEntityMentionName::tl_id:
        return entity_kind::user_mention;
    case api::messageEntityHashtag::tl_id:
        return entity_kind::hashtag;
    case api::messageEntityCashtag::tl_id:
        return entity_kind::cashtag;
    case api::messageEntityBotCommand::tl_id:
        return entity_kind::command;
    case api::messageEntityBankCard::tl_id:
        return entity_kind::bank_card;
    case api::messageEntityCustomEmoji::tl_id:
        return entity_kind::custom_emoji;
    case api::messageEntityFormattedDate::tl_id:
        return entity_kind::date;
    default:
        return entity_kind::other;
    }
}

/// The number of UTF-16 units of the character that begins with this byte of UTF-8; 0 for the bytes inside of one.
[[nodiscard]] constexpr std::int64_t utf16_units(char byte) noexcept {
    const auto value = static_cast<unsigned char>(byte);
    if ((value & 0xC0U) == 0x80U)
        return 0;
    return value >= 0xF0U ? 2 : 1;
}

/// A place in a text, and where the answer goes.
struct text_mark {
    std::int64_t units = 0;
    std::size_t* bytes = nullptr;
};

/// Turns places in UTF-16 units into places in bytes, in one pass over the text.
inline void find_marks(std::string_view text, std::vector<text_mark>& marks) {
    std::sort(marks.begin(), marks.end(), [](const text_mark& left, const text_mark& right) {
        return left.units < right.units;
    });
    std::size_t at = 0;
    std::int64_t units = 0;
    for (const auto& mark : marks) {
        while (at < text.size() && units < mark.units) {
            const auto wide = utf16_units(text[at]);
            if (units + wide > mark.units)
                break; // a place inside of a character
            units += wide;
            ++at;
            while (at < text.size() && utf16_units(text[at]) == 0)
                ++at;
        }
        *mark.bytes = at;
    }
}

} // namespace detail

AWAITGRAM_DECL std::vector<message_entity>
read_entities(std::string_view text, const tl::vector<api::MessageEntity>& entities) {
    struct range {
        std::size_t from = 0;
        std::size_t to = 0;
    };
    std::vector<range> ranges(entities.size());
    std::vector<detail::text_mark> marks;
    marks.reserve(2 * entities.size());
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const auto* offset = entities[i].offset();
        const auto* count = entities[i].length();
        const auto from = offset ? std::max<std::int64_t>(0, *offset) : 0;
        const auto length = count ? std::max<std::int64_t>(0, *count) : 0;
        marks.push_back({from, &ranges[i].from});
        marks.push_back({from + length, &ranges[i].to});
    }
    detail::find_marks(text, marks);
    std::vector<message_entity> parts;
    parts.reserve(entities.size());
    for (std::size_t i = 0; i < entities.size(); ++i) {
        message_entity part;
        part.raw = &entities[i];
        part.kind = detail::entity_kind_of(entities[i]);
        part.text = text.substr(ranges[i].from, ranges[i].to - ranges[i].from);
        if (const auto* link = entities[i].get_if<api::messageEntityTextUrl>())
            part.target = link->url;
        else if (part.kind == entity_kind::url)
            part.target = part.text;
        else if (const auto* block = entities[i].get_if<api::messageEntityPre>())
            part.language = block->language;
        else if (const auto* named = entities[i].get_if<api::messageEntityMentionName>())
            part.user_id = named->user_id;
        else if (const auto* emoji = entities[i].get_if<api::messageEntityCustomEmoji>())
            part.custom_emoji = emoji->document_id;
        parts.push_back(part);
    }
    return parts;
}

} // namespace awaitgram
