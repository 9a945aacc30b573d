// SPDX-License-Identifier: MIT
#include <awaitgram/testing/server/world/entities.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using namespace awaitgram;
using namespace awaitgram::testing;

/// The entities of a text as words, such as "mention 0 5".
std::string found(std::string_view text, const tl::vector<api::MessageEntity>& given = {}) {
    std::string words;
    for (const auto& entity : with_found_entities(text, given)) {
        const auto* name = entity.is<api::messageEntityMention>()      ? "mention"
                           : entity.is<api::messageEntityHashtag>()    ? "hashtag"
                           : entity.is<api::messageEntityCashtag>()    ? "cashtag"
                           : entity.is<api::messageEntityBotCommand>() ? "command"
                           : entity.is<api::messageEntityUrl>()        ? "url"
                           : entity.is<api::messageEntityEmail>()      ? "email"
                                                                       : "given";
        words += words.empty() ? "" : ", ";
        words += std::string{name} + ' ' + std::to_string(*entity.offset()) + ' ' +
                 std::to_string(*entity.length());
    }
    return words;
}

} // namespace

TEST_CASE("mentions, tags, commands and addresses are found in a plain text") {
    CHECK(found("hello") == "");
    CHECK(found("@alice hello") == "mention 0 6");
    CHECK(found("/start") == "command 0 6");
    CHECK(found("/start@echo_bot now") == "command 0 15");
    CHECK(found("a #tag and $USD") == "hashtag 2 4, cashtag 11 4");
    CHECK(found("see https://example.org/a?b=c, please") == "url 4 25");
    CHECK(found("see example.org/a.") == "url 4 13");
    CHECK(found("write to alice.b@example.org.") == "email 9 19");
    CHECK(found("(https://t.me/x)") == "url 1 14");
}

TEST_CASE("offsets count units of UTF-16") {
    CHECK(found("\U0001f600 @alice") == "mention 3 6");
    CHECK(found("\u00e9\u00e9 #\u00e9t\u00e9 x") == "hashtag 3 4");
}

TEST_CASE("what only looks like an entity is plain text") {
    for (const auto* text :
         {"a@b",
          "@al",
          "x/start",
          "//start",
          "/start/",
          "#1234",
          "#",
          "$usd",
          "$TOOLONGNAME",
          "1.5 and a.b",
          "https://",
          "end.",
          "\xff\xfe@",
          "a@",
          "/",
          "@",
          "x.com_",
          ""})
        CHECK_MESSAGE(found(text) == "", text);
}

TEST_CASE("given entities stay, and hide what they collide with") {
    api::messageEntityBold bold;
    bold.offset = 0;
    bold.length = 12;
    api::messageEntityCode code;
    code.offset = 7;
    code.length = 3;
    CHECK(found("@alice /go @b", {bold}) == "given 0 12, mention 0 6, command 7 3");
    CHECK(found("@alice /go @b", {code}) == "mention 0 6, given 7 3");
}
