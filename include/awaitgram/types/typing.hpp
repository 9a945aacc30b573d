// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>

namespace awaitgram {

/// What a user does in a chat at the moment; `other` for what this library does not know.
enum class typing_action {
    typing,
    stopped,
    records_video,
    uploads_video,
    records_voice,
    uploads_voice,
    uploads_photo,
    uploads_document,
    chooses_location,
    chooses_contact,
    chooses_sticker,
    plays_game,
    records_video_note,
    uploads_video_note,
    speaks_in_call,
    imports_history,
    plays_emoji,
    sees_emoji,
    drafts_text,
    other,
};

/// A user types, records or uploads something; updateUserTyping, updateChatUserTyping, updateChannelUserTyping.
///
/// It counts for six seconds.
class typing : public event_of<
                   api::updateUserTyping,
                   api::updateChatUserTyping,
                   api::updateChannelUserTyping> {
public:
    using event_of::event_of;

    /// The chat.
    [[nodiscard]] std::int64_t chat_id() const noexcept {
        if (const auto* in_private = raw_if<api::updateUserTyping>())
            return detail::dialog_of_user(in_private->user_id);
        if (const auto* in_group = raw_if<api::updateChatUserTyping>())
            return detail::dialog_of_group(in_group->chat_id);
        return detail::dialog_of_channel(raw_if<api::updateChannelUserTyping>()->channel_id);
    }

    /// The user or chat that types.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        if (const auto* in_group = raw_if<api::updateChatUserTyping>())
            return dialog_id(in_group->from_id);
        if (const auto* in_channel = raw_if<api::updateChannelUserTyping>())
            return dialog_id(in_channel->from_id);
        return chat_id();
    }

    /// The name of the user or chat that types; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The topic; 0 for none.
    [[nodiscard]] std::int32_t topic_id() const noexcept {
        if (const auto* in_private = raw_if<api::updateUserTyping>())
            return in_private->top_msg_id.value_or(0);
        const auto* in_channel = raw_if<api::updateChannelUserTyping>();
        return in_channel ? in_channel->top_msg_id.value_or(0) : 0;
    }

    /// What happens.
    [[nodiscard]] typing_action action() const noexcept;

    /// How much of an upload is done, in percent; 0 for other actions.
    [[nodiscard]] std::int32_t progress() const noexcept;

    /// What happens, as Telegram's schema describes it.
    [[nodiscard]] const api::SendMessageAction& raw_action() const noexcept {
        if (const auto* in_private = raw_if<api::updateUserTyping>())
            return in_private->action;
        if (const auto* in_group = raw_if<api::updateChatUserTyping>())
            return in_group->action;
        return raw_if<api::updateChannelUserTyping>()->action;
    }
};

} // namespace awaitgram
