// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/peers/parse_link.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/login_tokens.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

// The account itself: its profile, its devices, its privacy.

namespace awaitgram::testing {

/// The number of characters of a text, continuation bytes not counted.
[[nodiscard]] inline std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char each) {
        return (static_cast<unsigned char>(each) & 0xc0) != 0x80;
    }));
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::updateProfile& query) {
    if (query.first_name && (query.first_name->empty() || length_of(*query.first_name) > 64))
        return refuse(400, "FIRSTNAME_INVALID");
    if (query.about && length_of(*query.about) > 70)
        return refuse(400, "ABOUT_TOO_LONG");
    auto& user = *call.self;
    if (query.first_name)
        user.first_name = query.first_name->str();
    if (query.last_name)
        user.last_name = query.last_name->str().substr(0, 64 * 4);
    if (query.about)
        user.about = query.about->str();
    return answer(call.own_view().user(user));
}

/// The refusal of a username that an account cannot have.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_username(api_call& call, std::string_view name) {
    if (name.size() < 5 || !is_username(name))
        return refuse(400, "USERNAME_INVALID");
    const auto* other = call.accounts.find_username(name);
    if ((other != nullptr && other != call.self) || call.accounts.find_chat_named(name) != nullptr)
        return refuse(400, "USERNAME_OCCUPIED");
    return std::nullopt;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::checkUsername& query) {
    if (auto refused = refusal_of_username(call, query.username)) {
        if (refused->error.name == "USERNAME_OCCUPIED")
            return answer(false);
        return *std::move(refused);
    }
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::updateUsername& query) {
    if (query.username.view() == call.self->username)
        return refuse(400, "USERNAME_NOT_MODIFIED");
    if (!query.username.empty())
        if (auto refused = refusal_of_username(call, query.username))
            return *std::move(refused);
    if (!call.accounts.rename(*call.self, query.username.str()))
        return refuse(400, "USERNAME_OCCUPIED");
    return answer(call.own_view().user(*call.self));
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::updateBirthday& query) {
    if (query.birthday) {
        const auto& day = *query.birthday;
        const auto year = day.year.value_or(2000);
        if (day.day < 1 || day.day > 31 || day.month < 1 || day.month > 12 || year < 1800 ||
            year > 2200)
            return refuse(400, "BIRTHDAY_INVALID");
    }
    call.self->birthday.reset();
    if (query.birthday)
        call.self->birthday = *query.birthday;
    return answer(true);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::updateEmojiStatus& query) {
    if (query.emoji_status.is<api::emojiStatusCollectible>() ||
        query.emoji_status.is<api::inputEmojiStatusCollectible>())
        return refuse(400, "COLLECTIBLE_INVALID");
    call.self->emoji_status = query.emoji_status;
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::getAccountTTL&) {
    api::accountDaysTTL days;
    days.days = call.self->ttl_days;
    return answer(days);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::setAccountTTL& query) {
    if (query.ttl.days < 30 || query.ttl.days > 730)
        return refuse(400, "TTL_DAYS_INVALID");
    call.self->ttl_days = query.ttl.days;
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::getAuthorizations&) {
    api::account::authorizations all;
    all.authorization_ttl_days = call.self->login_ttl_days;
    for (const auto& device : call.self->logins)
        all.authorizations.push_back(shown_device(call, device));
    return answer(all);
}

/// The refusal of a device that has not been signed in for a day.
[[nodiscard]] inline std::optional<failure<api_refusal>> refusal_of_fresh(const api_call& call) {
    constexpr std::int32_t day = 24 * 60 * 60;
    for (const auto& device : call.self->logins)
        if (device.key_id == call.login.key_id && call.date() - device.created < day)
            return refuse(406, "FRESH_RESET_AUTHORISATION_FORBIDDEN");
    return std::nullopt;
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::resetAuthorization& query) {
    if (auto refused = refusal_of_fresh(call))
        return *std::move(refused);
    auto& logins = call.self->logins;
    const auto named = std::ranges::find(logins, query.hash, &device_login::hash);
    if (named == logins.end() || named->key_id == call.login.key_id)
        return refuse(400, "HASH_INVALID");
    call.ended_keys.push_back(named->key_id);
    logins.erase(named);
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::resetAuthorizations&) {
    if (auto refused = refusal_of_fresh(call))
        return *std::move(refused);
    std::erase_if(call.self->logins, [&call](const device_login& device) {
        if (device.key_id == call.login.key_id)
            return false;
        call.ended_keys.push_back(device.key_id);
        return true;
    });
    return answer(true);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::setAuthorizationTTL& query) {
    if (auto refused = refusal_of_fresh(call))
        return *std::move(refused);
    if (query.authorization_ttl_days < 1 || query.authorization_ttl_days > 366)
        return refuse(400, "TTL_DAYS_INVALID");
    call.self->login_ttl_days = query.authorization_ttl_days;
    return answer(true);
}

