// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters/regex.hpp>
#include <awaitgram/types/events.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "messages.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

namespace {

message saying(std::string text) {
    return message{raw_message(std::move(text))};
}

} // namespace

TEST_CASE("a regular expression yields its groups, by number and by name") {
    const auto asks = is::regex("(?P<what>\\w+) for (\\d+)");
    const auto m = saying("I have cats for 20 euros");
    const auto match = asks(m);
    REQUIRE(match);
    CHECK(match->text() == "cats for 20");
    CHECK((*match)[1] == "cats");
    CHECK((*match)["what"] == "cats");
    CHECK((*match)[2] == "20");
    CHECK((*match)[3].empty());
    CHECK((*match)["nothing"].empty());
    CHECK(match->size() == 2);
    CHECK_FALSE(asks(saying("I have cats")));
}

TEST_CASE("a regular expression searches captions, buttons, queries and payloads") {
    const auto digits = is::regex("\\d+");
    CHECK(digits(with_media(api::messageMediaPhoto{}, "photo 5")));
    CHECK_FALSE(digits(serving(api::messageActionPinMessage{})));
    api::updateBotCallbackQuery pressed{};
    pressed.data = tl::bytes{std::string_view{"page:3"}};
    CHECK(digits(callback_query{pressed})->text() == "3");
    api::updateBotInlineQuery typed{};
    typed.query = "cats";
    CHECK_FALSE(digits(inline_query{typed}));
    api::updateBotPrecheckoutQuery paid{};
    paid.payload = tl::bytes{std::string_view{"order 17"}};
    CHECK(digits(pre_checkout_query{paid})->text() == "17");
}

TEST_CASE("a regular expression may fit the whole text, and ignore the case of letters") {
    CHECK(is::regex("yes")(saying("oh yes")));
    CHECK_FALSE(is::regex("yes", {.whole_text = true})(saying("oh yes")));
    CHECK(is::regex("yes", {.whole_text = true})(saying("yes")));
    CHECK_FALSE(is::regex("yes")(saying("YES")));
    CHECK(is::regex("yes", {.case_sensitive = false})(saying("YES")));
    CHECK(is::regex("ÄPFEL", {.case_sensitive = false})(saying("äpfel")));
    CHECK_FALSE(is::regex("a.b")(saying("a\nb")));
    CHECK(is::regex("a.b", {.dot_fits_newline = true})(saying("a\nb")));
}

TEST_CASE("an expression that RE2 does not accept is refused at once, with a sentence") {
    CHECK_THROWS_WITH_AS(
        (void)is::regex("(a"),
        "awaitgram: the regular expression \"(a\" cannot be used: missing ): (a",
        std::invalid_argument
    );
}

TEST_CASE("a hostile text takes a time that is linear in its length") {
    // An engine that goes back needs 2^40 steps for it.
    const auto catastrophe = is::regex("^(a+)+$");
    const auto m = saying(std::string(40, 'a') + "!");
    const auto begun = std::chrono::steady_clock::now();
    CHECK_FALSE(catastrophe(m));
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
    CHECK_FALSE(is::regex("x+x+y")(saying(std::string(100'000, 'x'))));
}

TEST_CASE("bytes that are no UTF-8 do no harm") {
    CHECK_FALSE(is::regex("^.+$")(saying("\xFF\xC0 \x80")));
    CHECK(is::regex("b")(saying("\xFF"
                                "b")));
}
