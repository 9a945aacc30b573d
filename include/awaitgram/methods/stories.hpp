// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/offset_cursor.hpp>
#include <awaitgram/methods/privacy.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/custom_emoji.hpp>
#include <awaitgram/types/story.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

class attachment; // methods/media_options.hpp

/// How stories are listed.
struct story_list_options {
    /// The most stories; 0 for all.
    std::int32_t limit = 0;
};

/// Which viewers of a story are listed.
struct story_viewer_options {
    /// Only those whose name contains this text.
    std::string_view search{};
    bool only_contacts = false;
    /// Whether those with a reaction come first.
    bool reactions_first = false;
    /// The most viewers; 0 for all.
    std::int32_t limit = 0;
};

static_assert(std::is_trivially_destructible_v<story_list_options>);
static_assert(std::is_trivially_destructible_v<story_viewer_options>);

/// How a story is posted.
struct story_post_options {
    /// Who sees it. What a channel posts is for everyone.
    audience who = audience::everyone;
    /// After which time it disappears: 6, 12, 24 or 48 hours; other times than 24 hours are for Premium accounts.
    std::chrono::hours period{24};
    /// Whether it stays in the profile afterwards.
    bool pinned = false;
    /// Whether it must not be forwarded or saved.
    bool protect = false;
};

static_assert(std::is_trivially_destructible_v<story_post_options>);

using stories = offset_cursor<story>;
using story_viewers = offset_cursor<story_viewer>;

/// Methods that post and read stories, and custom emoji.
///
/// Common to all: rpc_error when Telegram refuses; peer_error when the chat cannot be reached; std::system_error when the link breaks.
/// Cancels: nothing to undo.
class story_methods : public virtual method_base {
public:
    /// The active stories of a user or a channel, oldest first. Those that Telegram leaves out at first are fetched, too.
    ///
    /// Raw method: stories.getPeerStories, stories.getStoriesByID (users).
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<story>> get_peer_stories(chat_ref chat) const;

    /// Stories by their ids, in the order asked for, with nothing in place of those that are gone. A hundred in one request.
    ///
    /// Raw method: stories.getStoriesByID (users).
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<std::optional<story>>>
    get_stories(chat_ref chat, std::span<const std::int32_t> ids) const;

    /// The stories in the profile of a user or a channel, latest first.
    ///
    /// Raw method: stories.getPinnedStories (users).
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] stories pinned_stories(chat_ref chat, story_list_options options = {}) const;

    /// All stories of the account, or of a channel that it may post stories to, latest first.
    ///
    /// Raw method: stories.getStoriesArchive (users).
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] stories
    archived_stories(chat_ref chat = "me", story_list_options options = {}) const;

    /// Posts a photo or a video of the account, `"me"`, or of a channel that it may post stories to, as a story: a JPEG of 1080 by 1920 pixels,
    /// or an MP4 of 720 by 1280 pixels, of at most a minute and 30 MB.
    ///
    /// Raw method: stories.sendStory, after upload.saveFilePart.
    /// Errors:     as media_methods::send_photo; STORIES_TOO_MUCH, PREMIUM_ACCOUNT_REQUIRED, BOOSTS_REQUIRED, STORY_PERIOD_INVALID.
    /// Cancels:    it may have been posted nevertheless.
    /// Spec:       https://core.telegram.org/api/stories
    [[nodiscard]] awaitable<story>
    send_story(chat_ref chat, const attachment& file, story_post_options options = {}) const;

    /// Deletes stories. Returns the ids of those that there were.
    ///
    /// Raw method: stories.deleteStories.
    /// Errors:     as above.
    /// Cancels:    they may be deleted nevertheless.
    [[nodiscard]] awaitable<std::vector<std::int32_t>>
    delete_stories(chat_ref chat, std::span<const std::int32_t> ids) const;

    /// Who has seen a story of the account, or of a channel that it may post stories to.
    ///
    /// Raw method: stories.getStoryViewsList (users).
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] awaitgram::story_viewers
    story_viewers(chat_ref chat, std::int32_t story_id, story_viewer_options options = {}) const;

    /// Custom emoji by their ids, in the order asked for, with nothing in place of unknown ones. Two hundred in one request.
    ///
    /// Raw method: messages.getCustomEmojiDocuments.
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<std::optional<custom_emoji>>>
    get_custom_emoji(std::span<const std::int64_t> ids) const;

protected:
    story_methods() = default;
    ~story_methods() = default;
};

} // namespace awaitgram
