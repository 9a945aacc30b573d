// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/user.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// An invite link of a group or channel: a handle that keeps its data alive.
class invite_link {
public:
    /// An empty one, for completion tokens that need one before there is a result.
    invite_link() noexcept : raw_(&nothing()) {}

    /// A link inside of a larger object, which `peers` keeps alive.
    invite_link(
        std::shared_ptr<const peer_map> peers,
        const api::chatInviteExported& raw,
        const self_info* account = nullptr
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw), account_(account) {}

    /// The link, `https://t.me/+...`. Of links of others the end can be missing.
    [[nodiscard]] std::string_view link() const noexcept { return raw_->link.view(); }
    /// What administrators call it; empty for nothing.
    [[nodiscard]] std::string_view title() const noexcept {
        return raw_->title ? raw_->title->view() : std::string_view{};
    }
    /// The administrator whose link it is.
    [[nodiscard]] std::int64_t creator_id() const noexcept { return raw_->admin_id; }
    /// The same as a handle; nothing when it did not come along.
    [[nodiscard]] std::optional<user> creator() const {
        return user::among(peers_, creator_id(), account_);
    }
    /// When it was created.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }
    /// When it ends; nothing for never.
    [[nodiscard]] std::optional<time_point> expires() const noexcept {
        return raw_->expire_date ? std::optional{from_unix(*raw_->expire_date)} : std::nullopt;
    }
    /// How many users can join by it; 0 for any number.
    [[nodiscard]] std::int32_t usage_limit() const noexcept {
        return raw_->usage_limit.value_or(0);
    }
    /// How many users joined by it.
    [[nodiscard]] std::int32_t usage() const noexcept { return raw_->usage.value_or(0); }
    /// How many users wait to be let in by it.
    [[nodiscard]] std::int32_t requested() const noexcept { return raw_->requested.value_or(0); }
    /// Whether it is the administrator's primary link, which neither ends nor is limited.
    [[nodiscard]] bool primary() const noexcept { return raw_->permanent; }
    /// Whether it was revoked.
    [[nodiscard]] bool revoked() const noexcept { return raw_->revoked; }
    /// Whether administrators approve those who come by it.
    [[nodiscard]] bool by_request() const noexcept { return raw_->request_needed; }

    /// The link as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::chatInviteExported* raw() const noexcept { return raw_; }
    /// What came along with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

private:
    [[nodiscard]] static const api::chatInviteExported& nothing() noexcept {
        static const api::chatInviteExported empty{};
        return empty;
    }

    std::shared_ptr<const peer_map> peers_{};
    const api::chatInviteExported* raw_;
    const self_info* account_ = nullptr;
};

/// A user who came by an invite link, or who asks to be let in: a handle that keeps its data alive.
class invited_user {
public:
    /// An empty one, for completion tokens that need one before there is a result.
    invited_user() noexcept : raw_(&nothing()) {}

    /// One inside of a larger object, which `peers` keeps alive.
    invited_user(
        std::shared_ptr<const peer_map> peers,
        const api::chatInviteImporter& raw,
        const self_info* account = nullptr
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw), account_(account) {}

    /// The user's id.
    [[nodiscard]] std::int64_t id() const noexcept { return raw_->user_id; }
    /// The user as a handle; nothing when it did not come along.
    [[nodiscard]] std::optional<awaitgram::user> user() const {
        return awaitgram::user::among(peers_, id(), account_);
    }
    /// When it joined, or asked.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }
    /// Whether it waits to be let in.
    [[nodiscard]] bool waiting() const noexcept { return raw_->requested; }
    /// What a user who waits says about itself; empty for nothing.
    [[nodiscard]] std::string_view about() const noexcept {
        return raw_->about ? raw_->about->view() : std::string_view{};
    }
    /// The administrator who let it in; 0 for none.
    [[nodiscard]] std::int64_t approved_by() const noexcept {
        return raw_->approved_by.value_or(0);
    }

    /// The user as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::chatInviteImporter* raw() const noexcept { return raw_; }

private:
    [[nodiscard]] static const api::chatInviteImporter& nothing() noexcept {
        static const api::chatInviteImporter empty{};
        return empty;
    }

    std::shared_ptr<const peer_map> peers_{};
    const api::chatInviteImporter* raw_;
    const self_info* account_ = nullptr;
};

/// What an invite link shows to those who have not joined.
struct invite_preview {
    std::string title{};
    std::string about{};
    std::int32_t members_count = 0;
    /// Whether it leads to a broadcast channel.
    bool channel = false;
    /// Whether administrators approve those who come by it.
    bool by_request = false;
    /// The chat, if the account is in it already, or may look into it.
    std::optional<chat> joined_chat{};
};

} // namespace awaitgram
