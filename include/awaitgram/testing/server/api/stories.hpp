// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/stories.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/media.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/sending.hpp>
#include <awaitgram/testing/server/world/story_view.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

// Stories that accounts post, change and delete. Channels and bots have none here.

namespace awaitgram::testing {

/// The most active stories of an account.
[[nodiscard]] inline std::size_t most_stories(const account& of) {
    return of.premium ? 100 : 3;
}

/// The refusal of an input that does not name the caller, which changes no stories but its own.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_owner(const api_call& call, const api::InputPeer& peer) {
    const auto where = place_named(call, peer);
    if (!where)
        return failure{where.error()};
    if (where->room != nullptr)
        return refuse(400, "FIELD_NOT_SUPPORTED_peer");
    if (where->user != call.self)
        return refuse(400, "PEER_ID_INVALID");
    return std::nullopt;
}

/// Who sees a story, by the rules of a query.
[[nodiscard]] inline result<story_privacy, api_refusal>
story_privacy_of(const api_call& call, const tl::vector<api::InputPrivacyRule>& rules) {
    if (rules.empty())
        return refuse(400, "PRIVACY_VALUE_INVALID");
    story_privacy privacy;
    for (const auto& rule : rules) {
        const tl::vector<api::InputUser>* users = nullptr;
        auto* named = &privacy.shown_to;
        if (rule.is<api::inputPrivacyValueAllowAll>()) {
            privacy.all = true;
        } else if (rule.is<api::inputPrivacyValueAllowContacts>()) {
            privacy.contacts = true;
        } else if (rule.is<api::inputPrivacyValueDisallowContacts>()) {
            privacy.not_contacts = true;
        } else if (const auto* in = rule.get_if<api::inputPrivacyValueAllowUsers>()) {
            users = &in->users;
        } else if (const auto* out = rule.get_if<api::inputPrivacyValueDisallowUsers>()) {
            users = &out->users;
            named = &privacy.hidden_from;
        } else if (!rule.is<api::inputPrivacyValueDisallowAll>()) {
            return refuse(400, "FIELD_NOT_SUPPORTED_privacy_rules");
        }
        if (users == nullptr)
            continue;
        for (const auto& each : *users) {
            const auto* user = user_named(call, each);
            if (user == nullptr)
                return refuse(400, "USER_ID_INVALID");
            named->insert(user->id);
        }
    }
    return privacy;
}

/// The photo or the video of a story, new or stored already.
[[nodiscard]] inline result<api::MessageMedia, api_refusal>
story_media(api_call& call, const api::InputMedia& input) {
    if (input.is<api::inputMediaEmpty>())
        return refuse(400, "MEDIA_EMPTY");
    const auto of_file =
        input.is<api::inputMediaUploadedPhoto>() || input.is<api::inputMediaPhoto>() ||
        input.is<api::inputMediaUploadedDocument>() || input.is<api::inputMediaDocument>();
    if (!of_file)
        return refuse(400, "MEDIA_TYPE_INVALID");
    auto media = media_for(call, place{call.self, nullptr}, input);
    if (!media)
        return failure{media.error()};
    auto& shown = *(*media)->media;
    const auto lives = shown.visit([](const auto& each) {
        if constexpr (requires {
                          each.ttl_seconds;
                          each.spoiler;
                      })
            return each.ttl_seconds.has_value() || each.spoiler;
        else
            return false;
    });
    if (lives)
        return refuse(400, "MEDIA_TYPE_INVALID");
    if (const auto* document = shown.get_if<api::messageMediaDocument>()) {
        if (!document->video || document->round)
            return refuse(400, "MEDIA_FILE_INVALID");
    }
    return std::move(shown);
}

