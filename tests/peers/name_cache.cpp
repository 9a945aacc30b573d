// SPDX-License-Identifier: MIT
#include <awaitgram/peers/name_cache.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace awaitgram;

namespace {

const name_cache::time_point start{std::chrono::hours{100}};

void note_all(
    name_cache& names,
    peer_id owner,
    const std::vector<std::string_view>& all,
    name_cache::time_point now = start
) {
    names.note_all(owner, all, now);
}

/// The number of the known owner of a name; 0 when it is known that there is none, -1 when nothing is known.
std::int64_t
owner_of(const name_cache& names, std::string_view name, name_cache::time_point now = start) {
    const auto known = names.find(name, now);
    return !known ? -1 : known->owner ? known->owner->bot_api_dialog_id() : 0;
}

} // namespace

TEST_CASE("a name is known in any case, for a day") {
    name_cache names;
    names.note("News", *peer_id::user(5), start);
    CHECK(owner_of(names, "nEWS") == 5);
    CHECK(owner_of(names, "news2") == -1);
    CHECK(owner_of(names, "news", start + name_cache::known_for - std::chrono::seconds{1}) == 5);
    CHECK(owner_of(names, "news", start + name_cache::known_for) == -1);
}

TEST_CASE("that a name has no owner is believed for a while") { // T15
    name_cache names;
    names.note("unused", std::nullopt, start);
    CHECK(owner_of(names, "unused") == 0);
    CHECK(owner_of(names, "unused", start + name_cache::unowned_for) == -1);
    names.note("unused", *peer_id::user(5), start);
    CHECK(owner_of(names, "unused") == 5);
}

TEST_CASE("all names of a peer are known, and those that it gave up are forgotten") {
    name_cache names;
    const auto channel = *peer_id::channel(8);
    note_all(names, channel, {"first", "Second"});
    CHECK(owner_of(names, "second") == -1000000000008);
    note_all(names, channel, {"second", "third"});
    CHECK(owner_of(names, "first") == -1);
    CHECK(owner_of(names, "third") == -1000000000008);
    note_all(names, channel, {});
    CHECK(names.size() == 0);
}

TEST_CASE("a name that moved to another peer stays when its former owner gives it up") {
    name_cache names;
    note_all(names, *peer_id::user(5), {"news"});
    note_all(names, *peer_id::user(6), {"news"});
    note_all(names, *peer_id::user(5), {});
    CHECK(owner_of(names, "news") == 6);
}

TEST_CASE("a peer that is seen again keeps its names known") {
    name_cache names;
    note_all(names, *peer_id::user(5), {"news"});
    note_all(names, *peer_id::user(5), {"news"}, start + std::chrono::hours{20});
    CHECK(owner_of(names, "news", start + std::chrono::hours{30}) == 5);
}

TEST_CASE("a name can be forgotten, and all of them") {
    name_cache names;
    names.note("news", *peer_id::user(5), start);
    names.note("other", *peer_id::user(6), start);
    names.forget("NEWS");
    CHECK(owner_of(names, "news") == -1);
    names.clear();
    CHECK(owner_of(names, "other") == -1);
}

TEST_CASE("a cache of names that is full starts anew") {
    name_cache names;
    for (std::size_t i = 0; i < name_cache::most_names; ++i)
        names.note("n" + std::to_string(i), std::nullopt, start);
    CHECK(names.size() == name_cache::most_names);
    names.note("more", std::nullopt, start);
    CHECK(names.size() == 1);
}
