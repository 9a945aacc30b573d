// SPDX-License-Identifier: MIT
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/print.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <generator/tiny/all.hpp>
#include <generator/torture/all.hpp>
#include <string>
#include <string_view>
#include <type_traits>

namespace {

namespace api = torture::api;
namespace tl = awaitgram::tl;

/// Whether a value comes back from its bytes as the same bytes.
template <class T>
bool survives(const T& value) {
    const auto bytes = tl::encoded(value);
    const auto read = tl::decode<T>(tl::frame::copy_of(bytes));
    REQUIRE_MESSAGE(read, (read ? "" : read.error().message()));
    return **read == value && tl::encoded(**read) == bytes;
}

// What C++ cannot say takes a trailing underscore.
static_assert(std::same_as<api::default__, api::Default>);
static_assert(std::same_as<decltype(api::private_::long_), std::int64_t>);
static_assert(std::same_as<decltype(api::linux_::EOF_), std::int32_t>);
static_assert(std::same_as<api::eof, api::EOF_>);
static_assert(std::derived_from<api::NULL_, tl::box<api::NULL_, api::null, api::ctor_of_null>>);
static_assert(std::same_as<decltype(api::twins::default__), std::int32_t>);
static_assert(std::same_as<decltype(api::twins::default___), std::int32_t>);
static_assert(std::same_as<decltype(api::layer_::tl_id_), std::int32_t>);
static_assert(api::layer == 7 && tiny::layer == 0);

// Namespaces keep their names, constructors and types beside them give way.
static_assert(std::same_as<decltype(api::updates_::value), std::int32_t>);
static_assert(std::same_as<decltype(api::updates::difference::state), api::updates::state>);
static_assert(std::same_as<decltype(api::upperThing::value), api::Upper::thing>);

static_assert(std::same_as<decltype(api::e2e::chain_::value), api::e2e::chain::Block>);
static_assert(std::same_as<decltype(api::far::default_::new_::thing::value), std::int32_t>);
static_assert(std::same_as<api::e2e::chain::get::tl_result, api::e2e::chain::Block>);
static_assert(std::same_as<
              api::far::default_::new_::get::tl_result,
              api::far::default_::new_::Thing>);

// Fields.
static_assert(std::same_as<decltype(api::aliases::b), std::int64_t>);
static_assert(std::same_as<decltype(api::aliases::e), tl::string>);
static_assert(std::same_as<decltype(api::foo::Foo), api::foo2>);
static_assert(std::same_as<decltype(api::number::count), std::uint32_t>);
static_assert(std::is_empty_v<api::default__>);
static_assert(std::same_as<
              decltype(api::vectors::d),
              tl::vector<tl::vector<tl::vector<tl::string>>>>);
static_assert(std::same_as<decltype(api::vectors::f), tl::bare_vector<tl::bare<api::foo2>>>);
static_assert(std::same_as<decltype(api::vectors::i), tl::bare<api::foo2>>);
static_assert(std::same_as<decltype(api::vectors::n), tl::bare_vector<std::int64_t>>);
static_assert(std::same_as<decltype(api::everyKind::m), tl::opt<tl::bare<api::foo2>>>);
static_assert(std::string_view{api::mask::tl_bits} == ".#0O#PoQ.");

// Functions.
static_assert(std::same_as<api::tree_::tl_result, api::tree>);
static_assert(std::same_as<api::get::tl_result, tl::vector<tl::vector<api::foo2>>>);
static_assert(std::same_as<api::wrap<api::get>::tl_result, api::get::tl_result>);
static_assert(std::same_as<api::wrap_twice<api::get, api::raw>::tl_result, api::get::tl_result>);
static_assert(std::same_as<api::raw::tl_result, tl::any>);

} // namespace

TEST_CASE("every kind of field survives the wire, present or absent") {
    api::everyKind value{};
    CHECK(survives(value));

    value.a = 1;
    value.b = 2;
    value.c = 3.5;
    value.d = "four";
    value.f.emplace();
    value.g.emplace();
    value.h = true;
    value.i = true;
    value.j = api::foo2{.value = 5};
    value.k = api::OS{api::unix_{.min = 6}};
    value.l = {api::OS{api::windows{.max = 7}}};
    value.m = tl::bare<api::foo2>{api::foo2{.value = 8}};
    value.n = {9, 10};
    value.o = {{api::foo2{.value = 11}}, {}};
    value.e = tl::bytes{std::string_view{"twelve"}};
    CHECK(survives(value));
}

