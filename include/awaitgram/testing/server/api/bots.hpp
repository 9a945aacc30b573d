// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/bots.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/inline.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/sending.hpp>
#include <awaitgram/testing/server/world/bot_settings.hpp>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram::testing {

[[nodiscard]] inline bool is_language(std::string_view code) {
    return code.empty() ||
           (code.size() == 2 && std::all_of(code.begin(), code.end(), [](char each) {
                return each >= 'a' && each <= 'z';
            }));
}

/// The place in the settings of a bot that a scope names.
[[nodiscard]] inline result<command_place, api_refusal>
place_of_scope(const api_call& call, const api::BotCommandScope& scope) {
    command_place found;
    found.kind = scope.visit([](const auto& one) { return std::decay_t<decltype(one)>::tl_id; });
    const auto take = [&](const api::InputPeer& peer,
                          bool group_only) -> std::optional<failure<api_refusal>> {
        const auto where = place_named(call, peer);
        if (!where)
            return failure{where.error()};
        if (group_only && where->room == nullptr)
            return refuse(400, "PEER_ID_INVALID");
        if (where->room != nullptr && !where->room->has(call.self->id))
            return refuse(400, "CHANNEL_PRIVATE");
        found.chat = where->dialog();
        return std::nullopt;
    };
    if (const auto* one = scope.get_if<api::botCommandScopePeer>()) {
        if (auto refused = take(one->peer, false))
            return *std::move(refused);
    } else if (const auto* admins = scope.get_if<api::botCommandScopePeerAdmins>()) {
        if (auto refused = take(admins->peer, true))
            return *std::move(refused);
    } else if (const auto* member = scope.get_if<api::botCommandScopePeerUser>()) {
        if (auto refused = take(member->peer, true))
            return *std::move(refused);
        const auto* user = user_named(call, member->user_id);
        if (user == nullptr)
            return refuse(400, "USER_ID_INVALID");
        found.user = user->id;
    }
    return found;
}

[[nodiscard]] inline bool is_command_name(std::string_view name) {
    return !name.empty() && name.size() <= 32 &&
           std::all_of(name.begin(), name.end(), [](char each) {
               return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '_';
           });
}

/// Looks up the commands that a query is about; `act` gets their place in the settings.
template <class Query, class Act>
[[nodiscard]] api_reply at_commands(api_call& call, const Query& query, Act act) {
    if (!is_language(query.lang_code))
        return refuse(400, "LANG_CODE_INVALID");
    const auto where = place_of_scope(call, query.scope);
    if (!where)
        return failure{where.error()};
    return act(
        call.accounts.settings_of(call.self->id).commands, std::pair{*where, query.lang_code.str()}
    );
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::bots::setBotCommands& query) {
    if (query.commands.size() > 100)
        return refuse(400, "BOT_COMMANDS_TOO_MUCH");
    for (const auto& each : query.commands) {
        if (!is_command_name(each.command))
            return refuse(400, "BOT_COMMAND_INVALID");
        if (each.description.empty() || length_in_utf16(each.description.view()) > 256)
            return refuse(400, "BOT_COMMAND_DESCRIPTION_INVALID");
    }
    return at_commands(call, query, [&](auto& all, auto where) {
        all[std::move(where)] = query.commands;
        return answer(true);
    });
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::bots::resetBotCommands& query) {
    return at_commands(call, query, [](auto& all, const auto& where) {
        all.erase(where);
        return answer(true);
    });
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::bots::getBotCommands& query) {
    return at_commands(call, query, [](auto& all, const auto& where) {
        const auto known = all.find(where);
        return answer(known != all.end() ? known->second : tl::vector<api::botCommand>{});
    });
}

