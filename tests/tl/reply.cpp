// SPDX-License-Identifier: MIT
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/print.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <new>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "allocations.hpp"
#include "big_reply.hpp"
#include "sample.hpp"

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;
using awaitgram::byte_buffer;

namespace {

tl::reply<api::messages::Messages> decoded(std::int32_t count) {
    auto reply = tl::decode<api::messages::Messages>(tl::frame(support::messages_bytes(count)));
    REQUIRE(reply);
    return std::move(*reply);
}

const api::message& message_of(const tl::reply<api::messages::Messages>& reply, std::size_t index) {
    return *(*reply->messages())[index].get_if<api::message>();
}

template <class T>
concept reachable_when_temporary = requires(T value) { *std::move(value); };
template <class T>
concept member_reachable_when_temporary = requires(T value) { std::move(value).operator->(); };

} // namespace

TEST_CASE("a reply refers to the contents of its frame") {
    const auto sent = support::messages_reply(20);
    const auto reply = decoded(20);

    REQUIRE(reply->messages());
    CHECK(reply->messages()->size() == 20);
    CHECK(message_of(reply, 3).message == sent.messages[3].get_if<api::message>()->message);
    CHECK_FALSE(message_of(reply, 3).message.owns());
    CHECK(tl::equal(reply->get_if<api::messages::messages>()->messages, sent.messages));
}

TEST_CASE("a copy of any part outlives the reply, also if it is copied through std::move") {
    api::message message;
    api::Message boxed;
    tl::vector<api::Message> all;
    tl::string text;
    {
        const auto reply = decoded(20);
        message = message_of(reply, 2);
        boxed = (*reply->messages())[3];
        all = *reply->messages();
        text = std::move(message_of(reply, 4).message); // NOLINT: const, so a copy
        CHECK_FALSE(message_of(reply, 4).message.empty());
    }

    CHECK(message.message.owns());
    CHECK(message.media->get_if<api::messageMediaPhoto>()->photo->is<api::photo>());
    CHECK(boxed.is<api::message>());
    CHECK(all.size() == 20);
    CHECK(text == all[4].get_if<api::message>()->message);
}

TEST_CASE("references into a reply survive its move") {
    auto reply = decoded(5);
    const auto& message = message_of(reply, 1);

    const auto moved = std::move(reply);

    CHECK_FALSE(reply); // NOLINT: used after the move on purpose
    REQUIRE(moved);
    CHECK(&message_of(moved, 1) == &message);
    CHECK(message.id == 1001);
}

TEST_CASE("a temporary reply gives no access to its value") {
    using reply = tl::reply<api::messages::Messages>;

    static_assert(!reachable_when_temporary<reply>);
    static_assert(!member_reachable_when_temporary<reply>);
    static_assert(!std::is_copy_constructible_v<reply>);
    static_assert(std::is_same_v<
                  decltype(*std::declval<const reply&>()),
                  const api::messages::Messages&>);
    CHECK(true);
}

TEST_CASE("a shared part keeps the reply alive") {
    tl::ref<api::message> part;
    const auto live = support::live_allocations();
    {
        auto reply = decoded(10);
        part = reply.share(message_of(reply, 2));
        reply = {};
    }

    REQUIRE(part);
    CHECK(part->id == 1002);
    const auto media = part.share(*part->media);
    part = {};
    CHECK(media->is<api::messageMediaPhoto>());
    CHECK(support::live_allocations() > live);
}

TEST_CASE("all memory of a reply is freed with the reply") {
    const auto live = support::live_allocations();
    {
        const auto reply = decoded(50);
        const auto copy = reply.owned();
        CHECK(tl::equal(copy, *reply));
    }
    CHECK(support::live_allocations() == live);
}

TEST_CASE("a page of a reply takes one allocation, smaller and very large ones a few") {
    const std::pair<std::int32_t, std::size_t> cases[] = {{1, 3}, {10, 2}, {100, 1}, {3000, 5}};
    for (const auto& [count, most] : cases) {
        CAPTURE(count);
        tl::frame frame(support::messages_bytes(count));
        const auto before = support::allocations();

        const auto reply = tl::decode<api::messages::Messages>(std::move(frame));

        CHECK(support::allocations() - before <= most);
        CHECK(reply);
    }
}

TEST_CASE("encoding into a buffer that is large enough allocates nothing") {
    const auto reply = support::messages_reply(100);
    byte_buffer out;
    REQUIRE_FALSE(tl::encode(reply, out));
    out.clear();
    const auto before = support::allocations();

    REQUIRE_FALSE(tl::encode(reply, out));

    CHECK(support::allocations() == before);
}

TEST_CASE("a copy that fails to allocate at any point leaks nothing") {
    const auto reply = decoded(12);
    const auto live = support::live_allocations();
    std::size_t failures = 0;
    for (std::size_t allowed = 0;; ++allowed) {
        try {
            const support::failing_allocations failing(allowed);
            const auto copy = reply.owned();
            break;
        } catch (const std::bad_alloc&) {
            ++failures;
        }
        if (support::live_allocations() != live)
            break;
    }

    CHECK(failures > 50);
    CHECK(support::live_allocations() == live);
}

TEST_CASE("decoding that fails to allocate reports it") {
    const tl::frame frame(support::messages_bytes(100));
    const auto live = support::live_allocations();
    tl::decode_error error;
    std::size_t failures = 0;
    for (std::size_t allowed = 0;; ++allowed) {
        tl::raw_reply reply;
        try {
            const support::failing_allocations failing(allowed);
            reply = tl::decode_raw(tl::type_of<api::messages::Messages>(), frame, error);
        } catch (const std::bad_alloc&) { // the text of the error
            ++failures;
            continue;
        }
        if (reply)
            break;
        CHECK(error.code == tl::errc::out_of_memory);
        ++failures;
    }

    CHECK(failures > 0);
    error = {};
    CHECK(support::live_allocations() == live);
}

TEST_CASE("a frame keeps the memory of its parts alive") {
    auto whole = tl::frame::copy_of(byte_buffer{1, 2, 3, 4, 5, 6, 7, 8});
    const auto part = whole.subframe(4, 4);
    whole = {};

    CHECK(part.size() == 4);
    CHECK(part.bytes()[0] == 5);
    CHECK(whole.empty());
}

TEST_CASE("numbers of a vector are not copied") {
    const tl::frame frame(tl::encoded(tl::vector<std::int32_t>{1, 2, 3}));

    const auto reply = tl::decode<tl::vector<std::int32_t>>(frame);

    REQUIRE(reply);
    CHECK(reinterpret_cast<const std::uint8_t*>((*reply)->data()) == frame.bytes().data() + 8);
}
