// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/updates/gap_tracker.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace awaitgram::updates {

namespace detail {

template <class U>
pending_update in_common(const api::Update& update) {
    const auto& u = *update.get_if<U>();
    pending_update made;
    made.number = u.pts;
    made.count = u.pts_count;
    return made;
}

template <class U>
pending_update in_secondary(const api::Update& update) {
    pending_update made;
    made.stream = secondary_sequence;
    made.number = update.get_if<U>()->qts;
    made.count = 1;
    return made;
}

inline pending_update in_channel(std::int64_t channel, std::int32_t pts, std::int32_t count) {
    pending_update made;
    made.stream = channel;
    // Without a channel there is no sequence: unordered.
    made.number = channel > 0 ? pts : 0;
    made.count = count;
    return made;
}

/// The channel a message belongs to; 0 when it is in none.
inline std::int64_t channel_of(const api::Message& message) {
    const api::Peer* peer = nullptr;
    if (const auto* plain = message.get_if<api::message>())
        peer = &plain->peer_id;
    else if (const auto* service = message.get_if<api::messageService>())
        peer = &service->peer_id;
    const auto* channel = peer != nullptr ? peer->get_if<api::peerChannel>() : nullptr;
    return channel != nullptr ? channel->channel_id : 0;
}

} // namespace detail

/// The sequence an update belongs to and its place there; number 0 when it has none.
/// Spec: https://core.telegram.org/api/updates#update-sequences
[[nodiscard]] inline pending_update pts_info(const api::Update& update) {
    using namespace detail;
    switch (update.id_of()) {
    case api::updateNewMessage::tl_id:
        return in_common<api::updateNewMessage>(update);
    case api::updateDeleteMessages::tl_id:
        return in_common<api::updateDeleteMessages>(update);
    case api::updateReadHistoryInbox::tl_id:
        return in_common<api::updateReadHistoryInbox>(update);
    case api::updateReadHistoryOutbox::tl_id:
        return in_common<api::updateReadHistoryOutbox>(update);
    case api::updateWebPage::tl_id:
        return in_common<api::updateWebPage>(update);
    case api::updateReadMessagesContents::tl_id:
        return in_common<api::updateReadMessagesContents>(update);
    case api::updateEditMessage::tl_id:
        return in_common<api::updateEditMessage>(update);
    case api::updateFolderPeers::tl_id:
        return in_common<api::updateFolderPeers>(update);
    case api::updatePinnedMessages::tl_id:
        return in_common<api::updatePinnedMessages>(update);
    case api::updateNewChannelMessage::tl_id: {
        const auto& u = *update.get_if<api::updateNewChannelMessage>();
        return in_channel(channel_of(u.message), u.pts, u.pts_count);
    }
    case api::updateEditChannelMessage::tl_id: {
        const auto& u = *update.get_if<api::updateEditChannelMessage>();
        return in_channel(channel_of(u.message), u.pts, u.pts_count);
    }
    case api::updateReadChannelInbox::tl_id: {
        const auto& u = *update.get_if<api::updateReadChannelInbox>();
        return in_channel(u.channel_id, u.pts, 0);
    }
    case api::updateDeleteChannelMessages::tl_id: {
        const auto& u = *update.get_if<api::updateDeleteChannelMessages>();
        return in_channel(u.channel_id, u.pts, u.pts_count);
    }
    case api::updateChannelWebPage::tl_id: {
        const auto& u = *update.get_if<api::updateChannelWebPage>();
        return in_channel(u.channel_id, u.pts, u.pts_count);
    }
    case api::updatePinnedChannelMessages::tl_id: {
        const auto& u = *update.get_if<api::updatePinnedChannelMessages>();
        return in_channel(u.channel_id, u.pts, u.pts_count);
    }
    case api::updateNewEncryptedMessage::tl_id:
        return in_secondary<api::updateNewEncryptedMessage>(update);
    case api::updateMessagePollVote::tl_id:
        return in_secondary<api::updateMessagePollVote>(update);
    case api::updateChatParticipant::tl_id:
        return in_secondary<api::updateChatParticipant>(update);
    case api::updateChannelParticipant::tl_id:
        return in_secondary<api::updateChannelParticipant>(update);
    case api::updateBotStopped::tl_id:
        return in_secondary<api::updateBotStopped>(update);
    case api::updateBotChatInviteRequester::tl_id:
        return in_secondary<api::updateBotChatInviteRequester>(update);
    case api::updateBotChatBoost::tl_id:
        return in_secondary<api::updateBotChatBoost>(update);
    case api::updateBotMessageReaction::tl_id:
        return in_secondary<api::updateBotMessageReaction>(update);
    case api::updateBotMessageReactions::tl_id:
        return in_secondary<api::updateBotMessageReactions>(update);
    case api::updateBotBusinessConnect::tl_id:
        return in_secondary<api::updateBotBusinessConnect>(update);
    case api::updateBotNewBusinessMessage::tl_id:
        return in_secondary<api::updateBotNewBusinessMessage>(update);
    case api::updateBotEditBusinessMessage::tl_id:
        return in_secondary<api::updateBotEditBusinessMessage>(update);
    case api::updateBotDeleteBusinessMessage::tl_id: {
        auto made = in_secondary<api::updateBotDeleteBusinessMessage>(update);
        const auto& messages = update.get_if<api::updateBotDeleteBusinessMessage>()->messages;
        made.count = static_cast<std::int32_t>(messages.size());
        return made;
    }
    case api::updateBotPurchasedPaidMedia::tl_id:
        return in_secondary<api::updateBotPurchasedPaidMedia>(update);
    case api::updateManagedBot::tl_id:
        return in_secondary<api::updateManagedBot>(update);
    case api::updateBotGuestChatQuery::tl_id:
        return in_secondary<api::updateBotGuestChatQuery>(update);
    default:
        return {};
    }
}

/// The message an update brings, or null.
[[nodiscard]] inline const api::Message* message_of(const api::Update& update) noexcept {
    if (const auto* common = update.get_if<api::updateNewMessage>())
        return &common->message;
    if (const auto* channel = update.get_if<api::updateNewChannelMessage>())
        return &channel->message;
    return nullptr;
}

/// The message that a short form (updateShortMessage, updateShortChatMessage) stands for.
template <class Short>
[[nodiscard]] api::message
expanded(const Short& brief, api::Peer chat, std::optional<api::Peer> sender) {
    api::message whole{};
    whole.out = brief.out;
    whole.mentioned = brief.mentioned;
    whole.media_unread = brief.media_unread;
    whole.silent = brief.silent;
    whole.id = brief.id;
    whole.peer_id = std::move(chat);
    if (sender)
        whole.from_id = std::move(*sender);
    whole.message = brief.message;
    whole.date = brief.date;
    whole.fwd_from = brief.fwd_from;
    whole.via_bot_id = brief.via_bot_id;
    whole.reply_to = brief.reply_to;
    whole.entities = brief.entities;
    whole.ttl_period = brief.ttl_period;
    return whole;
}

} // namespace awaitgram::updates
