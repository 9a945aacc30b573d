// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/marks.hpp>
#include <awaitgram/text/detail/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace awaitgram::detail {

AWAITGRAM_DECL entity_kind entity_kind_of(const api::MessageEntity& raw) noexcept {
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
    case api::messageEntityDiffInsert::tl_id:
        return entity_kind::diff_insert;
    case api::messageEntityDiffReplace::tl_id:
        return entity_kind::diff_replace;
    case api::messageEntityDiffDelete::tl_id:
        return entity_kind::diff_delete;
    default:
        return entity_kind::other;
    }
}

inline void sort_marks(std::vector<text_mark>& marks) {
    std::sort(marks.begin(), marks.end(), [](const text_mark& left, const text_mark& right) {
        return left.place < right.place;
    });
}

AWAITGRAM_DECL void find_bytes(std::string_view text, std::vector<text_mark>& marks) {
    sort_marks(marks);
    std::size_t at = 0;
    std::size_t units = 0;
    for (const auto& mark : marks) {
        while (at < text.size() && units < mark.place) {
            const auto wide = utf16_units(text[at]);
            if (units + wide > mark.place)
                break; // a place inside of a character
            units += wide;
            ++at;
            while (at < text.size() && utf16_units(text[at]) == 0)
                ++at;
        }
        *mark.answer = at;
    }
}

AWAITGRAM_DECL void find_units(std::string_view text, std::vector<text_mark>& marks) {
    sort_marks(marks);
    std::size_t at = 0;
    std::size_t units = 0;
    for (const auto& mark : marks) {
        // A place inside of a character is where it begins.
        auto place = mark.place;
        while (place > at && place < text.size() && utf16_units(text[place]) == 0)
            --place;
        if (at < place) {
            const auto end = std::min(place, text.size());
            units += utf16_length(text.substr(at, end - at));
            at = end;
        }
        *mark.answer = units;
    }
}

AWAITGRAM_DECL std::vector<text_range>
byte_ranges(std::string_view text, const tl::vector<api::MessageEntity>& entities) {
    std::vector<text_range> ranges(entities.size());
    std::vector<text_mark> marks;
    marks.reserve(2 * entities.size());
    const auto number = [](const std::int32_t* given) {
        return given != nullptr && *given > 0 ? static_cast<std::size_t>(*given) : 0;
    };
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const auto from = number(entities[i].offset());
        marks.push_back({from, &ranges[i].from});
        marks.push_back({from + number(entities[i].length()), &ranges[i].to});
    }
    find_bytes(text, marks);
    return ranges;
}

} // namespace awaitgram::detail
