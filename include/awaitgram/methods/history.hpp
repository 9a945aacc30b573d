// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/send_options.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

namespace detail {

class message_pages; // methods/detail/message_pages.hpp

/// Which messages of a chat a cursor gives.
struct history_bounds {
    std::size_t limit = 0;
    std::int32_t offset_id = 0;
    time_point offset_date{};
    std::int32_t min_id = 0;
    std::int32_t max_id = 0;
    bool reverse = false;
    /// Whether the pages follow one another by an id of the list, not of messages.
    bool global = false;
};

} // namespace detail

/// Messages, fetched a hundred at a time; see history_methods.
///
/// `for (auto history = telegram.history("@x", {.limit = 500}); const auto message = co_await history.next();)`
class message_list final : public detail::cursor<message> {
public:
    message_list(std::shared_ptr<detail::message_pages> source, detail::history_bounds bounds);

private:
    awaitable<void> fetch() override;

    std::shared_ptr<detail::message_pages> source_;
    detail::history_bounds bounds_;
    /// The id that the next page begins behind; 0 for the first page.
    std::int32_t at_id_ = 0;
    /// Whether a page was fetched.
    bool begun_ = false;
};

/// Which messages of a chat are listed, newest first.
struct history_options {
    /// At most that many; 0 for all.
    std::size_t limit = 0;
    /// Those before this one; 0 for all.
    std::int32_t offset_id = 0;
    /// Those before this time.
    time_point offset_date = {};
    /// Those with a greater id than this one.
    std::int32_t min_id = 0;
    /// Those with a smaller id than this one; 0 for all.
    std::int32_t max_id = 0;
    /// Whether the oldest comes first. `offset_id` and `offset_date` are where the list begins then: those after this one, or from
    /// this time on.
    bool reverse = false;
};

/// What a message has that is searched for.
enum class search_filter {
    any,
    photos,
    videos,
    photos_and_videos,
    documents,
    links,
    animations,
    voices,
    music,
    video_notes,
    voices_and_video_notes,
    mentions,
    locations,
    contacts,
    pinned,
    polls,
};

/// Which messages are searched for, newest first.
struct search_options {
    /// At most that many; 0 for all.
    std::size_t limit = 0;
    /// What they have.
    search_filter filter = search_filter::any;
    /// Those of this sender; 0 for all. In private chats Telegram ignores it, so that it is applied here.
    chat_ref from = 0;
    /// Those of this topic; 0 for all.
    std::int32_t topic = 0;
    /// Those of this time or later.
    time_point since = {};
    /// Those before this time.
    time_point until = {};
    /// Those before this one; 0 for all.
    std::int32_t offset_id = 0;
    /// Those with a greater id than this one.
    std::int32_t min_id = 0;
};

static_assert(std::is_trivially_destructible_v<search_options>);

/// Methods that list messages. For users: bots cannot. Pages may have fewer messages than were asked for, also none that can be shown:
/// they are passed over.
class history_methods : public virtual method_base {
public:
    /// The messages of a chat.
    ///
    /// Raw method: messages.getHistory (users).
    /// Errors:     of `next`: rpc_error when Telegram refuses; peer_error; std::system_error when the link breaks.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] message_list history(chat_ref chat, history_options options = {}) const;

    /// The messages of a chat with these words; empty for all that the filter lets through.
    ///
    /// Raw method: messages.search (users).
    /// Errors:     of `next`: as `history`.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] message_list
    search_messages(chat_ref chat, std::string_view query, search_options options = {}) const;

    /// The messages of all chats with these words. `from`, `topic`, `offset_id` and `min_id` do not count.
    ///
    /// Raw method: messages.searchGlobal (users).
    /// Errors:     of `next`: as `history`.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] message_list
    search_global(std::string_view query, search_options options = {}) const;

    /// How many messages of a chat have these words, without fetching them.
    ///
    /// Raw method: messages.search (users).
    /// Errors:     as `history`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::int32_t>
    count_messages(chat_ref chat, std::string_view query, search_options options = {}) const;

    /// The comments on a channel's post, or the replies to a message of a supergroup. Their chat is the group for comments.
    ///
    /// Raw method: messages.getReplies (users).
    /// Errors:     of `next`: as `history`; MSG_ID_INVALID where there are no comments.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] message_list
    replies(chat_ref chat, std::int32_t id, history_options options = {}) const;

    /// The copy of a channel's post in the group for comments; nothing when it has none.
    ///
    /// Raw method: messages.getDiscussionMessage (users).
    /// Errors:     rpc_error when Telegram refuses, as with MSG_ID_INVALID where there are no comments; peer_error; std::system_error
    ///             when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::optional<message>>
    get_discussion_message(chat_ref chat, std::int32_t id) const;

    /// Comments on a channel's post: replies to its copy in the group for comments.
    ///
    /// Raw method: messages.getDiscussionMessage (users), messages.sendMessage.
    /// Errors, Cancels: as message_methods::send_text; std::logic_error for a post without comments.
    [[nodiscard]] awaitable<message>
    send_comment(chat_ref chat, std::int32_t id, text_ref content, send_options options = {}) const;

protected:
    history_methods() = default;
    ~history_methods() = default;
};

} // namespace awaitgram
