// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace awaitgram::filters {

namespace detail {

struct any_message {
    static constexpr bool sees_outgoing = true;
    static constexpr bool sees_service = true;
    static constexpr bool sees_scheduled = true;
    static constexpr bool sees_hidden_edits = true;
    static constexpr bool takes_all = true;
    bool operator()(const message&) const noexcept { return true; }
};

struct incoming_message {
    static constexpr bool takes_all = true; // it sees no others
    bool operator()(const message& m) const noexcept { return !m.outgoing(); }
};

struct outgoing_message {
    static constexpr bool sees_outgoing = true;
    bool operator()(const message& m) const noexcept { return m.outgoing(); }
};

struct scheduled_message {
    static constexpr bool sees_outgoing = true;
    static constexpr bool sees_scheduled = true;
    bool operator()(const message& m) const noexcept { return m.scheduled(); }
};

struct message_with_hidden_edit {
    static constexpr bool sees_hidden_edits = true;
    bool operator()(const message& m) const noexcept { return m.edit_hidden(); }
};

struct business_message {
    static constexpr bool sees_business = true;
    template <class Event>
        requires requires(const Event& event) { event.business_connection(); }
    bool operator()(const Event& event) const noexcept {
        return !event.business_connection().empty();
    }
};

/// A question that a function of `message` answers.
template <auto Asked>
struct message_question {
    bool operator()(const message& m) const noexcept { return static_cast<bool>((m.*Asked)()); }
};

struct in_topic {
    std::vector<std::int32_t> topics;
    template <class Event>
        requires requires(const Event& event) { event.topic_id(); }
    bool operator()(const Event& event) const noexcept {
        return std::find(topics.begin(), topics.end(), event.topic_id()) != topics.end();
    }
    bool operator()(const message& m) const noexcept {
        return std::find(topics.begin(), topics.end(), m.topic_id()) != topics.end();
    }
};

[[nodiscard]] inline bool replies_to_message(const message& m) {
    const auto answered = m.reply_to();
    return answered && answered->message_id != 0;
}

[[nodiscard]] inline bool replies_to_story(const message& m) {
    const auto answered = m.reply_to();
    return answered && answered->story_id != 0;
}

[[nodiscard]] inline bool quotes(const message& m) {
    const auto answered = m.reply_to();
    return answered && answered->chosen_quote;
}

[[nodiscard]] inline bool is_forwarded(const message& m) noexcept {
    return m.raw() != nullptr && m.raw()->fwd_from && !m.raw()->fwd_from->imported &&
           !m.from_linked_channel();
}

[[nodiscard]] inline bool is_imported(const message& m) noexcept {
    return m.raw() != nullptr && m.raw()->fwd_from && m.raw()->fwd_from->imported;
}

[[nodiscard]] inline bool has_reply_keyboard(const message& m) noexcept {
    const auto* keys = m.raw_keyboard();
    return keys != nullptr && keys->is<api::replyKeyboardMarkup>();
}

[[nodiscard]] inline bool has_inline_keyboard(const message& m) noexcept {
    const auto* keys = m.raw_keyboard();
    return keys != nullptr && keys->is<api::replyInlineMarkup>();
}

/// A question that a function answers.
template <auto Asked>
struct asks {
    bool operator()(const message& m) const { return Asked(m); }
};

} // namespace detail

/// Every message: outgoing ones, service messages, scheduled ones and edits that apps do not show, too; only those of business
/// connections are left out.
inline constexpr filter all{detail::any_message{}};
/// Messages of others.
inline constexpr filter incoming{detail::incoming_message{}};
/// Messages that the account itself sent from another device, and what is written to its Saved Messages.
inline constexpr filter outgoing{detail::outgoing_message{}};
/// The same. Posts of channels are of the channel, whoever wrote them.
inline constexpr filter me{detail::outgoing_message{}};
/// Messages that answer another message. The first messages of a forum's topic refer to its root, and are none.
inline constexpr filter reply{detail::asks<detail::replies_to_message>{}};
/// Messages that answer a story.
inline constexpr filter story_reply{detail::asks<detail::replies_to_story>{}};
/// Messages that answer a part of another message that their sender chose.
inline constexpr filter quote{detail::asks<detail::quotes>{}};
/// Messages that somebody forwarded; neither a channel's posts in its group for comments, see `linked_channel`, nor imported ones.
inline constexpr filter forwarded{detail::asks<detail::is_forwarded>{}};
/// Messages that were imported from another service.
inline constexpr filter imported{detail::asks<detail::is_imported>{}};
/// A channel's posts that Telegram forwards into its group for comments.
inline constexpr filter linked_channel{detail::message_question<&message::from_linked_channel>{}};
/// Messages that mention the account, or answer one of its messages.
inline constexpr filter mentioned{detail::message_question<&message::mentioned>{}};
/// Messages sent by the inline query of a bot.
inline constexpr filter via_bot{detail::message_question<&message::via_bot_id>{}};
/// Messages in the name of a channel or of a group, as those of anonymous administrators.
inline constexpr filter sender_chat{detail::message_question<&message::sender_chat_id>{}};
/// Messages of anonymous administrators of the group.
inline constexpr filter anonymous_admin{detail::message_question<&message::from_anonymous_admin>{}};
/// Messages that are part of an album.
inline constexpr filter media_group{detail::message_question<&message::album_id>{}};
/// Messages with a keyboard that replaces the user's.
inline constexpr filter reply_keyboard{detail::asks<detail::has_reply_keyboard>{}};
/// Messages with buttons below them.
inline constexpr filter inline_keyboard{detail::asks<detail::has_inline_keyboard>{}};
/// Messages that are scheduled and not sent yet.
inline constexpr filter scheduled{detail::scheduled_message{}};
/// Messages that were scheduled before.
inline constexpr filter from_scheduled{detail::message_question<&message::from_scheduled>{}};
/// Edits that apps do not show, such as those by which Telegram tells of reactions; see message::edit_hidden.
inline constexpr filter hidden_edit{detail::message_with_hidden_edit{}};
/// Messages of business connections; no other filter lets them pass alone.
inline constexpr filter business{detail::business_message{}};

/// Messages in a topic of a forum; 1 is its General topic.
[[nodiscard]] inline auto topic(std::int32_t id) {
    return filter{detail::in_topic{std::vector<std::int32_t>{id}}};
}

/// Messages in any of these topics.
[[nodiscard]] inline auto topic(std::initializer_list<std::int32_t> ids) {
    return filter{detail::in_topic{std::vector<std::int32_t>(ids)}};
}

} // namespace awaitgram::filters
