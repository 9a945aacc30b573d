// SPDX-License-Identifier: MIT
// joined: names of types
#include <awaitgram/keyboard/callback_data.hpp>
#include <awaitgram/keyboard/error.hpp>
#include <awaitgram/keyboard/fixed_text.hpp>
#include <awaitgram/keyboard/inline_button.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <tuple>

#include "refusal.hpp"

namespace ag = awaitgram;
using ag::callback_data;
using ag::data_mismatch;
using ag::keyboard_errc;
using tests::refusal_of;

// Structs whose tags must not change, with any compiler.
struct vote {
    std::int32_t option;
};

namespace shop {
enum class size : std::uint8_t { small, large };
struct item {
    std::int64_t id;
    size of;
    friend bool operator==(const item&, const item&) = default;
};
struct order {
    item first;
    std::optional<std::int32_t> count;
    bool gift;
    std::array<std::uint16_t, 2> place;
    ag::fixed_text<8> code;
    std::string note;
    friend bool operator==(const order&, const order&) = default;
};
} // namespace shop

namespace {

struct refresh {};

struct same_layout {
    std::int32_t option;
};

// One name, as it changes from version to version of a program.
struct first_version {
    static constexpr std::string_view callback_name = "page";
    std::int32_t number;
};
struct longer_version {
    static constexpr std::string_view callback_name = "page";
    std::int32_t number;
    bool reversed;
};
struct wider_version {
    static constexpr std::string_view callback_name = "page";
    std::int64_t number;
};
struct second_version {
    static constexpr std::string_view callback_name = "page";
    static constexpr int version = 2;
    std::int32_t number;
};

// Members may have these names, too.
struct misleading {
    std::int32_t version;
    bool callback_name;
};

template <class T>
struct numbers {
    static constexpr std::string_view callback_name = "numbers";
    T value;
};

struct pair_of_texts {
    std::string left;
    std::string right;
    friend bool operator==(const pair_of_texts&, const pair_of_texts&) = default;
};

template <class T>
ag::byte_buffer packed(const T& value) {
    const auto bytes = callback_data<T>::pack(value);
    return {bytes.view().begin(), bytes.view().end()};
}

template <class T>
std::optional<data_mismatch> mismatch_of(ag::byte_view bytes) {
    const auto read = callback_data<T>::unpack(bytes);
    return read ? std::nullopt : std::optional{read.error()};
}

/// Reads bytes. What is accepted must be packed to the same bytes.
template <class T>
bool accepts(ag::byte_view bytes) {
    const auto read = callback_data<T>::unpack(bytes);
    if (!read)
        return false;
    const auto again = packed(*read);
    REQUIRE(ag::to_hex(again) == ag::to_hex(bytes));
    return true;
}

/// The data of a struct with other members behind the tag.
template <class T>
ag::byte_buffer with_members(ag::byte_view members) {
    ag::byte_buffer all(1, ag::detail::data_format);
    ag::append_le(all, callback_data<T>::tag);
    ag::append(all, members);
    return all;
}

template <class T>
void check_limits() {
    using limits = std::numeric_limits<T>;
    for (const T value :
         {T{0},
          T{1},
          limits::min(),
          limits::max(),
          static_cast<T>(limits::max() / 2),
          static_cast<T>(limits::min() / 2)}) {
        const auto bytes = packed(numbers<T>{value});
        CHECK(bytes.size() <= callback_data<numbers<T>>::most_bytes);
        const auto read = callback_data<numbers<T>>::unpack(bytes);
        REQUIRE(read);
        CHECK(read->value == value);
    }
    const auto longest = std::max(
        packed(numbers<T>{limits::max()}).size(), packed(numbers<T>{limits::min()}).size()
    );
    CHECK(longest == callback_data<numbers<T>>::most_bytes);
}

std::string random_text(std::mt19937_64& random, std::size_t most) {
    std::string text(random() % (most + 1), ' ');
    for (auto& letter : text)
        letter = static_cast<char>(random());
    return text;
}

shop::order random_order(std::mt19937_64& random) {
    // Numbers of all lengths.
    const auto number = [&random] { return random() >> random() % 64; };
    shop::order order{};
    order.first = {static_cast<std::int64_t>(number()), static_cast<shop::size>(random() % 256)};
    if (random() % 2 == 0)
        order.count = static_cast<std::int32_t>(number());
    order.gift = random() % 2 == 0;
    order.place = {static_cast<std::uint16_t>(number()), static_cast<std::uint16_t>(number())};
    order.code = random_text(random, 8);
    order.note = random_text(random, 20);
    return order;
}

} // namespace

