// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/stories.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/stories.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline std::int32_t story_id_of(const api::StoryItem& item) noexcept {
    return item.visit([](const auto& one) { return one.id; });
}

/// Fills in the stories with these ids; those that are gone stay empty.
[[nodiscard]] inline awaitable<std::vector<std::optional<story>>>
stories_by_id(const self_info* account, resolved_chat where, std::vector<std::int32_t> ids) {
    constexpr std::size_t most_at_once = 100;
    std::vector<std::optional<story>> all(ids.size());
    for (std::size_t begin = 0; begin < ids.size(); begin += most_at_once) {
        const auto part = std::span{ids}.subspan(begin, std::min(most_at_once, ids.size() - begin));
        api::stories::getStoriesByID request{};
        request.peer = where.input;
        request.id = tl::vector<std::int32_t>(part.begin(), part.end());
        auto answer = co_await rpc::invoke(*account->access.calls, request);
        const auto kept = keep_answer(std::move(answer));
        for (const auto& each : kept->kept->stories)
            if (const auto* known = each.get_if<api::storyItem>())
                for (std::size_t at = begin; at != begin + part.size(); ++at)
                    if (ids[at] == known->id)
                        all[at].emplace(kept, *known, where.id);
    }
    co_return all;
}

[[nodiscard]] inline awaitable<std::vector<std::optional<story>>>
get_stories_now(const self_info* account, chat_query chat, std::vector<std::int32_t> ids) {
    auto where = co_await resolved(account, std::move(chat));
    auto asking = stories_by_id(account, std::move(where), std::move(ids));
    co_return co_await std::move(asking);
}

[[nodiscard]] inline awaitable<std::vector<story>>
peer_stories_now(const self_info* account, chat_query chat) {
    const auto where = co_await resolved(account, std::move(chat));
    api::stories::getPeerStories request{};
    request.peer = where.input;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    const auto& items = kept->kept->stories.stories;
    std::vector<std::int32_t> skipped;
    for (const auto& each : items)
        if (each.is<api::storyItemSkipped>())
            skipped.push_back(story_id_of(each));
    std::vector<std::optional<story>> fetched;
    if (!skipped.empty()) {
        auto asking = stories_by_id(account, where, skipped);
        fetched = co_await std::move(asking);
    }
    std::vector<story> all;
    std::size_t next = 0;
    for (const auto& each : items) {
        if (const auto* known = each.get_if<api::storyItem>())
            all.emplace_back(kept, *known, where.id);
        else if (each.is<api::storyItemSkipped>())
            if (auto& late = fetched[next++])
                all.push_back(*std::move(late));
    }
    co_return all;
}

/// A page of a list that begins after the story whose id is the offset.
template <class Request>
[[nodiscard]] awaitable<stories::page>
stories_page(const self_info* account, chat_query chat, std::string offset, std::int32_t limit) {
    const auto where = co_await resolved(account, std::move(chat));
    Request request{};
    request.peer = where.input;
    request.limit = limit;
    std::from_chars(offset.data(), offset.data() + offset.size(), request.offset_id);
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    stories::page page;
    page.total = kept->kept->count;
    // The next page begins below the lowest id, whatever the stories are.
    std::int32_t lowest = 0;
    for (const auto& each : kept->kept->stories) {
        const auto id = story_id_of(each);
        lowest = lowest == 0 ? id : std::min(lowest, id);
        if (const auto* known = each.template get_if<api::storyItem>())
            page.items.emplace_back(kept, *known, where.id);
    }
    if (lowest > 0 && (request.offset_id == 0 || lowest < request.offset_id))
        page.next = std::to_string(lowest);
    co_return page;
}

[[nodiscard]] inline awaitable<story_viewers::page> viewers_page(
    const self_info* account,
    chat_query chat,
    api::stories::getStoryViewsList request,
    std::string offset,
    std::int32_t limit
) {
    const auto where = co_await resolved(account, std::move(chat));
    request.peer = where.input;
    request.offset = offset;
    request.limit = limit;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    story_viewers::page page;
    for (const auto& each : kept->kept->views)
        page.items.emplace_back(kept, each);
    page.total = kept->kept->count;
    if (kept->kept->next_offset)
        page.next = kept->kept->next_offset->str();
    co_return page;
}

[[nodiscard]] inline awaitable<std::vector<std::optional<custom_emoji>>>
custom_emoji_now(const self_info* account, std::vector<std::int64_t> ids) {
    constexpr std::size_t most_at_once = 200;
    std::vector<std::optional<custom_emoji>> all(ids.size());
    for (std::size_t begin = 0; begin < ids.size(); begin += most_at_once) {
        const auto part = std::span{ids}.subspan(begin, std::min(most_at_once, ids.size() - begin));
        api::messages::getCustomEmojiDocuments request{};
        request.document_id = tl::vector<std::int64_t>(part.begin(), part.end());
        auto answer = co_await rpc::invoke(*account->access.calls, request);
        const auto kept = keep_answer(std::move(answer));
        for (const auto& each : *kept->kept)
            if (const auto* known = each.get_if<api::document>())
                for (std::size_t at = begin; at != begin + part.size(); ++at)
                    if (ids[at] == known->id)
                        all[at].emplace(kept, *known);
    }
    co_return all;
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::vector<story>> story_methods::get_peer_stories(chat_ref chat) const {
    return detail::peer_stories_now(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<std::vector<std::optional<story>>>
story_methods::get_stories(chat_ref chat, std::span<const std::int32_t> ids) const {
    return detail::get_stories_now(
        &account(), chat_query{chat}, std::vector<std::int32_t>(ids.begin(), ids.end())
    );
}

AWAITGRAM_DECL stories
story_methods::pinned_stories(chat_ref chat, story_list_options options) const {
    return {
        [self = &account(), asked = chat_query{chat}](std::string offset, std::int32_t limit) {
            return detail::stories_page<api::stories::getPinnedStories>(
                self, asked, std::move(offset), limit
            );
        },
        options.limit};
}

AWAITGRAM_DECL stories
story_methods::archived_stories(chat_ref chat, story_list_options options) const {
    return {
        [self = &account(), asked = chat_query{chat}](std::string offset, std::int32_t limit) {
            return detail::stories_page<api::stories::getStoriesArchive>(
                self, asked, std::move(offset), limit
            );
        },
        options.limit};
}

AWAITGRAM_DECL awaitgram::story_viewers story_methods::story_viewers(
    chat_ref chat, std::int32_t story_id, story_viewer_options options
) const {
    api::stories::getStoryViewsList request{};
    request.id = story_id;
    request.just_contacts = options.only_contacts;
    request.reactions_first = options.reactions_first;
    if (!options.search.empty())
        request.q = tl::string{options.search};
    return {
        [self = &account(), asked = chat_query{chat}, request](
            std::string offset, std::int32_t limit
        ) { return detail::viewers_page(self, asked, request, std::move(offset), limit); },
        options.limit};
}

AWAITGRAM_DECL awaitable<std::vector<std::optional<custom_emoji>>>
story_methods::get_custom_emoji(std::span<const std::int64_t> ids) const {
    return detail::custom_emoji_now(&account(), std::vector<std::int64_t>(ids.begin(), ids.end()));
}

} // namespace awaitgram