TEST_CASE("numbers of TDLib's names have the size that their names state") {
    api::aliases value{.a = 1, .b = 2, .c = 3, .e = "four"};
    value.d.value.fill(5);
    CHECK(survives(value));
    CHECK(tl::encoded(value).size() == 4 + 4 + 8 + 8 + 64 + 8 + 4 + 4 + 8 + 4);

    value.g = 6;
    value.i = value.d;
    value.k = {7, 8};
    value.l = {value.d, value.d};
    CHECK(survives(value));
    CHECK(tl::pretty(value).find("b: 2") != std::string::npos);
    CHECK(tl::pretty(value).find("k: [7, 8]") != std::string::npos);
}

TEST_CASE("names of three and more parts are nested namespaces") {
    api::e2e::chain_ value{.value = api::e2e::chain::block{.height = 5}};
    value.list = {api::e2e::chain::blockEmpty{}};
    value.bare = {tl::bare<api::e2e::chain::state::leaf>{api::e2e::chain::state::leaf{.value = 6}}};
    CHECK(survives(value));
    CHECK(survives(api::far::default_::new_::thing{.value = 7}));
}

TEST_CASE("all bits of both flags words survive the wire") {
    api::bits value{};
    value.a0 = value.a31 = value.b0 = value.b31 = true;

    const auto bytes = tl::encoded(value);

    const awaitgram::byte_buffer flags{bytes.begin() + 4, bytes.end()};
    CHECK(awaitgram::to_hex(flags) == "0100008001000080");
    CHECK(survives(value));
}

TEST_CASE("a flags word may be the last field") {
    CHECK(survives(api::trailing{.value = 1}));
}

TEST_CASE("constructors with nothing but flags words survive the wire") {
    CHECK(survives(api::onlyFlags{}));
    CHECK(survives(api::Hollow{api::hollowToo{}}));

    api::aroundOnlyFlags value{};
    value.c = api::hollow{};
    CHECK(survives(value));

    value.d = {{}, {}};
    value.e = {{}, {}};
    value.f = {api::hollow{}, api::hollowToo{}};
    value.g.emplace();
    value.h.emplace();
    value.i = api::Hollow{api::hollowToo{}};
    CHECK(survives(value));
    CHECK(tl::encoded(api::Hollow{api::hollowToo{}}).size() == 12);
}

TEST_CASE("vectors of every spelling survive the wire") {
    api::vectors value{};
    CHECK(survives(value));

    value.a = {1, 2};
    value.c = {{3}, {}};
    value.d = {{{"four"}}};
    value.e = {5};
    value.f = {tl::bare<api::foo2>{api::foo2{.value = 6}}};
    value.g = {tl::bare<api::foo2>{api::foo2{.value = 7}}};
    value.i = api::foo2{.value = 8};
    value.j = {true, false};
    value.m = {api::OS{api::linux_{.errno_ = 9}}};
    CHECK(survives(value));
}

TEST_CASE("bare values have no id on the wire, boxed ones do") {
    const auto foo2 = [](std::int32_t value) { return api::foo2{.value = value}; };
    api::barely value{};
    value.a = foo2(1);
    value.b = tl::bare<api::foo2>{foo2(2)};
    value.c = {tl::bare<api::foo2>{foo2(3)}};
    value.d = {tl::bare<api::foo2>{foo2(4)}};
    value.e = foo2(5);

    const auto bytes = tl::encoded(value);

    const auto hex = awaitgram::to_hex(awaitgram::byte_view{bytes}.subspan(4));
    const auto id = awaitgram::to_hex(awaitgram::byte_view{tl::encoded(foo2(5))}.first(4));
    CHECK(
        hex == "01000000"
               "03000000"
               "02000000"
               "0100000003000000"
               "15c4b51c0100000004000000" +
                   id + "05000000"
    );
    CHECK(survives(value));
}

TEST_CASE("types that contain themselves survive the wire") {
    api::tree leaf{};
    api::tree root{};
    root.left = leaf;
    root.children = {leaf, leaf};
    root.forest = {{leaf}, {}};
    CHECK(survives(root));

    api::sum sum{
        .left = api::leaf{.value = 1},
        .right = api::sum{.left = api::leaf{.value = 2}, .right = api::leaf{}}};
    CHECK(survives(api::Expression{sum}));
    CHECK(survives(api::egg{.chicken = {.eggs = {api::egg{}}}}));
}

TEST_CASE("common fields of a boxed type have accessors, also those named like macros") {
    const api::OS box{api::unix_{.min = 1, .assert = 2}};

    CHECK(*(box.min)() == 1);
    CHECK(*(box.assert)() == 2);
    const api::Member member{api::member{.id = 3}};
    CHECK(*member.id() == 3);
}

TEST_CASE("a schema of one line is enough") {
    CHECK(survives(tiny::Point{.x = 1, .y = 2}));
}
