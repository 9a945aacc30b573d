// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/types.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;

namespace {

api::messages::sendMessage request() {
    const std::string text = "hello " + std::to_string(42);
    return {
        .silent = true,
        .peer = api::inputPeerUser{.user_id = 1, .access_hash = 2},
        .reply_to = api::inputReplyToMessage{.reply_to_msg_id = 5},
        .message = text,
        .random_id = 7,
        .entities =
            {{api::messageEntityBold{.offset = 0, .length = 5},
              api::messageEntityTextUrl{.offset = 1, .length = 2, .url = "https://example.com"}}},
        .schedule_date = 5,
    };
}

} // namespace

TEST_CASE("a request built with designated initialisers holds the given values") {
    const auto built = request();

    CHECK(built.silent);
    CHECK_FALSE(built.background);
    CHECK(built.message == "hello 42");
    REQUIRE(built.peer.get_if<api::inputPeerUser>() != nullptr);
    CHECK(built.peer.get_if<api::inputPeerUser>()->access_hash == 2);
    CHECK(built.peer.get_if<api::inputPeerSelf>() == nullptr);
    REQUIRE(built.entities);
    CHECK(built.entities->size() == 2);
    CHECK(*built.schedule_date == 5);
    CHECK_FALSE(built.send_as);
}

TEST_CASE("copies are deep, and moves leave the source empty") {
    const auto original = request();

    auto copy = original;
    copy.entities->push_back(api::messageEntityItalic{});
    if (auto* const bold = copy.entities->front().get_if<api::messageEntityBold>())
        bold->length = 9;
    copy.reply_to.reset();
    auto moved = std::move(copy);

    CHECK(original.entities->size() == 2);
    CHECK(original.entities->front().get_if<api::messageEntityBold>()->length == 5);
    CHECK(original.reply_to);
    CHECK(moved.entities->size() == 3);
    CHECK(moved.entities->front().get_if<api::messageEntityBold>()->length == 9);
    CHECK_FALSE(moved.reply_to);
    CHECK(copy.peer.empty()); // NOLINT: used after the move on purpose
    CHECK(copy.message.empty());
    copy = moved;
    CHECK(tl::equal(copy, moved));
}

TEST_CASE("values are equal if all their members are") {
    const auto one = request();
    auto other = request();

    CHECK(tl::equal(one, other));
    other.entities->back().get_if<api::messageEntityTextUrl>()->url = "https://example.org";
    CHECK_FALSE(tl::equal(one, other));
    other = request();
    other.silent = false;
    CHECK_FALSE(tl::equal(one, other));
    other = request();
    other.schedule_date.reset();
    CHECK_FALSE(tl::equal(one, other));
    other = request();
    other.peer = api::inputPeerSelf{};
    CHECK_FALSE(tl::equal(one, other));
}

TEST_CASE("a string converts to and from texts and compares with them") {
    const std::string owned = "text";
    const tl::string from_literal = "text";
    const tl::string from_string = owned;
    const tl::string from_view = std::string_view{owned};

    CHECK(from_literal == from_string);
    CHECK(from_literal == from_view);
    CHECK(from_literal == "text");
    CHECK("text" == from_literal);
    CHECK(from_literal == owned);
    CHECK(from_literal == std::string_view{"text"});
    CHECK(from_literal != "texts");
    CHECK(from_literal < "texts");
    const std::string_view view = from_literal;
    const std::string copy = from_literal;
    const std::string constructed(from_literal);
    std::string assigned;
    assigned = from_literal;
    CHECK(view == copy);
    CHECK(constructed == assigned);
}

TEST_CASE("a borrowed string owns no memory, and its copy owns all of it") {
    std::string source = "borrowed";

    const auto borrowed = tl::string::borrow(source);
    const tl::string copy = borrowed;
    source[0] = 'B';

    CHECK_FALSE(borrowed.owns());
    CHECK(borrowed == "Borrowed");
    CHECK(copy.owns());
    CHECK(copy == "borrowed");
}

