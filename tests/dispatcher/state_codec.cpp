// SPDX-License-Identifier: MIT
// joined: names of types
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/dispatcher/state/codec.hpp>
#include <awaitgram/session/error.hpp>
#include <awaitgram/session/kept_state.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

enum class colour : std::uint8_t { red, green = 200 };

struct address {
    std::string street{};
    std::int32_t number = 0;
    friend bool operator==(const address&, const address&) = default;
};

struct everything {
    bool yes = false;
    std::int8_t tiny = 0;
    std::uint64_t large = 0;
    std::int64_t negative = 0;
    float part = 0;
    double ratio = 0;
    colour shade = colour::red;
    std::string text{};
    std::optional<std::int32_t> some{};
    std::optional<address> home{};
    std::vector<address> all{};
    std::vector<bool> flags{};
    std::array<std::uint16_t, 3> three{};
    std::chrono::milliseconds delay{};
    std::chrono::system_clock::time_point when{};
    std::variant<std::monostate, std::int32_t, address> either{};
    friend bool operator==(const everything&, const everything&) = default;
};

struct asked_name {
    friend bool operator==(const asked_name&, const asked_name&) = default;
};
struct asked_age {
    std::string name{};
    friend bool operator==(const asked_age&, const asked_age&) = default;
};
using form = std::variant<asked_name, asked_age>;

everything full() {
    everything all;
    all.yes = true;
    all.tiny = -128;
    all.large = std::numeric_limits<std::uint64_t>::max();
    all.negative = std::numeric_limits<std::int64_t>::min();
    all.part = -0.5F;
    all.ratio = 1e300;
    all.shade = colour::green;
    all.text = std::string{"a\0b", 3};
    all.some = -1;
    all.home = address{"Main Street", 5};
    all.all = {{"x", 1}, {"", -1}};
    all.flags = {true, false, true};
    all.three = {1, 2, 65535};
    all.delay = -1500ms;
    all.when = std::chrono::system_clock::time_point{123456789s};
    all.either = address{"y", 2};
    return all;
}

template <class T>
std::optional<T> decoded(byte_view bytes, state_match expected) {
    std::optional<T> value;
    CHECK(state_codec<T>::decode(bytes, value) == expected);
    CHECK(value.has_value() == (expected == state_match::value));
    return value;
}

template <class T>
std::optional<T> again(const T& value) {
    return decoded<T>(state_codec<T>::encode(value), state_match::value);
}

} // namespace

// Earlier and later programs, whose structs have the same names.
namespace then {
struct order {
    std::int32_t count = 0;
};
struct step {
    static constexpr int version = 1;
    std::int32_t count = 0;
};
struct renamed {
    static constexpr std::string_view state_name = "basket";
    std::int32_t count = 0;
};
} // namespace then
namespace now {
struct order {
    static constexpr std::string_view state_name = "then::order";
    std::int32_t count = 0;
    std::string note{};
};
struct step {
    static constexpr std::string_view state_name = "then::step";
    static constexpr int version = 2;
    std::int32_t count = 0;
};
struct basket {
    static constexpr std::string_view state_name = "basket";
    std::int32_t count = 0;
};
} // namespace now

TEST_CASE("a state has the same value when it is read") {
    CHECK(again(everything{}) == everything{});
    CHECK(again(full()) == full());
    CHECK(again(asked_name{}) == asked_name{});
    CHECK(again(asked_age{"Alice"}) == asked_age{"Alice"});
}

TEST_CASE("a step of a dialogue is not taken for another one, and several steps may be read as one"
) {
    const auto age = state_codec<asked_age>::encode({"Alice"});
    decoded<asked_name>(age, state_match::none);
    decoded<address>(age, state_match::none);
    decoded<asked_age>({}, state_match::none);

    CHECK(decoded<form>(age, state_match::value) == form{asked_age{"Alice"}});
    CHECK(state_codec<form>::encode(form{asked_age{"Alice"}}) == age);
    decoded<form>(state_codec<address>::encode({"x", 1}), state_match::none);
}

