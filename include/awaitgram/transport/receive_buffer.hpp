// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/transport/framing.hpp>
#include <awaitgram/transport/packet.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>

namespace awaitgram::transport {

/// The received bytes of one connection, and the packets among them, which are not copied.
///
///     count = read(buffer.room());              // from the socket
///     transport.received(buffer.arrived(count));
///     while (result = transport.parse(buffer.unread()))
///         packet = buffer.take(result);
///
/// Small amounts are received into a small area in the buffer, so that an idle connection has no block. More bytes continue in a
/// block. A packet in a block keeps the block's memory, which is not reused then. Packets below `least_shared` get separate
/// memory, so that a short message does not keep a whole block alive. A packet that is longer than the room left is moved to a
/// larger block once, as soon as its length is known: at most `block_size` bytes of it were received by then, unless it is longer
/// than `most_expected`. Announced lengths beyond that do not cause allocations until the bytes arrive.
class receive_buffer {
public:
    static constexpr std::size_t small_size = 1024;
    static constexpr std::size_t block_size = 64 * 1024;
    static constexpr std::size_t least_shared = 4 * 1024;
    /// The longest messages of the protocol have 1 MiB and a little.
    static constexpr std::size_t most_expected = 1280 * 1024;

    receive_buffer() = default;
    receive_buffer(const receive_buffer&) = delete;
    receive_buffer& operator=(const receive_buffer&) = delete;

    /// The memory for the next bytes: never empty, and the same until `arrived` or `take` is called.
    [[nodiscard]] byte_span room() {
        if (begin_ == end_) {
            if (block_ && last_count_ <= small_size)
                drop_block();
            if (!shared_)
                begin_ = end_ = 0;
            if (!block_)
                return small_;
        }
        const auto waiting = end_ - begin_;
        const auto wanted = std::min(expected_, std::max(2 * waiting, most_expected));
        if (!block_ || begin_ + std::max(wanted, waiting + least_room) > size_)
            make_room(std::max(wanted, waiting + least_room));
        return {block_.get() + end_, size_ - end_};
    }

    /// Registers bytes that were read into `room`, and returns them, to be decrypted in place.
    byte_span arrived(std::size_t count) {
        assert(count <= (block_ ? size_ : small_size) - end_);
        last_count_ = count;
        end_ += count;
        return {start() + end_ - count, count};
    }

    /// All received bytes that were not taken yet.
    [[nodiscard]] byte_view unread() const noexcept {
        return {(block_ ? block_.get() : small_.data()) + begin_, end_ - begin_};
    }

    /// Drops the bytes that `result`, of parsing `unread`, reports as consumed. Returns the packet, which is empty if there is
    /// none.
    [[nodiscard]] packet take(const parsed& result) {
        assert(result.consumed <= end_ - begin_ && result.offset + result.size <= end_ - begin_);
        const byte_span bytes{start() + begin_ + result.offset, result.size};
        begin_ += result.consumed;
        expected_ = result.expected;
        if (!result.has_packet())
            return {};
        if (result.size < least_shared)
            return packet::copy_of(bytes);
        shared_ = true;
        return {block_, bytes};
    }

    /// Drops all bytes, for another connection.
    void clear() noexcept {
        drop_block();
        expected_ = last_count_ = 0;
    }

private:
    /// Reading less at a time would cost more in system calls than moving the bytes.
    static constexpr std::size_t least_room = 4 * 1024;
    static_assert(small_size < least_shared);

    [[nodiscard]] std::uint8_t* start() noexcept { return block_ ? block_.get() : small_.data(); }

    void drop_block() noexcept {
        block_.reset();
        size_ = begin_ = end_ = 0;
        shared_ = false;
    }

    /// Moves the unread bytes to the front of a block with room for `size`; packets that were taken keep theirs.
    void make_room(std::size_t size) {
        const auto waiting = end_ - begin_;
        const auto* const unread_bytes = start() + begin_;
        if (block_ && !shared_ && size <= size_ && size_ <= block_size) {
            std::memmove(block_.get(), unread_bytes, waiting);
        } else {
            const auto new_size = std::max(size, block_size);
            auto block = std::make_shared_for_overwrite<std::uint8_t[]>(new_size);
            if (waiting != 0)
                std::memcpy(block.get(), unread_bytes, waiting);
            block_ = std::move(block);
            size_ = new_size;
            shared_ = false;
        }
        begin_ = 0;
        end_ = waiting;
    }

    std::shared_ptr<std::uint8_t[]> block_;
    std::size_t size_ = 0; // of the block
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t expected_ = 0;
    std::size_t last_count_ = 0;
    bool shared_ = false;
    std::array<std::uint8_t, small_size> small_;
};

} // namespace awaitgram::transport