TEST_CASE("a struct is packed behind its tag, the same with every compiler") {
    CHECK(ag::to_hex(packed(vote{1})) == "fb3714583002");
    CHECK(ag::to_hex(packed(vote{-1})) == "fb3714583001");
    CHECK(ag::to_hex(packed(vote{64})) == "fb371458308001");
    shop::order order{};
    order.first = {300, shop::size::large};
    order.count = 7;
    order.gift = true;
    order.place = {1, 200};
    order.code = "abc";
    order.note = "hi";
    // id, size, count behind its presence, gift, two places, code and note behind their lengths
    const auto members =
        std::string{"d804"} + "01" + "010e" + "01" + "01c801" + "03616263" + "026869";
    CHECK(ag::to_hex(packed(order)) == "fb8845b68a" + members);
    const auto read = callback_data<shop::order>::unpack(packed(order));
    REQUIRE(read);
    CHECK(*read == order);
}

TEST_CASE("every value is unpacked as it was packed") {
    std::mt19937_64 random{1};
    for (auto i = 0; i != 5000; ++i) {
        const auto order = random_order(random);
        const auto bytes = callback_data<shop::order>::pack(order);
        const auto read = callback_data<shop::order>::unpack(bytes);
        REQUIRE(read);
        REQUIRE(*read == order);
    }
    check_limits<std::int8_t>();
    check_limits<std::uint8_t>();
    check_limits<std::int16_t>();
    check_limits<std::uint16_t>();
    check_limits<std::int32_t>();
    check_limits<std::uint32_t>();
    check_limits<std::int64_t>();
    check_limits<std::uint64_t>();
    check_limits<char>();
    CHECK(callback_data<refresh>::unpack(packed(refresh{})));
    CHECK(packed(refresh{}).size() == 5);
    CHECK(callback_data<misleading>::unpack(packed(misleading{3, true}))->callback_name);
}

TEST_CASE("a button takes a struct, and its data is that of pack") {
    const auto button = ag::button("yes", vote{1});
    const auto* raw = button.raw().get_if<ag::api::keyboardButtonCallback>();
    REQUIRE(raw != nullptr);
    CHECK(ag::to_hex(raw->data) == ag::to_hex(packed(vote{1})));
    // As does one that is given packed bytes.
    const auto given = ag::button("yes", callback_data<vote>::pack({1}));
    CHECK(given.raw() == button.raw());
}

TEST_CASE("data of another struct is not taken, though its members are the same") {
    const auto bytes = packed(same_layout{1});
    CHECK(mismatch_of<vote>(bytes) == data_mismatch::not_mine);
    CHECK(mismatch_of<same_layout>(bytes) == std::nullopt);
    CHECK(mismatch_of<refresh>(bytes) == data_mismatch::not_mine);
    for (const auto* text : {"", "vote", "vote:1", "a text of some length"}) {
        CHECK(mismatch_of<vote>(ag::bytes_of(text)) == data_mismatch::not_mine);
        CHECK_FALSE(ag::is_packed_data(ag::bytes_of(text)));
    }
    CHECK(ag::is_packed_data(bytes));
    CHECK_FALSE(ag::is_packed_data(ag::byte_view{bytes}.first(4)));
}

TEST_CASE("data of another version of the struct is outdated") {
    const auto old = packed(first_version{5});
    CHECK(mismatch_of<first_version>(old) == std::nullopt);
    CHECK(mismatch_of<longer_version>(old) == data_mismatch::outdated);
    CHECK(mismatch_of<wider_version>(old) == data_mismatch::outdated);
    CHECK(mismatch_of<second_version>(old) == data_mismatch::outdated);
    // A program that was set back meets newer buttons.
    CHECK(mismatch_of<first_version>(packed(second_version{5})) == data_mismatch::outdated);
    CHECK(mismatch_of<first_version>(packed(longer_version{5, true})) == data_mismatch::outdated);
    CHECK(mismatch_of<vote>(old) == data_mismatch::not_mine);
}

