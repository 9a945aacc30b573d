// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/mtproto/detail/list.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/sent_log.hpp>

#include <cstdint>
#include <span>

namespace awaitgram::mtproto::detail {

/// Service messages to send with the next packet; a server that provokes too many of them gets no more.
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
        items_.clear();
        bytes_.clear();
    }

    /// A constructor with up to two `long` fields.
    void push(sent_kind kind, std::uint32_t constructor, std::int64_t first) {
        begin(constructor);
        append_le(bytes_, first);
        end(kind);
    }
    void push(sent_kind kind, std::uint32_t constructor, std::int64_t first, std::int64_t second) {
        begin(constructor);
        append_le(bytes_, first);
        append_le(bytes_, second);
        end(kind);
    }

    /// `msgs_ack`, `msgs_state_req` or `msg_resend_req`.
    void push_longs(sent_kind kind, std::uint32_t constructor, std::span<const std::int64_t> ids) {
        begin(constructor);
        append_longs(bytes_, ids);
        end(kind);
    }

    void push_ping(std::int64_t ping_id, std::int32_t delay) {
        begin(id::ping_delay_disconnect);
        append_le(bytes_, ping_id);
        append_le(bytes_, delay);
        end(sent_kind::ping);
    }

    void push_salts_request(std::int32_t count) {
        begin(id::get_future_salts);
        append_le(bytes_, count);
        end(sent_kind::salts_request);
    }

    void push_states(std::int64_t to, byte_view states) {
        begin(id::msgs_state_info);
        append_le(bytes_, to);
        append_string(bytes_, states);
        end(sent_kind::state_info);
    }

private:
    static constexpr std::size_t capacity = 256;

    void begin(std::uint32_t constructor) {
        start_ = static_cast<std::uint32_t>(bytes_.size());
        append_le(bytes_, constructor);
    }

    void end(sent_kind kind) {
        if (items_.size() == capacity)
            bytes_.resize(start_);
        else
            items_.push_back({kind, start_, static_cast<std::uint32_t>(bytes_.size()) - start_});
    }

    list<item> items_;
    byte_buffer bytes_;
    std::uint32_t start_ = 0;
};

} // namespace awaitgram::mtproto::detail
