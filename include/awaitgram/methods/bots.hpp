// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/bot_commands.hpp>
#include <awaitgram/methods/bot_error.hpp> // IWYU pragma: export
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/admin_rights.hpp>
#include <awaitgram/types/bot_command.hpp>
#include <awaitgram/types/bot_info.hpp>
#include <awaitgram/types/callback_answer.hpp>
#include <awaitgram/types/inline_bot_results.hpp>
#include <awaitgram/types/menu_button.hpp>
#include <awaitgram/types/user.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

class inline_results;           // methods/inline_results.hpp
struct callback_answer_options; // types/callback_query.hpp
struct inline_answer_options;   // types/inline_query.hpp

/// Which texts about which bot are meant.
struct bot_info_options {
    /// The users with apps in this language, such as "de"; empty for those of all languages without texts of their own.
    std::string_view language{};
    /// The bot, for its owner's user account; 0 for the bot itself.
    chat_ref bot = 0;
};

/// How an inline bot is asked.
struct inline_request_options {
    /// The chat in which its results would be sent; 0 for an unknown one.
    chat_ref chat = 0;
    /// The `next_offset` of the results before, for more of them.
    std::string_view offset{};
};

/// How a bot is started.
struct start_options {
    /// What a link to the bot would carry: at most 64 letters, digits, `_` and `-`.
    std::string_view parameter{};
    /// The group that the bot is added to and started in; 0 for its private chat.
    chat_ref group = 0;
};

static_assert(std::is_trivially_destructible_v<bot_info_options>);
static_assert(std::is_trivially_destructible_v<inline_request_options>);
static_assert(std::is_trivially_destructible_v<start_options>);

/// The kinds of chats that a bot can be added to as an administrator.
enum class admin_rights_in { groups, channels };

/// Methods of bots, and methods by which users talk to them.
///
/// Common to all: rpc_error when Telegram refuses; std::system_error when the link breaks, or with bot_errc or text_errc before
/// anything is sent; peer_error when a chat cannot be reached. Cancels: the setting or message may have been made nevertheless, unless
/// it says otherwise.
class bot_methods : public virtual method_base {
public:
    /// Sets the commands in the menu of the bot for a scope and a language, instead of those before. At most 100.
    ///
    /// `co_await telegram.set_bot_commands(list, {.scope = ag::command_scope::groups(), .language = "de"});`
    /// Raw method: bots.setBotCommands (bots).
    /// Errors:     as above; bot_errc::too_many_commands, invalid_command, invalid_command_description, invalid_language.
    /// Cancels:    the commands may have been set nevertheless.
    [[nodiscard]] awaitable<void>
    set_bot_commands(bot_commands_ref commands, bot_command_options options = {}) const;

    /// The commands that were set for this very scope and language; none where those of a wider one are shown.
    ///
    /// Raw method: bots.getBotCommands (bots).
    /// Errors:     as above; bot_errc::invalid_language.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<bot_command>>
    get_bot_commands(bot_command_options options = {}) const;

    /// Removes the commands of a scope and a language, so that those of the next wider one are shown.
    ///
    /// Raw method: bots.resetBotCommands (bots).
    /// Errors:     as above; bot_errc::invalid_language.
    /// Cancels:    they may have been removed nevertheless.
    [[nodiscard]] awaitable<void> delete_bot_commands(bot_command_options options = {}) const;

    /// Sets the bot's name, at most 64 characters; empty in a language for the one of all languages.
    ///
    /// Raw method: bots.setBotInfo.
    /// Errors:     as above; bot_errc::name_too_long, invalid_language.
    /// Cancels:    it may have been set nevertheless.
    [[nodiscard]] awaitable<void>
    set_bot_name(std::string_view name, bot_info_options options = {}) const;

    /// Sets the text in the bot's profile, at most 120 characters.
    ///
    /// Raw method: bots.setBotInfo.
    /// Errors:     as above; bot_errc::about_too_long, invalid_language.
    /// Cancels:    it may have been set nevertheless.
    [[nodiscard]] awaitable<void>
    set_bot_about(std::string_view about, bot_info_options options = {}) const;

