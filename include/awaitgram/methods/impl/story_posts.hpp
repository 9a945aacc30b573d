// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/stories.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/media_upload.hpp>
#include <awaitgram/methods/detail/outgoing_text.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/detail/sent.hpp>
#include <awaitgram/methods/stories.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// Who sees a story, as Telegram is told.
[[nodiscard]] inline api::InputPrivacyRule story_rule(audience who) {
    switch (who) {
    case audience::contacts:
        return api::inputPrivacyValueAllowContacts{};
    case audience::close_friends:
        return api::inputPrivacyValueAllowCloseFriends{};
    case audience::nobody:
        return api::inputPrivacyValueDisallowAll{};
    case audience::everyone:
        break;
    }
    return api::inputPrivacyValueAllowAll{};
}

/// The story that an answer tells of.
///
/// Errors: std::runtime_error for an answer without one.
[[nodiscard]] inline story story_in(const kept_updates& answer) {
    for (const auto& each : updates_in(*answer->kept))
        if (const auto* told = each.get_if<api::updateStory>())
            if (const auto* posted = told->story.get_if<api::storyItem>())
                return story{answer, *posted, dialog_id(told->peer)};
    throw std::runtime_error("awaitgram: the answer to stories.sendStory shows no story");
}

[[nodiscard]] inline awaitable<story> send_story_now(
    const self_info* account,
    chat_query asked,
    std::unique_ptr<media_upload> file,
    outgoing_text caption,
    story_post_options options
) {
    auto finding = resolved(account, std::move(asked));
    const auto to = co_await std::move(finding);
    auto storing = file->store();
    co_await std::move(storing);
    if (has_mentioned_user(caption)) {
        auto naming = with_mentioned_users(std::move(caption), account, nullptr);
        caption = co_await std::move(naming);
    }
    api::stories::sendStory request{};
    request.peer = to.input;
    request.pinned = options.pinned;
    request.noforwards = options.protect;
    request.period = static_cast<std::int32_t>(std::chrono::seconds{options.period}.count());
    request.privacy_rules.push_back(story_rule(options.who));
    if (!caption.chars.empty())
        request.caption = std::move(caption.chars);
    if (!caption.entities.empty())
        request.entities = std::move(caption.entities);
    request.random_id = rpc::detail::new_random_id();
    for (;;) {
        request.media = file->media();
        auto pending = rpc::try_invoke(*account->access.calls, request);
        auto answer = co_await std::move(pending);
        if (answer)
            co_return story_in(kept(*std::move(answer)));
        auto curing = file->cure(answer.error());
        const auto cured = co_await std::move(curing);
        if (!cured)
            throw rpc_error{answer.error()};
    }
}

[[nodiscard]] inline awaitable<std::vector<std::int32_t>>
delete_stories_now(const self_info* account, chat_query asked, tl::vector<std::int32_t> ids) {
    auto finding = resolved(account, std::move(asked));
    const auto to = co_await std::move(finding);
    api::stories::deleteStories request{};
    request.peer = to.input;
    request.id = std::move(ids);
    auto pending = rpc::invoke(*account->access.calls, request);
    const auto deleted = co_await std::move(pending);
    std::vector<std::int32_t> all(deleted->begin(), deleted->end());
    co_return all;
}

} // namespace detail

AWAITGRAM_DECL awaitable<story>
story_methods::send_story(chat_ref chat, const attachment& file, story_post_options options) const {
    detail::owned_media made{file};
    made.small = true; // as all files of stories
    auto upload = std::make_unique<detail::media_upload>(&account(), std::move(made));
    auto caption = detail::read_text(file.options().caption, detail::empty_text::allowed);
    return detail::send_story_now(
        &account(), chat_query{chat}, std::move(upload), std::move(caption), options
    );
}

AWAITGRAM_DECL awaitable<std::vector<std::int32_t>>
story_methods::delete_stories(chat_ref chat, std::span<const std::int32_t> ids) const {
    tl::vector<std::int32_t> all;
    for (const auto id : ids)
        all.push_back(id);
    return detail::delete_stories_now(&account(), chat_query{chat}, std::move(all));
}

} // namespace awaitgram
