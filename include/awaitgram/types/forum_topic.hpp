// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A topic of a forum: a handle that keeps its data alive.
class forum_topic {
public:
    /// The id of the General topic, which every forum has.
    static constexpr std::int32_t general = 1;

    /// An empty one, for completion tokens that need one before there is a result.
    forum_topic() noexcept : raw_(&nothing()) {}

    /// A topic inside of a larger object, which `peers` keeps alive.
    forum_topic(std::shared_ptr<const peer_map> peers, const api::forumTopic& raw) noexcept
        : peers_(std::move(peers)), raw_(&raw) {}

    /// The id, for `send_options::topic`.
    [[nodiscard]] std::int32_t id() const noexcept { return raw_->id; }
    [[nodiscard]] std::string_view title() const noexcept { return raw_->title.view(); }
    /// The user or chat that created it.
    [[nodiscard]] std::int64_t creator_id() const noexcept { return dialog_id(raw_->from_id); }
    /// When it was created.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }
    /// The colour of its icon, 0xRRGGBB.
    [[nodiscard]] std::int32_t icon_color() const noexcept { return raw_->icon_color; }
    /// The custom emoji that is its icon; 0 for none.
    [[nodiscard]] std::int64_t icon_emoji() const noexcept {
        return raw_->icon_emoji_id.value_or(0);
    }
    /// Whether only administrators write there.
    [[nodiscard]] bool closed() const noexcept { return raw_->closed; }
    /// Whether it is the General topic and hidden.
    [[nodiscard]] bool hidden() const noexcept { return raw_->hidden; }
    [[nodiscard]] bool pinned() const noexcept { return raw_->pinned; }
    /// Whether the account created it.
    [[nodiscard]] bool own() const noexcept { return raw_->my; }
    /// The id of its last message.
    [[nodiscard]] std::int32_t last_message_id() const noexcept { return raw_->top_message; }
    /// The number of messages that the account has not read.
    [[nodiscard]] std::int32_t unread_count() const noexcept { return raw_->unread_count; }
    /// The number of mentions that the account has not read.
    [[nodiscard]] std::int32_t unread_mentions() const noexcept {
        return raw_->unread_mentions_count;
    }

    /// The topic as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::forumTopic* raw() const noexcept { return raw_; }
    /// What came along with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

private:
    [[nodiscard]] static const api::forumTopic& nothing() noexcept {
        static const api::forumTopic empty{};
        return empty;
    }

    std::shared_ptr<const peer_map> peers_{};
    const api::forumTopic* raw_;
};

} // namespace awaitgram
