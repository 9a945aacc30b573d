// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/rpc/method_facts.hpp>

#include <type_traits>

namespace awaitgram {

namespace detail {

/// Methods that only accounts of the other kind may call.
template <class F>
concept closed_to_bots = tl::function<F> && !rpc::for_bots<F>;
template <class F>
concept closed_to_users = tl::function<F> && !rpc::for_users<F>;

template <class F>
constexpr void refuse_for_bot() {
    static_assert(
        !closed_to_bots<F>,
        "awaitgram: only users may call this method, and this is a bot; an "
        "awaitgram::client& calls it with {.any_account = true} nevertheless"
    );
}
template <class F>
constexpr void refuse_for_user() {
    static_assert(
        !closed_to_users<F>,
        "awaitgram: only bots may call this method, and this is a user account; an "
        "awaitgram::client& calls it with {.any_account = true} nevertheless"
    );
}

/// Refuses a friendly method.
template <class... Arguments>
constexpr void refuse_friendly_for_bot() {
    constexpr auto for_bots = sizeof...(Arguments) > 1000;
    static_assert(for_bots, "awaitgram: only users may call this method, and this is a bot");
}
template <class... Arguments>
constexpr void refuse_friendly_for_user() {
    constexpr auto for_users = sizeof...(Arguments) > 1000;
    static_assert(
        for_users, "awaitgram: only bots may call this method, and this is a user account"
    );
}

} // namespace detail

// A friendly method that is refused. Where an argument is in braces, the compiler finds no function, and names the parameter. It is not
// instantiated otherwise, so that it costs a program nothing but its declaration.
#define AWAITGRAM_FOR_USERS_ALONE(name)                                                            \
    template <class... only_users_may_call_this_method_and_this_is_a_bot>                          \
    auto name(const only_users_may_call_this_method_and_this_is_a_bot&... arguments) const {       \
        detail::refuse_friendly_for_bot<only_users_may_call_this_method_and_this_is_a_bot...>();   \
        return client::name(arguments...);                                                         \
    }
#define AWAITGRAM_FOR_BOTS_ALONE(name)                                                             \
    template <class... only_bots_may_call_this_method_and_this_is_a_user>                          \
    auto name(const only_bots_may_call_this_method_and_this_is_a_user&... arguments) const {       \
        detail::refuse_friendly_for_user<only_bots_may_call_this_method_and_this_is_a_user...>();  \
        return client::name(arguments...);                                                         \
    }

/// The client of a bot: a client that does not compile calls which only users may make. What `bot.telegram()` returns, and what handlers
/// of a bot may take.
///
/// Friendly methods that are for users alone are refused, too.
class bot_client final : public client {
public:
    using client::client;
    using client::invoke;
    using client::try_invoke;

    template <detail::closed_to_bots F>
    awaitable<tl::reply<typename F::tl_result>> invoke(const F&, call_options = {}) {
        detail::refuse_for_bot<F>();
        return {};
    }
    template <detail::closed_to_bots F>
    awaitable<method_result<F>> try_invoke(const F&, call_options = {}) {
        detail::refuse_for_bot<F>();
        return {};
    }

