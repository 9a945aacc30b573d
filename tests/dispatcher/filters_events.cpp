// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/types/events.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

namespace {

api::username name(std::string text, bool active) {
    api::username raw{};
    raw.username = text;
    raw.active = active;
    return raw;
}

/// A user with a name of its own, one that was bought, and one that was sold.
std::shared_ptr<known_peers> with_alice(bool bot = false) {
    const auto along = std::make_shared<known_peers>();
    api::user alice{};
    alice.id = 5;
    alice.bot = bot;
    alice.usernames =
        tl::vector<api::username>{name("alice", true), name("Bought", true), name("sold", false)};
    along->all_users.push_back(alice);
    return along;
}

std::shared_ptr<known_peers> with_channel(api::channel raw) {
    const auto along = std::make_shared<known_peers>();
    raw.id = 7;
    along->all_chats.push_back(raw);
    return along;
}

message in_channel(const std::shared_ptr<known_peers>& along, const api::message& raw) {
    return message(along, raw, nullptr);
}

chat_member_updated changed(
    tl::opt<api::ChannelParticipant> before,
    tl::opt<api::ChannelParticipant> after,
    std::int64_t actor = 5
) {
    api::updateChannelParticipant raw{};
    raw.channel_id = 7;
    raw.user_id = 5;
    raw.actor_id = actor;
    raw.prev_participant = std::move(before);
    raw.new_participant = std::move(after);
    return chat_member_updated{std::move(raw)};
}

} // namespace

TEST_CASE("users are found by any name in use, by number, and the account as \"me\"") {
    const auto along = with_alice();
    const auto raw = raw_message("hi");
    self_info self{};
    self.id = 9;
    const message m(along, raw, &self);

    CHECK(is::from_user(5)(m));
    CHECK_FALSE(is::from_user(6)(m));
    CHECK(is::from_user("@Alice")(m));
    CHECK(is::from_user("bought")(m));
    CHECK_FALSE(is::from_user("sold")(m));
    CHECK_FALSE(is::from_user("bob")(m));
    CHECK(is::from_user({1, "bob", "alice"})(m));
    CHECK_FALSE(is::from_user("me")(m));
    self.id = 5;
    CHECK(is::from_user("me")(m));
    // Without the sender's names, only numbers can match.
    CHECK(is::from_user(5)(message{raw}));
    CHECK_FALSE(is::from_user("alice")(message{raw}));
}

TEST_CASE("chats are found by any name in use, by number, and Saved Messages as \"me\"") {
    api::channel cats{};
    cats.username = "Cats";
    cats.usernames = tl::vector<api::username>{name("kittens", true), name("dogs", false)};
    auto raw = raw_message("hi");
    raw.peer_id = channel_peer(7);
    const auto m = in_channel(with_channel(cats), raw);

    CHECK(is::in_chat("@cats")(m));
    CHECK(is::in_chat("kittens")(m));
    CHECK_FALSE(is::in_chat("dogs")(m));
    CHECK(is::in_chat(-1'000'000'000'007)(m));
    CHECK_FALSE(is::in_chat(7)(m));
    CHECK(is::in_chat({1, "cats"})(m));
    self_info self{};
    self.id = 5;
    CHECK(is::in_chat("me")(message{raw_message("note"), &self}));
    CHECK_FALSE(is::in_chat("me")(message{raw, &self}));
}

TEST_CASE("filters for users and chats work for every event that has them") {
    api::updateBotCallbackQuery raw{};
    raw.user_id = 5;
    raw.peer = channel_peer(7);
    const auto along = with_alice();
    const callback_query press(along, raw, nullptr);
    CHECK(is::from_user("alice")(press));
    CHECK_FALSE(is::from_user(6)(press));
    CHECK(is::in_chat(-1'000'000'000'007)(press));
    CHECK(is::group(press));
    CHECK_FALSE(is::private_chat(press));

    api::updateBotStopped stopped{};
    stopped.user_id = 5;
    CHECK(is::from_user(5)(bot_stopped{stopped}));
    CHECK(is::private_chat(bot_stopped{stopped}));
    // The chat of an inline message is not known.
    CHECK_FALSE(is::private_chat(callback_query{api::updateInlineBotCallbackQuery{}}));
    CHECK_FALSE(is::group(callback_query{api::updateInlineBotCallbackQuery{}}));
}

TEST_CASE("supergroups and gigagroups are groups, channels are channels, and bots are private chats"
) {
    auto raw = raw_message("hi");
    CHECK(is::private_chat(message{raw}));
    raw.peer_id = channel_peer(7);
    const message in_supergroup{raw};
    CHECK(is::group(in_supergroup));
    CHECK_FALSE(is::channel(in_supergroup));
    raw.post = true;
    const message post{raw};
    CHECK(is::channel(post));
    CHECK_FALSE(is::group(post));

    api::channel broadcast{};
    broadcast.broadcast = true;
    api::updateBotCallbackQuery pressed{};
    pressed.peer = channel_peer(7);
    CHECK(is::channel(callback_query(with_channel(broadcast), pressed, nullptr)));
    CHECK_FALSE(is::channel(callback_query(with_channel({}), pressed, nullptr)));
}

