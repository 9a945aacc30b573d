// SPDX-License-Identifier: MIT
#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::errc;

namespace {

std::error_code
splitting(byte_view container, crypto::direction way = crypto::direction::to_client) {
    std::vector<mtproto::inner_message> parts;
    return mtproto::split_container(container, way, parts);
}

byte_buffer one_message(std::int64_t msg_id, byte_view body, std::size_t claimed) {
    byte_buffer container;
    mtproto::append_container_header(container, 1);
    mtproto::append_inner_header(container, msg_id, 1, claimed);
    append(container, body);
    return container;
}

} // namespace

TEST_CASE("a container lists its messages") {
    byte_buffer container;
    mtproto::append_container_header(container, 2);
    mtproto::append_inner_header(container, 5, 1, 8);
    append(container, value(7, 8));
    mtproto::append_inner_header(container, 9, 2, 0);
    std::vector<mtproto::inner_message> parts;

    CHECK(!mtproto::split_container(container, crypto::direction::to_client, parts));

    REQUIRE(parts.size() == 2);
    CHECK(parts[0].msg_id == 5);
    CHECK(parts[0].seq_no == 1);
    CHECK(parts[0].offset == 24);
    CHECK(parts[0].size == 8);
    CHECK(parts[1].msg_id == 9);
    CHECK(parts[1].size == 0);
}

TEST_CASE("an empty container is valid") {
    CHECK(!splitting(value(id::msg_container, 0)));
}

TEST_CASE("a container that breaks a rule is refused as a whole") { // S-68
    CHECK(splitting({}) == errc::bad_container);
    CHECK(splitting(value(id::msg_container)) == errc::bad_container);
    CHECK(splitting(value(id::msg_container, 0, 0)) == errc::bad_container);
    CHECK(splitting(value(id::msg_container, 1)) == errc::bad_container);
    CHECK(splitting(value(id::msg_container, -1)) == errc::bad_container);
    CHECK(splitting(value(id::msg_container, 0x7fffffff)) == errc::bad_container);
    CHECK(splitting(one_message(5, value(1), 4)) == std::error_code{});
    CHECK(splitting(one_message(5, value(1), 3)) == errc::bad_container);
    CHECK(splitting(one_message(5, value(1), 8)) == errc::bad_container);
    CHECK(splitting(one_message(5, value(1), 0)) == errc::bad_container);
    CHECK(splitting(one_message(5, value(1), 0xfffffffc)) == errc::bad_container);
    CHECK(splitting(one_message(4, value(1), 4)) == errc::bad_container);
    CHECK(splitting(one_message(5, value(id::msg_container, 0), 8)) == errc::bad_container);
}

TEST_CASE("the parity of a client's message ids is not checked") {
    CHECK(
        splitting(one_message(4, value(1), 4), crypto::direction::to_server) == std::error_code{}
    );
}

TEST_CASE("a container holds at most 1024 messages") {
    const auto of = [](std::size_t count) {
        byte_buffer container;
        mtproto::append_container_header(container, count);
        for (std::size_t i = 0; i != count; ++i)
            mtproto::append_inner_header(container, 5, 1, 0);
        return container;
    };
    CHECK(!splitting(of(1024)));
    CHECK(splitting(of(1025)) == errc::bad_container);
}