    // Friendly methods for users alone: all of them, see tests/tools/check_methods.py.
    AWAITGRAM_FOR_USERS_ALONE(accept_login_token)
    AWAITGRAM_FOR_USERS_ALONE(add_contact)
    AWAITGRAM_FOR_USERS_ALONE(add_member)
    AWAITGRAM_FOR_USERS_ALONE(add_members)
    AWAITGRAM_FOR_USERS_ALONE(add_to_folder)
    AWAITGRAM_FOR_USERS_ALONE(admins_with_links)
    AWAITGRAM_FOR_USERS_ALONE(approve_all_join_requests)
    AWAITGRAM_FOR_USERS_ALONE(archive_chat)
    AWAITGRAM_FOR_USERS_ALONE(archived_stories)
    AWAITGRAM_FOR_USERS_ALONE(block_user)
    AWAITGRAM_FOR_USERS_ALONE(blocked_users)
    AWAITGRAM_FOR_USERS_ALONE(cancel_password_reset)
    AWAITGRAM_FOR_USERS_ALONE(cancel_recovery_email)
    AWAITGRAM_FOR_USERS_ALONE(clear_all_drafts)
    AWAITGRAM_FOR_USERS_ALONE(clear_draft)
    AWAITGRAM_FOR_USERS_ALONE(click)
    AWAITGRAM_FOR_USERS_ALONE(common_chats)
    AWAITGRAM_FOR_USERS_ALONE(confirm_recovery_email)
    AWAITGRAM_FOR_USERS_ALONE(confirm_session)
    AWAITGRAM_FOR_USERS_ALONE(count_messages)
    AWAITGRAM_FOR_USERS_ALONE(create_channel)
    AWAITGRAM_FOR_USERS_ALONE(create_folder)
    AWAITGRAM_FOR_USERS_ALONE(create_group)
    AWAITGRAM_FOR_USERS_ALONE(create_supergroup)
    AWAITGRAM_FOR_USERS_ALONE(decline_all_join_requests)
    AWAITGRAM_FOR_USERS_ALONE(delete_chat)
    AWAITGRAM_FOR_USERS_ALONE(delete_contact)
    AWAITGRAM_FOR_USERS_ALONE(delete_dialog)
    AWAITGRAM_FOR_USERS_ALONE(delete_folder)
    AWAITGRAM_FOR_USERS_ALONE(delete_history)
    AWAITGRAM_FOR_USERS_ALONE(delete_invite_link)
    AWAITGRAM_FOR_USERS_ALONE(delete_revoked_invite_links)
    AWAITGRAM_FOR_USERS_ALONE(delete_scheduled_messages)
    AWAITGRAM_FOR_USERS_ALONE(delete_user_history)
    AWAITGRAM_FOR_USERS_ALONE(dialogs)
    AWAITGRAM_FOR_USERS_ALONE(event_log)
    AWAITGRAM_FOR_USERS_ALONE(export_message_link)
    AWAITGRAM_FOR_USERS_ALONE(folders)
    AWAITGRAM_FOR_USERS_ALONE(get_account_lifetime)
    AWAITGRAM_FOR_USERS_ALONE(get_contacts)
    AWAITGRAM_FOR_USERS_ALONE(get_dialogs)
    AWAITGRAM_FOR_USERS_ALONE(get_discussion_message)
    AWAITGRAM_FOR_USERS_ALONE(get_draft)
    AWAITGRAM_FOR_USERS_ALONE(get_drafts)
    AWAITGRAM_FOR_USERS_ALONE(get_inline_bot_results)
    AWAITGRAM_FOR_USERS_ALONE(get_invite_link)
    AWAITGRAM_FOR_USERS_ALONE(get_password_info)
    AWAITGRAM_FOR_USERS_ALONE(get_pinned_chats)
    AWAITGRAM_FOR_USERS_ALONE(get_poll_results)
    AWAITGRAM_FOR_USERS_ALONE(get_privacy)
    AWAITGRAM_FOR_USERS_ALONE(get_reactions)
    AWAITGRAM_FOR_USERS_ALONE(get_scheduled_messages)
    AWAITGRAM_FOR_USERS_ALONE(get_session_lifetime)
    AWAITGRAM_FOR_USERS_ALONE(get_sessions)
    AWAITGRAM_FOR_USERS_ALONE(get_stories)
    AWAITGRAM_FOR_USERS_ALONE(get_views)
    AWAITGRAM_FOR_USERS_ALONE(history)
    AWAITGRAM_FOR_USERS_ALONE(import_contacts)
    AWAITGRAM_FOR_USERS_ALONE(install_sticker_set)
    AWAITGRAM_FOR_USERS_ALONE(invite_links)
    AWAITGRAM_FOR_USERS_ALONE(invited_users)
    AWAITGRAM_FOR_USERS_ALONE(is_sticker_set_name_free)
    AWAITGRAM_FOR_USERS_ALONE(join_chat)
    AWAITGRAM_FOR_USERS_ALONE(join_requests)
    AWAITGRAM_FOR_USERS_ALONE(mark_unread)
    AWAITGRAM_FOR_USERS_ALONE(mute_chat)
    AWAITGRAM_FOR_USERS_ALONE(online_count)
    AWAITGRAM_FOR_USERS_ALONE(pay_invoice)
    AWAITGRAM_FOR_USERS_ALONE(pay_invoice_link)
    AWAITGRAM_FOR_USERS_ALONE(pay_reaction)
    AWAITGRAM_FOR_USERS_ALONE(pin_chat)
    AWAITGRAM_FOR_USERS_ALONE(pin_in_folder)
    AWAITGRAM_FOR_USERS_ALONE(pinned_stories)
    AWAITGRAM_FOR_USERS_ALONE(poll_voters)
    AWAITGRAM_FOR_USERS_ALONE(preview_invite)
    AWAITGRAM_FOR_USERS_ALONE(reactors)
    AWAITGRAM_FOR_USERS_ALONE(read_contents)
    AWAITGRAM_FOR_USERS_ALONE(read_history)
    AWAITGRAM_FOR_USERS_ALONE(read_mentions)
    AWAITGRAM_FOR_USERS_ALONE(read_reactions)
    AWAITGRAM_FOR_USERS_ALONE(recover_password)
    AWAITGRAM_FOR_USERS_ALONE(remove_birthday)
    AWAITGRAM_FOR_USERS_ALONE(remove_emoji_status)
    AWAITGRAM_FOR_USERS_ALONE(remove_from_folder)
    AWAITGRAM_FOR_USERS_ALONE(remove_linked_group)
    AWAITGRAM_FOR_USERS_ALONE(remove_password)
    AWAITGRAM_FOR_USERS_ALONE(rename_folder)
    AWAITGRAM_FOR_USERS_ALONE(reorder_folders)
    AWAITGRAM_FOR_USERS_ALONE(replies)
    AWAITGRAM_FOR_USERS_ALONE(request_callback_answer)
    AWAITGRAM_FOR_USERS_ALONE(request_password_recovery)
    AWAITGRAM_FOR_USERS_ALONE(resend_recovery_email_code)
    AWAITGRAM_FOR_USERS_ALONE(reset_password)
    AWAITGRAM_FOR_USERS_ALONE(retract_vote)
    AWAITGRAM_FOR_USERS_ALONE(save_draft)
    AWAITGRAM_FOR_USERS_ALONE(search_contacts)
    AWAITGRAM_FOR_USERS_ALONE(search_global)
    AWAITGRAM_FOR_USERS_ALONE(search_messages)
    AWAITGRAM_FOR_USERS_ALONE(send_as_choices)
    AWAITGRAM_FOR_USERS_ALONE(send_comment)
    AWAITGRAM_FOR_USERS_ALONE(send_inline_result)
    AWAITGRAM_FOR_USERS_ALONE(send_scheduled_messages)
    AWAITGRAM_FOR_USERS_ALONE(set_account_lifetime)
    AWAITGRAM_FOR_USERS_ALONE(set_birthday)
    AWAITGRAM_FOR_USERS_ALONE(set_chat_username)
    AWAITGRAM_FOR_USERS_ALONE(set_contact_note)
    AWAITGRAM_FOR_USERS_ALONE(set_content_protection)
    AWAITGRAM_FOR_USERS_ALONE(set_emoji_status)
    AWAITGRAM_FOR_USERS_ALONE(set_forum)
    AWAITGRAM_FOR_USERS_ALONE(set_history_hidden)
    AWAITGRAM_FOR_USERS_ALONE(set_join_by_request)
    AWAITGRAM_FOR_USERS_ALONE(set_join_to_send)
    AWAITGRAM_FOR_USERS_ALONE(set_linked_group)
    AWAITGRAM_FOR_USERS_ALONE(set_message_lifetime)
    AWAITGRAM_FOR_USERS_ALONE(set_online)
    AWAITGRAM_FOR_USERS_ALONE(set_password)
    AWAITGRAM_FOR_USERS_ALONE(set_privacy)
    AWAITGRAM_FOR_USERS_ALONE(set_recovery_email)
    AWAITGRAM_FOR_USERS_ALONE(set_send_as)
    AWAITGRAM_FOR_USERS_ALONE(set_session_lifetime)
    AWAITGRAM_FOR_USERS_ALONE(set_slow_mode)
    AWAITGRAM_FOR_USERS_ALONE(set_username)
    AWAITGRAM_FOR_USERS_ALONE(start_bot)
    AWAITGRAM_FOR_USERS_ALONE(story_viewers)
    AWAITGRAM_FOR_USERS_ALONE(suggest_sticker_set_name)
    AWAITGRAM_FOR_USERS_ALONE(terminate_other_sessions)
    AWAITGRAM_FOR_USERS_ALONE(terminate_session)
    AWAITGRAM_FOR_USERS_ALONE(unarchive_chat)
    AWAITGRAM_FOR_USERS_ALONE(unblock_user)
    AWAITGRAM_FOR_USERS_ALONE(uninstall_sticker_set)
    AWAITGRAM_FOR_USERS_ALONE(unmark_unread)
    AWAITGRAM_FOR_USERS_ALONE(unmute_chat)
    AWAITGRAM_FOR_USERS_ALONE(unpin_chat)
    AWAITGRAM_FOR_USERS_ALONE(unpin_in_folder)
    AWAITGRAM_FOR_USERS_ALONE(update_profile)
    AWAITGRAM_FOR_USERS_ALONE(vote)
};

/// The client of a user account: a client that does not compile calls which only bots may make. What `userbot.telegram()` returns, and
/// what the work and the handlers of a userbot may take.
class user_client final : public client {
public:
    using client::client;
    using client::invoke;
    using client::try_invoke;

