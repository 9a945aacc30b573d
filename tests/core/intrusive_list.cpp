// SPDX-License-Identifier: MIT
#include <awaitgram/core/intrusive_list.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace awaitgram;

namespace {

struct by_letter;
struct by_age;

struct item : list_link<by_letter>, list_link<by_age> {
    explicit item(char of) : name(of) {}
    char name;
};

using letters = intrusive_list<item, by_letter>;

std::string names(letters& list) {
    std::string all;
    list.for_each([&all](item& each) { all += each.name; });
    return all;
}

} // namespace

TEST_CASE("objects are listed in the order in which they came") {
    item a{'a'};
    item b{'b'};
    letters list;
    CHECK(list.empty());

    list.push_back(b);
    list.push_back(a);
    CHECK(names(list) == "ba");
    CHECK(list.front().name == 'b');
    list.push_back(b);
    CHECK(names(list) == "ab");
}

TEST_CASE("an object leaves its list when it is unlinked or destroyed") {
    letters list;
    item a{'a'};
    std::optional<item> b{'b'};
    item c{'c'};
    for (auto* each : {&a, &*b, &c})
        list.push_back(*each);

    b.reset();
    CHECK(names(list) == "ac");
    static_cast<list_link<by_letter>&>(a).unlink();
    static_cast<list_link<by_letter>&>(a).unlink();
    CHECK(names(list) == "c");
    CHECK_FALSE(static_cast<list_link<by_letter>&>(a).linked());
}

TEST_CASE("an object is in lists of different tags at the same time") {
    intrusive_list<item, by_age> ages;
    letters list;
    item a{'a'};
    list.push_back(a);
    ages.push_back(a);

    static_cast<list_link<by_letter>&>(a).unlink();
    CHECK(list.empty());
    CHECK(&ages.front() == &a);
}

TEST_CASE("a list takes all objects of another one") {
    letters from;
    letters to;
    item a{'a'};
    item b{'b'};
    item c{'c'};
    to.push_back(a);
    from.push_back(b);
    from.push_back(c);

    to.take(from);
    CHECK(names(to) == "abc");
    CHECK(from.empty());
}

TEST_CASE("a visitor may remove the object that it visits") {
    letters list;
    item a{'a'};
    item b{'b'};
    list.push_back(a);
    list.push_back(b);

    list.for_each([](item& each) { static_cast<list_link<by_letter>&>(each).unlink(); });
    CHECK(list.empty());
}
