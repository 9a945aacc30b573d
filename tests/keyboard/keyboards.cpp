// SPDX-License-Identifier: MIT
#include <awaitgram/keyboard/error.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/keyboard/reply_keyboard.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#include "refusal.hpp"

namespace ag = awaitgram;
namespace api = awaitgram::api;
using ag::keyboard_errc;
using tests::refusal_of;

namespace {

/// The texts of the buttons, one string a row.
template <class Keyboard>
std::vector<std::string> texts(const Keyboard& keyboard) {
    std::vector<std::string> all;
    for (const auto& row : keyboard.rows()) {
        all.emplace_back();
        for (const auto& each : row.buttons)
            all.back() += each.text()->str();
    }
    return all;
}

ag::inline_button key(const char* text) {
    return ag::button(text, "data");
}

std::vector<ag::inline_button> keys(std::size_t count) {
    std::vector<ag::inline_button> all;
    for (std::size_t i = 0; i != count; ++i)
        all.push_back(key("k"));
    return all;
}

using rows = std::vector<std::string>;

template <class T>
concept takes_keyboard = std::is_convertible_v<T, ag::keyboard_ref>;

} // namespace

TEST_CASE("rows are built one below the other, chained or one by one") {
    const auto chained = ag::inline_keyboard().row(key("a"), key("b")).row(key("c"));
    CHECK(texts(chained) == rows{"ab", "c"});
    CHECK(chained.size() == 3);

    ag::inline_keyboard stepwise;
    CHECK(stepwise.empty());
    stepwise.row(key("a")).add(key("b"));
    stepwise.row(std::vector{key("c")});
    CHECK(texts(stepwise) == rows{"ab", "c"});
    CHECK(stepwise.markup() == chained.markup());

    // What has no buttons is no row.
    stepwise.row().row(std::vector<ag::inline_button>{}).add();
    CHECK(texts(stepwise) == rows{"ab", "c"});
    CHECK(texts(ag::inline_keyboard().add(key("a"), key("b"))) == rows{"ab"});
    CHECK(texts(ag::inline_keyboard().add(keys(2))) == rows{"kk"});
    CHECK(texts(ag::reply_keyboard().row("a", std::string("b")).row("c")) == rows{"ab", "c"});
}

TEST_CASE("a keyboard is a value: a copy is changed alone") {
    const auto one = ag::inline_keyboard().row(key("a"));
    auto other = one;
    other.add(key("b"));
    CHECK(texts(one) == rows{"a"});
    CHECK(texts(other) == rows{"ab"});
}

