// SPDX-License-Identifier: MIT
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/types.hpp>
#include <awaitgram/tl/walk.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "sample.hpp"

using namespace awaitgram;
using ids = std::vector<std::uint32_t>;

namespace {

sample::leaf leaf(std::int32_t value) {
    sample::leaf made;
    made.value = value;
    return made;
}

/// The ids of the structs in a value, in the order of the walk.
template <class T>
ids walked(const T& value) {
    ids seen;
    tl::walk(value, [&seen](const tl::part& some) {
        seen.push_back(some.id());
        return true;
    });
    return seen;
}

sample::Tree tree_of_two() {
    sample::branch inner;
    inner.trees.push_back(leaf(1));
    sample::branch outer;
    outer.trees.push_back(inner);
    outer.trees.push_back(leaf(2));
    return outer;
}

} // namespace

TEST_CASE("a walk sees outer structs before inner ones, in their order") {
    CHECK(walked(tree_of_two()) == ids{3, 3, 2, 2});
    std::vector<std::int32_t> values;
    tl::walk(tree_of_two(), [&values](const tl::part& some) {
        if (const auto* one = some.get_if<sample::leaf>())
            values.push_back(one->value);
        return true;
    });
    CHECK(values == std::vector<std::int32_t>{1, 2});
}

TEST_CASE("a walk leaves out what its visitor does not want to see inside of") {
    int seen = 0;
    tl::walk(tree_of_two(), [&seen](const tl::part&) {
        ++seen;
        return false;
    });
    CHECK(seen == 1);
}

TEST_CASE("a walk sees structs in every kind of member") {
    sample::everything all;
    all.j = leaf(1);
    all.p.push_back(leaf(2));
    all.q.push_back({});
    all.s.push_back({});
    CHECK(walked(all) == ids{5, 2, 4, 2, 4, 4, 4});
    sample::maybe some;
    CHECK(walked(some) == ids{6});
    some.m = sample::Tree{leaf(1)};
    some.o.emplace();
    some.q.emplace();
    CHECK(walked(some) == ids{6, 2, 4, 4});
    tl::vector<sample::Tree> list;
    list.push_back(sample::nothing{});
    list.push_back(leaf(1));
    CHECK(walked(list) == ids{1, 2});
    CHECK(walked(sample::Tree{}).empty());
    CHECK(walked(std::int64_t{5}).empty());
}

TEST_CASE("a walk goes through a decoded value") {
    const auto decoded = tl::decode<sample::Tree>(tl::frame{tl::encoded(tree_of_two())});
    REQUIRE(decoded);
    CHECK(walked(**decoded) == ids{3, 3, 2, 2});
}

TEST_CASE("a walk ends where a decoded value cannot be nested deeper") {
    sample::Tree deep{leaf(1)};
    for (int level = 0; level < 1000; ++level) {
        sample::branch around;
        around.trees.push_back(std::move(deep));
        deep = std::move(around);
    }
    const auto seen = walked(deep).size();
    CHECK(seen > 30);
    CHECK(seen <= 128);
}
