// SPDX-License-Identifier: MIT
// What users of other libraries have reported of texts and markups.
#include <awaitgram/api/types.hpp>
#include <awaitgram/text/normalise.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/text/wire.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "shown.hpp"

namespace ag = awaitgram;
namespace api = awaitgram::api;

namespace {

ag::text normal(const ag::text& content) {
    const auto ready = ag::normalised(content);
    REQUIRE(ready);
    return *ready;
}

/// A text as it is after it was written in a dialect, shown, and sent once more.
void stays(const ag::text& content) {
    CAPTURE(content.html());
    CAPTURE(content.markdown());
    CHECK(normal(ag::text::html(content.html())) == normal(content));
    CHECK(normal(ag::text::markdown(content.markdown())) == normal(content));
}

} // namespace

TEST_CASE("an entity behind emoji and letters of any script has its own letters") {
    const std::string chars = "土澳 😆😆👨‍👩‍👧 see t.me/a，然后 #tag";
    api::messageEntityUrl link{};
    link.offset = 3 + 2 + 2 + 8 + 5;
    link.length = 6;
    ag::tl::vector<api::MessageEntity> entities;
    entities.push_back(link);
    const auto received = ag::from_wire(chars, entities);
    REQUIRE(received.entities().size() == 1);
    const auto& only = received.entities()[0];
    CHECK(received.str().substr(only.offset, only.length) == "t.me/a");
}

TEST_CASE("styles that follow each other at once are written one after the other") {
    const auto codes = ag::text().code("one").code("two").bold("three").italic("four");
    CHECK(codes.html() == "<code>one</code><code>two</code><b>three</b><i>four</i>");
    stays(ag::text().bold("three").italic("four").code("one"));
}

TEST_CASE("each of several links on lines of their own keeps its text and its address") {
    ag::text list;
    for (const auto* name : {"one", "two", "three"})
        list.link(name, std::string("https://example.org/") + name).append("\n");
    CHECK(
        list.html() == "<a href=\"https://example.org/one\">one</a>\n"
                       "<a href=\"https://example.org/two\">two</a>\n"
                       "<a href=\"https://example.org/three\">three</a>\n"
    );
    stays(list);
}

TEST_CASE("a word that is both in an address and in the text of its link is written once in each") {
    const auto content = ag::text().bold(ag::text().link("WORD", "https://example.org/WORD"));
    CHECK(content.html() == "<a href=\"https://example.org/WORD\"><b>WORD</b></a>");
    stays(content);
}

TEST_CASE("letters that are signs of a markup stay letters when a text is written") {
    stays(ag::text().bold("<c> & \"d\""));
    stays(ag::text("4.5 ''l' *119!*\n*one* _two_ ~three~ ||four|| `five` [six](seven) \\"));
    stays(ag::text("```\n> quoted\n**>not\n#tag +1 -2 =3 {4}.!"));
    stays(ag::text().bold("a{b+c}d").italic("*_*").code("`\\`"));
}

TEST_CASE("line breaks inside of a tag are kept, but for those at the end of the message") {
    const auto content =
        normal(ag::text::html("Any text\n<code> one\n\n\n</code> and <code> two </code>\n"));
    CHECK(content.str() == "Any text\n one\n\n\n and  two");
    REQUIRE(content.entities().size() == 2);
    CHECK(content.entities()[0].length == 7);
}