/// All devices are confirmed here.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::changeAuthorizationSettings& query) {
    if (auto refused = refusal_of({
            {query.encrypted_requests_disabled.has_value(), "encrypted_requests_disabled"},
            {query.call_requests_disabled.has_value(), "call_requests_disabled"},
        }))
        return *std::move(refused);
    const auto& logins = call.self->logins;
    const auto named = std::ranges::find(logins, query.hash, &device_login::hash);
    return named == logins.end() ? api_reply{refuse(400, "HASH_INVALID")} : answer(true);
}

/// The rules as those who set them see them; users and groups are named by their ids.
[[nodiscard]] inline api::account::privacyRules
shown_rules(api_call& call, const tl::vector<api::InputPrivacyRule>& rules) {
    api::account::privacyRules shown;
    std::set<std::int64_t> ids;
    const auto ids_of = [&](const tl::vector<api::InputUser>& users) {
        tl::vector<std::int64_t> named;
        for (const auto& each : users)
            if (const auto* user = user_named(call, each)) {
                named.push_back(user->id);
                ids.insert(user->id);
            }
        return named;
    };
    const auto note_chats = [&](const tl::vector<std::int64_t>& chats) {
        for (const auto id : chats)
            for (const auto dialog : {group_dialog(id), channel_dialog(id)})
                if (call.accounts.find_chat(dialog) != nullptr)
                    ids.insert(dialog);
        return chats;
    };
    for (const auto& rule : rules) {
        if (rule.is<api::inputPrivacyValueAllowAll>())
            shown.rules.push_back(api::privacyValueAllowAll{});
        else if (rule.is<api::inputPrivacyValueAllowContacts>())
            shown.rules.push_back(api::privacyValueAllowContacts{});
        else if (rule.is<api::inputPrivacyValueAllowCloseFriends>())
            shown.rules.push_back(api::privacyValueAllowCloseFriends{});
        else if (rule.is<api::inputPrivacyValueAllowPremium>())
            shown.rules.push_back(api::privacyValueAllowPremium{});
        else if (rule.is<api::inputPrivacyValueAllowBots>())
            shown.rules.push_back(api::privacyValueAllowBots{});
        else if (rule.is<api::inputPrivacyValueDisallowBots>())
            shown.rules.push_back(api::privacyValueDisallowBots{});
        else if (rule.is<api::inputPrivacyValueDisallowContacts>())
            shown.rules.push_back(api::privacyValueDisallowContacts{});
        else if (rule.is<api::inputPrivacyValueDisallowAll>())
            shown.rules.push_back(api::privacyValueDisallowAll{});
        else if (const auto* users = rule.get_if<api::inputPrivacyValueAllowUsers>()) {
            api::privacyValueAllowUsers allowed;
            allowed.users = ids_of(users->users);
            shown.rules.push_back(std::move(allowed));
        } else if (const auto* out = rule.get_if<api::inputPrivacyValueDisallowUsers>()) {
            api::privacyValueDisallowUsers banned;
            banned.users = ids_of(out->users);
            shown.rules.push_back(std::move(banned));
        } else if (const auto* in = rule.get_if<api::inputPrivacyValueAllowChatParticipants>()) {
            api::privacyValueAllowChatParticipants members;
            members.chats = note_chats(in->chats);
            shown.rules.push_back(std::move(members));
        } else if (const auto* kept = rule.get_if<api::inputPrivacyValueDisallowChatParticipants>()) {
            api::privacyValueDisallowChatParticipants members;
            members.chats = note_chats(kept->chats);
            shown.rules.push_back(std::move(members));
        }
    }
    call.own_view().fill_peers(shown, ids);
    return shown;
}

/// The constructor of a key, which names its rules.
[[nodiscard]] inline std::uint32_t constructor_of(const api::InputPrivacyKey& key) {
    return load_le<std::uint32_t>(tl::encoded(key).data());
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::getPrivacy& query) {
    const auto known = call.self->privacy.find(constructor_of(query.key));
    if (known != call.self->privacy.end())
        return answer(shown_rules(call, known->second));
    tl::vector<api::InputPrivacyRule> open;
    open.push_back(api::inputPrivacyValueAllowAll{});
    return answer(shown_rules(call, open));
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::setPrivacy& query) {
    constexpr std::size_t most_rules = 1000;
    if (query.rules.empty())
        return refuse(400, "PRIVACY_VALUE_INVALID");
    if (query.rules.size() > most_rules)
        return refuse(400, "PRIVACY_TOO_LONG");
    for (const auto& rule : query.rules) {
        const tl::vector<api::InputUser>* users = nullptr;
        if (const auto* in = rule.get_if<api::inputPrivacyValueAllowUsers>())
            users = &in->users;
        else if (const auto* out = rule.get_if<api::inputPrivacyValueDisallowUsers>())
            users = &out->users;
        if (users != nullptr)
            for (const auto& each : *users)
                if (user_named(call, each) == nullptr)
                    return refuse(400, "USER_ID_INVALID");
    }
    call.self->privacy[constructor_of(query.key)] = query.rules;
    return answer(shown_rules(call, query.rules));
}

} // namespace awaitgram::testing
