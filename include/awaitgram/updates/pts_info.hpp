// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/updates/gap_tracker.hpp>

#include <cstdint>

namespace awaitgram::updates {

namespace detail {

template <class U>
pending_update in_common(const api::Update& update) {
    const auto& u = *update.get_if<U>();
    pending_update place;
    place.number = u.pts;
    place.count = u.pts_count;
    return place;
}

template <class U>
pending_update in_secondary(const api::Update& update) {
    pending_update place;
    place.sequence = secondary_sequence;
    place.number = update.get_if<U>()->qts;
    place.count = 1;
    return place;
}

inline pending_update in_channel(std::int64_t channel, std::int32_t pts, std::int32_t count) {
    pending_update place;
    place.sequence = channel;
    // Without a channel there is no sequence, so the update is unordered.
    place.number = channel > 0 ? pts : 0;
    place.count = count;
    return place;
}

/// The bare id of the channel a message is in; 0 for other chats.
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

/// The sequence of an update and its place there, without the update itself; number 0 when it has no place.
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
        auto place = in_secondary<api::updateBotDeleteBusinessMessage>(update);
        const auto& messages = update.get_if<api::updateBotDeleteBusinessMessage>()->messages;
        place.count = static_cast<std::int32_t>(messages.size());
        return place;
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

} // namespace awaitgram::updates