/// The bot whose texts a query is about: the caller, or one that the caller owns.
template <class Query>
[[nodiscard]] result<account*, api_refusal> bot_described(api_call& call, const Query& query) {
    if (!is_language(query.lang_code))
        return refuse(400, "LANG_CODE_INVALID");
    if (!query.bot) {
        if (!call.self->bot)
            return refuse(400, "USER_BOT_REQUIRED");
        return call.self;
    }
    auto* bot = user_named(call, *query.bot);
    if (call.self->bot || bot == nullptr || !bot->bot ||
        call.accounts.settings_of(bot->id).owner != call.self->id)
        return refuse(400, "BOT_INVALID");
    return bot;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::bots::setBotInfo& query) {
    const auto bot = bot_described(call, query);
    if (!bot)
        return failure{bot.error()};
    const auto is_longer = [](const auto& text, std::int64_t most) {
        return text && length_in_utf16(text->view()) > most;
    };
    if (is_longer(query.name, 64))
        return refuse(400, "TITLE_INVALID");
    if (is_longer(query.about, 120))
        return refuse(400, "ABOUT_TOO_LONG");
    if (is_longer(query.description, 512))
        return refuse(400, "DESCRIPTION_TOO_LONG");
    const auto language = query.lang_code.str();
    auto& texts = call.accounts.settings_of((*bot)->id).texts[language];
    if (query.name)
        texts.name = query.name->str();
    if (query.about)
        texts.about = query.about->str();
    if (query.description)
        texts.description = query.description->str();
    if (query.name && language.empty())
        (*bot)->first_name = texts.name;
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::bots::getBotInfo& query) {
    const auto bot = bot_described(call, query);
    if (!bot)
        return failure{bot.error()};
    const auto& all = call.accounts.settings_of((*bot)->id).texts;
    api::bots::botInfo info;
    info.name = tl::string{(*bot)->first_name};
    // What a language does not say is said as in all languages.
    for (const auto& language : {std::string{}, query.lang_code.str()}) {
        const auto known = all.find(language);
        if (known == all.end())
            continue;
        if (!known->second.name.empty())
            info.name = tl::string{known->second.name};
        if (!known->second.about.empty())
            info.about = tl::string{known->second.about};
        if (!known->second.description.empty())
            info.description = tl::string{known->second.description};
    }
    return answer(info);
}

/// The user whose menu button a query is about; 0 for all users.
[[nodiscard]] inline result<std::int64_t, api_refusal>
user_of_button(const api_call& call, const api::InputUser& input) {
    if (input.is<api::inputUserEmpty>())
        return std::int64_t{0};
    const auto* user = user_named(call, input);
    if (user == nullptr || user->bot)
        return refuse(400, "USER_ID_INVALID");
    return user->id;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::bots::setBotMenuButton& query) {
    const auto user = user_of_button(call, query.user_id);
    if (!user)
        return failure{user.error()};
    if (const auto* app = query.button.get_if<api::botMenuButton>()) {
        if (app->text.empty())
            return refuse(400, "BUTTON_TEXT_INVALID");
        if (!app->url.view().starts_with("https://"))
            return refuse(400, "BUTTON_URL_INVALID");
    }
    auto& all = call.accounts.settings_of(call.self->id).menu_buttons;
    if (query.button.is<api::botMenuButtonDefault>())
        all.erase(*user);
    else
        all[*user] = query.button;
    if (*user != 0) {
        auto changes = call.changes();
        api::updateBotMenuButton update;
        update.bot_id = call.self->id;
        update.button = query.button;
        changes.push(*user, std::move(update), {call.self->id});
        call.deliver(changes);
    }
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::bots::getBotMenuButton& query) {
    const auto user = user_of_button(call, query.user_id);
    if (!user)
        return failure{user.error()};
    const auto& all = call.accounts.settings_of(call.self->id).menu_buttons;
    for (const auto id : {*user, std::int64_t{0}})
        if (const auto known = all.find(id); known != all.end())
            return answer(known->second);
    return answer(api::BotMenuButton{api::botMenuButtonDefault{}});
}

