// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::rpc::detail {

AWAITGRAM_DECL tl::raw_reply decode_result(invoker& via, result_type expected, tl::frame&& body) {
    tl::decode_error error;
    auto decoded = tl::decode_raw(expected.type, std::move(body), error);
    if (!decoded)
        throw std::system_error(
            make_error_code(errc::malformed_answer),
            std::string{method_name(expected.method)} + ", " + error.message()
        );
    if (!via.saw(expected.type, decoded.root())) {
        const auto came_along = expected.peers(decoded.root());
        via.learn(came_along.users, came_along.chats);
    }
    if (expected.news != nullptr)
        expected.news(decoded.root(), expected.channel, via);
    return decoded;
}

/// Bytes that are wiped when they are freed.
struct wiped_bytes {
    explicit wiped_bytes(byte_buffer from) noexcept : bytes(std::move(from)) {}
    wiped_bytes(const wiped_bytes&) = delete;
    wiped_bytes& operator=(const wiped_bytes&) = delete;
    ~wiped_bytes() { crypto::wipe(bytes); }

    byte_buffer bytes;
};

/// Wipes what a function that the caller has called before, such as the encoder, has left on the stack.
[[gnu::noinline]] inline void wipe_stack() noexcept {
    std::uint8_t area[16 * 1024];
    crypto::wipe(area);
}

AWAITGRAM_DECL request secret_request(byte_buffer body, const char* method, tl::callers callers) {
    wipe_stack();
    const auto owner = std::make_shared<const wiped_bytes>(std::move(body));
    return request::secret(tl::frame{owner, owner->bytes}, method, callers);
}

AWAITGRAM_DECL request
plain_request(tl::type_ref type, const void* function, const char* method, tl::callers callers) {
    constexpr std::size_t few = 4096;
    thread_local byte_buffer room;
    room.clear();
    tl::detail::encode_or_throw(type, function, room);
    if (room.size() <= few && room.capacity() <= 2 * few)
        return {tl::frame::copy_of(room), method, callers};
    return {tl::frame{std::exchange(room, {})}, method, callers};
}

AWAITGRAM_DECL std::int64_t new_random_id() {
    std::int64_t id = 0;
    const auto filled =
        crypto::system_random().fill({reinterpret_cast<std::uint8_t*>(&id), sizeof id});
    if (!filled)
        throw std::runtime_error("awaitgram: the system's random generator failed");
    return id;
}

} // namespace awaitgram::rpc::detail
