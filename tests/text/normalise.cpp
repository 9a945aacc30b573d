// SPDX-License-Identifier: MIT
#include <awaitgram/text/normalise.hpp>
#include <awaitgram/text/text.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shown.hpp"

namespace ag = awaitgram;
using ag::entity_kind;
using ag::text_errc;
using tests::shown;

namespace {

ag::text normal(const ag::text_ref& content) {
    auto ready = ag::normalised(content);
    REQUIRE(ready);
    return *std::move(ready);
}

ag::text_entity
part(entity_kind kind, std::size_t offset, std::size_t length, std::string argument = {}) {
    ag::text_entity entity;
    entity.kind = kind;
    entity.offset = offset;
    entity.length = length;
    entity.argument = std::move(argument);
    return entity;
}

/// The entities of ten letters, normalised.
std::string arranged(std::vector<ag::text_entity> entities) {
    return shown(normal(ag::text("0123456789", std::move(entities))));
}

} // namespace

TEST_CASE("control characters become blanks, and what turns a text around is deleted") {
    CHECK(
        normal("a\tb\x01"
               "c")
            .str() == "a b c"
    );
    CHECK(normal("a\r\nb").str() == "a\nb");
    CHECK(normal("a\u202Eb\u2028c").str() == "abc");
    CHECK(normal("a\u0333b\u033Fc\u030Ad").str() == "abcd");
    CHECK(normal("a\u0301\u2027\u202F").str() == "a\u0301\u2027\u202F");
}

TEST_CASE("entities move with what is deleted before them") {
    const auto ready =
        normal(ag::text("\ra\u202E ").bold("b\rc").append(" ").italic("\r").code("d"));

    CHECK(ready.str() == "a bc d");
    CHECK(shown(ready) == "bold(2,2) code(5,1)");
}

TEST_CASE("blanks are cut off at the end, and at the beginning up to the first entity") {
    CHECK(normal(" \n a \n ").str() == "a");
    const auto ready = normal(ag::text(" \n").bold("  a ").append("b").italic(" \n"));
    CHECK(ready.str() == "  a b");
    CHECK(shown(ready) == "bold(0,4)");
    CHECK(shown(normal(ag::text("a").bold("b ").append("\n"))) == "bold(1,1)");
}

TEST_CASE("a text of blanks alone is empty") {
    CHECK(ag::normalised(" \n\r\t").error() == text_errc::empty);
    CHECK(ag::normalised(ag::text().bold(" ")).error() == text_errc::empty);
    CHECK(ag::normalised("").error() == text_errc::empty);
}

TEST_CASE("entities are sorted, the outer one first") {
    CHECK(
        arranged({
            part(entity_kind::bold, 4, 2),
            part(entity_kind::italic, 0, 9),
            part(entity_kind::link, 4, 2, "u"),
            part(entity_kind::blockquote, 4, 2),
        }) == "italic(0,9) blockquote(4,2) text_url(4,2,u) bold(4,2)"
    );
}

TEST_CASE("what is empty, lacks its link, or is found by Telegram is left out") {
    CHECK(arranged({
                       part(entity_kind::bold, 1, 0),
                       part(entity_kind::link, 1, 2),
                       part(entity_kind::user_mention, 1, 2),
                       part(entity_kind::custom_emoji, 1, 2),
                       part(entity_kind::url, 1, 2),
                       part(entity_kind::hashtag, 1, 2),
                       part(entity_kind::diff_delete, 1, 2),
                       part(entity_kind::other, 1, 2),
                   })
              .empty());
}

TEST_CASE("styles of one kind that touch or overlap become one") {
    CHECK(
        arranged({
            part(entity_kind::bold, 0, 2),
            part(entity_kind::bold, 2, 2),
            part(entity_kind::bold, 3, 3),
            part(entity_kind::bold, 7, 1),
        }) == "bold(0,6) bold(7,1)"
    );
    CHECK(
        arranged({part(entity_kind::bold, 0, 2), part(entity_kind::italic, 1, 2)}) ==
        "bold(0,2) italic(1,2)"
    );
}

TEST_CASE("no style is inside of code, of a block of code or of a date") {
    CHECK(
        arranged({part(entity_kind::bold, 0, 9), part(entity_kind::code, 2, 2)}) ==
        "bold(0,2) code(2,2) bold(4,5)"
    );
    CHECK(
        arranged({part(entity_kind::italic, 2, 2), part(entity_kind::code_block, 2, 3)}) ==
        "pre(2,3)"
    );
    CHECK(
        arranged({part(entity_kind::date, 2, 3), part(entity_kind::spoiler, 4, 3)}) ==
        "date(2,3,0) spoiler(5,2)"
    );
}

TEST_CASE("of links, code and the like that overlap, the first remains") {
    CHECK(
        arranged({part(entity_kind::link, 0, 4, "u"), part(entity_kind::code, 3, 4)}) ==
        "text_url(0,4,u)"
    );
    CHECK(
        arranged({part(entity_kind::code_block, 0, 2), part(entity_kind::code, 1, 1)}) == "pre(0,2)"
    );
    CHECK(
        arranged({part(entity_kind::link, 0, 4, "u"), part(entity_kind::link, 4, 4, "v")}) ==
        "text_url(0,4,u) text_url(4,4,v)"
    );
}

TEST_CASE("a quotation may have a link inside, and no other that it overlaps") {
    CHECK(
        arranged({part(entity_kind::blockquote, 0, 6), part(entity_kind::link, 1, 2, "u")}) ==
        "blockquote(0,6) text_url(1,2,u)"
    );
    CHECK(
        arranged({part(entity_kind::blockquote, 2, 4), part(entity_kind::link, 1, 2, "u")}) ==
        "blockquote(2,4)"
    );
    CHECK(
        arranged({part(entity_kind::blockquote, 2, 4), part(entity_kind::link, 0, 9, "u")}) ==
        "blockquote(2,4)"
    );
    CHECK(
        arranged({part(entity_kind::blockquote, 2, 4), part(entity_kind::blockquote, 3, 5)}) ==
        "blockquote(2,4)"
    );
}

TEST_CASE("a style is cut where it crosses the border of a link or a quotation") {
    CHECK(
        arranged({part(entity_kind::bold, 0, 4), part(entity_kind::link, 2, 4, "u")}) ==
        "bold(0,2) text_url(2,4,u) bold(2,2)"
    );
    CHECK(
        arranged({part(entity_kind::link, 0, 4, "u"), part(entity_kind::bold, 2, 5)}) ==
        "text_url(0,4,u) bold(2,2) bold(4,3)"
    );
    CHECK(
        arranged({
            part(entity_kind::link, 0, 3, "u"),
            part(entity_kind::bold, 2, 6),
            part(entity_kind::blockquote, 5, 5),
        }) == "text_url(0,3,u) bold(2,1) bold(3,2) blockquote(5,5) bold(5,3)"
    );
    CHECK(
        arranged({part(entity_kind::bold, 0, 9), part(entity_kind::link, 2, 4, "u")}) ==
        "bold(0,9) text_url(2,4,u)"
    );
}

TEST_CASE("a normalised text is normal") {
    const auto once = normal(ag::text("\r ").bold("a\tb").link("bc", "u").italic("d "));
    CHECK(normal(once) == once);
}