/// Fills in the text of a story.
[[nodiscard]] inline std::optional<failure<api_refusal>> set_caption(
    const api_call& call,
    const tl::opt<tl::string>& caption,
    const tl::opt<tl::vector<api::MessageEntity>>& entities,
    stored_story& story
) {
    const auto text = caption ? caption->view() : std::string_view{};
    const auto length = length_in_utf16(text);
    if (length > (call.self->premium ? 2048 : 200))
        return refuse(400, "MEDIA_CAPTION_TOO_LONG");
    story.entities.clear();
    if (entities) {
        auto shown = shown_entities(call, *entities, length);
        if (!shown)
            return failure{shown.error()};
        story.entities = *std::move(shown);
    }
    story.caption = text;
    return std::nullopt;
}

/// Tells an account and those who have it as a contact of a story, as each of them sees it. Those who saw it before and must not see it
/// any more are told that it is gone.
inline void tell_of_story(
    const api_call& call,
    change_list& changes,
    const stored_story& story,
    const std::set<std::int64_t>& told_before = {}
) {
    const auto& owner = *call.self;
    const auto tell = [&](std::int64_t viewer, api::StoryItem item) {
        api::updateStory update;
        update.peer = peer_of(owner.id);
        update.story = std::move(item);
        changes.push(viewer, std::move(update), {owner.id});
    };
    tell(owner.id, shown_story(call.accounts, owner, story, owner.id));
    for (const auto& [id, each] : call.accounts.all()) {
        if (id == owner.id || each->bot || each->contacts.count(owner.id) == 0)
            continue;
        if (may_see(owner, story, id)) {
            tell(id, shown_story(call.accounts, owner, story, id));
        } else if (told_before.count(id) != 0) {
            api::storyItemDeleted gone;
            gone.id = story.id;
            tell(id, std::move(gone));
        }
    }
}

/// Those who have an account as a contact and may see a story of it.
[[nodiscard]] inline std::set<std::int64_t>
audience_of(const api_call& call, const stored_story& story) {
    std::set<std::int64_t> audience;
    for (const auto& [id, each] : call.accounts.all())
        if (each.get() != call.self && !each->bot && each->contacts.count(call.self->id) != 0 &&
            may_see(*call.self, story, id))
            audience.insert(id);
    return audience;
}

