// SPDX-License-Identifier: MIT
// The friendly methods by subject: each row is something that programs do, and the call that does it, which must compile.
// A subject adds an array of rows and a line in `subjects`.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>

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
};

/// A call that compiles, and its text.
#define CALL(...)                                                                                  \
    (static_cast<void>(sizeof([](const arguments& a) {                                             \
         auto& [telegram, m, keys] = a;                                                            \
         static_cast<void>(telegram);                                                              \
         static_cast<void>(m);                                                                     \
         static_cast<void>(keys);                                                                  \
         static_cast<void>(__VA_ARGS__);                                                           \
     })),                                                                                          \
     std::string_view{#__VA_ARGS__})
#define NONE_YET                                                                                   \
    std::string_view {}

constexpr row messages[]{
    {"send a text", need::must, CALL(telegram.send_text("me", "text", {.silent = true}))},
    {"send a long text", need::must, CALL(telegram.send_long_text("me", "text"))},
    {"reply", need::must, CALL(m.reply("text"))},
    {"answer", need::must, CALL(m.answer("text"))},
    {"send media without an upload",
     need::must,
     CALL(telegram.send_media("me", m.media(), "text"))},
    {"send a file", need::must, NONE_YET},
    {"send an album", need::must, NONE_YET},
    {"send a location", need::should, CALL(telegram.send_location("me", {1, 2}))},
    {"send a venue", need::should, CALL(telegram.send_venue("me", {.title = "home"}))},
    {"send a contact", need::should, CALL(telegram.send_contact("me", {.phone = "+1"}))},
    {"send a dice", need::should, CALL(telegram.send_dice("me"))},
    {"send a poll", need::should, CALL(telegram.send_poll("me", "ok?", {"yes", "no"}))},
    {"send a quiz", need::should, CALL(telegram.send_quiz("me", "1+1", {"1", "2"}, 1))},
    {"send a game", need::should, NONE_YET},
    {"send an invoice", need::should, NONE_YET},
    {"send by any raw request", need::must, CALL(telegram.sent(api::messages::sendMedia{}))},
    {"forward messages", need::must, CALL(telegram.forward_messages("me", 5, {1, 2}))},
    {"forward a message", need::must, CALL(m.forward_to("me"))},
    {"copy a message", need::must, CALL(telegram.copy_message("me", 5, 1))},
    {"copy messages", need::must, CALL(telegram.copy_messages("me", 5, {1, 2}))},
    {"edit a text", need::must, CALL(telegram.edit_text("me", 1, "text"))},
    {"edit a caption", need::must, CALL(telegram.edit_caption("me", 1, "text"))},
    {"edit media", need::must, CALL(telegram.edit_media("me", 1, m.media()))},
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

constexpr subject subjects[]{
    {"messages", messages, 4},
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
