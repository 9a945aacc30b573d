// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/user.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace awaitgram {

/// All that Telegram tells of a user: a handle that keeps its data alive.
class full_user {
public:
    /// An empty one, for completion tokens that need one before there is a result.
    full_user() noexcept : raw_(&nothing()) {}

    /// A user inside of a larger object, which `peers` keeps alive.
    full_user(
        std::shared_ptr<const peer_map> peers,
        const api::userFull& raw,
        const self_info* account = nullptr
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw), account_(account) {}

    [[nodiscard]] std::int64_t id() const noexcept { return raw_->id; }
    /// The names and so on.
    [[nodiscard]] awaitgram::user user() const {
        return awaitgram::user::among(peers_, id(), account_).value_or(awaitgram::user{});
    }
    /// What it says about itself; empty for nothing.
    [[nodiscard]] std::string_view about() const noexcept {
        return raw_->about ? raw_->about->view() : std::string_view{};
    }
    /// What a bot is for, as its empty chat shows it; empty for users.
    [[nodiscard]] std::string_view bot_description() const noexcept {
        return raw_->bot_info && raw_->bot_info->description ? raw_->bot_info->description->view()
                                                             : std::string_view{};
    }
    /// Whether the account has blocked it.
    [[nodiscard]] bool blocked() const noexcept { return raw_->blocked; }
    /// How many groups both are in.
    [[nodiscard]] std::int32_t common_chats_count() const noexcept {
        return raw_->common_chats_count;
    }
    /// The newest pinned message of the private chat; 0 for none.
    [[nodiscard]] std::int32_t pinned_message_id() const noexcept {
        return raw_->pinned_msg_id.value_or(0);
    }
    /// After how long messages of the private chat are deleted; 0 for never.
    [[nodiscard]] std::chrono::seconds message_lifetime() const noexcept {
        return std::chrono::seconds{raw_->ttl_period.value_or(0)};
    }
    /// Whether the private chat is in the archive.
    [[nodiscard]] bool archived() const noexcept { return raw_->folder_id.value_or(0) == 1; }
    /// Whether the account can call it.
    [[nodiscard]] bool can_be_called() const noexcept { return raw_->phone_calls_available; }
    /// The channel that it shows in its profile; 0 for none.
    [[nodiscard]] std::int64_t personal_channel_id() const noexcept {
        return detail::dialog_of_channel(raw_->personal_channel_id.value_or(0));
    }

    /// The user as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::userFull* raw() const noexcept { return raw_; }
    /// What came along with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

private:
    [[nodiscard]] static const api::userFull& nothing() noexcept {
        static const api::userFull empty{};
        return empty;
    }

    std::shared_ptr<const peer_map> peers_{};
    const api::userFull* raw_;
    const self_info* account_ = nullptr;
};

} // namespace awaitgram