    template <detail::closed_to_users F>
    awaitable<tl::reply<typename F::tl_result>> invoke(const F&, call_options = {}) {
        detail::refuse_for_user<F>();
        return {};
    }
    template <detail::closed_to_users F>
    awaitable<method_result<F>> try_invoke(const F&, call_options = {}) {
        detail::refuse_for_user<F>();
        return {};
    }

    // Friendly methods for bots alone.
    AWAITGRAM_FOR_BOTS_ALONE(answer_callback_query)
    AWAITGRAM_FOR_BOTS_ALONE(answer_guest_query)
    AWAITGRAM_FOR_BOTS_ALONE(answer_inline_query)
    AWAITGRAM_FOR_BOTS_ALONE(answer_pre_checkout)
    AWAITGRAM_FOR_BOTS_ALONE(answer_shipping)
    AWAITGRAM_FOR_BOTS_ALONE(answer_web_app_query)
    AWAITGRAM_FOR_BOTS_ALONE(create_invoice_link)
    AWAITGRAM_FOR_BOTS_ALONE(delete_bot_commands)
    AWAITGRAM_FOR_BOTS_ALONE(get_bot_commands)
    AWAITGRAM_FOR_BOTS_ALONE(get_business_connection)
    AWAITGRAM_FOR_BOTS_ALONE(get_chat_menu_button)
    AWAITGRAM_FOR_BOTS_ALONE(get_game_high_scores)
    AWAITGRAM_FOR_BOTS_ALONE(refund_star_payment)
    AWAITGRAM_FOR_BOTS_ALONE(refuse_pre_checkout)
    AWAITGRAM_FOR_BOTS_ALONE(refuse_shipping)
    AWAITGRAM_FOR_BOTS_ALONE(send_game)
    AWAITGRAM_FOR_BOTS_ALONE(send_invoice)
    AWAITGRAM_FOR_BOTS_ALONE(send_text_draft)
    AWAITGRAM_FOR_BOTS_ALONE(set_bot_commands)
    AWAITGRAM_FOR_BOTS_ALONE(set_chat_menu_button)
    AWAITGRAM_FOR_BOTS_ALONE(set_default_admin_rights)
    AWAITGRAM_FOR_BOTS_ALONE(set_game_score)
};

#undef AWAITGRAM_FOR_USERS_ALONE
#undef AWAITGRAM_FOR_BOTS_ALONE

} // namespace awaitgram
