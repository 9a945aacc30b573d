// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/delivery.hpp>
#include <awaitgram/testing/server/world/mailbox.hpp>
#include <awaitgram/testing/server/world/password.hpp>
#include <awaitgram/testing/server/world/scheduled.hpp>
#include <awaitgram/testing/server/world/stories.hpp>

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

/// One signed-in device of an account.
struct device_login {
    /// Names it for the other devices.
    std::int64_t hash = 0;
    std::int64_t key_id = 0;
    std::int32_t api_id = 0;
    std::string model{};
    std::string system{};
    std::string app{};
    std::int32_t created = 0;
};

/// A person in the list of contacts of another one, with the names that were given there.
struct contact_record {
    std::string first_name{};
    std::string last_name{};
    std::string note{};
};

/// A user or a bot.
struct account {
    std::int64_t id{};
    bool bot{};
    /// The data centre where it lives; 0 for that of most accounts.
    std::int32_t home_dc{};
    bool premium{};
    /// The photos of the profile, the one that is shown first.
    std::vector<std::int64_t> photos{};
    std::string first_name{};
    std::string last_name{};
    std::string username{};
    /// Digits only; empty for bots.
    std::string phone{};
    /// The part of a bot token after the colon.
    std::string token_secret{};
    std::optional<password_record> password{};
    std::optional<pending_email> unconfirmed_email{};
    /// When the password is removed, as was asked for without it; 0 for never. And when that can be asked for again.
    std::int32_t password_reset = 0;
    std::int32_t next_password_reset = 0;
    /// Where codes of sign-ins go; empty for nowhere.
    std::string login_email{};
    std::vector<device_login> logins{};
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
    std::map<std::int64_t, contact_record> contacts{};
    /// The messages whose mention was seen, or that were played: a channel, or 0 for the mailbox, and the id.
    std::set<std::pair<std::int64_t, std::int32_t>> opened{};
    std::string about{};
    std::optional<api::birthday> birthday{};
    api::EmojiStatus emoji_status{};
    /// The rules of each key of privacy, by the constructor of the key, with their inputs.
    std::map<std::uint32_t, tl::vector<api::InputPrivacyRule>> privacy{};
    std::int32_t ttl_days = 548;
    std::int32_t login_ttl_days = 180;
    /// The secondary counter, and the updates that moved it.
    std::int32_t qts = 1;
    std::vector<std::pair<std::int32_t, std::shared_ptr<const loose_update>>> qts_updates{};
    /// The number of the last container of updates that has one.
    std::int32_t seq = 1;
    /// The messages to be sent later, by chat.
    std::map<std::int64_t, scheduled_list> scheduled{};
    story_list stories{};
};

/// Removes the device with a key from those of an account.
inline void forget_login(account& of, std::int64_t key_id) {
    std::erase_if(of.logins, [key_id](const device_login& each) { return each.key_id == key_id; });
}

} // namespace awaitgram::testing
