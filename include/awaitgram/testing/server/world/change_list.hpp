// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/delivery.hpp>
#include <awaitgram/testing/server/world/view.hpp>
#include <awaitgram/testing/server/world/world.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Whether an account sees a message of a group or channel that it is a member of: bots do not see everything.
[[nodiscard]] inline bool sees(
    const world& accounts, const chat& where, const account& viewer, const stored_message& message
) {
    if (!viewer.bot || message.from == viewer.id)
        return true;
    const auto* writer = accounts.find(message.from);
    if (writer != nullptr && writer->bot && !message.post)
        return false; // bots do not hear each other
    if (!viewer.privacy_mode || where.is_admin(viewer.id) || message.is_service())
        return true;
    const auto& box = where.is_group() ? viewer.box : where.posts;
    if (is_mentioned(viewer, message, box.find(message.reply_to)))
        return true;
    const auto command = message.text.substr(0, message.text.find_first_of(" \n"));
    if (command.empty() || command[0] != '/')
        return message.extras && message.extras->via_bot == viewer.id;
    const auto addressee = command.find('@');
    return addressee == std::string::npos ||
           lower(command.substr(addressee + 1)) == lower(viewer.username);
}

/// Collects the changes that an action causes, each with the right number, for those who are to learn of them.
class change_list {
public:
    change_list(world& accounts, std::int32_t date) : accounts_(accounts), date_(date) {}

    [[nodiscard]] std::int32_t date() const noexcept { return date_; }
    [[nodiscard]] world& accounts() const noexcept { return accounts_; }
    [[nodiscard]] view view_of(const account& viewer) const {
        return view{accounts_, viewer, date_};
    }
    [[nodiscard]] std::vector<delivery> take() { return std::exchange(deliveries_, {}); }

    void add(delivery change) { deliveries_.push_back(std::move(change)); }
    void add(std::vector<delivery> changes) {
        for (auto& each : changes)
            add(std::move(each));
    }

    /// An event of an account's own mailbox.
    void add(std::int64_t account_id, mailbox_event event) {
        add(delivery{account_id, std::move(event), 0, nullptr});
    }

    /// An event of a channel, for all its members who see it.
    void add_to_members(const chat& channel, const mailbox_event& event) {
        const auto* shown =
            view::shows_message(event) ? channel.posts.find(event.message_id) : nullptr;
        for_each_member(channel, [&](account& member) {
            if (shown == nullptr || sees(accounts_, channel, member, *shown))
                add(delivery{member.id, event, channel.id, nullptr});
        });
    }

    /// An update without a number for one account; `peers` are the users and chats that it refers to.
    void push(std::int64_t account_id, api::Update update, std::vector<std::int64_t> peers) {
        loose_update loose;
        loose.update = std::move(update);
        loose.peers = std::move(peers);
        push(account_id, std::move(loose));
    }
    void push(std::int64_t account_id, loose_update loose) {
        delivery change;
        change.account_id = account_id;
        change.loose = std::make_shared<const loose_update>(std::move(loose));
        add(std::move(change));
    }

    /// An update that gets the account's next qts.
    template <class Update>
    void push_qts(account& to, Update update, std::vector<std::int64_t> peers) {
        update.qts = ++to.qts;
        push(to.id, std::move(update), std::move(peers));
        to.qts_updates.emplace_back(to.qts, deliveries_.back().loose);
    }

    template <class Action>
    void for_each_member(const chat& where, Action action) {
        for (const auto& [id, member] : where.members)
            if (member.is_in())
                if (auto* found = accounts_.find(id))
                    action(*found);
    }

private:
    world& accounts_;
    std::int32_t date_;
    std::vector<delivery> deliveries_;
};

} // namespace awaitgram::testing