TEST_CASE("a sender that did not come along is no bot") {
    const auto raw = raw_message("hi");
    CHECK(is::bot(message(with_alice(true), raw, nullptr)));
    CHECK_FALSE(is::bot(message(with_alice(), raw, nullptr)));
    CHECK_FALSE(is::bot(message{raw}));
}

TEST_CASE("the account is an administrator where its rights came along") {
    auto raw = raw_message("hi");
    raw.peer_id = channel_peer(7);
    api::channel plain{};
    api::channel own{};
    own.creator = true;
    api::channel managed{};
    managed.admin_rights.emplace();

    CHECK(is::admin_here(in_channel(with_channel(own), raw)));
    CHECK(is::admin_here(in_channel(with_channel(managed), raw)));
    CHECK_FALSE(is::admin_here(in_channel(with_channel(plain), raw)));
    CHECK_FALSE(is::admin_here(message{raw}));
}

TEST_CASE("buttons are told apart by their data") {
    api::updateBotCallbackQuery pressed{};
    pressed.data = tl::bytes{std::string_view{"page:3"}};
    const callback_query page{pressed};
    api::updateInlineBotCallbackQuery anywhere{};
    anywhere.game_short_name = "chess";
    const callback_query game{anywhere};

    CHECK(is::data_is("page:3")(page));
    CHECK_FALSE(is::data_is("page:")(page));
    CHECK(is::data_starts_with("page:")(page) == std::string_view{"3"});
    CHECK_FALSE(is::data_starts_with("vote:")(page));
    CHECK(is::from_inline(game));
    CHECK_FALSE(is::from_inline(page));
    CHECK(is::starts_game(game));
    CHECK_FALSE(is::starts_game(page));
}

TEST_CASE("changes of members have filters") {
    const api::ChannelParticipant plain = api::channelParticipant{.user_id = 5};
    api::channelParticipantAdmin admin{};
    const auto joined = changed({}, plain);
    const auto added = changed({}, plain, 6);
    const auto left = changed(plain, {});
    const auto kicked = changed(plain, {}, 6);
    const auto promoted = changed(plain, api::ChannelParticipant{admin}, 6);
    const auto demoted = changed(api::ChannelParticipant{admin}, plain, 6);
    api::channelParticipantBanned muted{};
    const auto restricted = changed(plain, api::ChannelParticipant{muted}, 6);

    CHECK(is::member_joined(joined));
    CHECK_FALSE(is::member_joined(added));
    CHECK(is::member_added(added));
    CHECK_FALSE(is::member_added(joined));
    CHECK(is::member_came(added));
    CHECK_FALSE(is::member_came(left));
    CHECK(is::member_gone(kicked));
    CHECK_FALSE(is::member_gone(promoted));
    CHECK(is::member_left(left));
    CHECK_FALSE(is::member_left(kicked));
    CHECK(is::member_kicked(kicked));
    CHECK_FALSE(is::member_kicked(left));
    CHECK(is::member_promoted(promoted));
    CHECK_FALSE(is::member_promoted(demoted));
    CHECK(is::member_demoted(demoted));
    CHECK_FALSE(is::member_demoted(promoted));
    CHECK(is::member_restricted(restricted));
    CHECK_FALSE(is::member_restricted(demoted));
    CHECK(is::member(member_change::added)(added));
    CHECK(is::member({member_change::left, member_change::kicked})(kicked));
    CHECK_FALSE(is::member({member_change::left, member_change::kicked})(joined));

    self_info self{};
    self.id = 5;
    api::updateChannelParticipant raw{};
    raw.user_id = 5;
    CHECK(is::about_me(chat_member_updated{raw, &self}));
    CHECK_FALSE(is::about_me(chat_member_updated{raw}));
}

TEST_CASE("statuses have filters") {
    api::updateUserStatus raw{};
    raw.status = api::userStatusOnline{};
    const user_status here{raw};
    raw.status = api::userStatusOffline{};
    const user_status gone{raw};

    CHECK(is::online(here));
    CHECK_FALSE(is::online(gone));
    CHECK(is::offline(gone));
    CHECK_FALSE(is::offline(here));
    CHECK(is::status(online_status::offline)(gone));
    CHECK_FALSE(is::status(online_status::recently)(gone));
}

TEST_CASE("a filter for messages asks an album's first message, and every and some ask all") {
    std::vector<message> members;
    members.push_back(with_media(api::messageMediaPhoto{}));
    members.push_back(with_media(api::messageMediaPhoto{}, "the sea"));
    const album photos{members};
    members.push_back(with_media(api::messageMediaDice{}));
    const album mixed{std::move(members)};

    CHECK(is::photo(photos));
    CHECK_FALSE(is::dice(mixed));
    CHECK(is::private_chat(photos));
    CHECK(is::text_is("the sea")(photos));
    CHECK(is::every(is::photo)(photos));
    CHECK_FALSE(is::every(is::photo)(mixed));
    CHECK(is::some(is::dice)(mixed));
    CHECK_FALSE(is::some(is::dice)(photos));
}
