// SPDX-License-Identifier: MIT
#include <awaitgram/peers/parse_link.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

using namespace awaitgram;
using target = chat_link::target;

namespace {

/// The parts of a text that names a chat.
chat_link parsed(std::string_view text) {
    CAPTURE(text);
    const auto link = parse_chat_link(text);
    REQUIRE(link);
    return *link;
}

/// The refusal of a text.
peer_errc refused(std::string_view text) {
    CAPTURE(text);
    const auto link = parse_chat_link(text);
    REQUIRE_FALSE(link);
    return link.error();
}

void check_name(std::string_view text, std::string_view name) {
    CAPTURE(text);
    const auto link = parsed(text);
    CHECK(link.to == target::username);
    CHECK(link.name == name);
}

void check_id(std::string_view text, std::int64_t id) {
    CAPTURE(text);
    const auto link = parsed(text);
    CHECK(link.to == target::id);
    CHECK(link.id == id);
}

} // namespace

TEST_CASE("a username is written with or without @, or as any of Telegram's links") {
    for (const auto* text :
         {"@durov",
          "durov",
          "  durov\n",
          "https://t.me/durov",
          "http://t.me/durov/",
          "t.me/durov",
          "T.ME/durov",
          "HTTPS://www.t.me/durov",
          "telegram.me/durov",
          "https://telegram.dog/durov",
          "t.me:443/durov",
          "durov.t.me",
          "https://durov.t.me/",
          "t.me/s/durov",
          "t.me/durov?start=abc",
          "t.me/durov/app?startapp=1",
          "t.me/durov#top",
          "t.me/%64urov",
          "tg://resolve?domain=durov",
          "tg:resolve?domain=durov",
          "TG://RESOLVE/?domain=durov"})
        check_name(text, "durov");
    // The case is kept, for those who show it.
    check_name("@Durov", "Durov");
}

TEST_CASE("the account itself is me or self") {
    for (const auto* text : {"me", "self", "ME", " me "})
        CHECK(parsed(text).to == target::self);
    // With an @ it would be somebody's name.
    check_name("@me", "me");
}

TEST_CASE("a link to a message keeps its numbers") {
    const auto post = parsed("https://t.me/durov/15?single&comment=7");
    CHECK(post.name == "durov");
    CHECK(post.message == 15);
    CHECK(post.comment == 7);
    CHECK(post.single);
    CHECK(post.thread == 0);
    const auto in_topic = parsed("t.me/durov/3/15");
    CHECK(in_topic.thread == 3);
    CHECK(in_topic.message == 15);
    CHECK(parsed("t.me/durov/15?thread=4").thread == 4);
    CHECK(parsed("t.me/s/durov/15").message == 15);
    CHECK(parsed("t.me/durov/s/9").story == 9);
    const auto tg = parsed("tg://resolve?domain=durov&post=15&thread=3&single");
    CHECK(tg.message == 15);
    CHECK(tg.thread == 3);
    CHECK(tg.single);
    CHECK(parsed("tg://resolve?domain=durov&story=2").story == 2);
}

TEST_CASE("links to private channels have the channel's id") {
    check_id("https://t.me/c/1234567890/5", -1001234567890);
    check_id("t.me/c/2165353586", -1002165353586);
    check_id("tg://privatepost?channel=1234567890&post=5", -1001234567890);
    CHECK(parsed("t.me/c/1234567890/5").message == 5);
    const auto in_topic = parsed("t.me/c/1234567890/7/5?comment=6");
    CHECK(in_topic.thread == 7);
    CHECK(in_topic.message == 5);
    CHECK(in_topic.comment == 6);
    CHECK(parsed("tg://privatepost?channel=1234567890&post=5").message == 5);
}

TEST_CASE("ids are written as in the Bot API, where no phone number could be meant") {
    check_id("-1002165353586", -1002165353586);
    check_id("-5", -5);
    check_id("tg://user?id=5", 5);
    check_id("tg://openmessage?user_id=5", 5);
    check_id("tg://openmessage?chat_id=5", -5);
    CHECK(refused("123456789") == peer_errc::ambiguous_number);
    CHECK(refused("-99999999999999999999") == peer_errc::invalid_id);
    CHECK(refused("-1000000000000") == peer_errc::invalid_id);
    CHECK(refused("tg://user?id=0") == peer_errc::invalid_id);
    CHECK(refused("t.me/c/0/5") == peer_errc::invalid_id);
}

TEST_CASE("a phone number has a + and its digits") {
    for (const auto* text :
         {"+99966123456",
          "+999 66 123-456",
          "+999 (66) 123.456",
          "t.me/+99966123456",
          "tg://resolve?phone=99966123456",
          "tg://resolve?phone=%2B99966123456"}) {
        const auto link = parsed(text);
        CHECK(link.to == target::phone);
        CHECK(link.name == "99966123456");
    }
    for (const auto* text : {"+", "+1234", "+1234567890123456", "+12345x", "tg://resolve?phone=1"})
        CHECK(refused(text) == peer_errc::invalid_phone);
}

TEST_CASE("an invite link has a hash") {
    for (const auto* text :
         {"t.me/+AbC_-d123",
          "https://t.me/joinchat/AbC_-d123",
          "t.me/%2BAbC_-d123",
          "tg://join?invite=AbC_-d123"}) {
        const auto link = parsed(text);
        CHECK(link.to == target::invite);
        CHECK(link.name == "AbC_-d123");
    }
    for (const auto* text : {"t.me/+", "t.me/+a b", "t.me/joinchat", "tg://join"})
        CHECK(refused(text) == peer_errc::not_a_chat_link);
}

TEST_CASE("what cannot be a username is refused") {
    for (const auto* text :
         {"@",
          "@a.b",
          "@1abc",
          "@_abc",
          "@abc_",
          "@a__b",
          "@abc def",
          "@\xc3\xa4hnlich",
          "@abcdefghijklmnopqrstuvwxyz1234567",
          "a b",
          "t.me/abc_",
          "tg://resolve?domain=a-b",
          "tg://resolve"})
        CHECK(refused(text) == peer_errc::invalid_username);
    check_name("@abcdefghijklmnopqrstuvwxyz123456", "abcdefghijklmnopqrstuvwxyz123456");
    CHECK(is_username("a_b"));
    CHECK_FALSE(is_username(""));
}

TEST_CASE("links that lead to no chat are refused") {
    for (const auto* text :
         {"https://example.com/durov",
          "t.me",
          "https://t.me/",
          "t.me/addstickers/Animals",
          "t.me/proxy?server=a",
          "t.me/$slug",
          "t.me.example.com/durov",
          "evilt.me/durov",
          "a.b.example",
          "tg://addstickers?set=Animals",
          "tg://",
          "t.me/durov/99999999999",
          "t.me/durov/5?comment=x",
          "t.me/c/abc/5",
          "t.me/c"})
        CHECK(refused(text) == peer_errc::not_a_chat_link);
    CHECK(refused("") == peer_errc::not_a_chat);
    CHECK(refused(" \n") == peer_errc::not_a_chat);
    CHECK(refused(std::string(3000, 'a')) == peer_errc::not_a_chat);
}

TEST_CASE("names differ by more than their case") {
    CHECK(folded_name("DuRov_1") == "durov_1");
}
