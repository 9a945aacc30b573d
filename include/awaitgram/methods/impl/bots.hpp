// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/bots.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/bots.hpp>
#include <awaitgram/methods/detail/calling.hpp>
#include <awaitgram/methods/detail/checked_text.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/query_requests.hpp>
#include <awaitgram/methods/detail/settled.hpp>
#include <awaitgram/rpc/error.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// A scope and a language that own their parts.
struct asked_commands {
    explicit asked_commands(const bot_command_options& options)
        : what(options.scope.what()), chat(options.scope.where()), user(options.scope.whom()),
          language(options.language) {
        require_language(language);
    }

    command_scope::kind what;
    chat_query chat;
    chat_query user;
    std::string language;
};

[[nodiscard]] inline awaitable<api::BotCommandScope>
scope_of(const self_info* account, asked_commands asked) {
    using kind = command_scope::kind;
    switch (asked.what) {
    case kind::private_chats:
        co_return api::botCommandScopeUsers{};
    case kind::groups:
        co_return api::botCommandScopeChats{};
    case kind::group_admins:
        co_return api::botCommandScopeChatAdmins{};
    case kind::everyone:
        co_return api::botCommandScopeDefault{};
    case kind::chat:
    case kind::chat_admins:
    case kind::chat_member:
        break;
    }
    auto where = co_await resolved(account, std::move(asked.chat));
    if (asked.what == kind::chat) {
        api::botCommandScopePeer scope{};
        scope.peer = std::move(where.input);
        co_return scope;
    }
    if (asked.what == kind::chat_admins) {
        api::botCommandScopePeerAdmins scope{};
        scope.peer = std::move(where.input);
        co_return scope;
    }
    api::botCommandScopePeerUser scope{};
    scope.peer = std::move(where.input);
    scope.user_id = co_await user_asked_for(account, std::move(asked.user));
    co_return scope;
}

[[nodiscard]] inline bool is_command_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= 32 &&
           std::all_of(name.begin(), name.end(), [](char each) {
               return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '_';
           });
}

[[nodiscard]] inline tl::vector<api::botCommand> checked_commands(const bot_commands_ref& given) {
    constexpr std::size_t most_commands = 100;
    if (given.list().size() > most_commands)
        refuse_setting(bot_errc::too_many_commands, std::to_string(given.list().size()));
    tl::vector<api::botCommand> commands;
    for (const auto& each : given.list()) {
        if (!is_command_name(each.name))
            refuse_setting(bot_errc::invalid_command, each.name);
        require_length(each.description, 1, 256, bot_errc::invalid_command_description);
        api::botCommand command{};
        command.command = each.name;
        command.description = each.description;
        commands.push_back(std::move(command));
    }
    return commands;
}

[[nodiscard]] inline awaitable<void> set_commands_now(
    const self_info* account, asked_commands asked, tl::vector<api::botCommand> commands
) {
    api::bots::setBotCommands request{};
    request.lang_code = asked.language;
    request.commands = std::move(commands);
    request.scope = co_await scope_of(account, std::move(asked));
    static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
}

[[nodiscard]] inline awaitable<std::vector<bot_command>>
get_commands_now(const self_info* account, asked_commands asked) {
    api::bots::getBotCommands request{};
    request.lang_code = asked.language;
    request.scope = co_await scope_of(account, std::move(asked));
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    std::vector<bot_command> commands;
    for (const auto& each : *kept->kept)
        commands.emplace_back(kept, each);
    co_return commands;
}

[[nodiscard]] inline awaitable<void>
delete_commands_now(const self_info* account, asked_commands asked) {
    api::bots::resetBotCommands request{};
    request.lang_code = asked.language;
    request.scope = co_await scope_of(account, std::move(asked));
    static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
}

[[nodiscard]] inline awaitable<void> set_info_now(
    const self_info* account, std::optional<chat_query> bot, api::bots::setBotInfo request
) {
    if (bot)
        request.bot = co_await user_asked_for(account, *std::move(bot));
    static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
}

/// Sets one text about a bot; `where` is its place in the request.
[[nodiscard]] inline awaitable<void> set_info(
    const self_info* account,
    std::string_view content,
    const bot_info_options& options,
    tl::opt<tl::string> api::bots::setBotInfo::*where
) {
    require_language(options.language);
    api::bots::setBotInfo request{};
    request.lang_code = options.language;
    request.*where = tl::string{content};
    return set_info_now(account, given_chat(options.bot), std::move(request));
}

[[nodiscard]] inline awaitable<bot_info>
get_info_now(const self_info* account, std::optional<chat_query> bot, std::string language) {
    api::bots::getBotInfo request{};
    request.lang_code = language;
    if (bot)
        request.bot = co_await user_asked_for(account, *std::move(bot));
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    co_return bot_info(kept, *kept->kept);
}