TEST_CASE("tags depend on the name and its namespaces, on each member's type, and on the version") {
    CHECK(ag::detail::type_name<shop::order> == "shop::order");
    CHECK(ag::detail::type_name<same_layout> == "same_layout");
    // A local struct is named without its function, as both compilers can.
    struct local {};
    CHECK(ag::detail::type_name<local> == "local");
    const auto local_name = [] {
        struct inside {};
        return ag::detail::type_name<inside>;
    }();
    CHECK(local_name == "inside");

    const std::uint32_t tags[] = {
        callback_data<numbers<std::int8_t>>::tag,
        callback_data<numbers<std::uint8_t>>::tag,
        callback_data<numbers<std::int16_t>>::tag,
        callback_data<numbers<std::int32_t>>::tag,
        callback_data<numbers<std::uint32_t>>::tag,
        callback_data<numbers<std::int64_t>>::tag,
        callback_data<numbers<bool>>::tag,
        callback_data<numbers<shop::size>>::tag,
        callback_data<numbers<std::string>>::tag,
        callback_data<numbers<ag::fixed_text<3>>>::tag,
        callback_data<numbers<ag::fixed_text<4>>>::tag,
        callback_data<numbers<std::optional<std::int32_t>>>::tag,
        callback_data<numbers<std::array<std::int32_t, 2>>>::tag,
        callback_data<numbers<std::array<std::int32_t, 3>>>::tag,
        callback_data<numbers<vote>>::tag,
        callback_data<numbers<refresh>>::tag,
    };
    for (const auto& left : tags)
        for (const auto& right : tags) {
            CHECK((left & ag::detail::name_bits) == (right & ag::detail::name_bits));
            CHECK((left == right) == (&left == &right));
        }
}

TEST_CASE("a value that takes more than 64 bytes is refused with the number, and one of 64 is not"
) {
    const pair_of_texts fits{std::string(50, 'x'), std::string(7, 'y')};
    CHECK(packed(fits).size() == 64);
    CHECK(*callback_data<pair_of_texts>::unpack(packed(fits)) == fits);
    const pair_of_texts long_one{std::string(50, 'x'), std::string(8, 'y')};
    const auto refused = refusal_of([&] { return callback_data<pair_of_texts>::pack(long_one); });
    CHECK(refused.code == keyboard_errc::data_size);
    CHECK(
        refused.text ==
        "the callback data pair_of_texts takes 65 bytes: callback data has 1 to 64 bytes"
    );
    CHECK(
        refusal_of([&] { return ag::button("Show", long_one); }).text ==
        "the callback data of button \"Show\" has 65 bytes: callback data has 1 to 64 bytes"
    );
    const pair_of_texts huge{std::string(1'000'000, 'x'), ""};
    CHECK(refusal_of([&] {
              return ag::button("Show", huge);
          }).text.find("has 1000009 bytes") != std::string::npos);
    static_assert(callback_data<pair_of_texts>::most_bytes == ag::detail::unbounded);
    static_assert(callback_data<vote>::most_bytes == 10);
    static_assert(callback_data<numbers<ag::fixed_text<58>>>::most_bytes == 64);
}

TEST_CASE("a text of fixed capacity holds as many bytes, and says so when it cannot") {
    const ag::fixed_text<3> text = "\u20ac";
    CHECK(text.view() == "\u20ac");
    CHECK(text == ag::fixed_text<3>(std::string("\u20ac")));
    CHECK_FALSE(text == ag::fixed_text<3>());
    const auto refused = refusal_of([] { return ag::fixed_text<3>("abcd"); });
    CHECK(refused.code == keyboard_errc::text_too_long);
    CHECK(refused.text == "a text of 4 bytes in a fixed_text<3>: the text does not fit");
}

