// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/stories.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/stories.hpp>
#include <awaitgram/testing/server/world/story_view.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

// Stories that accounts look at, and who has seen them.

namespace awaitgram::testing {

/// The account whose stories an input names; null for a group or channel, which has none.
[[nodiscard]] inline result<account*, api_refusal>
story_owner(const api_call& call, const api::InputPeer& peer) {
    const auto where = place_named(call, peer);
    if (!where)
        return failure{where.error()};
    return where->user;
}

/// Whether the caller may see a story by its id: those that are over, only in a profile or as their account.
[[nodiscard]] inline bool
may_open(const api_call& call, const account& owner, const stored_story& story) {
    return may_see(owner, story, call.self->id) &&
           (&owner == call.self || story.pinned || story.is_active(call.date()));
}

/// The active stories of an account, as the caller sees them.
[[nodiscard]] inline api::peerStories active_as_shown(const api_call& call, const account& owner) {
    api::peerStories shown;
    shown.peer = peer_of(owner.id);
    if (const auto read = call.self->stories.read_of(owner.id); read != 0)
        shown.max_read_id = read;
    for (const auto* story : active_stories(owner, call.self->id, call.date()))
        shown.stories.push_back(shown_story(call.accounts, owner, *story, call.self->id));
    return shown;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::getPeerStories& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    api::stories::peerStories shown;
    shown.stories.peer = peer_of(where->dialog());
    if (where->user != nullptr)
        shown.stories = active_as_shown(call, *where->user);
    call.own_view().fill_peers(shown, {call.self->id, where->dialog()});
    return answer(shown);
}

/// The active stories of the caller and its contacts. Stories of nobody are hidden here, so that the other list is empty.
[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::getAllStories& query) {
    api::stories::allStories all;
    all.state = "all";
    std::set<std::int64_t> ids{call.self->id};
    for (const auto& [id, record] : call.self->contacts)
        ids.insert(id);
    std::set<std::int64_t> shown_ids{call.self->id};
    if (!query.hidden && !query.next) // all of them are in the first part
        for (const auto id : ids) {
            const auto* owner = call.accounts.find(id);
            auto shown = owner != nullptr ? active_as_shown(call, *owner) : api::peerStories{};
            if (shown.stories.empty())
                continue;
            all.count += static_cast<std::int32_t>(shown.stories.size());
            all.peer_stories.push_back(std::move(shown));
            shown_ids.insert(id);
        }
    call.own_view().fill_peers(all, shown_ids);
    return answer(api::stories::AllStories{std::move(all)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::getPeerMaxIDs& query) {
    tl::vector<api::recentStory> recent;
    for (const auto& peer : query.id) {
        const auto owner = story_owner(call, peer);
        if (!owner)
            return failure{owner.error()};
        api::recentStory last;
        if (*owner != nullptr)
            if (const auto active = active_stories(**owner, call.self->id, call.date());
                !active.empty())
                last.max_id = active.back()->id;
        recent.push_back(last);
    }
    return answer(recent);
}

/// Answers with stories of an account.
[[nodiscard]] inline api_reply answer_stories(
    const api_call& call,
    std::int64_t of,
    const std::vector<const stored_story*>& stories,
    std::size_t count
) {
    api::stories::stories shown;
    shown.count = static_cast<std::int32_t>(count);
    for (const auto* story : stories)
        shown.stories.push_back(
            shown_story(call.accounts, *call.accounts.find(of), *story, call.self->id)
        );
    call.own_view().fill_peers(shown, {call.self->id, of});
    return answer(shown);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::getStoriesByID& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (query.id.empty())
        return refuse(400, "STORY_ID_EMPTY");
    std::vector<const stored_story*> found;
    if (where->user != nullptr)
        for (const auto id : std::set<std::int32_t>(query.id.begin(), query.id.end()))
            if (const auto* story = where->user->stories.find(id);
                story != nullptr && may_open(call, *where->user, *story))
                found.push_back(story);
    return answer_stories(call, where->dialog(), found, found.size());
}

/// Answers with the stories of an account that `listed` selects, the latest first, from below an id.
template <class Query, class Listed>
[[nodiscard]] api_reply
answer_list(api_call& call, std::int64_t of, const Query& query, Listed listed) {
    constexpr std::int32_t most = 100;
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 0, most));
    std::size_t count = 0;
    std::vector<const stored_story*> page;
    if (auto* owner = call.accounts.find(of))
        for (auto at = owner->stories.stories.rbegin(); at != owner->stories.stories.rend(); ++at) {
            if (!may_see(*owner, at->second, call.self->id) || !listed(at->second))
                continue;
            ++count;
            if (page.size() < limit && (query.offset_id <= 0 || at->first < query.offset_id))
                page.push_back(&at->second);
        }
    return answer_stories(call, of, page, count);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::getPinnedStories& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    return answer_list(call, where->dialog(), query, [](const auto& each) { return each.pinned; });
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::stories::getStoriesArchive& query) {
    if (auto refused = refusal_of_owner(call, query.peer))
        return *std::move(refused);
    return answer_list(call, call.self->id, query, [&](const stored_story& each) {
        return !each.is_active(call.date());
    });
}

/// Notes that the caller has seen a story; an account does not count among the viewers of its own.
inline void note_view(const api_call& call, const account& owner, stored_story& story) {
    if (&owner != call.self)
        story.viewers.try_emplace(call.self->id, call.date());
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::readStories& query) {
    const auto owner = story_owner(call, query.peer);
    if (!owner)
        return failure{owner.error()};
    if (query.max_id <= 0)
        return refuse(400, "MAX_ID_INVALID");
    if (*owner == nullptr)
        return refuse(400, "STORIES_NEVER_CREATED");
    const auto before = call.self->stories.read_of((*owner)->id);
    tl::vector<std::int32_t> read;
    for (const auto* active : active_stories(**owner, call.self->id, call.date())) {
        if (active->id <= before || active->id > query.max_id)
            continue;
        note_view(call, **owner, *(*owner)->stories.find(active->id));
        read.push_back(active->id);
    }
    if (read.empty())
        return answer(read);
    call.self->stories.read[(*owner)->id] = read.back();
    api::updateReadStories update;
    update.peer = peer_of((*owner)->id);
    update.max_id = read.back();
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {(*owner)->id});
    call.deliver(changes);
    return answer(read);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::stories::incrementStoryViews& query) {
    const auto owner = story_owner(call, query.peer);
    if (!owner)
        return failure{owner.error()};
    if (query.id.empty())
        return refuse(400, "STORY_ID_EMPTY");
    if (*owner != nullptr)
        for (const auto id : query.id)
            if (auto* story = (*owner)->stories.find(id);
                story != nullptr && may_open(call, **owner, *story))
                note_view(call, **owner, *story);
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::getStoriesViews& query) {
    if (auto refused = refusal_of_owner(call, query.peer))
        return *std::move(refused);
    if (query.id.empty())
        return refuse(400, "STORY_ID_EMPTY");
    api::stories::storyViews shown;
    std::set<std::int64_t> ids{call.self->id};
    for (const auto id : query.id) {
        const auto* story = call.self->stories.find(id);
        if (story == nullptr)
            return refuse(400, "STORY_ID_INVALID");
        shown.views.push_back(shown_views(*story));
        for (const auto& [viewer, date] : story->viewers)
            ids.insert(viewer);
    }
    call.own_view().fill_peers(shown, ids);
    return answer(shown);
}

