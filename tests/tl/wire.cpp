// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/tl/codec.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>

#include "sample.hpp"

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;
using awaitgram::byte_buffer;
using awaitgram::from_hex;
using awaitgram::to_hex;

namespace {

template <class T>
std::string hex(const T& value) {
    return to_hex(tl::encoded(value));
}

/// Encodes, decodes and encodes again.
template <class T>
void check_round_trip(const T& value) {
    const auto bytes = tl::encoded(value);
    const auto decoded = tl::decode<T>(tl::frame::copy_of(bytes));
    REQUIRE_MESSAGE(decoded, (decoded ? "" : decoded.error().message()));
    CHECK(tl::encoded(**decoded) == bytes);
    CHECK(tl::equal(**decoded, value));
    const auto copy = decoded->owned();
    CHECK(tl::encoded(copy) == bytes);
}

template <class T>
tl::decode_error error_of(const byte_buffer& bytes) {
    const auto decoded = tl::decode<T>(tl::frame::copy_of(bytes));
    REQUIRE_FALSE(decoded);
    return decoded.error();
}

sample::everything full() {
    return {
        .a = 1,
        .b = -2,
        .c = std::numeric_limits<std::int64_t>::min(),
        .d = 0.5,
        .e = {{1, 2, 3}},
        .f = {{4, 5, 6}},
        .g = true,
        .h = "text",
        .i = tl::bytes("bytes"),
        .j = sample::leaf{.value = 7, .key = 8},
        .k = {.first = 9, .second = "pair"},
        .l = {1, 2, 3},
        .m = {4, 5},
        .n = {true, false},
        .o = {"a", "bc", ""},
        .p = {sample::nothing{}, sample::branch{.heavy = true, .trees = {sample::leaf{}}}},
        .q = {{.first = 1, .second = "x"}, {.first = 2, .second = "y"}},
        .r = {{1, 2}, {}, {3}},
        .s = {sample::pair{.first = 3, .second = "z"}},
        .t = sample::pair{.first = 4, .second = "bare"},
    };
}

sample::maybe all_present() {
    return {
        .a = true,
        .b = 1,
        .c = 2,
        .d = "d",
        .e = 3,
        .f = 4,
        .g = 0.25,
        .h = tl::int128{{9}},
        .i = tl::int256{{8}},
        .j = false,
        .k = tl::bytes("k"),
        .l = true,
        .m = sample::nothing{},
        .n = {{1, 2}},
        .o = sample::pair{.first = 5, .second = "o"},
        .p = {{sample::leaf{.value = 1}}},
        .q = tl::bare<sample::pair>(sample::pair{.first = 6, .second = "q"}),
    };
}

} // namespace

// https://core.telegram.org/mtproto/TL gives these bytes, with the method as it was at the time.
struct getUsers {
    using tl_result = tl::vector<awaitgram::api::User>;
    static constexpr std::uint32_t tl_id = 0x2d84d5f5;
    static constexpr std::size_t tl_n = 1;
    static constexpr const char* tl_line = "getUsers#2d84d5f5 (Vector int) = Vector User";
    tl::vector<std::int32_t> users{};
};

TEST_CASE("the published example of a query is encoded byte by byte") {
    CHECK(hex(getUsers{.users = {2, 3, 4}}) == "f5d5842d15c4b51c03000000020000000300000004000000");
}

