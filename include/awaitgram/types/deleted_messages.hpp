// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/event_of.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace awaitgram {

/// Messages were deleted; updateDeleteMessages, updateDeleteChannelMessages, updateDeleteScheduledMessages,
/// updateBotDeleteBusinessMessage.
///
/// For private chats and basic groups Telegram does not say the chat: their ids are unique within the account.
class deleted_messages : public event_of<
                             api::updateDeleteMessages,
                             api::updateDeleteChannelMessages,
                             api::updateDeleteScheduledMessages,
                             api::updateBotDeleteBusinessMessage> {
public:
    using event_of::event_of;

    /// The chat; 0 when Telegram does not say it, as in private chats and basic groups.
    [[nodiscard]] std::int64_t chat_id() const noexcept {
        if (const auto* channel = raw_if<api::updateDeleteChannelMessages>())
            return detail::dialog_of_channel(channel->channel_id);
        if (const auto* scheduled = raw_if<api::updateDeleteScheduledMessages>())
            return dialog_id(scheduled->peer);
        const auto* business = raw_if<api::updateBotDeleteBusinessMessage>();
        return business ? dialog_id(business->peer) : 0;
    }

    /// The ids of the messages; see `scheduled`.
    [[nodiscard]] std::span<const std::int32_t> ids() const noexcept {
        if (const auto* channel = raw_if<api::updateDeleteChannelMessages>())
            return items(channel->messages);
        if (const auto* planned = raw_if<api::updateDeleteScheduledMessages>())
            return items(planned->messages);
        if (const auto* business = raw_if<api::updateBotDeleteBusinessMessage>())
            return items(business->messages);
        return items(raw_if<api::updateDeleteMessages>()->messages);
    }

    /// Whether they were scheduled messages, whose ids count apart from those of other messages.
    [[nodiscard]] bool scheduled() const noexcept {
        return raw_if<api::updateDeleteScheduledMessages>() != nullptr;
    }

    /// For scheduled messages that were sent: the ids that they have now, in the order of `ids`.
    [[nodiscard]] std::span<const std::int32_t> sent_ids() const noexcept {
        const auto* planned = raw_if<api::updateDeleteScheduledMessages>();
        if (planned == nullptr || !planned->sent_messages)
            return {};
        return items(*planned->sent_messages);
    }

    /// The identifier of the business connection that they came by; empty for none.
    [[nodiscard]] std::string_view business_connection() const noexcept {
        const auto* business = raw_if<api::updateBotDeleteBusinessMessage>();
        return business ? business->connection_id.view() : std::string_view{};
    }

private:
    [[nodiscard]] static std::span<const std::int32_t> items(const tl::vector<std::int32_t>& ids
    ) noexcept {
        return {ids.begin(), ids.size()};
    }
};

} // namespace awaitgram
