// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/file_view.hpp>
#include <awaitgram/testing/server/world/stories.hpp>
#include <awaitgram/testing/server/world/world.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

// Stories as one account sees them.

namespace awaitgram::testing {

/// Whether an account may see a story of another one, or its own.
[[nodiscard]] inline bool
may_see(const account& owner, const stored_story& story, std::int64_t viewer) {
    return viewer == owner.id || (owner.blocked.count(viewer) == 0 &&
                                  story.privacy.shows(viewer, owner.contacts.count(viewer) != 0));
}

/// The active stories of an account that another one may see, the oldest first.
[[nodiscard]] inline std::vector<const stored_story*>
active_stories(const account& owner, std::int64_t viewer, std::int32_t now) {
    std::vector<const stored_story*> active;
    for (const auto& [id, story] : owner.stories.stories)
        if (story.is_active(now) && may_see(owner, story, viewer))
            active.push_back(&story);
    return active;
}

/// The privacy of a story, as its account sees it.
[[nodiscard]] inline tl::vector<api::PrivacyRule> shown_privacy(const story_privacy& privacy) {
    tl::vector<api::PrivacyRule> rules;
    if (!privacy.hidden_from.empty()) {
        api::privacyValueDisallowUsers hidden;
        hidden.users = {privacy.hidden_from.begin(), privacy.hidden_from.end()};
        rules.push_back(std::move(hidden));
    }
    if (!privacy.shown_to.empty()) {
        api::privacyValueAllowUsers shown;
        shown.users = {privacy.shown_to.begin(), privacy.shown_to.end()};
        rules.push_back(std::move(shown));
    }
    if (privacy.not_contacts)
        rules.push_back(api::privacyValueDisallowContacts{});
    if (privacy.contacts)
        rules.push_back(api::privacyValueAllowContacts{});
    if (privacy.all)
        rules.push_back(api::privacyValueAllowAll{});
    else
        rules.push_back(api::privacyValueDisallowAll{});
    return rules;
}

[[nodiscard]] inline api::storyViews shown_views(const stored_story& story) {
    constexpr std::size_t most_recent = 3;
    api::storyViews views;
    views.has_viewers = !story.viewers.empty();
    views.views_count = static_cast<std::int32_t>(story.viewers.size());
    tl::vector<std::int64_t> recent;
    for (const auto& [viewer, date] : story.viewers)
        if (recent.size() != most_recent)
            recent.push_back(viewer);
    if (!recent.empty())
        views.recent_viewers = std::move(recent);
    return views;
}

/// A story as an account sees it that may see it.
[[nodiscard]] inline api::storyItem shown_story(
    const world& accounts, const account& owner, const stored_story& story, std::int64_t viewer
) {
    api::storyItem shown;
    shown.id = story.id;
    shown.date = story.date;
    shown.expire_date = story.expires;
    shown.pinned = story.pinned;
    shown.noforwards = story.noforwards;
    shown.edited = story.edited;
    if (!story.caption.empty())
        shown.caption = tl::string{story.caption};
    if (!story.entities.empty())
        shown.entities = story.entities;
    shown.media = shown_media_for(accounts, viewer, {owner.id, 0}, story.media);
    shown.public_ = story.privacy.all;
    shown.contacts = !story.privacy.all && story.privacy.contacts;
    shown.selected_contacts =
        !story.privacy.all && !story.privacy.contacts && !story.privacy.shown_to.empty();
    if (viewer != owner.id)
        return shown;
    shown.out = true;
    shown.privacy = shown_privacy(story.privacy);
    shown.views = shown_views(story);
    return shown;
}

} // namespace awaitgram::testing
