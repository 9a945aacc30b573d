// SPDX-License-Identifier: MIT
#include <awaitgram/mtproto/detail/utf8.hpp>

#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::detail::reader;

TEST_CASE("strings of every length around the threshold of the long form are read as written") {
    for (const std::size_t size : {0, 1, 2, 3, 4, 252, 253, 254, 255, 256, 70'000}) {
        const byte_buffer text(size, 'x');
        byte_buffer out = value(1);
        mtproto::detail::append_string(out, text);
        CHECK(out.size() % 4 == 0);
        reader in{out};
        CHECK(in.int32() == 1);
        CHECK(text_of(in.string()) == text_of(text));
        CHECK(in.finished());
    }
}

TEST_CASE("after its first failure a reader stays failed, and nothing is read past the end"
) { // S-73
    const auto bytes = value(1, 2);
    reader in{bytes};
    CHECK(in.int32() == 1);
    CHECK(in.int64() == 0);
    CHECK(!in.ok());
    CHECK(in.int32() == 0);
    CHECK(in.string().empty());
    CHECK(in.longs().empty());
    CHECK(!in.finished());
}

TEST_CASE("impossible lengths and counts are failures") {
    const auto failing = [](byte_view bytes, auto read) {
        reader in{bytes};
        read(in);
        return !in.ok();
    };
    const auto read_string = [](reader& in) { (void)in.string(); };
    const auto read_longs = [](reader& in) { (void)in.longs(); };
    CHECK(failing({}, read_string));
    CHECK(failing(byte_buffer{0xff, 0, 0, 0}, read_string));
    CHECK(failing(byte_buffer{0xfe, 1}, read_string));
    CHECK(failing(byte_buffer{0xfe, 0xff, 0xff, 0xff}, read_string));
    CHECK(failing(byte_buffer{4, 0, 0, 0}, read_string));
    CHECK(failing(byte_buffer{1, 0, 0}, read_string));
    CHECK(failing(value(id::vector, -1), read_longs));
    CHECK(failing(value(id::vector, 0x20000001, 0, 0), read_longs));
    CHECK(failing(value(id::vector, 2, 0, 0), read_longs));
    CHECK(failing(value(id::msgs_ack, 0), read_longs));
    CHECK(!failing(value(id::vector, 1, 0, 0), read_longs));
}

TEST_CASE("text is either valid UTF-8 or not") {
    using mtproto::detail::is_utf8;
    CHECK(is_utf8(""));
    CHECK(is_utf8("FLOOD_WAIT_3"));
    CHECK(is_utf8("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"));
    CHECK(!is_utf8("\x80"));
    CHECK(!is_utf8("\xc0\x80"));
    CHECK(!is_utf8("\xc3"));
    CHECK(!is_utf8("\xe0\x80\x80"));
    CHECK(!is_utf8("\xed\xa0\x80"));
    CHECK(!is_utf8("\xf4\x90\x80\x80"));
    CHECK(!is_utf8("\xf5\x80\x80\x80"));
    CHECK(!is_utf8("\xff"));
}
