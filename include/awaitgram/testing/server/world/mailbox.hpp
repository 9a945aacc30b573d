// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/stored_message.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The state of one chat as one account has it.
struct dialog_state {
    std::int32_t top_message{};
    std::int32_t read_inbox_max_id{};
    std::int32_t read_outbox_max_id{};
    std::int32_t unread_count{};
    std::optional<api::DraftMessage> draft{};
};

/// An update that is no change of a message of the world: with a qts, with no number, or of a test's own making.
struct loose_update {
    api::Update update{};
    /// The users and chats that it refers to, as dialog ids.
    std::vector<std::int64_t> peers{};
    /// The number of its container, or 0.
    std::int32_t seq{};
};

/// One change of a mailbox or a channel; `pts` is the counter after it, `pts_count` the amount by which it moved.
struct mailbox_event {
    enum class kind {
        new_message,
        read_inbox,
        read_outbox,
        edited,
        erased,
        pinned,
        unpinned,
        other
    };
    kind what{};
    std::int32_t pts{};
    std::int32_t pts_count{};
    /// The id of the new or edited message, or the greatest id that is read now.
    std::int32_t message_id{};
    std::int64_t peer{};
    std::int32_t still_unread{};
    std::int32_t date{};
    /// The messages that are gone, or are pinned or not any more.
    std::vector<std::int32_t> ids{};
    /// The update itself, of another kind.
    std::shared_ptr<const loose_update> other{};
    /// The messages before they were edited or erased.
    std::shared_ptr<const std::vector<stored_message>> before{};
};

/// Messages that are numbered together, and the log of all changes: those of one account's private chats and basic groups, or those
/// of one channel.
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
    /// A message to be changed; `edited` tells the clients.
    [[nodiscard]] stored_message* find(std::int32_t id) {
        return const_cast<stored_message*>(std::as_const(*this).find(id));
    }

    [[nodiscard]] const dialog_state* dialog_with(std::int64_t peer) const {
        const auto known = dialogs_.find(peer);
        return known == dialogs_.end() ? nullptr : &known->second;
    }
    /// The state of a chat, which is created if there is none.
    [[nodiscard]] dialog_state& open_dialog(std::int64_t peer) { return dialogs_[peer]; }

    /// The ids of one chat's messages, in ascending order.
    [[nodiscard]] std::span<const std::int32_t> ids_with(std::int64_t peer) const {
        const auto known = chats_.find(peer);
        return known == chats_.end() ? std::span<const std::int32_t>{} : known->second;
    }

    /// The message that an account sent with this random id, for clients that send it twice.
    [[nodiscard]] const stored_message* sent_with(std::int64_t from, std::int64_t random_id) const {
        const auto known = sent_.find({from, random_id});
        return known == sent_.end() ? nullptr : find(known->second);
    }

    /// The events after a counter.
    [[nodiscard]] std::span<const mailbox_event> events_since(std::int32_t pts) const {
        const auto begin = std::upper_bound(
            events_.begin(),
            events_.end(),
            pts,
            [](std::int32_t known, const mailbox_event& event) { return known < event.pts; }
        );
        return std::span{events_}.subspan(static_cast<std::size_t>(begin - events_.begin()));
    }

    /// Adds a message; its id is the next one.
    mailbox_event add(stored_message message) {
        message.id = ++last_id_;
        auto& dialog = dialogs_[message.peer];
        dialog.top_message = message.id;
        if (message.random_id != 0 && (message.outgoing || message.peer < 0))
            sent_.emplace(std::pair{message.from, message.random_id}, message.id);
        if (!message.outgoing)
            ++dialog.unread_count;
        else if (message.peer == message.from)
            dialog.read_inbox_max_id = dialog.read_outbox_max_id = message.id;
        const auto event =
            log(mailbox_event::kind::new_message, message.peer, message.id, message.date);
        message.pts = event.pts;
        chats_[message.peer].push_back(message.id);
        messages_.emplace(message.id, std::move(message));
        return event;
    }

    /// Logs that a message was changed, with its content before.
    mailbox_event edited(const stored_message& message, std::int32_t date, stored_message before) {
        log(mailbox_event::kind::edited, message.peer, message.id, date);
        return keep_before({std::move(before)});
    }

    /// Removes messages; nothing when none of them exists.
    std::optional<mailbox_event>
    erase(std::int64_t peer, std::span<const std::int32_t> ids, std::int32_t date) {
        std::vector<std::int32_t> gone;
        std::vector<stored_message> before;
        for (const auto id : ids) {
            const auto known = messages_.find(id);
            if (known == messages_.end())
                continue;
            forget(known->second);
            before.push_back(std::move(known->second));
            messages_.erase(known);
            gone.push_back(id);
        }
        if (gone.empty())
            return std::nullopt;
        log(mailbox_event::kind::erased, peer, 0, date, std::move(gone));
        return keep_before(std::move(before));
    }

    /// Pins messages of a chat, or unpins them; nothing when that changes none.
    std::optional<mailbox_event>
    pin(std::int64_t peer, std::span<const std::int32_t> ids, bool pinned, std::int32_t date) {
        std::vector<std::int32_t> changed;
        for (const auto id : ids)
            if (auto* message = find(id); message != nullptr && message->pinned != pinned) {
                message->pinned = pinned;
                changed.push_back(id);
            }
        if (changed.empty())
            return std::nullopt;
        const auto what = pinned ? mailbox_event::kind::pinned : mailbox_event::kind::unpinned;
        return log(what, peer, 0, date, std::move(changed));
    }

    /// Logs an update of another kind, which has its numbers.
    mailbox_event add_other(
        std::int64_t peer,
        std::int32_t count,
        std::shared_ptr<const loose_update> other,
        std::int32_t date
    ) {
        pts_ += count - 1;
        auto event = log(mailbox_event::kind::other, peer, 0, date);
        event.pts_count = count;
        event.other = std::move(other);
        events_.back() = event;
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

    /// Adds the messages before the last event to it.
    mailbox_event keep_before(std::vector<stored_message> before) {
        events_.back().before =
            std::make_shared<const std::vector<stored_message>>(std::move(before));
        return events_.back();
    }

    /// Removes a message from everything but `messages_`.
    void forget(const stored_message& message) {
        auto& ids = chats_[message.peer];
        ids.erase(std::lower_bound(ids.begin(), ids.end(), message.id));
        auto& dialog = dialogs_[message.peer];
        dialog.top_message = ids.empty() ? 0 : ids.back();
        if (!message.outgoing && message.id > dialog.read_inbox_max_id && dialog.unread_count > 0)
            --dialog.unread_count;
    }

    mailbox_event
    log(mailbox_event::kind what,
        std::int64_t peer,
        std::int32_t message_id,
        std::int32_t date,
        std::vector<std::int32_t> ids = {}) {
        mailbox_event event;
        event.what = what;
        event.pts_count = ids.empty() ? 1 : static_cast<std::int32_t>(ids.size());
        event.pts = pts_ += event.pts_count;
        event.message_id = message_id;
        event.peer = peer;
        event.date = date;
        if (const auto known = dialogs_.find(peer); known != dialogs_.end())
            event.still_unread = known->second.unread_count;
        event.ids = std::move(ids);
        events_.push_back(event);
        return event;
    }

    std::int32_t pts_ = 1;
    std::int32_t last_id_ = 0;
    std::map<std::int32_t, stored_message> messages_;
    std::map<std::int64_t, dialog_state> dialogs_;
    std::map<std::int64_t, std::vector<std::int32_t>> chats_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::int32_t> sent_; // by account and random id
    std::vector<mailbox_event> events_;
};

} // namespace awaitgram::testing