TEST_CASE("texts have a length of one or four bytes and are padded to a multiple of four") {
    const auto encoded = [](std::size_t size) {
        return tl::encoded(tl::string(std::string(size, 'a')));
    };

    CHECK(to_hex(encoded(0)) == "00000000");
    CHECK(to_hex(encoded(1)) == "01610000");
    CHECK(to_hex(encoded(3)) == "03616161");
    CHECK(encoded(253).size() == 256);
    CHECK(encoded(253)[0] == 0xfd);
    CHECK(encoded(254).size() == 260);
    CHECK(to_hex(awaitgram::byte_view(encoded(254)).first(4)) == "fefe0000");
    CHECK(encoded(256).size() == 260);
    CHECK(to_hex(awaitgram::byte_view(encoded(256)).first(4)) == "fe000100");
    for (std::size_t size = 0; size < 600; ++size)
        check_round_trip(tl::string(std::string(size, 'b')));
    check_round_trip(tl::string(std::string(100'000, 'c')));
    check_round_trip(tl::string(std::string((1 << 24) - 1, 'd')));
}

TEST_CASE("a text of 2^24 bytes is refused and leaves the buffer unchanged") {
    byte_buffer out{1, 2, 3};

    CHECK(tl::encode(tl::string(std::string(1 << 24, 'a')), out) == tl::errc::text_too_long);
    CHECK(out == byte_buffer{1, 2, 3});
}

TEST_CASE("a long length is accepted for a short text, and the undefined length byte is refused") {
    const auto text = tl::decode<tl::string>(tl::frame(*from_hex("fe01000061000000")));

    REQUIRE(text);
    CHECK(**text == "a");
    CHECK(error_of<tl::string>(*from_hex("ff010000")).code == tl::errc::bad_length);
}

TEST_CASE("a frame can be a number, a text, a bool or a vector") {
    check_round_trip(std::int32_t{-1});
    check_round_trip(std::int64_t{1} << 40);
    check_round_trip(true);
    check_round_trip(false);
    check_round_trip(tl::string("text"));
    check_round_trip(tl::bytes("bytes"));
    check_round_trip(tl::int128{{1}});
    check_round_trip(tl::int256{{2}});
    check_round_trip(tl::vector<std::int64_t>{1, 2, 3});
    check_round_trip(tl::vector<sample::Tree>{sample::leaf{}, sample::nothing{}});
    check_round_trip(tl::vector<tl::vector<tl::string>>{{"a"}, {}, {"b", "c"}});
    check_round_trip(sample::Tree(sample::leaf{.value = 1}));
    check_round_trip(sample::pair{.first = 1, .second = "s"});
    CHECK(hex(true) == "b5757299");
    CHECK(hex(false) == "379779bc");
    CHECK(hex(tl::vector<std::int32_t>{}) == "15c4b51c00000000");
    CHECK(error_of<bool>(*from_hex("00000000")).code == tl::errc::not_a_bool);
}

TEST_CASE("every bit pattern of a double is preserved") {
    for (const auto bits :
         {0x7ff8000000000001ull,
          0xfff0000000000000ull,
          0x8000000000000000ull,
          0x7ff4dead0000beefull})
        check_round_trip(std::bit_cast<double>(bits));
}

TEST_CASE("a struct with a member of every kind is decoded as it was encoded") {
    check_round_trip(full());
    check_round_trip(sample::everything{.j = sample::nothing{}});
}

TEST_CASE("a struct with conditional members of every kind is decoded as it was encoded, with all, "
          "none and each alone") {
    check_round_trip(all_present());
    check_round_trip(sample::maybe{});
    CHECK(hex(sample::maybe{}) == "06000000000000000000000000000000");

    const auto all = all_present();
    const auto check_alone = [](auto set) {
        sample::maybe value;
        set(value);
        check_round_trip(value);
    };
    check_alone([&](auto& value) { value.a = all.a; });
    check_alone([&](auto& value) { value.b = 0; });
    check_alone([&](auto& value) { value.c = all.c; });
    check_alone([&](auto& value) { value.g = all.g; });
    check_alone([&](auto& value) { value.h = all.h; });
    check_alone([&](auto& value) { value.i = all.i; });
    check_alone([&](auto& value) { value.j = all.j; });
    check_alone([&](auto& value) { value.m = all.m; });
    check_alone([&](auto& value) { value.q = all.q; });
}

TEST_CASE("members that share a flag bit are written together, and absent ones as zero or empty") {
    const auto decoded = [](const sample::maybe& value) {
        auto reply = tl::decode<sample::maybe>(tl::frame(tl::encoded(value)));
        REQUIRE(reply);
        return reply->owned();
    };

    const auto number_alone = decoded({.e = 5});
    REQUIRE(number_alone.d);
    CHECK(number_alone.d->empty());
    CHECK(number_alone.e == 5);
    const auto text_alone = decoded({.d = "text"});
    CHECK(text_alone.e == 0);
    const auto flag_alone = decoded({.l = true});
    REQUIRE(flag_alone.k);
    CHECK(flag_alone.k->empty());
    CHECK(decoded({.k = tl::bytes("k")}).l);
}

TEST_CASE("an absent struct with its flag bit set cannot be written") {
    byte_buffer out;

    CHECK(tl::encode(sample::maybe{.n = {1}}, out) == tl::errc::null_value);
    CHECK(out.empty());
}

TEST_CASE("an empty required box cannot be written") {
    byte_buffer out{7};

    CHECK(tl::encode(sample::everything{}, out) == tl::errc::null_value);
    CHECK(tl::encode(sample::Tree{}, out) == tl::errc::null_value);
    CHECK(
        tl::encode(tl::vector<sample::Tree>{sample::nothing{}, sample::Tree{}}, out) ==
        tl::errc::null_value
    );
    CHECK(out == byte_buffer{7});
    CHECK_THROWS_AS((void)tl::encoded(sample::Tree{}), std::system_error);
}

TEST_CASE("a value that cannot be written is named with the path to it") {
    const auto problem_of = [](const auto& value) -> std::string {
        try {
            static_cast<void>(tl::encoded(value));
        } catch (const tl::encode_error& error) {
            return error.what();
        }
        return {};
    };
    api::messages::sendMessage request{};
    CHECK(problem_of(request) == "messages.sendMessage: peer is missing");
    CHECK_THROWS_AS(static_cast<void>(tl::encoded(request)), std::system_error);

    request.peer = api::inputPeerSelf{};
    CHECK(problem_of(request) == "");
    api::replyInlineMarkup markup{};
    markup.rows.push_back(api::keyboardButtonRow{});
    markup.rows.push_back(api::keyboardButtonRow{});
    markup.rows[1].buttons = {api::keyboardButton{.text = "yes"}, {}};
    request.reply_markup = markup;
    CHECK(
        problem_of(request) == "messages.sendMessage: reply_markup.rows[1].buttons[1] is missing"
    );
    request.reply_markup = {};
    request.message = std::string(1 << 24, 'x');
    CHECK(
        problem_of(request) ==
        "messages.sendMessage: message has 16777216 bytes, expected at most 16777215"
    );

    api::invokeWithLayer<api::messages::sendMessage> wrapped{};
    CHECK(problem_of(wrapped) == "invokeWithLayer: query.peer is missing");
    CHECK(problem_of(sample::maybe{.n = {1}}) == "maybe: o is missing");
    CHECK(problem_of(sample::Tree{}) == "the value is missing");
    CHECK(problem_of(tl::vector<sample::Tree>{sample::leaf{}, {}}) == "[1] is missing");
    CHECK(
        problem_of(sample::Tree{sample::branch{.trees = {sample::leaf{}, {}}}}) ==
        "trees[1] is missing"
    );
    CHECK(
        problem_of(tl::vector<tl::vector<sample::Tree>>{{sample::leaf{}}, {{}}}) ==
        "[1][0] is missing"
    );
}

TEST_CASE("unknown flag bits are ignored, but bytes after the known members are not") {
    auto bytes = tl::encoded(sample::maybe{.f = 1});
    bytes[7] = 0x80;

    CHECK(tl::decode<sample::maybe>(tl::frame(bytes)));
    bytes.insert(bytes.end(), 4, 0);
    CHECK(error_of<sample::maybe>(bytes).code == tl::errc::trailing_bytes);
}

TEST_CASE("an object takes the rest of the frame") {
    const sample::envelope letter{
        .number = 1, .body = tl::any(tl::encoded(sample::leaf{.value = 2}))};

    check_round_trip(letter);
    CHECK(letter.body.id() == sample::leaf::tl_id);
    const auto decoded = tl::decode<sample::envelope>(tl::frame(tl::encoded(letter)));
    REQUIRE(decoded);
    const auto inner = tl::decode<sample::leaf>(
        (*decoded)->body.size() != 0 ? tl::frame::copy_of((*decoded)->body) : tl::frame()
    );
    REQUIRE(inner);
    CHECK((*inner)->value == 2);
}

TEST_CASE("a generic method wraps a query, encoded or not") {
    const sample::plant inner{.count = 3};
    const sample::wrapped<sample::plant> wrapped{.layer = 5, .query = inner};
    const sample::wrapped<tl::encoded_query> erased{
        .layer = 5, .query = tl::encoded_query(tl::encoded(inner))};

    CHECK(hex(wrapped) == "09000000050000000800000003000000");
    CHECK(hex(erased) == hex(wrapped));
    check_round_trip(wrapped);
    static_assert(std::is_same_v<sample::wrapped<sample::plant>::tl_result, sample::Tree>);
    static_assert(tl::function<sample::wrapped<sample::plant>>);
    static_assert(!tl::function<sample::leaf>);
    static_assert(tl::boxed<sample::Tree> && !tl::boxed<sample::leaf>);
}

TEST_CASE("encoding appends to the buffer") {
    byte_buffer out{0xaa};

    REQUIRE_FALSE(tl::encode(sample::plant{.count = 1}, out));
    REQUIRE_FALSE(tl::encode(std::int32_t{2}, out));

    CHECK(to_hex(out) == "aa080000000100000002000000");
}