/// The answer to a query that has posted a story, or repeats one that has.
[[nodiscard]] inline api_reply
answer_story(api_call& call, const stored_story& story, api::updates_ updates) {
    api::updateStoryID id;
    id.id = story.id;
    id.random_id = story.random_id;
    tl::vector<api::Update> all;
    all.push_back(id);
    for (const auto& update : updates.updates)
        all.push_back(update);
    updates.updates = std::move(all);
    updates.date = call.date();
    return answer(api::Updates{std::move(updates)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::sendStory& query) {
    constexpr std::int32_t hour = 3600;
    constexpr std::int32_t usual = 24 * hour;
    if (auto refused = refusal_of_owner(call, query.peer))
        return *std::move(refused);
    if (auto refused = refusal_of(
            {{query.fwd_modified, "fwd_modified"},
             {query.media_areas.has_value(), "media_areas"},
             {query.fwd_from_id.has_value(), "fwd_from_id"},
             {query.fwd_from_story.has_value(), "fwd_from_story"},
             {query.albums.has_value(), "albums"},
             {query.music.has_value(), "music"}}
        ))
        return *std::move(refused);
    if (query.random_id == 0)
        return refuse(400, "RANDOM_ID_EMPTY");
    auto& own = call.self->stories;
    for (const auto& [id, known] : own.stories)
        if (known.random_id == query.random_id) {
            auto changes = call.changes();
            return answer_story(call, known, call.commit(changes));
        }
    const auto period = query.period.value_or(usual);
    if (period != 6 * hour && period != 12 * hour && period != usual && period != 2 * usual)
        return refuse(400, "STORY_PERIOD_INVALID");
    if (period != usual && !call.self->premium)
        return refuse(403, "PREMIUM_ACCOUNT_REQUIRED");
    if (active_stories(*call.self, call.self->id, call.date()).size() >= most_stories(*call.self))
        return refuse(400, "STORIES_TOO_MUCH");
    stored_story story;
    auto privacy = story_privacy_of(call, query.privacy_rules);
    if (!privacy)
        return failure{privacy.error()};
    story.privacy = *std::move(privacy);
    if (auto refused = set_caption(call, query.caption, query.entities, story))
        return *std::move(refused);
    auto media = story_media(call, query.media);
    if (!media)
        return failure{media.error()};
    story.media = *std::move(media);
    story.id = ++own.last_id;
    story.random_id = query.random_id;
    story.date = call.date();
    story.expires = call.date() + period;
    story.pinned = query.pinned;
    story.noforwards = query.noforwards;
    const auto& kept = own.stories[story.id] = std::move(story);
    auto changes = call.changes();
    tell_of_story(call, changes, kept);
    return answer_story(call, kept, call.commit(changes));
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::canSendStory& query) {
    if (auto refused = refusal_of_owner(call, query.peer))
        return *std::move(refused);
    const auto active = active_stories(*call.self, call.self->id, call.date()).size();
    const auto most = most_stories(*call.self);
    if (active >= most)
        return refuse(400, "STORIES_TOO_MUCH");
    api::stories::canSendStoryCount count;
    count.count_remains = static_cast<std::int32_t>(most - active);
    return answer(count);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::editStory& query) {
    if (auto refused = refusal_of_owner(call, query.peer))
        return *std::move(refused);
    if (auto refused = refusal_of(
            {{query.media_areas.has_value(), "media_areas"}, {query.music.has_value(), "music"}}
        ))
        return *std::move(refused);
    auto* story = call.self->stories.find(query.id);
    if (story == nullptr)
        return refuse(400, "STORY_ID_INVALID");
    if (!query.media && !query.caption && !query.entities && !query.privacy_rules)
        return refuse(400, "STORY_NOT_MODIFIED");
    auto changed = *story;
    if (query.caption || query.entities)
        if (auto refused = set_caption(call, query.caption, query.entities, changed))
            return *std::move(refused);
    if (query.media) {
        auto media = story_media(call, *query.media);
        if (!media)
            return failure{media.error()};
        changed.media = *std::move(media);
    }
    if (query.privacy_rules) {
        auto privacy = story_privacy_of(call, *query.privacy_rules);
        if (!privacy)
            return failure{privacy.error()};
        changed.privacy = *std::move(privacy);
    } else if (!query.media && changed.caption == story->caption && changed.entities == story->entities) {
        return refuse(400, "STORY_NOT_MODIFIED");
    }
    changed.edited = changed.edited || query.media || query.caption || query.entities;
    const auto before = audience_of(call, *story);
    *story = std::move(changed);
    auto changes = call.changes();
    tell_of_story(call, changes, *story, before);
    return answer(api::Updates{call.commit(changes)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::deleteStories& query) {
    if (auto refused = refusal_of_owner(call, query.peer))
        return *std::move(refused);
    if (query.id.empty())
        return refuse(400, "STORY_ID_EMPTY");
    auto& own = call.self->stories;
    auto changes = call.changes();
    tl::vector<std::int32_t> removed;
    for (const auto id : query.id) {
        const auto* story = own.find(id);
        if (story == nullptr)
            continue;
        auto told = audience_of(call, *story);
        told.insert(call.self->id);
        own.stories.erase(id);
        removed.push_back(id);
        for (const auto account_id : told) {
            api::storyItemDeleted gone;
            gone.id = id;
            api::updateStory update;
            update.peer = peer_of(call.self->id);
            update.story = std::move(gone);
            changes.push(account_id, std::move(update), {call.self->id});
        }
    }
    call.publish(changes);
    return answer(removed);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stories::togglePinned& query) {
    if (auto refused = refusal_of_owner(call, query.peer))
        return *std::move(refused);
    if (query.id.empty())
        return refuse(400, "STORY_ID_EMPTY");
    auto changes = call.changes();
    tl::vector<std::int32_t> changed;
    for (const auto id : query.id) {
        auto* story = call.self->stories.find(id);
        if (story == nullptr || story->pinned == query.pinned)
            continue;
        story->pinned = query.pinned;
        changed.push_back(id);
        tell_of_story(call, changes, *story);
    }
    call.publish(changes);
    return answer(changed);
}

} // namespace awaitgram::testing