TEST_CASE("each value has one form, and everything else is malformed") {
    const auto number = [](std::initializer_list<std::uint8_t> bytes) {
        const ag::byte_buffer members(bytes);
        return mismatch_of<numbers<std::uint32_t>>(with_members<numbers<std::uint32_t>>(members));
    };
    CHECK(number({0x80, 0x01}) == std::nullopt);
    CHECK(number({}) == data_mismatch::malformed);
    CHECK(number({0x80}) == data_mismatch::malformed);
    CHECK(number({0x80, 0x00}) == data_mismatch::malformed); // zero is one byte
    CHECK(number({0x01, 0x00}) == data_mismatch::malformed); // a byte is left over
    CHECK(number({0xff, 0xff, 0xff, 0xff, 0x0f}) == std::nullopt);
    CHECK(number({0xff, 0xff, 0xff, 0xff, 0x1f}) == data_mismatch::malformed); // 33 bits

    const auto wide = [](std::initializer_list<std::uint8_t> bytes) {
        const ag::byte_buffer members(bytes);
        return mismatch_of<numbers<std::int64_t>>(with_members<numbers<std::int64_t>>(members));
    };
    CHECK(wide({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80}) == std::nullopt);
    CHECK(wide({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}) == data_mismatch::malformed);
    CHECK(wide({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80}) == data_mismatch::malformed);

    const auto flag = [](std::uint8_t byte) {
        const ag::byte_buffer members(1, byte);
        return mismatch_of<numbers<bool>>(with_members<numbers<bool>>(members));
    };
    CHECK(flag(1) == std::nullopt);
    CHECK(flag(2) == data_mismatch::malformed);

    using optional = numbers<std::optional<std::uint8_t>>;
    const auto maybe = [](std::initializer_list<std::uint8_t> bytes) {
        const ag::byte_buffer members(bytes);
        return mismatch_of<optional>(with_members<optional>(members));
    };
    CHECK(maybe({0}) == std::nullopt);
    CHECK(maybe({1, 9}) == std::nullopt);
    CHECK(maybe({1}) == data_mismatch::malformed);
    CHECK(maybe({0, 9}) == data_mismatch::malformed);
    CHECK(maybe({2, 9}) == data_mismatch::malformed);

    using text = numbers<ag::fixed_text<2>>;
    const auto letters = [](std::initializer_list<std::uint8_t> bytes) {
        const ag::byte_buffer members(bytes);
        return mismatch_of<text>(with_members<text>(members));
    };
    CHECK(letters({2, 'a', 'b'}) == std::nullopt);
    CHECK(letters({3, 'a', 'b', 'c'}) == data_mismatch::malformed);
    CHECK(letters({2, 'a'}) == data_mismatch::malformed);
    // A length that promises more than there is allocates nothing.
    using string = numbers<std::string>;
    const ag::byte_buffer promise{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    CHECK(mismatch_of<string>(with_members<string>(promise)) == data_mismatch::malformed);
    // Telegram sends at most 64 bytes; others are made by somebody else.
    auto long_text = with_members<string>(ag::byte_buffer{60});
    long_text.resize(66, 'x');
    CHECK(mismatch_of<string>(long_text) == data_mismatch::malformed);
}

TEST_CASE("every short string of bytes, and every mutated one, is read or refused") {
    std::size_t accepted = 0;
    // All of at most two bytes behind the tag, for types of every kind.
    for (unsigned value = 0; value != 65536; ++value) {
        const ag::byte_buffer both{
            static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8)};
        for (const std::size_t size : {0, 1, 2}) {
            if ((size < 2 && both[1] != 0) || (size < 1 && both[0] != 0))
                continue;
            const auto members = ag::byte_view{both}.first(size);
            accepted += accepts<vote>(with_members<vote>(members)) ? 1 : 0;
            accepted += accepts<pair_of_texts>(with_members<pair_of_texts>(members)) ? 1 : 0;
            accepted += accepts<numbers<bool>>(with_members<numbers<bool>>(members)) ? 1 : 0;
            accepted += accepts<misleading>(with_members<misleading>(members)) ? 1 : 0;
            // Without a tag.
            accepted += accepts<vote>(members) ? 1 : 0;
        }
    }
    // Numbers of one byte and of two; two empty texts; two flags; a number of one byte with each flag.
    CHECK(accepted == 128 + 127 * 128 + 1 + 2 + 256);

    std::mt19937_64 random{2};
    std::size_t mutated_accepted = 0;
    for (auto i = 0; i != 20000; ++i) {
        auto bytes = packed(random_order(random));
        for (auto left = random() % 4; left != 0; --left) {
            const auto at = random() % (bytes.size() + 1);
            const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
            const auto byte = static_cast<std::uint8_t>(random());
            if (random() % 3 == 0)
                bytes.insert(place, byte);
            else if (at == bytes.size())
                bytes.pop_back();
            else if (random() % 2 == 0)
                *place ^= static_cast<std::uint8_t>(1U << random() % 8);
            else
                bytes.erase(place);
            if (bytes.empty())
                break;
        }
        mutated_accepted += accepts<shop::order>(bytes) ? 1 : 0;
    }
    CHECK(mutated_accepted > 5000); // a quarter has no mutation
    CHECK(mutated_accepted < 19000);
    for (auto i = 0; i != 20000; ++i) {
        const auto text = random_text(random, 70);
        static_cast<void>(accepts<shop::order>(ag::bytes_of(text)));
        static_cast<void>(accepts<shop::order>(with_members<shop::order>(ag::bytes_of(text))));
    }
}