TEST_CASE("buttons are rearranged into a grid, or into rows of given sizes") {
    const auto seven = ag::inline_keyboard()
                           .row(key("a"), key("b"), key("c"))
                           .row(key("d"))
                           .row(key("e"), key("f"), key("g"));
    CHECK(texts(ag::inline_keyboard(seven).grid(3)) == rows{"abc", "def", "g"});
    CHECK(texts(ag::inline_keyboard(seven).grid(7)) == rows{"abcdefg"});
    CHECK(texts(ag::inline_keyboard(seven).grid(1)).size() == 7);
    CHECK(texts(ag::inline_keyboard(seven).grid(9'000'000'000)) == rows{"abcdefg"});
    CHECK(texts(ag::inline_keyboard(seven).adjust(2, 1)) == rows{"ab", "c", "d", "e", "f", "g"});
    CHECK(texts(ag::inline_keyboard(seven).adjust(1, 2)) == rows{"a", "bc", "de", "fg"});
    CHECK(texts(ag::inline_keyboard(seven).adjust(1, 2, 10)) == rows{"a", "bc", "defg"});
    CHECK(
        texts(ag::inline_keyboard(seven).adjust(3).row(key("h"))) == rows{"abc", "def", "g", "h"}
    );
    CHECK(texts(ag::inline_keyboard().grid(2)).empty());
    auto in_place = seven;
    in_place.grid(4);
    CHECK(texts(in_place) == rows{"abcd", "efg"});
    CHECK(in_place.size() == 7);

    for (const auto wrong : {0, -1}) {
        CAPTURE(wrong);
        auto kept = seven;
        CHECK(refusal_of([&] {
                  return kept.grid(wrong);
              }).code == keyboard_errc::number_out_of_range);
        CHECK(
            refusal_of([&] { return kept.adjust(2, wrong); }).text ==
            "rows of " + std::to_string(wrong) +
                " buttons: ids and sizes are positive, and a button requests at most 10 users"
        );
        CHECK(kept.markup() == seven.markup());
    }
}

TEST_CASE("the counts of buttons are checked when a keyboard becomes a markup, not before") {
    auto wide = ag::inline_keyboard().row(keys(9));
    CHECK(
        refusal_of([&] { return wide.markup(); }).text ==
        "row 1 of an inline keyboard, which begins with button \"k\", has 9 buttons: a row has at "
        "most 8 inline buttons, or 12 "
        "reply buttons"
    );
    CHECK(refusal_of([&] { return wide.markup(); }).code == keyboard_errc::row_too_long);
    CHECK_NOTHROW(static_cast<void>(wide.grid(8).markup()));

    CHECK_NOTHROW(static_cast<void>(ag::inline_keyboard().row(keys(100)).grid(8).markup()));
    const auto many =
        refusal_of([] { return ag::inline_keyboard().row(keys(101)).grid(8).markup(); });
    CHECK(many.code == keyboard_errc::too_many_buttons);
    CHECK(many.text.starts_with("an inline keyboard has 101 buttons: "));

    const auto reply = [](int count, int columns) {
        ag::reply_keyboard built;
        for (auto i = 0; i != count; ++i)
            built.add("k");
        built.grid(columns);
        return refusal_of([&] { return built.markup(); }).code;
    };
    CHECK(reply(300, 12) == std::error_code{});
    CHECK(reply(301, 12) == keyboard_errc::too_many_buttons);
    CHECK(reply(13, 13) == keyboard_errc::row_too_long);
}

TEST_CASE("a game or pay button is the first of the first row") {
    CHECK_NOTHROW(static_cast<void>(ag::inline_keyboard().row(ag::pay("Pay"), key("a")).markup()));
    CHECK_NOTHROW(static_cast<void>(ag::inline_keyboard().row(ag::play("Play")).markup()));
    const auto second = refusal_of([] {
        return ag::inline_keyboard().row(key("a")).row(key("b"), ag::pay("Pay")).markup();
    });
    CHECK(second.code == keyboard_errc::not_first);
    CHECK(
        second.text == "button \"Pay\" is button 2 of row 2: a game or pay button must be the "
                       "first button of the first row"
    );
    CHECK(refusal_of([] {
              return ag::inline_keyboard().row(key("a"), ag::play("Play")).markup();
          }).code == keyboard_errc::not_first);
    CHECK(refusal_of([] {
              return ag::inline_keyboard().row(ag::pay("Pay"), ag::pay("Pay")).markup();
          }).code == keyboard_errc::not_first);
}

TEST_CASE("buttons that request users or chats have different ids in a keyboard") {
    CHECK_NOTHROW(static_cast<void>(
        ag::reply_keyboard().row(ag::request_users("a", 1), ag::request_group("b", 2)).markup()
    ));
    const auto repeated = refusal_of([] {
        return ag::reply_keyboard()
            .row(ag::request_users("a", 1))
            .row(ag::request_channel("b", 1))
            .markup();
    });
    CHECK(repeated.code == keyboard_errc::repeated_id);
    CHECK(repeated.text.starts_with("button \"b\" has the id 1 of another button: "));
}

TEST_CASE("a reply keyboard is low, unless it is told otherwise, and has its other options") {
    const auto plain = ag::reply_keyboard().row("a");
    const auto raw = plain.markup();
    const auto* shown = raw.get_if<api::replyKeyboardMarkup>();
    REQUIRE(shown != nullptr);
    CHECK(shown->resize);
    CHECK_FALSE(shown->single_use);
    CHECK_FALSE(shown->selective);
    CHECK_FALSE(shown->persistent);
    CHECK_FALSE(shown->placeholder);

    const auto set = ag::reply_keyboard()
                         .row("a")
                         .full_height()
                         .single_use()
                         .selective()
                         .persistent()
                         .placeholder("Yes?")
                         .markup();
    const auto* changed = set.get_if<api::replyKeyboardMarkup>();
    CHECK_FALSE(changed->resize);
    CHECK(changed->single_use);
    CHECK(changed->selective);
    CHECK(changed->persistent);
    CHECK(*changed->placeholder == "Yes?");
    CHECK(refusal_of([] {
              return ag::reply_keyboard().markup();
          }).code == keyboard_errc::no_buttons);
}

TEST_CASE("an inline keyboard without buttons is a markup without rows, which removes those of an "
          "edited message") {
    const auto raw = ag::inline_keyboard().markup();
    REQUIRE(raw.is<api::replyInlineMarkup>());
    CHECK(raw.get_if<api::replyInlineMarkup>()->rows.empty());
}

TEST_CASE("a keyboard is removed, and a reply forced, for all or for some") {
    CHECK_FALSE(ag::remove_keyboard().markup().get_if<api::replyKeyboardHide>()->selective);
    CHECK(ag::remove_keyboard().selective().markup().get_if<api::replyKeyboardHide>()->selective);
    const auto forced = ag::force_reply().single_use().selective().placeholder("Name").markup();
    const auto* raw = forced.get_if<api::replyKeyboardForceReply>();
    REQUIRE(raw != nullptr);
    CHECK(raw->single_use);
    CHECK(raw->selective);
    CHECK(*raw->placeholder == "Name");
    CHECK_FALSE(ag::force_reply().markup().get_if<api::replyKeyboardForceReply>()->single_use);
}

TEST_CASE("a reference takes any keyboard and nothing else, and reads it when it is asked") {
    const ag::keyboard_ref none;
    CHECK_FALSE(none);
    CHECK(none.markup().empty());

    auto keyboard = ag::inline_keyboard();
    const ag::keyboard_ref to_inline = keyboard;
    CHECK(to_inline);
    keyboard.row(key("a"));
    CHECK(to_inline.markup() == keyboard.markup());
    const ag::keyboard_ref copy = to_inline;
    CHECK(copy.markup() == keyboard.markup());

    const auto removed = ag::remove_keyboard();
    CHECK(ag::keyboard_ref(removed).markup().is<api::replyKeyboardHide>());
    const api::ReplyMarkup raw = keyboard.markup();
    CHECK(ag::keyboard_ref(raw).markup() == raw);

    static_assert(takes_keyboard<ag::reply_keyboard> && takes_keyboard<ag::force_reply>);
    static_assert(!takes_keyboard<int> && !takes_keyboard<ag::inline_button>);
    static_assert(std::is_trivially_destructible_v<ag::keyboard_ref>);
    // Not a temporary of another type that dies before it is read.
    static_assert(!takes_keyboard<api::replyInlineMarkup>);

    const auto wide = ag::inline_keyboard().row(keys(9));
    CHECK(refusal_of([&] {
              return ag::keyboard_ref(wide).markup();
          }).code == keyboard_errc::row_too_long);
}
