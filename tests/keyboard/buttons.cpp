// SPDX-License-Identifier: MIT
#include <awaitgram/keyboard/error.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/keyboard/reply_keyboard.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <system_error>

#include "refusal.hpp"

namespace ag = awaitgram;
namespace api = awaitgram::api;
using ag::keyboard_errc;
using tests::refusal_of;

namespace {

template <class Raw, class Button>
const Raw& as(const Button& button) {
    const auto* raw = button.raw().template get_if<Raw>();
    REQUIRE(raw != nullptr);
    return *raw;
}

std::string times(int count, const std::string& text) {
    std::string all;
    for (auto i = 0; i != count; ++i)
        all += text;
    return all;
}

} // namespace

TEST_CASE("each kind of inline button is the constructor of the schema with its values") {
    const auto callback = ag::button("a", "data");
    CHECK(ag::text_of(as<api::keyboardButtonCallback>(callback).data) == "data");
    CHECK_FALSE(as<api::keyboardButtonCallback>(callback).requires_password);
    const auto secured = callback.with_password();
    CHECK(as<api::keyboardButtonCallback>(secured).requires_password);
    CHECK(ag::text_of(as<api::keyboardButtonCallback>(secured).data) == "data");
    const auto site = ag::link("a", "https://example.org");
    CHECK(as<api::keyboardButtonUrl>(site).url == "https://example.org");

    const auto anywhere = ag::switch_inline("a", "cats");
    CHECK(as<api::keyboardButtonSwitchInline>(anywhere).query == "cats");
    CHECK_FALSE(as<api::keyboardButtonSwitchInline>(anywhere).same_peer);
    CHECK_FALSE(as<api::keyboardButtonSwitchInline>(anywhere).peer_types);
    const auto here = ag::switch_inline_here("a");
    CHECK(as<api::keyboardButtonSwitchInline>(here).same_peer);
    const auto groups = ag::switch_inline_to("a", "cats", {.groups = true});
    const auto& kinds = as<api::keyboardButtonSwitchInline>(groups).peer_types;
    REQUIRE(kinds);
    REQUIRE(kinds->size() == 2);
    CHECK((*kinds)[0].is<api::inlineQueryPeerTypeChat>());
    CHECK((*kinds)[1].is<api::inlineQueryPeerTypeMegagroup>());
    const auto all = ag::switch_inline_to("a", "", {});
    CHECK(as<api::keyboardButtonSwitchInline>(all).peer_types->size() == 5);

    const auto login = ag::login_link(
        "a", "https://example.org", {.forwarded_text = "b", .request_write_access = true}
    );
    const auto& raw_login = as<api::inputKeyboardButtonUrlAuth>(login);
    CHECK(raw_login.url == "https://example.org");
    CHECK(*raw_login.fwd_text == "b");
    CHECK(raw_login.request_write_access);
    CHECK(raw_login.bot.is<api::inputUserSelf>());
    api::inputUser other{};
    other.user_id = 9;
    const api::InputUser bot = other;
    const auto by_other = ag::login_link("a", "https://example.org", {.bot = &bot});
    CHECK(as<api::inputKeyboardButtonUrlAuth>(by_other).bot == bot);
    CHECK_FALSE(as<api::inputKeyboardButtonUrlAuth>(by_other).fwd_text);

    const auto app = ag::web_app("a", "HTTPS://example.org/app");
    CHECK(as<api::keyboardButtonWebView>(app).url == "HTTPS://example.org/app");
    CHECK(as<api::keyboardButtonGame>(ag::play("a")).text == "a");
    CHECK(as<api::keyboardButtonBuy>(ag::pay("a")).text == "a");
    CHECK(as<api::keyboardButtonCopy>(ag::copy_text("a", "copied")).copy_text == "copied");
    const auto known = ag::profile("a", 77);
    const auto* user =
        as<api::inputKeyboardButtonUserProfile>(known).user_id.get_if<api::inputUser>();
    REQUIRE(user != nullptr);
    CHECK(user->user_id == 77);
    const auto given = ag::profile("a", bot);
    CHECK(as<api::inputKeyboardButtonUserProfile>(given).user_id == bot);
}