TEST_CASE("an optional is used like std::optional") {
    tl::opt<tl::string> text;
    CHECK_FALSE(text);
    text = "";
    CHECK(text.has_value());
    auto moved = std::move(text);
    CHECK(moved.has_value());
    text = std::string("abc");
    CHECK(*text == "abc");
    CHECK(text->size() == 3);
    text.reset();
    CHECK_FALSE(text);
    CHECK(text.value_or("none") == "none");

    tl::opt<std::int32_t> number;
    CHECK(number.value_or(3) == 3);
    number = 0;
    CHECK(number.has_value());
    CHECK(number == 0);

    tl::opt<tl::vector<std::int64_t>> list;
    CHECK_FALSE(list);
    list.emplace();
    CHECK(list);
    list = tl::vector<std::int64_t>{1, 2, 3};
    CHECK(list->size() == 3);

    tl::opt<api::messageFwdHeader> header;
    CHECK_FALSE(header);
    header.emplace().date = 9;
    const auto copy = header;
    header->date = 10;
    CHECK(copy->date == 9);
    CHECK(header->date == 10);

    tl::opt<api::Peer> peer;
    peer = api::peerUser{.user_id = 4};
    CHECK(peer->is<api::peerUser>());
    tl::opt<bool> flag = false;
    CHECK(flag.has_value());
    CHECK_FALSE(*flag);
}

TEST_CASE("a vector has the common operations of std::vector") {
    tl::vector<tl::string> texts{"a", "b"};
    texts.push_back("c");
    texts.push_back(texts.front());
    for (auto i = 0; i < 20; ++i)
        texts.emplace_back(texts[0]);
    CHECK(texts.size() == 24);
    CHECK(texts[3] == "a");
    CHECK(texts.back() == "a");

    texts.erase(texts.begin());
    CHECK(texts.front() == "b");
    texts.insert(texts.begin() + 1, "x");
    CHECK(texts[1] == "x");
    CHECK(texts[2] == "c");
    texts.pop_back();
    const auto copy = texts;
    texts.clear();
    CHECK(texts.empty());
    CHECK(copy.size() == 23);

    const std::vector<std::int64_t> numbers{1, 2, 3};
    const tl::vector<std::int64_t> from_range = numbers;
    CHECK(from_range == tl::vector<std::int64_t>{1, 2, 3});
    CHECK(std::span<const std::int64_t>(from_range).size() == 3);
    tl::vector<tl::vector<tl::string>> nested{{"a"}, {}};
    auto nested_copy = nested;
    nested_copy[1].push_back("b");
    CHECK(nested[1].empty());
    CHECK(nested_copy[0] == nested[0]);
}

TEST_CASE("a box visits the constructor inside") {
    const auto describe = [](const api::InputPeer& peer) {
        return peer.visit(tl::overloaded{
            [](const api::inputPeerUser& user) { return user.user_id; },
            [](const api::inputPeerSelf&) { return std::int64_t{-1}; },
            [](const auto&) { return std::int64_t{0}; },
        });
    };

    CHECK(describe(api::inputPeerUser{.user_id = 8}) == 8);
    CHECK(describe(api::inputPeerSelf{}) == -1);
    CHECK(describe(api::inputPeerChat{.chat_id = 3}) == 0);
    CHECK_THROWS_AS(describe(api::InputPeer{}), std::logic_error);
}

TEST_CASE("members common to several constructors are accessible through the box") {
    const api::Message message = api::message{.id = 77};
    const api::Message empty = api::messageEmpty{.id = 78};

    REQUIRE(message.id() != nullptr);
    CHECK(*message.id() == 77);
    CHECK(*empty.id() == 78);
    CHECK(message.date() != nullptr);
    CHECK(empty.date() == nullptr);
}

TEST_CASE("a struct that contains itself can be built, copied and destroyed") {
    api::pageBlockDetails inner{.title = api::textPlain{.text = "inner"}};
    api::pageBlockDetails outer{
        .blocks = {api::PageBlock(inner), inner}, .title = api::textPlain{.text = "outer"}};

    const api::PageBlock boxed = outer;
    const auto copy = boxed;

    CHECK(tl::equal(copy, boxed));
    CHECK(copy.get_if<api::pageBlockDetails>()->blocks.size() == 2);
}
