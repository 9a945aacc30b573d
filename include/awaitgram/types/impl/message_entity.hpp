// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/marks.hpp>
#include <awaitgram/types/message_entity.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL std::vector<message_entity>
read_entities(std::string_view text, const tl::vector<api::MessageEntity>& entities) {
    const auto ranges = detail::byte_ranges(text, entities);
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
        else if (const auto* input = entities[i].get_if<api::inputMessageEntityMentionName>();
                 input != nullptr && input->user_id.is<api::inputUser>())
            part.user_id = input->user_id.get_if<api::inputUser>()->user_id;
        else if (const auto* emoji = entities[i].get_if<api::messageEntityCustomEmoji>())
            part.custom_emoji = emoji->document_id;
        parts.push_back(part);
    }
    return parts;
}

} // namespace awaitgram
