// SPDX-License-Identifier: MIT
#include <awaitgram/api/types.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/text/wire.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <string>

#include "shown.hpp"

namespace ag = awaitgram;
namespace api = awaitgram::api;
using ag::entity_kind;

namespace {

/// One entity of each kind, on letters of each width.
ag::text all_kinds() {
    ag::text all("é");
    for (auto kind = 0; kind <= static_cast<int>(entity_kind::other); ++kind) {
        ag::text_entity each;
        each.kind = static_cast<entity_kind>(kind);
        all.add(each.kind, "😀x").append(" ");
    }
    auto entities = all.entities();
    for (auto& each : entities)
        switch (each.kind) {
        case entity_kind::blockquote:
            each.flags = ag::entity_flags::collapsed;
            break;
        case entity_kind::code_block:
        case entity_kind::link:
        case entity_kind::diff_replace:
            each.argument = "argument";
            break;
        case entity_kind::date:
            each.flags = 63;
            [[fallthrough]];
        case entity_kind::user_mention:
        case entity_kind::custom_emoji:
            each.number = 1'700'000'000;
            break;
        default:
            break;
        }
    return {all.str(), entities};
}

} // namespace

TEST_CASE("every kind of entity goes to the schema and comes back") {
    const auto all = all_kinds();
    const auto raw = ag::to_wire(all);

    std::set<std::uint32_t> constructors;
    for (const auto& each : raw)
        constructors.insert(each.id_of());
    CHECK(constructors.size() == 24);
    CHECK(ag::from_wire(all.str(), raw) == all);
}

TEST_CASE("offsets on the wire are UTF-16 units") {
    const auto raw = ag::to_wire(ag::text("é😀").bold("👍🏽").append("x").italic("🇺🇦"));

    REQUIRE(raw.size() == 2);
    CHECK(*raw[0].offset() == 3);
    CHECK(*raw[0].length() == 4);
    CHECK(*raw[1].offset() == 8);
    CHECK(*raw[1].length() == 4);
}

TEST_CASE("both forms of a mention are the same kind") {
    const auto raw = ag::to_wire(ag::text().mention("Ann", 42));
    const auto* input = raw[0].get_if<api::inputMessageEntityMentionName>();
    REQUIRE(input);
    REQUIRE(input->user_id.is<api::inputUser>());
    CHECK(input->user_id.get_if<api::inputUser>()->user_id == 42);

    api::messageEntityMentionName received{};
    received.length = 3;
    received.user_id = 42;
    ag::tl::vector<api::MessageEntity> entities;
    entities.push_back(received);
    CHECK(ag::from_wire("Ann", entities) == ag::text().mention("Ann", 42));
}

TEST_CASE("what lies outside of a received text is cut off, and half a character is none") {
    const auto one = [](std::int32_t offset, std::int32_t length) {
        api::messageEntityBold bold{};
        bold.offset = offset;
        bold.length = length;
        ag::tl::vector<api::MessageEntity> entities;
        entities.push_back(bold);
        return tests::shown(ag::from_wire("a😀b", entities));
    };
    constexpr auto most = std::numeric_limits<std::int32_t>::max();

    CHECK(one(1, 2) == "bold(1,2)");
    CHECK(one(2, 2) == "bold(1,3)");
    CHECK(one(0, 2) == "bold(0,1)");
    CHECK(one(3, most) == "bold(3,1)");
    CHECK(one(most, most) == "bold(4,0)");
    CHECK(one(-5, 1) == "bold(0,1)");
    CHECK(one(1, -1) == "bold(1,0)");
}

TEST_CASE("wrong offsets do not reach the wire") {
    constexpr auto most = std::numeric_limits<std::size_t>::max();
    const auto raw =
        ag::to_wire({"a😀", {{2, 1, entity_kind::bold}, {most, most, entity_kind::bold}}});

    CHECK(*raw[0].offset() == 1);
    CHECK(*raw[0].length() == 0);
    CHECK(*raw[1].offset() == 3);
    CHECK(*raw[1].length() == 0);
}
