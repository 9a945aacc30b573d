// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/marks.hpp>
#include <awaitgram/text/wire.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// One constructor of those that are a place and nothing else.
template <class Raw>
[[nodiscard]] api::MessageEntity plain_entity(std::int32_t offset, std::int32_t length) {
    Raw raw{};
    raw.offset = offset;
    raw.length = length;
    return raw;
}

[[nodiscard]] inline api::MessageEntity
raw_entity(const text_entity& entity, std::int32_t offset, std::int32_t length) {
    const auto place = [&](auto& raw) {
        raw.offset = offset;
        raw.length = length;
    };
    switch (entity.kind) {
    case entity_kind::bold:
        return plain_entity<api::messageEntityBold>(offset, length);
    case entity_kind::italic:
        return plain_entity<api::messageEntityItalic>(offset, length);
    case entity_kind::underline:
        return plain_entity<api::messageEntityUnderline>(offset, length);
    case entity_kind::strikethrough:
        return plain_entity<api::messageEntityStrike>(offset, length);
    case entity_kind::spoiler:
        return plain_entity<api::messageEntitySpoiler>(offset, length);
    case entity_kind::blockquote: {
        api::messageEntityBlockquote raw{};
        place(raw);
        raw.collapsed = (entity.flags & entity_flags::collapsed) != 0;
        return raw;
    }
    case entity_kind::code:
        return plain_entity<api::messageEntityCode>(offset, length);
    case entity_kind::code_block: {
        api::messageEntityPre raw{};
        place(raw);
        raw.language = entity.argument;
        return raw;
    }
    case entity_kind::link: {
        api::messageEntityTextUrl raw{};
        place(raw);
        raw.url = entity.argument;
        return raw;
    }
    case entity_kind::url:
        return plain_entity<api::messageEntityUrl>(offset, length);
    case entity_kind::email:
        return plain_entity<api::messageEntityEmail>(offset, length);
    case entity_kind::phone:
        return plain_entity<api::messageEntityPhone>(offset, length);
    case entity_kind::mention:
        return plain_entity<api::messageEntityMention>(offset, length);
    case entity_kind::user_mention: {
        api::inputMessageEntityMentionName raw{};
        place(raw);
        api::inputUser user{};
        user.user_id = entity.number;
        raw.user_id = user;
        return raw;
    }
    case entity_kind::hashtag:
        return plain_entity<api::messageEntityHashtag>(offset, length);
    case entity_kind::cashtag:
        return plain_entity<api::messageEntityCashtag>(offset, length);
    case entity_kind::command:
        return plain_entity<api::messageEntityBotCommand>(offset, length);
    case entity_kind::bank_card:
        return plain_entity<api::messageEntityBankCard>(offset, length);
    case entity_kind::custom_emoji: {
        api::messageEntityCustomEmoji raw{};
        place(raw);
        raw.document_id = entity.number;
        return raw;
    }
    case entity_kind::date: {
        api::messageEntityFormattedDate raw{};
        place(raw);
        raw.date = static_cast<std::int32_t>(entity.number);
        raw.relative = (entity.flags & entity_flags::relative) != 0;
        raw.short_time = (entity.flags & entity_flags::short_time) != 0;
        raw.long_time = (entity.flags & entity_flags::long_time) != 0;
        raw.short_date = (entity.flags & entity_flags::short_date) != 0;
        raw.long_date = (entity.flags & entity_flags::long_date) != 0;
        raw.day_of_week = (entity.flags & entity_flags::day_of_week) != 0;
        return raw;
    }
    case entity_kind::diff_insert:
        return plain_entity<api::messageEntityDiffInsert>(offset, length);
    case entity_kind::diff_replace: {
        api::messageEntityDiffReplace raw{};
        place(raw);
        raw.old_text = entity.argument;
        return raw;
    }
    case entity_kind::diff_delete:
        return plain_entity<api::messageEntityDiffDelete>(offset, length);
    case entity_kind::other:
        break;
    }
    return plain_entity<api::messageEntityUnknown>(offset, length);
}

/// What an entity has besides its place.
[[nodiscard]] inline text_entity content_of(const api::MessageEntity& raw) {
    text_entity entity;
    entity.kind = entity_kind_of(raw);
    if (const auto* link = raw.get_if<api::messageEntityTextUrl>())
        entity.argument = link->url.str();
    else if (const auto* block = raw.get_if<api::messageEntityPre>())
        entity.argument = block->language.str();
    else if (const auto* replaced = raw.get_if<api::messageEntityDiffReplace>())
        entity.argument = replaced->old_text.str();
    else if (const auto* named = raw.get_if<api::messageEntityMentionName>())
        entity.number = named->user_id;
    else if (const auto* input = raw.get_if<api::inputMessageEntityMentionName>()) {
        if (const auto* user = input->user_id.get_if<api::inputUser>())
            entity.number = user->user_id;
    } else if (const auto* emoji = raw.get_if<api::messageEntityCustomEmoji>())
        entity.number = emoji->document_id;
    else if (const auto* quote = raw.get_if<api::messageEntityBlockquote>())
        entity.flags = quote->collapsed ? entity_flags::collapsed : 0;
    else if (const auto* date = raw.get_if<api::messageEntityFormattedDate>()) {
        entity.number = date->date;
        const auto add = [&entity](bool has, std::uint8_t flag) {
            if (has)
                entity.flags = static_cast<std::uint8_t>(entity.flags | flag);
        };
        add(date->relative, entity_flags::relative);
        add(date->short_time, entity_flags::short_time);
        add(date->long_time, entity_flags::long_time);
        add(date->short_date, entity_flags::short_date);
        add(date->long_date, entity_flags::long_date);
        add(date->day_of_week, entity_flags::day_of_week);
    }
    return entity;
}

} // namespace detail

AWAITGRAM_DECL tl::vector<api::MessageEntity> to_wire(const text& content) {
    const auto& entities = content.entities();
    std::vector<detail::text_range> ranges(entities.size());
    std::vector<detail::text_mark> marks;
    marks.reserve(2 * entities.size());
    for (std::size_t i = 0; i != entities.size(); ++i) {
        const auto& each = entities[i];
        const auto from = std::min(each.offset, content.str().size());
        marks.push_back({from, &ranges[i].from});
        marks.push_back({from + std::min(each.length, content.str().size() - from), &ranges[i].to});
    }
    detail::find_units(content.str(), marks);
    tl::vector<api::MessageEntity> raw;
    raw.reserve(entities.size());
    for (std::size_t i = 0; i != entities.size(); ++i) {
        const auto offset = static_cast<std::int32_t>(ranges[i].from);
        const auto end = static_cast<std::int32_t>(ranges[i].to);
        raw.push_back(detail::raw_entity(entities[i], offset, end - offset));
    }
    return raw;
}

AWAITGRAM_DECL text
from_wire(std::string_view chars, const tl::vector<api::MessageEntity>& entities) {
    const auto ranges = detail::byte_ranges(chars, entities);
    std::vector<text_entity> parts;
    parts.reserve(entities.size());
    for (std::size_t i = 0; i != entities.size(); ++i) {
        auto part = detail::content_of(entities[i]);
        part.offset = ranges[i].from;
        part.length = ranges[i].to - ranges[i].from;
        parts.push_back(std::move(part));
    }
    return {std::string{chars}, std::move(parts)};
}

} // namespace awaitgram
