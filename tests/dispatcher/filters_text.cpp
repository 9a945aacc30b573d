// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/types/inline_query.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "messages.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

namespace {

message saying(std::string text, const self_info* receiver = nullptr) {
    return message{raw_message(std::move(text)), receiver};
}

template <class Filter, class Event = message>
using yields_of = typename detail::filter_answer_of<Filter, Event>::yields;

} // namespace

TEST_CASE("a command has its exact name: a longer word, or another bot's command, is none") {
    self_info self{};
    self.username = "some_bot";
    self.usernames = {"some_bot", "Bought_Name"};
    const auto start = is::command("start");

    CHECK(start(saying("/start", &self)));
    CHECK(start(saying("/START now", &self)));
    CHECK(start(saying("/start@Some_Bot", &self)));
    CHECK(start(saying("/start@bought_name", &self)));
    CHECK_FALSE(start(saying("/start@other_bot", &self)));
    CHECK_FALSE(start(saying("/startsome_bot", &self)));
    CHECK_FALSE(start(saying("/starting", &self)));
    CHECK_FALSE(start(saying("start", &self)));
    CHECK_FALSE(start(saying("see /start", &self)));
}

TEST_CASE("a name that no command can have is refused at once, also an expression") {
    for (const auto* name : {"", "/", "a.c", ".*", "two words", "start@my_bot", "a-b", "\u2014"})
        CHECK_THROWS_AS(static_cast<void>(is::command(name)), std::invalid_argument);
    CHECK_THROWS_WITH(
        static_cast<void>(is::command({"start", "a.c"})),
        "awaitgram: no command can have the name \"a.c\": it must consist of letters, digits and "
        "underscores"
    );
}

TEST_CASE("a command's name may have letters of any script") {
    const auto hello = is::command("\u043f\u0440\u0438\u0432\u0435\u0442");
    CHECK(hello(saying("/\u043f\u0440\u0438\u0432\u0435\u0442 you"))->arguments == "you");
    CHECK_FALSE(hello(saying("/\u043f\u0440\u0438\u0432\u0435\u0442\u0438")));
    CHECK_FALSE(hello(saying("/\u043f\u0440\u0438\u0432\u0435")));

    const auto ban = is::command({"ban", "\u0431\u0430\u043d"}, {.prefixes = "!."});
    CHECK(ban(saying(".\u0431\u0430\u043d 5"))->arguments == "5");
    CHECK(ban(saying("!Ban 6"))->arguments == "6");
    CHECK_FALSE(ban(saying("/\u0431\u0430\u043d")));
}

TEST_CASE("a command yields its arguments, also in a caption") {
    const auto m = saying("/add 1  \"two words\" 3");
    const auto call = is::command("add")(m);
    REQUIRE(call);
    CHECK(call->name == "add");
    CHECK(call->arguments == "1  \"two words\" 3");
    std::vector<std::string> words;
    for (const auto word : call->words())
        words.emplace_back(word);
    CHECK(words == std::vector<std::string>{"1", "two words", "3"});

    CHECK(
        is::command("scan")(with_media(api::messageMediaPhoto{}, "/scan fast"))->arguments == "fast"
    );
    CHECK(std::is_same_v<yields_of<decltype(is::command("add"))>, detail::type_list<command_call>>);
}

TEST_CASE("a command may have other prefixes, and the case of its letters may matter") {
    const auto shouted = is::command({"ban", "kick"}, {.prefixes = "!.", .case_sensitive = true});

    CHECK(shouted(saying("!ban 5"))->arguments == "5");
    CHECK(shouted(saying(".kick")));
    CHECK_FALSE(shouted(saying("/ban")));
    CHECK_FALSE(shouted(saying("!Ban")));
    CHECK(is::command("!ban", {.prefixes = "!"})(saying("!BAN")));
}

TEST_CASE("a deep link yields its parameter, in private chats and groups apart") {
    const auto direct = saying("/start order_17");
    auto raw = raw_message("/start welcome");
    raw.peer_id = api::peerChat{.chat_id = 3};
    const message in_group{raw};

    CHECK(is::start(direct) == std::string_view{"order_17"});
    CHECK(is::start(saying("/start"))->empty());
    CHECK_FALSE(is::start(in_group));
    CHECK_FALSE(is::start(saying("/help order_17")));
    CHECK(is::start_group(in_group) == std::string_view{"welcome"});
    CHECK_FALSE(is::start_group(direct));
    CHECK(is::deep_link("order_")(direct) == std::string_view{"17"});
    CHECK(is::deep_link("wel")(in_group) == std::string_view{"come"});
    CHECK_FALSE(is::deep_link("ref_")(direct));
    CHECK_FALSE(is::deep_link("")(saying("/start")));
}

TEST_CASE("texts are compared, also those of queries and buttons") {
    const auto hello = saying("hello");
    CHECK(is::text_is("hello")(hello));
    CHECK_FALSE(is::text_is("hell")(hello));
    CHECK(is::text_contains("ell")(hello));
    CHECK_FALSE(is::text_contains("elk")(hello));
    CHECK(is::text_starts_with("he")(hello));
    CHECK_FALSE(is::text_starts_with("lo")(hello));
    CHECK(is::text_ends_with("lo")(hello));
    CHECK_FALSE(is::text_ends_with("he")(hello));

    api::updateBotInlineQuery typed{};
    typed.query = "cats and dogs";
    CHECK(is::text_contains("dogs")(inline_query{typed}));
    CHECK_FALSE(is::text_contains("birds")(inline_query{typed}));
    api::updateBotCallbackQuery pressed{};
    pressed.data = tl::bytes{std::string_view{"vote:1"}};
    CHECK(is::text_starts_with("vote:")(callback_query{pressed}));
    CHECK_FALSE(is::text_starts_with("next:")(callback_query{pressed}));
}

TEST_CASE("a rich text may have no plain text") {
    auto raw = raw_message();
    raw.rich_message.emplace();
    const message headings{raw};

    CHECK(is::rich_text(headings));
    CHECK_FALSE(is::text(headings));
    CHECK_FALSE(is::rich_text(saying("hi")));
    CHECK_FALSE(is::rich_text(serving(api::messageActionPinMessage{})));
}

TEST_CASE("links are found by their entities") {
    auto raw = raw_message("see a.b");
    raw.entities = tl::vector<api::MessageEntity>{api::messageEntityUrl{.offset = 4, .length = 3}};
    const message shown{raw};
    raw.entities = tl::vector<api::MessageEntity>{
        api::messageEntityTextUrl{.offset = 0, .length = 3, .url = "a.b"}};
    const message hidden{raw};
    raw.entities = tl::vector<api::MessageEntity>{api::messageEntityBold{.offset = 0, .length = 3}};
    const message bold{raw};

    CHECK(is::link(shown));
    CHECK(is::link(hidden));
    CHECK_FALSE(is::link(bold));
    CHECK_FALSE(is::link(saying("see a.b")));
}
