// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/message_key.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/error.hpp>

#include <cstdint>
#include <system_error>
#include <vector>

namespace awaitgram::mtproto {

/// One message inside a container; its body is `container.subspan(offset, size)`.
struct inner_message {
    std::int64_t msg_id{};
    std::int32_t seq_no{};
    std::size_t offset{};
    std::size_t size{};
};

/// The maximal number of messages in a container.
inline constexpr std::size_t container_capacity = 1020;
/// No further message is added to a container of at least this size.
inline constexpr std::size_t container_soft_limit = 32 * 1024;
/// The maximal size of a message's body.
inline constexpr std::size_t message_limit = 1'044'404;

[[nodiscard]] inline bool is_container(byte_view body) noexcept {
    return detail::constructor_of(body) == detail::id::msg_container;
}

/// Lists the messages of a container. On an error, no part of it can be trusted.
///
///     | 73f1f8dc | count (4) | { msg_id (8) | seq_no (4) | bytes (4) | body (bytes) } ... |
///
/// Ids from a server must be odd; those from a client are not checked here. Nested containers are refused. That the ids are lower
/// than the container's is not checked: other servers than Telegram's number them otherwise, which does no harm.
///
/// Errors: `errc::bad_container`.
/// Spec: https://core.telegram.org/mtproto/service_messages#containers
[[nodiscard]] inline std::error_code split_container(
    byte_view container, crypto::direction direction, std::vector<inner_message>& messages
) {
    messages.clear();
    detail::reader in{container};
    in.expect(detail::id::msg_container);
    const auto count = in.uint32();
    if (!in.ok() || count > 1024)
        return errc::bad_container;
    for (std::uint32_t i = 0; i != count; ++i) {
        inner_message message;
        message.msg_id = in.int64();
        message.seq_no = in.int32();
        message.size = in.uint32();
        message.offset = in.offset();
        const auto body = in.take(message.size);
        const auto odd = message.msg_id % 2 != 0;
        if (!in.ok() || message.size % 4 != 0 ||
            (direction == crypto::direction::to_client && !odd) || is_container(body))
            return errc::bad_container;
        messages.push_back(message);
    }
    return in.finished() ? std::error_code{} : errc::bad_container;
}

/// Appends the head of a container of `count` messages.
inline void append_container_header(byte_buffer& out, std::size_t count) {
    append_le(out, detail::id::msg_container);
    append_le(out, static_cast<std::uint32_t>(count));
}

/// Appends one message of a container and returns where its body of `body_size` bytes is to be written.
[[nodiscard]] inline std::uint8_t*
append_inner(byte_buffer& out, std::int64_t msg_id, std::int32_t seq_no, std::size_t body_size) {
    constexpr std::size_t header = 16;
    const auto start = out.size();
    out.resize(start + header + body_size);
    auto* at = out.data() + start;
    store_le(at, msg_id);
    store_le(at + 8, seq_no);
    store_le(at + 12, static_cast<std::uint32_t>(body_size));
    return at + header;
}

/// Appends one message of a container, up to its body.
inline void append_inner_header(
    byte_buffer& out, std::int64_t msg_id, std::int32_t seq_no, std::size_t body_size
) {
    (void)append_inner(out, msg_id, seq_no, body_size);
    out.resize(out.size() - body_size);
}

} // namespace awaitgram::mtproto