    /// Sets the text in the chat with the bot before it is started, at most 512 characters.
    ///
    /// Raw method: bots.setBotInfo.
    /// Errors:     as above; bot_errc::description_too_long, invalid_language.
    /// Cancels:    it may have been set nevertheless.
    [[nodiscard]] awaitable<void>
    set_bot_description(std::string_view description, bot_info_options options = {}) const;

    /// The bot's name, and the texts about it.
    ///
    /// Raw method: bots.getBotInfo.
    /// Errors:     as above; bot_errc::invalid_language.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<bot_info> get_bot_info(bot_info_options options = {}) const;

    /// Sets the button beside the message field of the private chat with a user; 0 for all users without one of their own.
    ///
    /// Raw method: bots.setBotMenuButton (bots).
    /// Errors:     as above; bot_errc::invalid_menu_button.
    /// Cancels:    it may have been set nevertheless.
    [[nodiscard]] awaitable<void>
    set_chat_menu_button(const menu_button& button, chat_ref user = 0) const;

    /// The button beside the message field of the private chat with a user, or of all without one of their own.
    ///
    /// Raw method: bots.getBotMenuButton (bots).
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<menu_button> get_chat_menu_button(chat_ref user = 0) const;

    /// Sets the rights that apps suggest when the bot is added as an administrator. That nothing changes is no error.
    ///
    /// Raw method: bots.setBotGroupDefaultAdminRights, bots.setBotBroadcastDefaultAdminRights (bots).
    /// Errors:     as above; RIGHTS_NOT_MODIFIED is none.
    /// Cancels:    they may have been set nevertheless.
    [[nodiscard]] awaitable<void>
    set_default_admin_rights(admin_rights_in where, admin_rights rights) const;

    /// Answers the press of a button by the id of its query; see callback_query::answer.
    ///
    /// Raw method: messages.setBotCallbackAnswer (bots).
    /// Errors:     rpc_error with QUERY_ID_INVALID after half a minute.
    /// Cancels:    it may have been answered nevertheless.
    [[nodiscard]] awaitable<void>
    answer_callback_query(std::int64_t query_id, std::string_view text = {}) const;
    [[nodiscard]] awaitable<void> answer_callback_query(
        std::int64_t query_id, std::string_view text, const callback_answer_options& options
    ) const;

    /// Answers an inline query by its id, with at most 50 results; see inline_query::answer.
    ///
    /// Raw method: messages.setInlineBotResults (bots).
    /// Errors:     rpc_error with QUERY_ID_INVALID after ten seconds.
    /// Cancels:    it may have been answered nevertheless.
    [[nodiscard]] awaitable<void>
    answer_inline_query(std::int64_t query_id, const inline_results& results) const;
    [[nodiscard]] awaitable<void> answer_inline_query(
        std::int64_t query_id, const inline_results& results, const inline_answer_options& options
    ) const;

    /// Sends the first of the results in the name of the user who has opened a web app from a chat; `query_id` is the app's. Returns
    /// what editing the message needs, an empty box when it cannot be edited.
    ///
    /// Raw method: messages.sendWebViewResultMessage (bots).
    /// Errors:     as above; rpc_error with QUERY_ID_INVALID.
    /// Cancels:    the message may have been sent nevertheless.
    [[nodiscard]] awaitable<api::InputBotInlineMessageID>
    answer_web_app_query(std::string_view query_id, const inline_results& result) const;

    /// Answers the message of a user who wrote to the bot as a guest, in a chat without it, by the first of the results; `query_id` is
    /// that of updateBotGuestChatQuery. Returns what editing the message needs.
    ///
    /// Raw method: messages.setBotGuestChatResult (bots).
    /// Errors:     as above; rpc_error with QUERY_ID_INVALID.
    /// Cancels:    the message may have been sent nevertheless.
    [[nodiscard]] awaitable<api::InputBotInlineMessageID>
    answer_guest_query(std::int64_t query_id, const inline_results& result) const;

    /// Lets a user pay an invoice of the bot, within 10 seconds after the query; see pre_checkout_query.
    ///
    /// Raw method: messages.setBotPrecheckoutResults (bots).
    /// Errors:     as above; rpc_error when it is too late.
    /// Cancels:    the user may pay nevertheless.
    [[nodiscard]] awaitable<void> answer_pre_checkout(std::int64_t query_id) const;

