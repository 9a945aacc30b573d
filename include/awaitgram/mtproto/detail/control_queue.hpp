// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/mtproto/detail/list.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/sent_log.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace awaitgram::mtproto::detail {

/// Service messages to send with the next packet. Replies to the server and requests to drop answers are limited in number, so
/// that a flood of their causes takes no memory; all others are few, and never dropped.
class control_queue {
public:
    struct item {
        sent_kind kind;
        std::uint32_t offset;
        std::uint32_t size;
    };

    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
    [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
    [[nodiscard]] std::size_t total_bytes() const noexcept { return bytes_.size(); }
    [[nodiscard]] const item& operator[](std::size_t index) const noexcept { return items_[index]; }
    [[nodiscard]] byte_view body(const item& of) const noexcept {
        return byte_view{bytes_}.subspan(of.offset, of.size);
    }

    void clear() noexcept {
        limited_ = 0;
        items_.clear();
        bytes_.clear();
    }

    /// Gives the memory of an empty queue back.
    void release_memory() noexcept {
        if (items_.empty())
            byte_buffer{}.swap(bytes_);
    }

    /// A constructor with up to two `long` fields.
    void push(sent_kind kind, std::uint32_t constructor) {
        (void)begin(constructor, 0);
        end(kind);
    }
    void push(sent_kind kind, std::uint32_t constructor, std::int64_t first) {
        auto* at = begin(constructor, 8);
        store_le(at, first);
        end(kind);
    }
    void push(sent_kind kind, std::uint32_t constructor, std::int64_t first, std::int64_t second) {
        auto* at = begin(constructor, 16);
        store_le(at, first);
        store_le(at + 8, second);
        end(kind);
    }

    /// `msgs_ack`, `msgs_state_req` or `msg_resend_req`.
    void push_longs(sent_kind kind, std::uint32_t constructor, std::span<const std::int64_t> ids) {
        auto* at = begin(constructor, 8 + ids.size_bytes());
        store_le(at, id::vector);
        store_le(at + 4, static_cast<std::uint32_t>(ids.size()));
        if (!ids.empty())
            std::memcpy(at + 8, ids.data(), ids.size_bytes());
        end(kind);
    }

    void push_ping(std::int64_t ping_id, std::int32_t delay) {
        auto* at = begin(id::ping_delay_disconnect, 12);
        store_le(at, ping_id);
        store_le(at + 8, delay);
        end(sent_kind::ping);
    }

    void push_salts_request(std::int32_t count) {
        auto* at = begin(id::get_future_salts, 4);
        store_le(at, count);
        end(sent_kind::salts_request);
    }

    void push_states(std::int64_t to, byte_view states) {
        auto* at = begin(id::msgs_state_info, 8);
        store_le(at, to);
        append_string(bytes_, states);
        end(sent_kind::state_info);
    }

private:
    static constexpr std::size_t most_limited = 256;
    static constexpr std::size_t most_bytes = 256 * 1024;

    static bool is_limited(sent_kind kind) noexcept {
        return kind == sent_kind::pong || kind == sent_kind::state_info ||
               kind == sent_kind::drop_answer;
    }

    /// Starts a message, and returns where its next `size` bytes go.
    std::uint8_t* begin(std::uint32_t constructor, std::size_t size) {
        start_ = static_cast<std::uint32_t>(bytes_.size());
        bytes_.resize(start_ + sizeof constructor + size);
        store_le(bytes_.data() + start_, constructor);
        return bytes_.data() + start_ + sizeof constructor;
    }

    void end(sent_kind kind) {
        if (is_limited(kind)) {
            if (limited_ == most_limited || bytes_.size() > most_bytes)
                return bytes_.resize(start_);
            ++limited_;
        }
        items_.push_back({kind, start_, static_cast<std::uint32_t>(bytes_.size()) - start_});
    }

    list<item> items_;
    byte_buffer bytes_;
    std::uint32_t start_ = 0;
    std::size_t limited_ = 0;
};

} // namespace awaitgram::mtproto::detail
