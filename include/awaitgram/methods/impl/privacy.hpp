// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/privacy.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline api::InputPrivacyKey privacy_input(privacy_key key) {
    switch (key) {
    case privacy_key::last_seen:
        return api::inputPrivacyKeyStatusTimestamp{};
    case privacy_key::phone_number:
        return api::inputPrivacyKeyPhoneNumber{};
    case privacy_key::added_by_phone:
        return api::inputPrivacyKeyAddedByPhone{};
    case privacy_key::profile_photo:
        return api::inputPrivacyKeyProfilePhoto{};
    case privacy_key::about:
        return api::inputPrivacyKeyAbout{};
    case privacy_key::birthday:
        return api::inputPrivacyKeyBirthday{};
    case privacy_key::forwards:
        return api::inputPrivacyKeyForwards{};
    case privacy_key::chat_invites:
        return api::inputPrivacyKeyChatInvite{};
    case privacy_key::calls:
        return api::inputPrivacyKeyPhoneCall{};
    case privacy_key::direct_calls:
        return api::inputPrivacyKeyPhoneP2P{};
    case privacy_key::voice_messages:
        return api::inputPrivacyKeyVoiceMessages{};
    case privacy_key::free_messages:
        return api::inputPrivacyKeyNoPaidMessages{};
    case privacy_key::saved_music:
        return api::inputPrivacyKeySavedMusic{};
    case privacy_key::gifts:
        return api::inputPrivacyKeyStarGiftsAutoSave{};
    }
    return {};
}

/// Reads rules, of which the first one counts that fits a user.
[[nodiscard]] inline privacy_rules rules_of(const api::account::privacyRules& answer) {
    privacy_rules found;
    found.who = audience::nobody;
    std::optional<audience> who;
    const auto say = [&who](audience said) {
        if (!who)
            who = said;
    };
    const auto add_users = [](std::vector<std::int64_t>& to, const auto& ids) {
        to.insert(to.end(), ids.begin(), ids.end());
    };
    const auto add_chats = [&answer](std::vector<std::int64_t>& to, const auto& ids) {
        for (const auto id : ids) {
            auto dialog = peer_id::channel(id);
            for (const auto& chat : answer.chats)
                if (const auto* group = chat.template get_if<api::chat>(); group && group->id == id)
                    dialog = peer_id::chat(id);
            if (dialog)
                to.push_back(dialog->bot_api_dialog_id());
        }
    };
    for (const auto& rule : answer.rules) {
        if (rule.is<api::privacyValueAllowAll>())
            say(audience::everyone);
        else if (rule.is<api::privacyValueAllowContacts>())
            say(audience::contacts);
        else if (rule.is<api::privacyValueAllowCloseFriends>())
            say(audience::close_friends);
        else if (rule.is<api::privacyValueDisallowAll>())
            say(audience::nobody);
        else if (rule.is<api::privacyValueAllowPremium>())
            found.premium = true;
        else if (rule.is<api::privacyValueAllowBots>())
            found.bots = true;
        else if (const auto* users = rule.get_if<api::privacyValueAllowUsers>())
            add_users(found.always, users->users);
        else if (const auto* banned = rule.get_if<api::privacyValueDisallowUsers>())
            add_users(found.never, banned->users);
        else if (const auto* chats = rule.get_if<api::privacyValueAllowChatParticipants>())
            add_chats(found.always, chats->chats);
        else if (const auto* out = rule.get_if<api::privacyValueDisallowChatParticipants>())
            add_chats(found.never, out->chats);
    }
    found.who = who.value_or(audience::nobody);
    return found;
}

[[nodiscard]] inline awaitable<privacy_rules>
privacy_now(account_access access, api::InputPrivacyKey key) {
    api::account::getPrivacy request{};
    request.key = std::move(key);
    const auto answer = co_await rpc::invoke(*access.calls, request);
    co_return rules_of(*answer);
}

/// The users and the groups of a list.
struct privacy_list {
    // No aggregate: see sign_in_prompts.
    privacy_list() = default;

