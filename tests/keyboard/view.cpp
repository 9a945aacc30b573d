// SPDX-License-Identifier: MIT
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/keyboard/reply_keyboard.hpp>
#include <awaitgram/keyboard/view.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ag = awaitgram;
namespace api = awaitgram::api;
using ag::button_kind;
using ag::keyboard_kind;

namespace {

ag::received_keyboard received(api::ReplyMarkup markup) {
    auto kept = std::make_shared<api::ReplyMarkup>(std::move(markup));
    const auto* raw = kept.get();
    return {std::move(kept), raw};
}

ag::received_keyboard with(api::KeyboardButton button) {
    api::keyboardButtonRow row;
    row.buttons.push_back(std::move(button));
    api::replyInlineMarkup markup;
    markup.rows.push_back(std::move(row));
    return received(std::move(markup));
}

template <class Raw>
button_kind kind_of() {
    return with(Raw{}).at(0, 0)->kind();
}

} // namespace

TEST_CASE("the buttons of a received keyboard are found by place, text and data, and walked through"
) {
    const auto keyboard = received(ag::inline_keyboard()
                                       .row(ag::button("yes", "1"), ag::button("no", "0"))
                                       .row(ag::link("docs", "t.me/x"), ag::button("no", "2"))
                                       .markup());
    CHECK(keyboard);
    CHECK(keyboard.kind() == keyboard_kind::inline_keyboard);
    CHECK(keyboard.size() == 4);
    CHECK(keyboard.row_count() == 2);
    CHECK(keyboard.row_size(1) == 2);
    CHECK(keyboard.row_size(2) == 0);

    const auto no = keyboard.find("no");
    REQUIRE(no);
    CHECK(ag::text_of(no->data()) == "0");
    CHECK(no->row() == 0);
    CHECK(no->column() == 1);
    CHECK(keyboard.find("No") == std::nullopt);
    const auto by_data = keyboard.find_data(ag::bytes_of("2"));
    REQUIRE(by_data);
    CHECK(by_data->row() == 1);
    CHECK_FALSE(keyboard.find_data(ag::bytes_of("")));
    CHECK(keyboard.at(1, 0)->url() == "t.me/x");
    CHECK_FALSE(keyboard.at(1, 2));
    CHECK_FALSE(keyboard.at(2, 0));

    std::vector<std::string> texts;
    for (const auto& each : keyboard)
        texts.emplace_back(each.text());
    CHECK(texts == std::vector<std::string>{"yes", "no", "docs", "no"});
}

TEST_CASE("a received keyboard may be none, or have rows without buttons") {
    const ag::received_keyboard none;
    CHECK_FALSE(none);
    CHECK(none.kind() == keyboard_kind::none);
    CHECK(none.begin() == none.end());
    CHECK_FALSE(none.find("a"));
    CHECK(none.placeholder().empty());
    CHECK(received({}).kind() == keyboard_kind::none);

    api::replyInlineMarkup sparse;
    sparse.rows.emplace_back();
    sparse.rows.emplace_back();
    sparse.rows.back().buttons.push_back(ag::button("a", "b").raw());
    sparse.rows.emplace_back();
    const auto keyboard = received(std::move(sparse));
    CHECK(keyboard.size() == 1);
    auto count = 0;
    for (const auto& each : keyboard) {
        CHECK(each.row() == 1);
        ++count;
    }
    CHECK(count == 1);
}

TEST_CASE("each kind of received keyboard is told, with its placeholder") {
    const auto reply = received(ag::reply_keyboard().row("a").placeholder("Yes?").markup());
    CHECK(reply.kind() == keyboard_kind::reply_keyboard);
    CHECK(reply.placeholder() == "Yes?");
    CHECK(reply.find("a")->kind() == button_kind::text);
    const auto forced = received(ag::force_reply().placeholder("Name").markup());
    CHECK(forced.kind() == keyboard_kind::force_reply);
    CHECK(forced.placeholder() == "Name");
    CHECK_FALSE(forced);
    CHECK(received(ag::remove_keyboard().markup()).kind() == keyboard_kind::removed);
}