TEST_CASE("each kind of reply button is the constructor of the schema with its values") {
    const ag::reply_button text = "a";
    CHECK(as<api::keyboardButton>(text).text == "a");
    CHECK(as<api::keyboardButtonRequestPhone>(ag::request_contact("a")).text == "a");
    CHECK(as<api::keyboardButtonRequestGeoLocation>(ag::request_location("a")).text == "a");
    CHECK_FALSE(as<api::keyboardButtonRequestPoll>(ag::request_poll("a")).quiz);
    const auto quiz = ag::request_poll("a", ag::requested_poll::quiz);
    CHECK(*as<api::keyboardButtonRequestPoll>(quiz).quiz);
    const auto regular = ag::request_poll("a", ag::requested_poll::regular);
    CHECK_FALSE(*as<api::keyboardButtonRequestPoll>(regular).quiz);

    const auto users = ag::request_users(
        "a",
        3,
        {.most = 10, .bots = false, .premium = true, .with_names = true, .with_photos = true}
    );
    const auto& raw_users = as<api::inputKeyboardButtonRequestPeer>(users);
    CHECK(raw_users.button_id == 3);
    CHECK(raw_users.max_quantity == 10);
    CHECK(raw_users.name_requested);
    CHECK_FALSE(raw_users.username_requested);
    CHECK(raw_users.photo_requested);
    const auto* people = raw_users.peer_type.get_if<api::requestPeerTypeUser>();
    REQUIRE(people != nullptr);
    CHECK(people->bot == false);
    CHECK(people->premium == true);

    api::chatAdminRights rights{};
    rights.ban_users = true;
    const auto group = ag::request_group(
        "a", 4, {.created = true, .with_bot = true, .forum = false, .user_rights = &rights}
    );
    const auto& raw_group = as<api::inputKeyboardButtonRequestPeer>(group);
    CHECK(raw_group.max_quantity == 1);
    const auto* chat = raw_group.peer_type.get_if<api::requestPeerTypeChat>();
    REQUIRE(chat != nullptr);
    CHECK(chat->creator);
    CHECK(chat->bot_participant);
    CHECK(chat->forum == false);
    CHECK_FALSE(chat->has_username);
    CHECK(chat->user_admin_rights->ban_users);
    CHECK_FALSE(chat->bot_admin_rights);
    const auto channel = ag::request_channel("a", 5, {.public_chat = true, .with_title = true});
    const auto* broadcast = as<api::inputKeyboardButtonRequestPeer>(channel)
                                .peer_type.get_if<api::requestPeerTypeBroadcast>();
    REQUIRE(broadcast != nullptr);
    CHECK(broadcast->has_username == true);
    const auto managed =
        ag::request_managed_bot("a", 6, {.suggested_name = "N", .suggested_username = "n_bot"});
    const auto* created = as<api::inputKeyboardButtonRequestPeer>(managed)
                              .peer_type.get_if<api::requestPeerTypeCreateBot>();
    REQUIRE(created != nullptr);
    CHECK(created->bot_managed);
    CHECK(*created->suggested_name == "N");
    CHECK(*created->suggested_username == "n_bot");
    const auto app = ag::simple_web_app("a", "https://example.org");
    CHECK(as<api::keyboardButtonSimpleWebView>(app).url == "https://example.org");
}

