// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <optional>
#include <utility>

namespace awaitgram::testing {

/// The short form that Telegram uses for a container whose only update is a plain message of a private chat or basic group; nothing
/// for others.
[[nodiscard]] inline std::optional<api::Updates> short_form(const api::updates_& container) {
    if (container.updates.size() != 1)
        return std::nullopt;
    const auto* update = container.updates[0].get_if<api::updateNewMessage>();
    const auto* message = update != nullptr ? update->message.get_if<api::message>() : nullptr;
    if (message == nullptr || message->media || message->reply_markup || message->saved_peer_id ||
        message->fwd_from || message->via_bot_id)
        return std::nullopt;
    const auto fill = [&](auto shown) -> api::Updates {
        shown.out = message->out;
        shown.mentioned = message->mentioned;
        shown.media_unread = message->media_unread;
        shown.silent = message->silent;
        shown.id = message->id;
        shown.message = message->message;
        shown.pts = update->pts;
        shown.pts_count = update->pts_count;
        shown.date = message->date;
        shown.reply_to = message->reply_to;
        shown.entities = message->entities;
        return shown;
    };
    if (const auto* user = message->peer_id.get_if<api::peerUser>()) {
        api::updateShortMessage shown;
        shown.user_id = user->user_id;
        return fill(std::move(shown));
    }
    const auto* group = message->peer_id.get_if<api::peerChat>();
    const auto* writer = message->from_id ? message->from_id->get_if<api::peerUser>() : nullptr;
    if (group == nullptr || writer == nullptr)
        return std::nullopt;
    api::updateShortChatMessage shown;
    shown.chat_id = group->chat_id;
    shown.from_id = writer->user_id;
    return fill(std::move(shown));
}

} // namespace awaitgram::testing
