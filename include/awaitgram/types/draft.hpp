// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A text that the account has begun to write to a chat, and not sent: a handle that keeps its data alive.
class draft {
public:
    /// A draft inside of a larger object, which `peers` keeps alive, for the chat with an id and one of its topics, or 0. `account` is the
    /// one that acts on the chat, or null.
    draft(
        std::shared_ptr<const peer_map> peers,
        const api::draftMessage& raw,
        std::int64_t chat_id,
        std::int32_t topic,
        const self_info* account
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw), account_(account), chat_id_(chat_id),
          topic_(topic) {}

    /// The chat in the Bot API's numbering.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return chat_id_; }
    /// The chat as a handle; nothing when it did not come along.
    [[nodiscard]] std::optional<awaitgram::chat> chat() const {
        return awaitgram::chat::among(peers_, chat_id_, account_);
    }
    /// The topic of a forum; 0 for none.
    [[nodiscard]] std::int32_t topic() const noexcept { return topic_; }

    /// The text, and the same with its styles and links.
    [[nodiscard]] std::string_view text() const noexcept { return raw_->message.view(); }
    [[nodiscard]] awaitgram::text formatted() const;
    /// When it was written.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }
    /// The message that it answers; 0 for none.
    [[nodiscard]] std::int32_t reply_to() const noexcept {
        const auto* answered =
            raw_->reply_to ? raw_->reply_to->get_if<api::inputReplyToMessage>() : nullptr;
        return answered != nullptr ? answered->reply_to_msg_id : 0;
    }

    /// The draft as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::draftMessage* raw() const noexcept { return raw_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::draftMessage* raw_;
    const self_info* account_;
    std::int64_t chat_id_;
    std::int32_t topic_;
};

} // namespace awaitgram