    /// Refuses a payment with a reason that is shown to the user.
    ///
    /// Raw method: messages.setBotPrecheckoutResults (bots).
    /// Errors:     as above; rpc_error when it is too late.
    /// Cancels:    it may have been refused nevertheless.
    [[nodiscard]] awaitable<void>
    refuse_pre_checkout(std::int64_t query_id, std::string_view reason) const;

    /// Offers ways of shipping, each with its price; see shipping_query.
    ///
    /// Raw method: messages.setBotShippingResults (bots).
    /// Errors:     as above; rpc_error with QUERY_ID_INVALID when it is too late.
    /// Cancels:    it may have been answered nevertheless.
    [[nodiscard]] awaitable<void>
    answer_shipping(std::int64_t query_id, const tl::vector<api::shippingOption>& ways) const;

    /// Refuses to ship, with a reason that is shown to the user.
    ///
    /// Raw method: messages.setBotShippingResults (bots).
    /// Errors:     as above; rpc_error with QUERY_ID_INVALID when it is too late.
    /// Cancels:    it may have been refused nevertheless.
    [[nodiscard]] awaitable<void>
    refuse_shipping(std::int64_t query_id, std::string_view reason) const;

    /// Presses the button with these data below a message of a bot, and returns the bot's answer; nothing when the bot answers too
    /// late, which says nothing about whether it has done its work. Buttons that need the account's password are refused by Telegram.
    ///
    /// Raw method: messages.getBotCallbackAnswer (users).
    /// Errors:     as above; rpc_error with MESSAGE_ID_INVALID or DATA_INVALID.
    /// Cancels:    the bot may have been told nevertheless.
    [[nodiscard]] awaitable<std::optional<callback_answer>>
    request_callback_answer(chat_ref chat, std::int32_t message_id, std::string_view data) const;

    /// Asks an inline bot for results, as by writing its name and a text into the message field.
    ///
    /// Raw method: messages.getInlineBotResults (users).
    /// Errors:     rpc_error with BOT_INLINE_DISABLED for other bots, and with BOT_RESPONSE_TIMEOUT.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<inline_bot_results> get_inline_bot_results(
        chat_ref bot, std::string_view query, inline_request_options options = {}
    ) const;

    /// Sends a result of an inline bot to a chat, and returns the message.
    ///
    /// Raw method: messages.sendInlineBotResult (users).
    /// Errors:     as above; rpc_error with QUERY_ID_EMPTY, RESULT_ID_INVALID or INLINE_RESULT_EXPIRED.
    /// Cancels:    it may have been sent nevertheless.
    [[nodiscard]] awaitable<message> send_inline_result(
        chat_ref chat, const inline_bot_result& result, send_options options = {}
    ) const;
    [[nodiscard]] awaitable<message> send_inline_result(
        chat_ref chat, std::int64_t query_id, std::string_view result_id, send_options options = {}
    ) const;

    /// Starts a bot as by a link to it, and returns the message with `/start`. In a group, the bot is added first.
    ///
    /// Raw method: messages.startBot (users).
    /// Errors:     as above; rpc_error with BOT_INVALID for another account.
    /// Cancels:    it may have been started nevertheless.
    [[nodiscard]] awaitable<message> start_bot(chat_ref bot, start_options options = {}) const;

    /// Creates a bot that another bot, `manager`, may act for. `deep_link`: the user came by a link that suggests it.
    ///
    /// Shape:      a name of 1 to 64 characters; a username that ends with `bot`.
    /// Raw method: bots.createBot.
    /// Errors:     as above; rpc_error with USERNAME_INVALID, USERNAME_OCCUPIED or BOT_INVALID.
    /// Cancels:    it may have been created nevertheless.
    [[nodiscard]] awaitable<user> create_bot(
        std::string_view name, std::string_view username, chat_ref manager, bool deep_link = false
    ) const;

    /// The token of a bot that this account owns or manages, or, with `renewed`, another one instead of it. Keep it as a password.
    ///
    /// Raw method: bots.exportBotToken.
    /// Errors:     as above; rpc_error with BOT_INVALID for another's.
    /// Cancels:    it may have been renewed nevertheless.
    [[nodiscard]] awaitable<std::string> export_bot_token(chat_ref bot, bool renewed = false) const;

protected:
    bot_methods() = default;
    ~bot_methods() = default;
};

} // namespace awaitgram