/// The viewers of a story, the latest first. Nobody reacts to stories or forwards them here, so that all orders are the same.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::stories::getStoryViewsList& query) {
    if (auto refused = refusal_of_owner(call, query.peer))
        return *std::move(refused);
    const auto* story = call.self->stories.find(query.id);
    if (story == nullptr)
        return refuse(400, "STORY_ID_INVALID");
    const auto from = read_offset(query.offset.view());
    if (!from)
        return refuse(400, "OFFSET_INVALID");
    std::vector<std::pair<std::int32_t, std::int64_t>> viewers; // date and id
    for (const auto& [id, date] : story->viewers) {
        const auto* viewer = call.accounts.find(id);
        const auto named =
            !query.q || lower(viewer->first_name + ' ' + viewer->last_name).find(lower(*query.q)) !=
                            std::string::npos;
        if (named && (!query.just_contacts || call.self->contacts.count(id) != 0))
            viewers.emplace_back(date, id);
    }
    std::ranges::sort(viewers, std::greater<>{});
    constexpr std::int32_t most = 100;
    const auto begin = std::min(*from, viewers.size());
    const auto end = std::min(
        begin + static_cast<std::size_t>(std::clamp(query.limit, 0, most)), viewers.size()
    );
    api::stories::storyViewsList list;
    list.count = static_cast<std::int32_t>(viewers.size());
    list.views_count = static_cast<std::int32_t>(story->viewers.size());
    std::set<std::int64_t> ids{call.self->id};
    for (auto at = begin; at != end; ++at) {
        api::storyView view;
        view.date = viewers[at].first;
        view.user_id = viewers[at].second;
        view.blocked = call.self->blocked.count(view.user_id) != 0;
        ids.insert(view.user_id);
        list.views.push_back(std::move(view));
    }
    if (end < viewers.size())
        list.next_offset = std::to_string(end);
    call.own_view().fill_peers(list, ids);
    return answer(list);
}

} // namespace awaitgram::testing