TEST_CASE("each kind of received button is told, with its values") {
    CHECK(kind_of<api::keyboardButton>() == button_kind::text);
    CHECK(kind_of<api::keyboardButtonCallback>() == button_kind::callback);
    CHECK(kind_of<api::keyboardButtonUrl>() == button_kind::link);
    CHECK(kind_of<api::keyboardButtonUrlAuth>() == button_kind::login_link);
    CHECK(kind_of<api::inputKeyboardButtonUrlAuth>() == button_kind::login_link);
    CHECK(kind_of<api::keyboardButtonWebView>() == button_kind::web_app);
    CHECK(kind_of<api::keyboardButtonSimpleWebView>() == button_kind::simple_web_app);
    CHECK(kind_of<api::keyboardButtonSwitchInline>() == button_kind::switch_inline);
    CHECK(kind_of<api::keyboardButtonGame>() == button_kind::play);
    CHECK(kind_of<api::keyboardButtonBuy>() == button_kind::pay);
    CHECK(kind_of<api::keyboardButtonCopy>() == button_kind::copy_text);
    CHECK(kind_of<api::keyboardButtonUserProfile>() == button_kind::profile);
    CHECK(kind_of<api::inputKeyboardButtonUserProfile>() == button_kind::profile);
    CHECK(kind_of<api::keyboardButtonRequestPhone>() == button_kind::request_contact);
    CHECK(kind_of<api::keyboardButtonRequestGeoLocation>() == button_kind::request_location);
    CHECK(kind_of<api::keyboardButtonRequestPoll>() == button_kind::request_poll);
    CHECK(kind_of<api::keyboardButtonRequestPeer>() == button_kind::request_peer);
    CHECK(kind_of<api::inputKeyboardButtonRequestPeer>() == button_kind::request_peer);

    const auto only = [](api::KeyboardButton raw) { return *with(std::move(raw)).at(0, 0); };
    CHECK(only(ag::button("a", "b").with_password().raw()).with_password());
    CHECK_FALSE(only(ag::button("a", "b").raw()).with_password());
    CHECK(only(ag::copy_text("a", "copied").raw()).copied_text() == "copied");
    CHECK(only(ag::switch_inline("a", "cats").raw()).query() == "cats");
    CHECK(only(ag::web_app("a", "https://x.org").raw()).url() == "https://x.org");
    CHECK(only(ag::profile("a", 7).raw()).user_id() == 7);
    api::keyboardButtonUserProfile profile{};
    profile.user_id = 8;
    CHECK(only(profile).user_id() == 8);
    CHECK(only(ag::request_users("a", 5).raw()).id() == 5);

    const auto plain = only(ag::reply_button("a").raw());
    CHECK(plain.data().empty());
    CHECK(plain.url().empty());
    CHECK(plain.copied_text().empty());
    CHECK(plain.query().empty());
    CHECK(plain.user_id() == 0);
    CHECK_FALSE(plain.id());
    CHECK_FALSE(plain.with_password());
}

TEST_CASE("a received button keeps its data alive without its keyboard") {
    std::optional<ag::received_button> kept;
    {
        const auto keyboard = with(ag::button("yes", "1").raw());
        kept = keyboard.find("yes");
    }
    CHECK(kept->text() == "yes");
    CHECK(ag::text_of(kept->data()) == "1");
}

TEST_CASE("a message has its keyboard, which lives on without it") {
    api::message raw{};
    CHECK_FALSE(ag::message(raw).keyboard());
    raw.reply_markup = ag::inline_keyboard().row(ag::button("yes", "1")).markup();
    ag::received_keyboard keyboard;
    {
        const ag::message message{raw};
        keyboard = message.keyboard();
        CHECK(keyboard.raw() == message.raw_keyboard());
    }
    CHECK(ag::text_of(keyboard.find("yes")->data()) == "1");
}