TEST_CASE("the state of another version is recognised") {
    decoded<now::order>(state_codec<then::order>::encode({1}), state_match::other_version);
    decoded<now::step>(state_codec<then::step>::encode({1}), state_match::other_version);
    decoded<std::variant<asked_name, now::step>>(
        state_codec<then::step>::encode({1}), state_match::other_version
    );
    const auto renamed =
        decoded<now::basket>(state_codec<then::renamed>::encode({7}), state_match::value);
    REQUIRE(renamed);
    CHECK(renamed->count == 7);
}

TEST_CASE("the program knows the types of states that it uses, and no others") {
    state_codec<form>::list();
    const auto known = state_codec<asked_age>::encode({"x"});
    const auto* const type = detail::known_state::of(known);
    REQUIRE(type != nullptr);
    CHECK(type->name() == state_codec<asked_age>::name);
    CHECK(type->reads(known));
    CHECK_FALSE(type->reads(byte_view{known}.first(known.size() - 1)));
    CHECK(detail::known_state::of({}) == nullptr);
    auto older = known;
    older[5] ^= 1;
    CHECK(detail::known_state::of(older) == nullptr);
    auto foreign = older;
    foreign[1] ^= 1;
    CHECK(detail::known_state::of(foreign) == nullptr);
}

TEST_CASE("bytes of every kind are read without harm, and only those that were written as a value"
) {
    const auto whole = state_codec<everything>::encode(full());
    for (std::size_t size = 0; size != whole.size(); ++size) {
        std::optional<everything> value;
        CHECK(
            state_codec<everything>::decode(byte_view{whole}.first(size), value) !=
            state_match::value
        );
    }
    auto longer = whole;
    longer.push_back(0);
    decoded<everything>(longer, state_match::damaged);

    std::mt19937 random{3};
    auto read = 0;
    for (auto round = 0; round != 20'000; ++round) {
        auto bytes = whole;
        for (auto changes = 1 + random() % 4; changes != 0; --changes)
            bytes[9 + random() % (bytes.size() - 9)] = static_cast<std::uint8_t>(random());
        std::optional<everything> value;
        if (state_codec<everything>::decode(bytes, value) == state_match::value) {
            ++read;
            // Whatever was read can be written, and is read again as the same; NaN is no equal.
            const auto written = state_codec<everything>::encode(*value);
            std::optional<everything> second;
            REQUIRE(state_codec<everything>::decode(written, second) == state_match::value);
            REQUIRE(state_codec<everything>::encode(*second) == written);
        }
    }
    CHECK(read > 100);
    for (auto round = 0; round != 20'000; ++round) {
        auto bytes = whole;
        bytes.resize(9 + random() % 60);
        for (std::size_t at = 9; at != bytes.size(); ++at)
            bytes[at] = static_cast<std::uint8_t>(random());
        std::optional<everything> value;
        static_cast<void>(state_codec<everything>::decode(bytes, value));
    }
}

namespace {

struct wide {
    std::array<std::int64_t, 1000> numbers{};
};
struct amplified {
    std::vector<std::optional<wide>> items{};
};
struct texts {
    std::vector<std::string> items{};
};

} // namespace

TEST_CASE("a state takes no more memory than is allowed, when it is written or read") {
    // 8 kB of memory for each byte.
    amplified many;
    many.items.resize(2'000);
    CHECK(again(many).has_value());
    many.items.resize(5'000);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(state_codec<amplified>::encode(many)),
        "a state has at most 1 MiB, and the texts of its key at most 255 bytes each",
        std::system_error
    );
    amplified fewer;
    auto bytes = state_codec<amplified>::encode(fewer);
    bytes.pop_back();
    for (const std::uint8_t part : {0xC0, 0x84, 0x3D}) // a million items
        bytes.push_back(part);
    bytes.resize(bytes.size() + 1'000'000);
    decoded<amplified>(bytes, state_match::damaged);

    texts large;
    large.items = {std::string(kept_state::most_bytes, 'x')};
    CHECK_THROWS_AS(static_cast<void>(state_codec<texts>::encode(large)), std::system_error);
    large.items = {std::string(kept_state::most_bytes - 20, 'x')};
    CHECK(again(large)->items == large.items);
}