    tl::vector<api::InputUser> users{};
    tl::vector<std::int64_t> chats{};
};

[[nodiscard]] inline awaitable<privacy_list>
privacy_list_of(const self_info* account, std::vector<chat_query> asked) {
    privacy_list list;
    for (auto& each : asked) {
        const auto found = co_await resolved(account, std::move(each));
        auto user = user_input(found.input);
        const auto id = peer_id::from_dialog_id(found.id);
        if (!user.is<api::inputUserEmpty>())
            list.users.push_back(std::move(user));
        else if (id)
            list.chats.push_back(id->bare_id());
        else // left out, it would see what it must not
            throw peer_error(peer_errc::invalid_id, std::to_string(found.id));
    }
    co_return list;
}

/// Rules in the order in which they count: those for single users, those for members of groups, the rest.
[[nodiscard]] inline tl::vector<api::InputPrivacyRule>
rules_for(audience who, privacy_list always, privacy_list never, bool premium, bool bots) {
    tl::vector<api::InputPrivacyRule> rules;
    if (!never.users.empty()) {
        api::inputPrivacyValueDisallowUsers rule;
        rule.users = std::move(never.users);
        rules.push_back(std::move(rule));
    }
    if (!always.users.empty()) {
        api::inputPrivacyValueAllowUsers rule;
        rule.users = std::move(always.users);
        rules.push_back(std::move(rule));
    }
    if (!never.chats.empty()) {
        api::inputPrivacyValueDisallowChatParticipants rule;
        rule.chats = std::move(never.chats);
        rules.push_back(std::move(rule));
    }
    if (!always.chats.empty()) {
        api::inputPrivacyValueAllowChatParticipants rule;
        rule.chats = std::move(always.chats);
        rules.push_back(std::move(rule));
    }
    if (premium)
        rules.push_back(api::inputPrivacyValueAllowPremium{});
    if (bots)
        rules.push_back(api::inputPrivacyValueAllowBots{});
    switch (who) {
    case audience::everyone:
        rules.push_back(api::inputPrivacyValueAllowAll{});
        return rules;
    case audience::contacts:
        rules.push_back(api::inputPrivacyValueAllowContacts{});
        break;
    case audience::close_friends:
        rules.push_back(api::inputPrivacyValueAllowCloseFriends{});
        break;
    case audience::nobody:
        break;
    }
    rules.push_back(api::inputPrivacyValueDisallowAll{});
    return rules;
}

[[nodiscard]] inline awaitable<privacy_rules> set_privacy_now(
    const self_info* account,
    privacy_key key,
    audience who,
    std::vector<chat_query> allowed,
    std::vector<chat_query> banned,
    bool premium,
    bool bots
) {
    auto always = co_await privacy_list_of(account, std::move(allowed));
    auto never = co_await privacy_list_of(account, std::move(banned));
    api::account::setPrivacy request{};
    request.key = privacy_input(key);
    request.rules = rules_for(who, std::move(always), std::move(never), premium, bots);
    const auto answer = co_await rpc::invoke(*account->access.calls, request);
    co_return rules_of(*answer);
}

[[nodiscard]] inline std::vector<chat_query> queries_of(std::span<const chat_ref> chats) {
    std::vector<chat_query> asked;
    asked.reserve(chats.size());
    for (const auto& each : chats)
        asked.emplace_back(each);
    return asked;
}

} // namespace detail

AWAITGRAM_DECL awaitable<privacy_rules> privacy_methods::get_privacy(privacy_key key) const {
    return detail::privacy_now(account().access, detail::privacy_input(key));
}

AWAITGRAM_DECL awaitable<privacy_rules>
privacy_methods::set_privacy(privacy_key key, audience who, privacy_exceptions exceptions) const {
    return detail::set_privacy_now(
        &account(),
        key,
        who,
        detail::queries_of(exceptions.always),
        detail::queries_of(exceptions.never),
        exceptions.premium,
        exceptions.bots
    );
}

} // namespace awaitgram
