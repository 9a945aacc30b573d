// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace awaitgram;
namespace is = awaitgram::filters;

namespace {

message from(api::Peer chat, std::string text, bool out = false) {
    api::message made{};
    made.peer_id = std::move(chat);
    made.message = text;
    made.out = out;
    return message{std::move(made)};
}

message saying(std::string text, bool out = false) {
    return from(api::peerUser{.user_id = 5}, std::move(text), out);
}

} // namespace

TEST_CASE("the stock filters tell chats, texts, writers and commands apart") {
    const auto direct = saying("hello");
    const auto group = from(api::peerChat{.chat_id = 1}, "");

    CHECK(is::private_chat(direct));
    CHECK_FALSE(is::group(direct));
    CHECK_FALSE(is::channel(direct));
    CHECK(is::group(group));
    CHECK(is::text(direct));
    CHECK_FALSE(is::text(group));
    CHECK_FALSE(is::media(direct));
    CHECK(is::text_is("hello")(direct));
    CHECK_FALSE(is::text_is("hell")(direct));
    CHECK(is::text_contains("ell")(direct));
    CHECK(is::from_user(5)(direct));
    CHECK_FALSE(is::from_user({6, 7})(direct));
    CHECK(is::command("start")(saying("/Start now")));
    CHECK(is::command({"help", "start"})(saying("/start")));
    CHECK(is::command("/start")(saying("/start")));
    CHECK_FALSE(is::command("start")(saying("/starter")));
    CHECK_FALSE(is::command("start")(direct));
}

TEST_CASE("filters combine with and, or and not") {
    const auto m = saying("hello");

    CHECK((is::private_chat && is::text)(m));
    CHECK_FALSE((is::private_chat && is::group)(m));
    CHECK((is::group || is::text)(m));
    CHECK_FALSE((!is::text)(m));
    CHECK((!(is::group || is::channel) && is::text)(m));
}

TEST_CASE("a bare lambda combines with a filter on either side") {
    const auto is_short = [](const message& m) { return m.text().size() < 4; };

    CHECK((is::text && is_short)(saying("hi")));
    CHECK_FALSE((is_short && is::text)(saying("hello")));
    CHECK((filter{is_short} || is::text)(saying("hello")));
}

TEST_CASE("the right side is not evaluated when the left one decides") {
    auto asked = 0;
    const auto count = [&asked](const message&) { return ++asked > 0; };

    static_cast<void>((is::group && count)(saying("hello")));
    static_cast<void>((is::text || count)(saying("hello")));
    CHECK(asked == 0);
}

TEST_CASE("only filters that name outgoing or all are asked about own messages") {
    CHECK_FALSE(decltype(is::text)::sees_outgoing);
    CHECK_FALSE(decltype(is::text && is::private_chat)::sees_outgoing);
    CHECK(decltype(is::text && is::outgoing)::sees_outgoing);
    CHECK(decltype(!is::outgoing || is::text)::sees_outgoing);
    CHECK(decltype(is::all)::sees_outgoing);
    CHECK(is::outgoing(saying("mine", true)));
    CHECK_FALSE(is::incoming(saying("mine", true)));
}