TEST_CASE("any button takes a colour and an icon; the button itself stays as it was") {
    const auto plain = ag::button("a", "b");
    const auto styled = plain.danger().icon(5);
    CHECK_FALSE(as<api::keyboardButtonCallback>(plain).style);
    const auto& style = as<api::keyboardButtonCallback>(styled).style;
    REQUIRE(style);
    CHECK(style->bg_danger);
    CHECK(style->icon == 5);
    // The last colour counts.
    const auto changed = styled.primary();
    CHECK(as<api::keyboardButtonCallback>(changed).style->bg_primary);
    CHECK_FALSE(as<api::keyboardButtonCallback>(changed).style->bg_danger);
    CHECK(as<api::keyboardButtonCallback>(changed).style->icon == 5);
    CHECK(as<api::keyboardButtonRequestPhone>(ag::request_contact("a").success()).style->bg_success
    );
    CHECK(styled.text() == "a");
}

TEST_CASE("callback data has 1 to 64 bytes, which are not counted in characters") {
    CHECK_NOTHROW(static_cast<void>(ag::button("a", std::string(64, 'x'))));
    CHECK_NOTHROW(static_cast<void>(ag::button("a", times(32, "\u00e9"))));
    const auto long_data = refusal_of([] { return ag::button("Vote", times(33, "\u00e9")); });
    CHECK(long_data.code == keyboard_errc::data_size);
    CHECK(
        long_data.text ==
        "the callback data of button \"Vote\" has 66 bytes: callback data has 1 to 64 bytes"
    );
    CHECK(refusal_of([] { return ag::button("a", ""); }).code == keyboard_errc::data_size);
    // Any byte is allowed.
    const ag::byte_buffer zero(1, 0);
    CHECK(as<api::keyboardButtonCallback>(ag::button("a", zero)).data.size() == 1);
}

