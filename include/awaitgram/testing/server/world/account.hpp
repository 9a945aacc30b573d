// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/delivery.hpp>
#include <awaitgram/testing/server/world/mailbox.hpp>
#include <awaitgram/testing/server/world/password.hpp>
#include <awaitgram/testing/server/world/scheduled.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The place of a chat in an account's list, and how it sounds.
struct dialog_settings {
    bool archived{};
    bool unread_mark{};
    std::int32_t muted_until{};
};

/// A user or a bot.
struct account {
    std::int64_t id{};
    bool bot{};
    std::string first_name{};
    std::string last_name{};
    std::string username{};
    /// Digits only; empty for bots.
    std::string phone{};
    /// The part of a bot token after the colon.
    std::string token_secret{};
    std::optional<password_record> password{};
    std::int32_t online_until{};
    std::int32_t last_seen{};
    mailbox box{};
    /// For bots: in groups where it is no admin, the bot sees commands, replies to it and mentions of it alone.
    bool privacy_mode = true;
    /// Nobody can add this account to a chat.
    bool refuses_invitations = false;
    std::map<std::int64_t, dialog_settings> dialog_settings_of{};
    /// The chats that are pinned to the top of the list, the first one first.
    std::vector<std::int64_t> pinned_dialogs{};
    /// The folders of the list, in their order.
    std::vector<api::DialogFilter> folders{};
    /// The accounts that may not write to this one.
    std::set<std::int64_t> blocked{};
    /// The secondary counter, and the updates that moved it.
    std::int32_t qts = 1;
    std::vector<std::pair<std::int32_t, std::shared_ptr<const loose_update>>> qts_updates{};
    /// The number of the last container of updates that has one.
    std::int32_t seq = 1;
    /// The messages to be sent later, by chat.
    std::map<std::int64_t, scheduled_list> scheduled{};
};

} // namespace awaitgram::testing
