// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// One account's copy of a message of a private chat.
struct stored_message {
    std::int32_t id{};
    /// The id of the same message in the other side's mailbox.
    std::int32_t twin_id{};
    /// The mailbox's counter after the message was added.
    std::int32_t pts{};
    std::int64_t from{};
    /// The other side of the chat; the account itself for its saved messages.
    std::int64_t peer{};
    bool outgoing{};
    bool silent{};
    std::int32_t date{};
    std::string text{};
    /// The message of the same mailbox that this one replies to, or 0.
    std::int32_t reply_to{};
    tl::vector<api::MessageEntity> entities{};
    std::optional<api::ReplyMarkup> reply_markup{};
    std::int64_t random_id{};
};

/// The state of one private chat as one account has it.
struct dialog_state {
    std::int32_t top_message{};
    std::int32_t read_inbox_max_id{};
    std::int32_t read_outbox_max_id{};
    std::int32_t unread_count{};
};

/// One change of a mailbox; `pts` is the mailbox's counter after it, `pts_count` the amount by which it moved.
struct mailbox_event {
    enum class kind { new_message, read_inbox, read_outbox };
    kind what{};
    std::int32_t pts{};
    std::int32_t pts_count{};
    /// The id of the new message, or the greatest id that is read now.
    std::int32_t message_id{};
    std::int64_t peer{};
    std::int32_t still_unread{};
    std::int32_t date{};
};

/// The private chats of one account: messages numbered as Telegram numbers them, and the log of all changes.
class mailbox {
public:
    [[nodiscard]] std::int32_t pts() const noexcept { return pts_; }
    [[nodiscard]] const std::map<std::int32_t, stored_message>& messages() const noexcept {
        return messages_;
    }
    [[nodiscard]] const std::map<std::int64_t, dialog_state>& dialogs() const noexcept {
        return dialogs_;
    }
    [[nodiscard]] const std::vector<mailbox_event>& events() const noexcept { return events_; }
    [[nodiscard]] std::int32_t next_id() const noexcept { return last_id_ + 1; }

    [[nodiscard]] const stored_message* find(std::int32_t id) const {
        const auto known = messages_.find(id);
        return known == messages_.end() ? nullptr : &known->second;
    }

    [[nodiscard]] const dialog_state* dialog_with(std::int64_t peer) const {
        const auto known = dialogs_.find(peer);
        return known == dialogs_.end() ? nullptr : &known->second;
    }

    /// The ids of one chat's messages, in ascending order.
    [[nodiscard]] std::span<const std::int32_t> ids_with(std::int64_t peer) const {
        const auto known = chats_.find(peer);
        return known == chats_.end() ? std::span<const std::int32_t>{} : known->second;
    }

    /// The message sent with this random id, for clients that send it twice.
    [[nodiscard]] const stored_message* sent_with(std::int64_t random_id) const {
        const auto known = sent_.find(random_id);
        return known == sent_.end() ? nullptr : find(known->second);
    }

    /// Adds a message; its id is the mailbox's next one.
    mailbox_event add(stored_message message) {
        message.id = ++last_id_;
        auto& dialog = dialogs_[message.peer];
        dialog.top_message = message.id;
        if (message.outgoing) {
            sent_.emplace(message.random_id, message.id);
            if (message.peer == message.from)
                dialog.read_inbox_max_id = dialog.read_outbox_max_id = message.id;
        } else {
            ++dialog.unread_count;
        }
        const auto event =
            log(mailbox_event::kind::new_message, message.peer, message.id, message.date);
        message.pts = event.pts;
        chats_[message.peer].push_back(message.id);
        messages_.emplace(message.id, std::move(message));
        return event;
    }

    /// Marks the messages from the other side as read, up to an id; nothing when they were read before.
    std::optional<mailbox_event>
    read_inbox(std::int64_t peer, std::int32_t max_id, std::int32_t date) {
        return read(mailbox_event::kind::read_inbox, peer, max_id, date);
    }

    /// Marks the messages of this account as read by the other side, up to an id; nothing when they were read before.
    std::optional<mailbox_event>
    read_outbox(std::int64_t peer, std::int32_t max_id, std::int32_t date) {
        return read(mailbox_event::kind::read_outbox, peer, max_id, date);
    }

    /// The number of unread messages in all chats.
    [[nodiscard]] std::int32_t unread() const {
        std::int32_t count = 0;
        for (const auto& [peer, dialog] : dialogs_)
            count += dialog.unread_count;
        return count;
    }

private:
    std::optional<mailbox_event>
    read(mailbox_event::kind what, std::int64_t peer, std::int32_t max_id, std::int32_t date) {
        const auto known = dialogs_.find(peer);
        if (known == dialogs_.end())
            return std::nullopt;
        auto& dialog = known->second;
        const auto inbox = what == mailbox_event::kind::read_inbox;
        auto& already = inbox ? dialog.read_inbox_max_id : dialog.read_outbox_max_id;
        auto last = already; // the greatest message of that side up to max_id
        std::int32_t left = 0;
        const auto ids = ids_with(peer);
        for (auto id = std::upper_bound(ids.begin(), ids.end(), already); id != ids.end(); ++id) {
            if (messages_.at(*id).outgoing == inbox)
                continue;
            if (max_id == 0 || *id <= max_id)
                last = *id;
            else
                ++left;
        }
        if (last == already)
            return std::nullopt;
        already = last;
        if (inbox)
            dialog.unread_count = left;
        return log(what, peer, last, date);
    }

    mailbox_event
    log(mailbox_event::kind what, std::int64_t peer, std::int32_t message_id, std::int32_t date) {
        mailbox_event event;
        event.what = what;
        event.pts = ++pts_;
        event.pts_count = 1;
        event.message_id = message_id;
        event.peer = peer;
        event.date = date;
        event.still_unread = dialogs_[peer].unread_count;
        events_.push_back(event);
        return event;
    }

    std::int32_t pts_ = 1;
    std::int32_t last_id_ = 0;
    std::map<std::int32_t, stored_message> messages_;
    std::map<std::int64_t, dialog_state> dialogs_;
    std::map<std::int64_t, std::vector<std::int32_t>> chats_;
    std::map<std::int64_t, std::int32_t> sent_;
    std::vector<mailbox_event> events_;
};

} // namespace awaitgram::testing