[[nodiscard]] inline api::BotMenuButton raw_button(const menu_button& button) {
    switch (button.what()) {
    case menu_button::kind::commands:
        return api::botMenuButtonCommands{};
    case menu_button::kind::web_app: {
        if (button.text().empty() || !button.url().starts_with("https://"))
            refuse_setting(bot_errc::invalid_menu_button, button.url());
        api::botMenuButton raw{};
        raw.text = button.text();
        raw.url = button.url();
        return raw;
    }
    case menu_button::kind::standard:
        break;
    }
    return api::botMenuButtonDefault{};
}

[[nodiscard]] inline awaitable<api::InputUser>
user_or_none(const self_info* account, std::optional<chat_query> user) {
    if (!user)
        co_return api::inputUserEmpty{};
    co_return co_await user_asked_for(account, *std::move(user));
}

[[nodiscard]] inline awaitable<void> set_menu_button_now(
    const self_info* account, std::optional<chat_query> user, api::BotMenuButton button
) {
    api::bots::setBotMenuButton request{};
    request.button = std::move(button);
    request.user_id = co_await user_or_none(account, std::move(user));
    static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
}

[[nodiscard]] inline awaitable<menu_button>
get_menu_button_now(const self_info* account, std::optional<chat_query> user) {
    api::bots::getBotMenuButton request{};
    request.user_id = co_await user_or_none(account, std::move(user));
    const auto button = co_await rpc::invoke(*account->access.calls, request);
    if (const auto* app = button->get_if<api::botMenuButton>())
        co_return menu_button::web_app(app->text, app->url);
    if (button->is<api::botMenuButtonCommands>())
        co_return menu_button::commands();
    co_return menu_button::standard();
}

/// That the rights are these already is success.
template <class Request>
[[nodiscard]] awaitable<void>
set_default_rights_now(const self_info* account, api::chatAdminRights rights) {
    Request request{};
    request.admin_rights = rights;
    auto changing = change(account, request);
    static_cast<void>(co_await std::move(changing));
}

[[nodiscard]] inline awaitable<api::InputBotInlineMessageID>
answer_web_app_now(const self_info* account, api::messages::sendWebViewResultMessage request) {
    const auto answer = co_await rpc::invoke(*account->access.calls, request);
    api::InputBotInlineMessageID id{};
    if (answer->msg_id)
        id = *answer->msg_id;
    co_return id;
}

[[nodiscard]] inline awaitable<std::optional<callback_answer>>
press_now(const self_info* account, chat_query chat, api::messages::getBotCallbackAnswer request) {
    const auto where = co_await resolved(account, std::move(chat));
    request.peer = where.input;
    auto answer = co_await rpc::try_invoke(*account->access.calls, request);
    if (!answer) {
        if (answer.error() == errors::BOT_RESPONSE_TIMEOUT)
            co_return std::nullopt;
        throw rpc_error{answer.error()};
    }
    const auto kept = keep_answer(*std::move(answer));
    co_return callback_answer(kept, *kept->kept);
}

[[nodiscard]] inline awaitable<inline_bot_results> ask_inline_now(
    const self_info* account,
    chat_query bot,
    std::optional<chat_query> chat,
    api::messages::getInlineBotResults request
) {
    request.bot = co_await user_asked_for(account, std::move(bot));
    request.peer = api::inputPeerEmpty{};
    if (chat) {
        const auto where = co_await resolved(account, *std::move(chat));
        request.peer = where.input;
    }
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    co_return inline_bot_results(kept, *kept->kept);
}

} // namespace detail

AWAITGRAM_DECL awaitable<void>
bot_methods::set_bot_commands(bot_commands_ref commands, bot_command_options options) const {
    auto list = detail::checked_commands(commands);
    return detail::set_commands_now(&account(), detail::asked_commands{options}, std::move(list));
}

AWAITGRAM_DECL awaitable<std::vector<bot_command>>
bot_methods::get_bot_commands(bot_command_options options) const {
    return detail::get_commands_now(&account(), detail::asked_commands{options});
}

AWAITGRAM_DECL awaitable<void> bot_methods::delete_bot_commands(bot_command_options options) const {
    return detail::delete_commands_now(&account(), detail::asked_commands{options});
}

AWAITGRAM_DECL awaitable<void>
bot_methods::set_bot_name(std::string_view name, bot_info_options options) const {
    detail::require_length(name, 0, 64, bot_errc::name_too_long);
    return detail::set_info(&account(), name, options, &api::bots::setBotInfo::name);
}