TEST_CASE("a button needs a text of UTF-8") {
    CHECK(refusal_of([] { return ag::button("", "x"); }).code == keyboard_errc::empty_text);
    CHECK(refusal_of([] { return ag::reply_button(""); }).code == keyboard_errc::empty_text);
    CHECK(refusal_of([] { return ag::pay(""); }).code == keyboard_errc::empty_text);
    CHECK(refusal_of([] { return ag::request_users("", 1); }).code == keyboard_errc::empty_text);
    for (const auto* wrong :
         {"\xff", "\xc0\x80", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\x80"}) {
        CAPTURE(wrong);
        CHECK(refusal_of([&] { return ag::button(wrong, "x"); }).code == keyboard_errc::not_utf8);
        CHECK(refusal_of([&] { return ag::reply_button(wrong); }).code == keyboard_errc::not_utf8);
        CHECK(refusal_of([&] {
                  return ag::copy_text("a", wrong);
              }).code == keyboard_errc::not_utf8);
    }
    CHECK_NOTHROW(static_cast<void>(ag::button("\U0010ffff\ud7ff\u0800\u0080", "x")));
}

TEST_CASE("the lengths of texts are counted in characters, with their limits") {
    const auto most = times(256, "\u20ac");
    CHECK_NOTHROW(static_cast<void>(ag::copy_text("a", most)));
    CHECK(
        refusal_of([&] { return ag::copy_text("a", most + "x"); }).text ==
        "the text that button \"a\" copies has 257 characters: a text to copy has 1 to 256 "
        "characters"
    );
    CHECK(refusal_of([] {
              return ag::copy_text("a", "");
          }).code == keyboard_errc::copied_text_size);
    CHECK_NOTHROW(static_cast<void>(ag::switch_inline("a", most)));
    for (const auto& refused :
         {refusal_of([&] { return ag::switch_inline("a", most + "x"); }),
          refusal_of([&] { return ag::switch_inline_here("a", most + "x"); }),
          refusal_of([&] { return ag::switch_inline_to("a", most + "x", {}); })})
        CHECK(refused.code == keyboard_errc::query_too_long);
    const auto placeholder = times(64, "\u20ac");
    CHECK_NOTHROW(static_cast<void>(ag::reply_keyboard().placeholder(placeholder)));
    CHECK_NOTHROW(static_cast<void>(ag::force_reply().placeholder(placeholder)));
    CHECK(refusal_of([&] {
              return ag::reply_keyboard().placeholder(placeholder + "x");
          }).code == keyboard_errc::placeholder_too_long);
    CHECK(refusal_of([&] {
              return ag::force_reply().placeholder(placeholder + "x");
          }).code == keyboard_errc::placeholder_too_long);
}

TEST_CASE("the address of a link is one that Telegram opens") {
    for (const auto* right :
         {"http://a",
          "https://example.org/?q=1#x",
          "HTTPS://EXAMPLE.ORG",
          "tg://resolve?domain=x",
          "ton://transfer/x",
          "t.me/name",
          "https://ex\u00e4mple.org"}) {
        CAPTURE(right);
        CHECK_NOTHROW(static_cast<void>(ag::link("a", right)));
    }
    for (const auto* wrong :
         {"",
          "word",
          "https://",
          "javascript://x.y",
          "file:///etc",
          "https://a b.org",
          "t.me/a\n",
          "https://a\xff"}) {
        CAPTURE(wrong);
        CHECK(refusal_of([&] { return ag::link("a", wrong); }).code == keyboard_errc::invalid_url);
    }
    CHECK(refusal_of([] {
              return ag::link("Docs", "word");
          }).text.find("\"word\" of button \"Docs\"") != std::string::npos);
    for (const auto* wrong : {"", "http://example.org", "example.org", "https://", "https://a b"}) {
        CAPTURE(wrong);
        CHECK(refusal_of([&] {
                  return ag::web_app("a", wrong);
              }).code == keyboard_errc::https_needed);
        CHECK(refusal_of([&] {
                  return ag::simple_web_app("a", wrong);
              }).code == keyboard_errc::https_needed);
        CHECK(refusal_of([&] {
                  return ag::login_link("a", wrong);
              }).code == keyboard_errc::https_needed);
    }
}

TEST_CASE("numbers of buttons have their ranges") {
    for (const auto count : {0, -1, 11}) {
        CAPTURE(count);
        CHECK(refusal_of([&] {
                  return ag::request_users("a", 1, {.most = count});
              }).code == keyboard_errc::number_out_of_range);
    }
    CHECK(
        refusal_of([] { return ag::request_users("Pick", 1, {.most = 11}); }).text ==
        "button \"Pick\" requests 11 users: ids and sizes are positive, and a button requests at "
        "most 10 users"
    );
    CHECK(refusal_of([] {
              return ag::profile("a", 0);
          }).code == keyboard_errc::number_out_of_range);
    CHECK(refusal_of([] {
              return ag::profile("a", -5);
          }).code == keyboard_errc::number_out_of_range);
    CHECK(refusal_of([] {
              return ag::profile("a", api::InputUser{});
          }).code == keyboard_errc::number_out_of_range);
}

TEST_CASE("a raw button is refused by the other kind of keyboard, and without a text") {
    api::keyboardButtonCallback callback{};
    callback.text = "Vote";
    CHECK_NOTHROW(static_cast<void>(ag::inline_button(callback)));
    CHECK(
        refusal_of([&] { return ag::reply_button(api::KeyboardButton(callback)); }).text ==
        "button \"Vote\" of an inline keyboard: inline buttons and reply buttons are of different "
        "keyboards"
    );
    api::keyboardButton plain{};
    plain.text = "Vote";
    CHECK(refusal_of([&] {
              return ag::inline_button(plain);
          }).code == keyboard_errc::wrong_keyboard);
    CHECK(refusal_of([] {
              return ag::inline_button(api::KeyboardButton{});
          }).code == keyboard_errc::empty_text);
    CHECK(refusal_of([] {
              return ag::link("a", "t.me/x").with_password();
          }).code == keyboard_errc::wrong_keyboard);
}

TEST_CASE("errors quote long texts in part, and never half a character") {
    const auto refused = refusal_of([] { return ag::button(times(50, "\u20ac"), ""); });
    CHECK(
        refused.text == "the callback data of button \"" + times(21, "\u20ac") +
                            "...\" has 0 bytes: callback data has 1 to 64 bytes"
    );
}
