// SPDX-License-Identifier: MIT
// The friendly methods by subject: each row is something that programs do, and the call that does it, which must compile.
// A subject adds an array of rows and a line in `subjects`.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/methods/inline_results.hpp>
#include <awaitgram/types/business_connection.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace awaitgram;

namespace {

/// How much programs need it.
enum class need { must, should };

struct row {
    std::string_view what;
    need rank;
    /// The call; empty while there is none.
    std::string_view call;
};

struct subject {
    std::string_view name;
    std::span<const row> rows;
    /// How many rows have no call yet.
    std::size_t missing;
};

// What the calls are made with; they are never carried out.
struct arguments {
    client& telegram;
    const message& m;
    inline_keyboard keys;
    std::vector<std::int64_t> ids;
    std::vector<std::int32_t> topic_ids;
    std::vector<attachment> files;
};

/// A call that compiles, and its text.
#define CALL(...)                                                                                  \
    (static_cast<void>(sizeof([](const arguments& a) {                                             \
         auto& [telegram, m, keys, ids, topic_ids, files] = a;                                     \
         static_cast<void>(telegram);                                                              \
         static_cast<void>(m);                                                                     \
         static_cast<void>(keys);                                                                  \
         static_cast<void>(ids);                                                                   \
         static_cast<void>(topic_ids);                                                             \
         static_cast<void>(files);                                                                 \
         static_cast<void>(__VA_ARGS__);                                                           \
     })),                                                                                          \
     std::string_view{#__VA_ARGS__})

constexpr row messages[]{
    {"send a text", need::must, CALL(telegram.send_text("me", "text", {.silent = true}))},
    {"send a long text", need::must, CALL(telegram.send_long_text("me", "text"))},
    {"reply", need::must, CALL(m.reply("text"))},
    {"answer", need::must, CALL(m.answer("text"))},
    {"send media without an upload",
     need::must,
     CALL(telegram.send_media("me", m.media(), "text"))},
    {"send a file", need::must, CALL(telegram.send_document("me", "a.txt", {.caption = "a"}))},
    {"reply with a file", need::must, CALL(m.reply_photo("a.jpg", {.spoiler = true}))},
    {"send what an attachment says", need::must, CALL(telegram.send_media("me", files[0]))},
    {"store a file", need::should, CALL(telegram.upload_media("me", files[0]))},
    {"download a file", need::must, CALL(m.download("a.jpg"))},
    {"download into memory", need::must, CALL(telegram.download_bytes(m))},
    {"download a small picture", need::should, CALL(m.download_thumbnail())},
    {"send an album", need::must, CALL(telegram.send_media_group("me", files))},
    {"send a location", need::should, CALL(telegram.send_location("me", {1, 2}))},
    {"send a place that moves",
     need::should,
     CALL(telegram.send_live_location("me", {1, 2}, std::chrono::minutes{10}))},
    {"move a live location", need::should, CALL(telegram.edit_live_location("me", 1, {1, 2}))},
    {"end a live location", need::should, CALL(telegram.stop_live_location("me", 1))},
    {"read a draft", need::should, CALL(telegram.get_draft("me"))},
    {"read all drafts", need::should, CALL(telegram.get_drafts())},
    {"send a venue", need::should, CALL(telegram.send_venue("me", {.title = "home"}))},
    {"send a contact", need::should, CALL(telegram.send_contact("me", {.phone = "+1"}))},
    {"send a dice", need::should, CALL(telegram.send_dice("me"))},
    {"send a poll", need::should, CALL(telegram.send_poll("me", "ok?", {"yes", "no"}))},
    {"send a quiz", need::should, CALL(telegram.send_quiz("me", "1+1", {"1", "2"}, 1))},
    {"send a game", need::should, CALL(telegram.send_game("me", "name"))},
    {"send an invoice",
     need::should,
     CALL(telegram.send_invoice(5, invoice("title", "text", "id").price("all", 5)))},
    {"send by any raw request", need::must, CALL(telegram.sent(api::messages::sendMedia{}))},
    {"forward messages", need::must, CALL(telegram.forward_messages("me", 5, {1, 2}))},
    {"forward a message", need::must, CALL(m.forward_to("me"))},
    {"copy a message", need::must, CALL(telegram.copy_message("me", 5, 1))},
    {"copy messages", need::must, CALL(telegram.copy_messages("me", 5, {1, 2}))},
    {"edit a text", need::must, CALL(telegram.edit_text("me", 1, "text"))},
    {"edit a caption", need::must, CALL(telegram.edit_caption("me", 1, "text"))},
    {"edit media", need::must, CALL(telegram.edit_media("me", 1, m.media()))},
    {"put a file in the place of media", need::must, CALL(m.edit_media(files[0]))},
    {"edit a keyboard", need::must, CALL(telegram.edit_reply_markup("me", 1, keys))},
    {"delete messages", need::must, CALL(telegram.delete_messages("me", {1, 2}))},
    {"get messages", need::must, CALL(telegram.get_messages("me", {1, 2}))},
    {"get the message of a link", need::should, CALL(telegram.get_message_by_link("t.me/a/1"))},
    {"list a history", need::must, CALL(telegram.history("me", {.limit = 5}))},
    {"search a chat", need::must, CALL(telegram.search_messages("me", "word"))},
    {"search all chats", need::should, CALL(telegram.search_global("word"))},
    {"get an album", need::should, CALL(telegram.get_media_group("me", 1))},
    {"get the message that is replied to", need::should, CALL(m.get_reply_to())},
    {"find the discussion of a post", need::should, CALL(telegram.get_discussion_message("a", 1))},
    {"list the comments on a post", need::should, CALL(telegram.replies("a", 1))},
    {"comment on a post", need::should, CALL(telegram.send_comment("a", 1, "text"))},
    {"pin a message", need::must, CALL(telegram.pin_message("me", 1))},
    {"unpin a message", need::must, CALL(telegram.unpin_message("me", 1))},
    {"unpin all messages", need::must, CALL(telegram.unpin_all_messages("me"))},
    {"get the pinned message", need::should, CALL(telegram.get_pinned_message("me"))},
    {"read a history", need::must, CALL(telegram.read_history("me"))},
    {"read mentions", need::must, CALL(telegram.read_mentions("me"))},
    {"read reactions", need::must, CALL(telegram.read_reactions("me"))},
    {"mark a chat as unread", need::must, CALL(telegram.mark_unread("me"))},
    {"show that it types", need::should, CALL(telegram.typing("me"))},
    {"react", need::should, CALL(telegram.react("me", 1, "👍"))},
    {"get reactions", need::should, CALL(telegram.get_reactions("me", 1))},
    {"list those who reacted", need::should, CALL(telegram.reactors("me", 1))},
    {"react with stars", need::should, CALL(telegram.pay_reaction("me", 1, 5))},
    {"vote", need::should, CALL(telegram.vote("me", 1, 0))},
    {"take a vote back", need::should, CALL(telegram.retract_vote("me", 1))},
    {"close a poll", need::should, CALL(telegram.close_poll("me", 1))},
    {"list the voters of a poll", need::should, CALL(telegram.poll_voters("me", 1))},
    {"list scheduled messages", need::should, CALL(telegram.get_scheduled_messages("me"))},
    {"send a scheduled message now", need::should, CALL(telegram.send_scheduled_messages("me", 1))},
    {"delete scheduled messages", need::should, CALL(telegram.delete_scheduled_messages("me", 1))},
    {"export a link", need::should, CALL(telegram.export_message_link("a", 1))},
    {"press a button", need::should, CALL(telegram.click(m, "yes"))},
    {"delete a history", need::should, CALL(telegram.delete_history("me"))},
    {"delete the messages of a user", need::should, CALL(telegram.delete_user_history("a", 5))},
};

constexpr row chats[]{
    {"get a chat", need::must, CALL(telegram.get_chat("a"))},
    {"get all about a chat", need::must, CALL(telegram.get_full_chat("a"))},
    {"get users", need::must, CALL(telegram.get_users(ids))},
    {"get a user", need::must, CALL(telegram.get_user(5))},
    {"get all about a user", need::must, CALL(telegram.get_full_user(5))},
    {"get the account itself", need::must, CALL(telegram.get_me())},
    {"list the dialogs", need::must, CALL(telegram.dialogs())},
    {"list the dialogs of the archive",
     need::should,
     CALL(telegram.dialogs({.archived = archived_chats::only}))},
    {"get the dialogs of some chats", need::must, CALL(telegram.get_dialogs(ids))},
    {"join a chat", need::must, CALL(telegram.join_chat("t.me/+hash"))},
    {"leave a chat", need::must, CALL(telegram.leave_chat("a"))},
    {"create a group", need::should, CALL(telegram.create_group("Club", ids))},
    {"create a supergroup", need::should, CALL(telegram.create_supergroup("Club"))},
    {"create a channel", need::should, CALL(telegram.create_channel("News"))},
    {"delete a chat", need::should, CALL(telegram.delete_chat("a"))},
    {"set a title", need::should, CALL(telegram.set_title("a", "Club"))},
    {"set a description", need::should, CALL(telegram.set_description("a", "about"))},
    {"set a username", need::should, CALL(telegram.set_chat_username("a", "name"))},
    {"set a photo", need::should, CALL(telegram.set_chat_photo("a", "a.jpg"))},
    {"delete the photo of a chat", need::should, CALL(telegram.delete_chat_photo("a"))},
    {"download the photo of a chat", need::should, CALL(telegram.download_profile_photo("a"))},
    {"set what all members may do",
     need::must,
     CALL(telegram.set_chat_permissions("a", permissions::sending()))},
    {"set a slow mode", need::should, CALL(telegram.set_slow_mode("a", std::chrono::seconds{30}))},
    {"protect the content", need::should, CALL(telegram.set_content_protection("a", toggle::on))},
    {"let only members send", need::should, CALL(telegram.set_join_to_send("a", toggle::on))},
    {"let nobody join unasked", need::should, CALL(telegram.set_join_by_request("a", toggle::on))},
    {"delete messages after a time",
     need::should,
     CALL(telegram.set_message_lifetime("a", std::chrono::hours{24}))},
    {"list the pinned chats", need::should, CALL(telegram.get_pinned_chats())},
    {"list the chats in common", need::should, CALL(telegram.common_chats(5))},
    {"archive a chat", need::should, CALL(telegram.archive_chat("a"))},
    {"take a chat out of the archive", need::should, CALL(telegram.unarchive_chat("a"))},
    {"pin a chat", need::should, CALL(telegram.pin_chat("a"))},
    {"mute a chat", need::should, CALL(telegram.mute_chat("a"))},
    {"list in whose name one may send", need::should, CALL(telegram.send_as_choices("a"))},
    {"set in whose name one sends", need::should, CALL(telegram.set_send_as("a", "me"))},
    {"list what administrators did", need::should, CALL(telegram.event_log("a"))},
};

constexpr row members[]{
    {"restrict a member",
     need::must,
     CALL(telegram.restrict_member("a", 5, permissions::none(), {.until = std::chrono::hours{1}}))},
    {"ban a user", need::must, CALL(telegram.ban("a", 5))},
    {"kick a member", need::must, CALL(telegram.kick("a", 5))},
    {"lift a ban", need::must, CALL(telegram.unban("a", 5))},
    {"promote a member",
     need::must,
     CALL(telegram.promote("a", 5, admin_rights::moderator(), {.title = "Captain"}))},
    {"demote an administrator", need::must, CALL(telegram.demote("a", 5))},
    {"set the rights of an administrator",
     need::must,
     CALL(telegram.set_admin_rights("a", 5, admin_rights::of_groups()))},
    {"set a title of a member", need::must, CALL(telegram.set_admin_title("a", 5, "Captain"))},
    {"get a member", need::must, CALL(telegram.get_member("a", 5))},
    {"list the members", need::must, CALL(telegram.members("a", {.filter = member_filter::bots}))},
    {"count the members", need::must, CALL(telegram.members_count("a"))},
    {"count those who are online", need::must, CALL(telegram.online_count("a"))},
    {"know what a member may do", need::should, CALL(telegram.permissions_of("a", 5))},
    {"add members", need::should, CALL(telegram.add_members("a", ids))},
    {"create an invite link", need::should, CALL(telegram.create_invite_link("a"))},
    {"replace the primary invite link", need::should, CALL(telegram.export_chat_invite_link("a"))},
    {"edit an invite link",
     need::should,
     CALL(telegram.edit_invite_link("a", "t.me/+hash", {.usage_limit = 5}))},
    {"revoke an invite link", need::should, CALL(telegram.revoke_invite_link("a", "t.me/+hash"))},
    {"delete an invite link", need::should, CALL(telegram.delete_invite_link("a", "t.me/+hash"))},
    {"get an invite link", need::should, CALL(telegram.get_invite_link("a", "t.me/+hash"))},
    {"list invite links", need::should, CALL(telegram.invite_links("a"))},
    {"list who came by a link", need::should, CALL(telegram.invited_users("a"))},
    {"list administrators with links", need::should, CALL(telegram.admins_with_links("a"))},
    {"list who asks to join", need::should, CALL(telegram.join_requests("a"))},
    {"let somebody in", need::should, CALL(telegram.approve_join_request("a", 5))},
    {"refuse somebody", need::should, CALL(telegram.decline_join_request("a", 5))},
    {"let all in", need::should, CALL(telegram.approve_all_join_requests("a"))},
    {"refuse all", need::should, CALL(telegram.decline_all_join_requests("a"))},
};

constexpr row account[]{
    {"list the contacts", need::should, CALL(telegram.get_contacts())},
    {"add a contact", need::should, CALL(telegram.add_contact("+123456", "Ann"))},
    {"delete a contact", need::should, CALL(telegram.delete_contact(5))},
    {"import an address book",
     need::should,
     CALL(telegram.import_contacts(std::vector<phone_contact>{}))},
    {"search for people and chats", need::should, CALL(telegram.search_contacts("Ann"))},
    {"note something about a contact", need::should, CALL(telegram.set_contact_note(5, "note"))},
    {"block a user", need::should, CALL(telegram.block_user(5))},
    {"unblock a user", need::should, CALL(telegram.unblock_user(5))},
    {"list the blocked users", need::should, CALL(telegram.blocked_users())},
    {"set the name", need::should, CALL(telegram.update_profile({.first_name = "Ann"}))},
    {"set the username", need::should, CALL(telegram.set_username("ann"))},
    {"set the photo of the account", need::should, CALL(telegram.set_profile_photo("a.jpg"))},
    {"delete the photo of the account", need::should, CALL(telegram.delete_profile_photo())},
    {"set the birthday", need::should, CALL(telegram.set_birthday(1, 2))},
    {"set the emoji beside the name", need::should, CALL(telegram.set_emoji_status(7))},
    {"be online", need::should, CALL(telegram.set_online())},
    {"get who may see something", need::should, CALL(telegram.get_privacy(privacy_key::last_seen))},
    {"list the devices", need::should, CALL(telegram.get_sessions())},
    {"sign a device out", need::should, CALL(telegram.terminate_session(7))},
    {"sign all other devices out", need::should, CALL(telegram.terminate_other_sessions())},
    {"know whether there is a password", need::should, CALL(telegram.get_password_info())},
    {"set a password", need::should, CALL(telegram.set_password("secret"))},
    {"remove a password", need::should, CALL(telegram.remove_password("secret"))},
    {"set an address for the password",
     need::should,
     CALL(telegram.set_recovery_email("a@example.org", "secret"))},
    {"replace a forgotten password", need::should, CALL(telegram.request_password_recovery())},
    {"export the account", need::should, CALL(telegram.takeout({.contacts = true}))},
};

constexpr row bots[]{
    {"answer the press of a button", need::must, CALL(telegram.answer_callback_query(7, "ok"))},
    {"answer an inline query",
     need::must,
     CALL(telegram.answer_inline_query(7, inline_results().article("1", "title", "text")))},
    {"answer a web app",
     need::should,
     CALL(telegram.answer_web_app_query("7", inline_results().article("1", "title", "text")))},
    {"accept a payment", need::must, CALL(telegram.answer_pre_checkout(7))},
    {"refuse a payment", need::must, CALL(telegram.refuse_pre_checkout(7, "sold out"))},
    {"tell ways of shipping", need::should, CALL(telegram.answer_shipping(7, {}))},
    {"answer a guest",
     need::should,
     CALL(telegram.answer_guest_query(7, inline_results().article("1", "title", "text")))},
    {"set the commands",
     need::should,
     CALL(telegram.set_bot_commands(bot_commands().add("start", "begin")))},
    {"get the commands", need::should, CALL(telegram.get_bot_commands())},
    {"delete the commands", need::should, CALL(telegram.delete_bot_commands())},
    {"set the name of a bot", need::should, CALL(telegram.set_bot_name("Bot"))},
    {"set the text of a bot's profile", need::should, CALL(telegram.set_bot_about("about"))},
    {"set the description of a bot", need::should, CALL(telegram.set_bot_description("text"))},
    {"get the texts about a bot", need::should, CALL(telegram.get_bot_info())},
    {"set the menu button",
     need::should,
     CALL(telegram.set_chat_menu_button(menu_button::commands()))},
    {"suggest rights of an administrator",
     need::should,
     CALL(telegram.set_default_admin_rights(admin_rights_in::groups, admin_rights::moderator()))},
    {"press a button by its data", need::should, CALL(telegram.request_callback_answer(5, 1, "x"))},
    {"ask an inline bot", need::should, CALL(telegram.get_inline_bot_results("gif", "cat"))},
    {"send a result of an inline bot",
     need::should,
     CALL(telegram.send_inline_result("me", 7, "1"))},
    {"start a bot", need::should, CALL(telegram.start_bot("bot", {.parameter = "x"}))},
    {"send an invoice",
     need::should,
     CALL(telegram.send_invoice(5, invoice("title", "text", "id").price("all", 5)))},
    {"make a link to an invoice",
     need::should,
     CALL(telegram.create_invoice_link(invoice("title", "text", "id").price("all", 5)))},
    {"give a payment in stars back", need::should, CALL(telegram.refund_star_payment(5, "id"))},
    {"send a game", need::should, CALL(telegram.send_game("me", "chess"))},
    {"set a score of a game", need::should, CALL(telegram.set_game_score("me", 7, 5, 100))},
    {"list the scores of a game", need::should, CALL(telegram.get_game_high_scores("me", 7, 5))},
    {"get a business connection", need::should, CALL(telegram.get_business_connection("id"))},
    {"send by a business connection",
     need::should,
     CALL(telegram.send_text(5, "text", {.business_connection = "id"}))},
    {"create a bot for a user",
     need::should,
     CALL(telegram.create_bot("Shop", "my_shop_bot", "@manager_bot"))},
    {"get the token of a bot", need::should, CALL(telegram.export_bot_token("@my_shop_bot"))},
};

constexpr row more[]{
    {"list the folders", need::should, CALL(telegram.folders())},
    {"create a folder", need::should, CALL(telegram.create_folder("Work", ids))},
    {"put a chat into a folder", need::should, CALL(telegram.add_to_folder(2, "a"))},
    {"pin a chat in a folder", need::should, CALL(telegram.pin_in_folder(2, "a"))},
    {"create a topic", need::must, CALL(telegram.create_topic("a", "News"))},
    {"edit a topic", need::should, CALL(telegram.edit_topic("a", 7, {.title = "News"}))},
    {"close a topic", need::should, CALL(telegram.close_topic("a", 7))},
    {"hide the General topic", need::should, CALL(telegram.hide_general_topic("a"))},
    {"pin a topic", need::should, CALL(telegram.pin_topic("a", 7))},
    {"delete a topic", need::should, CALL(telegram.delete_topic("a", 7))},
    {"list the topics", need::should, CALL(telegram.topics("a"))},
    {"get topics", need::should, CALL(telegram.topics_by_id("a", topic_ids))},
    {"make a group a forum", need::should, CALL(telegram.set_forum("a", toggle::on))},
    {"post a story", need::should, CALL(telegram.send_story("me", files[0]))},
    {"delete stories", need::should, CALL(telegram.delete_stories("me", topic_ids))},
    {"list the stories of a chat", need::should, CALL(telegram.get_peer_stories("a"))},
    {"list the stories of a profile", need::should, CALL(telegram.pinned_stories("a"))},
    {"list the archived stories", need::should, CALL(telegram.archived_stories())},
    {"get stories", need::should, CALL(telegram.get_stories("a", topic_ids))},
    {"list who saw a story", need::should, CALL(telegram.story_viewers("me", 7))},
    {"get the balance of stars", need::should, CALL(telegram.get_stars_balance())},
    {"list payments in stars", need::should, CALL(telegram.star_transactions())},
    {"list the gifts for sale", need::should, CALL(telegram.get_star_gifts())},
    {"send a gift", need::should, CALL(telegram.send_gift(5, 7))},
    {"list the received gifts", need::should, CALL(telegram.received_gifts())},
    {"show a gift", need::should, CALL(telegram.save_gift(7))},
    {"turn a gift into stars", need::should, CALL(telegram.convert_gift(7))},
    {"make a gift unique", need::should, CALL(telegram.upgrade_gift(7))},
    {"give a gift to somebody", need::should, CALL(telegram.transfer_gift(7, 5))},
    {"pay an invoice", need::should, CALL(telegram.pay_invoice("me", 7, 50))},
    {"react to a message", need::must, CALL(telegram.react("a", 7, "👍"))},
    {"take a reaction back", need::must, CALL(telegram.react("a", 7, {}))},
    {"get the results of a poll", need::should, CALL(telegram.get_poll_results("a", 7))},
    {"get custom emoji", need::should, CALL(telegram.get_custom_emoji(ids))},
    {"create a set of stickers",
     need::should,
     CALL(telegram.create_sticker_set("Cats", "cats", std::span<const sticker_file>{}))},
    {"get a set of stickers", need::should, CALL(telegram.get_sticker_set("cats"))},
    {"add a sticker to a set", need::should, CALL(telegram.add_sticker("cats", {"cat.png", "🐱"}))},
    {"take a sticker out of a set", need::should, CALL(telegram.remove_sticker(m.media()))},
    {"move a sticker in its set", need::should, CALL(telegram.move_sticker(m.media(), 0))},
    {"replace a sticker",
     need::should,
     CALL(telegram.replace_sticker(m.media(), {"cat.png", "🐱"}))},
    {"change the emoji of a sticker",
     need::should,
     CALL(telegram.edit_sticker(m.media(), {.emoji = "🐱"}))},
    {"rename a set of stickers", need::should, CALL(telegram.rename_sticker_set("cats", "Cats"))},
    {"give a set of stickers a thumbnail",
     need::should,
     CALL(telegram.set_sticker_set_thumbnail("cats", "cat.png"))},
    {"delete a set of stickers", need::should, CALL(telegram.delete_sticker_set("cats"))},
    {"add a set of stickers to the account",
     need::should,
     CALL(telegram.install_sticker_set("cats"))},
    {"take a set of stickers from the account",
     need::should,
     CALL(telegram.uninstall_sticker_set("cats"))},
    {"find a name for a set of stickers",
     need::should,
     CALL(telegram.suggest_sticker_set_name("Cats"))},
    {"check the name of a set of stickers",
     need::should,
     CALL(telegram.is_sticker_set_name_free("cats"))},
};

constexpr subject subjects[]{
    {"messages", messages, 0},
    {"chats", chats, 0},
    {"members", members, 0},
    {"account", account, 0},
    {"bots", bots, 0},
    {"folders, topics, stories, stickers, stars and reactions", more, 0},
};

} // namespace

TEST_CASE("every friendly method that programs need has a call, or is counted as missing") {
    for (const auto& each : subjects) {
        CAPTURE(each.name);
        std::set<std::string_view> names;
        std::size_t missing = 0;
        for (const auto& one : each.rows) {
            CHECK_MESSAGE(names.insert(one.what).second, "two rows for: ", std::string{one.what});
            missing += one.call.empty() ? 1 : 0;
        }
        CHECK(missing == each.missing);
    }
}
