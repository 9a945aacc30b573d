// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/media.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A story: a handle that keeps its data alive.
class story {
public:
    /// `chat` is the user or channel whose story it is.
    story(
        std::shared_ptr<const peer_map> peers, const api::storyItem& raw, std::int64_t chat
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw), chat_(chat) {}

    [[nodiscard]] std::int32_t id() const noexcept { return raw_->id; }

    /// The user or channel whose story it is.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return chat_; }
    /// Its name; empty when unknown.
    [[nodiscard]] std::string chat_title() const { return title_of(*peers_, chat_); }

    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }
    /// When it disappears, unless it is pinned to the profile.
    [[nodiscard]] time_point expires() const noexcept { return from_unix(raw_->expire_date); }

    /// The text below it; empty for none.
    [[nodiscard]] std::string_view caption() const noexcept {
        return raw_->caption ? raw_->caption->view() : std::string_view{};
    }

    /// The photo or the video.
    [[nodiscard]] media_view media() const noexcept { return media_view{&raw_->media}; }

    /// Whether it stays in the profile.
    [[nodiscard]] bool pinned() const noexcept { return raw_->pinned; }
    /// Whether it must not be forwarded or saved.
    [[nodiscard]] bool is_protected() const noexcept { return raw_->noforwards; }
    /// Whether it is the account's own.
    [[nodiscard]] bool outgoing() const noexcept { return raw_->out; }

    /// How often it was seen; 0 when the account may not know.
    [[nodiscard]] std::int32_t views() const noexcept {
        return raw_->views ? raw_->views->views_count : 0;
    }

    /// The story as Telegram's schema describes it.
    [[nodiscard]] const api::storyItem& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::storyItem* raw_;
    std::int64_t chat_;
};

/// Someone who has seen a story of the account, or forwarded or reposted it: a handle that keeps its data alive.
class story_viewer {
public:
    story_viewer(std::shared_ptr<const peer_map> peers, const api::StoryView& raw) noexcept
        : peers_(std::move(peers)), raw_(&raw) {}

    /// The user; for a public forward or repost, the chat that shows it.
    [[nodiscard]] std::int64_t id() const noexcept {
        if (const auto* seen = raw_->get_if<api::storyView>())
            return seen->user_id;
        if (const auto* reposted = raw_->get_if<api::storyViewPublicRepost>())
            return dialog_id(reposted->peer_id);
        const auto* forward = raw_->get_if<api::storyViewPublicForward>();
        const auto* message = forward ? forward->message.get_if<api::message>() : nullptr;
        return message != nullptr ? dialog_id(message->peer_id) : 0;
    }
    /// The name; empty when unknown.
    [[nodiscard]] std::string name() const { return title_of(*peers_, id()); }

    /// When it was seen; the time of 1970 for a forward or repost.
    [[nodiscard]] time_point date() const noexcept {
        const auto* seen = raw_->get_if<api::storyView>();
        return from_unix(seen != nullptr ? seen->date : 0);
    }

    /// Whether it was only seen, not forwarded or reposted.
    [[nodiscard]] bool is_view() const noexcept { return raw_->is<api::storyView>(); }

    /// The emoji of the viewer's reaction; empty for none, and for a custom emoji.
    [[nodiscard]] std::string_view reaction() const noexcept {
        const auto* seen = raw_->get_if<api::storyView>();
        const auto* emoji =
            seen && seen->reaction ? seen->reaction->get_if<api::reactionEmoji>() : nullptr;
        return emoji != nullptr ? emoji->emoticon.view() : std::string_view{};
    }

    /// The view as Telegram's schema describes it.
    [[nodiscard]] const api::StoryView& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::StoryView* raw_;
};

} // namespace awaitgram
