// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/draft.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/user.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A chat in the account's list of chats: a handle that keeps its data alive.
class dialog {
public:
    /// A chat inside of a larger object, which `peers` keeps alive; `top` is its last message, or null. `account` is the one that acts on
    /// the chat, or null.
    dialog(
        std::shared_ptr<const peer_map> peers,
        const api::dialog& raw,
        const api::message* top,
        const self_info* account = nullptr
    )
        : peers_(std::move(peers)), raw_(&raw), top_(top), account_(account) {}

    /// The person's name, or the group's or channel's title.
    [[nodiscard]] std::string title() const { return title_of(*peers_, id()); }

    /// The chat in the Bot API's numbering: a user's id, or a negative number for groups and channels.
    [[nodiscard]] std::int64_t id() const noexcept { return dialog_id(raw_->peer); }

    /// The chat as a handle, and the user of a private chat; nothing for those that did not come along.
    [[nodiscard]] std::optional<awaitgram::chat> chat() const {
        return awaitgram::chat::among(peers_, id(), account_);
    }
    [[nodiscard]] std::optional<awaitgram::user> user() const {
        return awaitgram::user::among(peers_, id(), account_);
    }

    /// The number of messages that the account has not read.
    [[nodiscard]] std::int32_t unread_count() const noexcept { return raw_->unread_count; }

    /// Whether it is pinned to the top of the list.
    [[nodiscard]] bool pinned() const noexcept { return raw_->pinned; }

    /// Whether it is in the archive.
    [[nodiscard]] bool archived() const noexcept { return raw_->folder_id == 1; }

    /// The text of its last message; empty when there is none.
    [[nodiscard]] std::string_view last_text() const noexcept {
        return top_ != nullptr ? top_->message.view() : std::string_view{};
    }

    /// The text that the account has begun to write to it; nothing for none.
    [[nodiscard]] std::optional<awaitgram::draft> draft() const;

    /// The chat as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::dialog* raw() const noexcept { return raw_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::dialog* raw_;
    const api::message* top_;
    const self_info* account_;
};

} // namespace awaitgram