[[nodiscard]] inline api_reply set_suggested_rights(
    api_call& call, api::chatAdminRights bot_settings::*where, const api::chatAdminRights& rights
) {
    auto& known = call.accounts.settings_of(call.self->id).*where;
    if (tl::encoded(known) == tl::encoded(rights))
        return refuse(400, "RIGHTS_NOT_MODIFIED");
    known = rights;
    return answer(true);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::bots::setBotGroupDefaultAdminRights& query) {
    return set_suggested_rights(call, &bot_settings::group_rights, query.admin_rights);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::bots::setBotBroadcastDefaultAdminRights& query) {
    return set_suggested_rights(call, &bot_settings::channel_rights, query.admin_rights);
}

/// A user starts a bot: writes `/start` to it, in a group with the bot's name.
[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::startBot& query) {
    const auto* bot = user_named(call, query.bot);
    if (bot == nullptr || !bot->bot)
        return refuse(400, "BOT_INVALID");
    const auto to = place_named(call, query.peer);
    if (!to)
        return failure{to.error()};
    const auto parameter = query.start_param.view();
    if (parameter.size() > 64)
        return refuse(400, "START_PARAM_TOO_LONG");
    if (!std::all_of(parameter.begin(), parameter.end(), [](unsigned char each) {
            return std::isalnum(each) != 0 || each == '_' || each == '-';
        }))
        return refuse(400, "START_PARAM_INVALID");
    if (to->user != nullptr && to->user != bot)
        return refuse(400, "PEER_ID_INVALID");
    // The server adds no bots to groups.
    if (to->room != nullptr && !to->room->has(bot->id))
        return refuse(400, "FIELD_NOT_SUPPORTED_peer");
    if (auto refused = refusal_to_send(call, *to, &api::chatBannedRights::send_plain))
        return *std::move(refused);
    if (query.random_id == 0)
        return refuse(400, "RANDOM_ID_EMPTY");
    draft message;
    message.text = "/start";
    if (to->room != nullptr)
        message.text += '@' + bot->username;
    if (!parameter.empty())
        message.text.append(" ").append(parameter);
    message.random_id = query.random_id;
    return send_or_repeat(call, *to, message);
}

/// A bot answers a web app that a user has opened: the user sends the result.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::sendWebViewResultMessage& query) {
    auto* opened = call.accounts.web_apps().find(query.bot_query_id.str());
    if (opened == nullptr || opened->bot != call.self->id || opened->answered)
        return refuse(400, "QUERY_ID_INVALID");
    const auto* given = query.result.get_if<api::inputBotInlineResult>();
    if (given == nullptr)
        return refuse(400, "RESULT_TYPE_INVALID");
    const auto shown = shown_inline_message(given->send_message);
    if (!shown)
        return refuse(400, "SEND_MESSAGE_TYPE_INVALID");
    api::botInlineResult result;
    result.id = given->id;
    result.send_message = *shown;
    api::messages::botResults one;
    one.results.push_back(std::move(result));
    auto message = draft_of_result(one, given->id);
    message->random_id = call.random_number();
    message->extras = std::make_shared<message_extras>();
    message->extras->via_bot = opened->bot;
    opened->answered = true;
    auto& user = *call.accounts.find(opened->user);
    auto& inlines = call.accounts.inlines();
    api::webViewMessageSent sent;
    const auto editable = message->reply_markup.has_value();
    if (editable)
        message->extras->inline_number = inlines.next_message();
    auto changes = call.changes();
    const auto number = message->extras->inline_number;
    const auto id = post(changes, user, opened->dialog, *message);
    call.deliver(changes);
    if (editable) {
        inlines.add_message(number, {user.id, opened->dialog, id, opened->bot});
        sent.msg_id = inline_message_id(call.accounts, opened->bot, user.id, number);
    }
    return answer(sent);
}

} // namespace awaitgram::testing
