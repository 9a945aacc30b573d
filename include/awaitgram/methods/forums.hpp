// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/topic_cursor.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/forum_topic.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// The colours that the icon of a topic can have.
enum class topic_color : std::int32_t {
    blue = 0x6fb9f0,
    yellow = 0xffd67e,
    violet = 0xcb86db,
    green = 0x8eee98,
    pink = 0xff93b2,
    red = 0xfb6f5f,
};

/// How a topic is created.
struct create_topic_options {
    /// The colour of an icon with the first letter of the title.
    topic_color color = topic_color::blue;
    /// A custom emoji as the icon instead; 0 for none. Other emoji than those of the set inputStickerSetEmojiDefaultTopicIcons need
    /// Telegram Premium.
    std::int64_t icon_emoji = 0;
};
static_assert(std::is_trivially_destructible_v<create_topic_options>);

/// What is changed of a topic; what is not named stays.
struct topic_changes {
    std::optional<std::string_view> title = {};
    /// A custom emoji as the icon; 0 for none.
    std::optional<std::int64_t> icon_emoji = {};
};
static_assert(std::is_trivially_destructible_v<topic_changes>);

/// Methods about the topics of forums; `chat` is the supergroup.
///
/// They need the right to manage topics; to change an own topic, no right. That nothing changes is no error.
/// Errors:  rpc_error when Telegram refuses, such as CHANNEL_FORUM_MISSING and TOPIC_ID_INVALID; peer_error when the chat cannot be
///          reached; std::system_error when the link breaks.
/// Cancels: it may have been done nevertheless.
class forum_methods : public virtual method_base {
public:
    /// Creates a topic and returns its id, which is `send_options::topic` for messages there.
    ///
    /// Shape:      a title of 1 to 128 characters.
    /// Raw method: messages.createForumTopic.
    /// Errors:     as above.
    /// Cancels:    the topic may have been created nevertheless.
    [[nodiscard]] awaitable<std::int32_t>
    create_topic(chat_ref chat, std::string_view title, create_topic_options options = {}) const;

    /// Changes the title or the icon of a topic.
    ///
    /// Raw method: messages.editForumTopic.
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void>
    edit_topic(chat_ref chat, std::int32_t topic, topic_changes changes) const;

    /// Lets only administrators write in a topic, or all again.
    ///
    /// Raw method: messages.editForumTopic.
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> close_topic(chat_ref chat, std::int32_t topic) const;
    [[nodiscard]] awaitable<void> reopen_topic(chat_ref chat, std::int32_t topic) const;

    /// Hides the General topic, which closes it, or shows it again. Others cannot be hidden.
    ///
    /// Raw method: messages.editForumTopic.
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> hide_general_topic(chat_ref chat) const;
    [[nodiscard]] awaitable<void> show_general_topic(chat_ref chat) const;

    /// Pins a topic to the top of the list for all members, or pins it no more.
    ///
    /// Raw method: messages.updatePinnedForumTopic.
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> pin_topic(chat_ref chat, std::int32_t topic) const;
    [[nodiscard]] awaitable<void> unpin_topic(chat_ref chat, std::int32_t topic) const;

    /// Deletes a topic with all its messages, in as many requests as it needs.
    ///
    /// Raw method: messages.deleteTopicHistory.
    /// Errors:     as above; rpc::errc::no_progress when nothing gets deleted any more.
    /// Cancels:    some of the messages may have been deleted.
    [[nodiscard]] awaitable<void> delete_topic(chat_ref chat, std::int32_t topic) const;

    /// The topics of a forum; see topic_cursor.
    ///
    /// `for (auto topics = telegram.topics("@forum"); const auto topic = co_await topics.next();)`
    /// Raw method: messages.getForumTopics.
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] topic_cursor topics(chat_ref chat, topic_options options = {}) const;

    /// Topics in the order of their ids; nothing in the place of one that is deleted or never was. At most a hundred.
    ///
    /// Raw method: messages.getForumTopicsByID.
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<std::optional<forum_topic>>>
    topics_by_id(chat_ref chat, std::span<const std::int32_t> ids) const;

protected:
    forum_methods() = default;
    ~forum_methods() = default;
};

} // namespace awaitgram