AWAITGRAM_DECL awaitable<void>
bot_methods::set_bot_about(std::string_view about, bot_info_options options) const {
    detail::require_length(about, 0, 120, bot_errc::about_too_long);
    return detail::set_info(&account(), about, options, &api::bots::setBotInfo::about);
}

AWAITGRAM_DECL awaitable<void>
bot_methods::set_bot_description(std::string_view description, bot_info_options options) const {
    detail::require_length(description, 0, 512, bot_errc::description_too_long);
    return detail::set_info(&account(), description, options, &api::bots::setBotInfo::description);
}

AWAITGRAM_DECL awaitable<bot_info> bot_methods::get_bot_info(bot_info_options options) const {
    detail::require_language(options.language);
    return detail::get_info_now(
        &account(), detail::given_chat(options.bot), std::string{options.language}
    );
}

AWAITGRAM_DECL awaitable<void>
bot_methods::set_chat_menu_button(const menu_button& button, chat_ref user) const {
    return detail::set_menu_button_now(
        &account(), detail::given_chat(user), detail::raw_button(button)
    );
}

AWAITGRAM_DECL awaitable<menu_button> bot_methods::get_chat_menu_button(chat_ref user) const {
    return detail::get_menu_button_now(&account(), detail::given_chat(user));
}

AWAITGRAM_DECL awaitable<void>
bot_methods::set_default_admin_rights(admin_rights_in where, admin_rights rights) const {
    if (where == admin_rights_in::groups)
        return detail::set_default_rights_now<api::bots::setBotGroupDefaultAdminRights>(
            &account(), rights.raw()
        );
    return detail::set_default_rights_now<api::bots::setBotBroadcastDefaultAdminRights>(
        &account(), rights.raw()
    );
}

AWAITGRAM_DECL awaitable<void>
bot_methods::answer_callback_query(std::int64_t query_id, std::string_view text) const {
    return answer_callback_query(query_id, text, callback_answer_options{});
}

AWAITGRAM_DECL awaitable<void> bot_methods::answer_callback_query(
    std::int64_t query_id, std::string_view text, const callback_answer_options& options
) const {
    return detail::call_done(&account(), detail::press_answer(query_id, text, options));
}

AWAITGRAM_DECL awaitable<void>
bot_methods::answer_inline_query(std::int64_t query_id, const inline_results& results) const {
    return answer_inline_query(query_id, results, inline_answer_options{});
}

AWAITGRAM_DECL awaitable<void> bot_methods::answer_inline_query(
    std::int64_t query_id, const inline_results& results, const inline_answer_options& options
) const {
    return detail::call_done(&account(), detail::inline_answer(query_id, results, options));
}

AWAITGRAM_DECL awaitable<api::InputBotInlineMessageID>
bot_methods::answer_web_app_query(std::string_view query_id, const inline_results& result) const {
    api::messages::sendWebViewResultMessage request{};
    request.bot_query_id = query_id;
    if (result.size() != 0)
        request.result = result.raw()[0];
    return detail::answer_web_app_now(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<void> bot_methods::answer_pre_checkout(std::int64_t query_id) const {
    return detail::call_done(&account(), detail::checkout_answer(query_id, true, {}));
}

AWAITGRAM_DECL awaitable<void>
bot_methods::refuse_pre_checkout(std::int64_t query_id, std::string_view reason) const {
    return detail::call_done(&account(), detail::checkout_answer(query_id, false, reason));
}

AWAITGRAM_DECL awaitable<void> bot_methods::answer_shipping(
    std::int64_t query_id, const tl::vector<api::shippingOption>& ways
) const {
    return detail::call_done(&account(), detail::shipping_answer(query_id, ways));
}

AWAITGRAM_DECL awaitable<void>
bot_methods::refuse_shipping(std::int64_t query_id, std::string_view reason) const {
    return detail::call_done(&account(), detail::shipping_refusal(query_id, reason));
}

AWAITGRAM_DECL awaitable<std::optional<callback_answer>> bot_methods::request_callback_answer(
    chat_ref chat, std::int32_t message_id, std::string_view data
) const {
    api::messages::getBotCallbackAnswer request{};
    request.msg_id = message_id;
    request.data = tl::bytes{data};
    return detail::press_now(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<inline_bot_results> bot_methods::get_inline_bot_results(
    chat_ref bot, std::string_view query, inline_request_options options
) const {
    api::messages::getInlineBotResults request{};
    request.query = query;
    request.offset = options.offset;
    return detail::ask_inline_now(
        &account(), chat_query{bot}, detail::given_chat(options.chat), std::move(request)
    );
}

} // namespace awaitgram
