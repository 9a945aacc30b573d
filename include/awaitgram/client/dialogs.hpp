// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

class client;

/// A chat in the account's list of chats: a handle that keeps what it points to alive.
class dialog {
public:
    dialog(std::shared_ptr<const peer_map> with, const api::dialog& raw, const api::message* top)
        : with_(std::move(with)), raw_(&raw), top_(top) {}

    /// The person's name, or the group's or channel's title.
    [[nodiscard]] std::string title() const { return title_of(*with_, id()); }

    /// The chat as one number: a user's id, or negative for groups and channels, as in the Bot API.
    [[nodiscard]] std::int64_t id() const noexcept { return dialog_id(raw_->peer); }

    /// How many of its messages nobody has read yet.
    [[nodiscard]] std::int32_t unread_count() const noexcept { return raw_->unread_count; }

    /// Whether it stands at the top of the list.
    [[nodiscard]] bool pinned() const noexcept { return raw_->pinned; }

    /// The text of its last message; empty when that has none.
    [[nodiscard]] std::string_view last_text() const noexcept {
        return top_ != nullptr ? top_->message.view() : std::string_view{};
    }

    /// The chat as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::dialog* raw() const noexcept { return raw_; }

private:
    std::shared_ptr<const peer_map> with_;
    const api::dialog* raw_;
    const api::message* top_;
};

/// The account's chats, latest first, fetched a hundred at a time while one walks through them.
///
/// `for (auto dialogs = telegram.dialogs(); const auto dialog = co_await dialogs.next();)`
class dialogs {
public:
    explicit dialogs(client& telegram) : telegram_(&telegram) {}

    /// The next chat, or nothing after the last one.
    ///
    /// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels: the same chat comes with the next call.
    [[nodiscard]] awaitable<std::optional<dialog>> next();

private:
    awaitable<void> fetch();
    template <class Page>
    std::optional<std::int64_t> take(const std::shared_ptr<peer_map>& kept, const Page& page);

    client* telegram_;
    std::vector<dialog> page_{};
    std::size_t at_ = 0;
    std::int32_t offset_date_ = 0;
    std::int32_t offset_id_ = 0;
    api::InputPeer offset_peer_ = api::inputPeerEmpty{};
    bool complete_ = false;
};

} // namespace awaitgram
