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

/// The bytes that arrive on one connection, and the packets among them, handed out without a copy.
///
///     count = read(buffer.room());              // from the socket
///     transport.received(buffer.arrived(count));
///     while (found = transport.parse(buffer.unread()))
///         packet = buffer.take(found);
///
/// While little arrives, it arrives in a small place inside the buffer, so that an idle connection holds no block. What does not fit
/// there continues in a block. A packet in a block keeps its memory, which is used for nothing else then. Only packets below
/// `least_shared` get separate memory, so that a short message that is kept does not keep a whole block. A packet longer than the room
/// left moves to a larger block once, as soon as its length is known: at most `block_size` bytes of it have come by then, unless it is
/// longer than `most_expected`. The peer alone cannot make it allocate: what it announces beyond that is believed as it arrives.
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

    /// Where the next bytes go: never empty, and the same until `arrived` or `take` is called.
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

    /// Takes note of bytes read into `room`, and returns them, to be decrypted in place.
    byte_span arrived(std::size_t count) {
        assert(count <= (block_ ? size_ : small_size) - end_);
        last_count_ = count;
        end_ += count;
        return {start() + end_ - count, count};
    }

    /// All bytes that arrived and were not taken yet.
    [[nodiscard]] byte_view unread() const noexcept {
        return {(block_ ? block_.get() : small_.data()) + begin_, end_ - begin_};
    }

    /// Drops from the front what `found`, which must come from `unread`, says to drop. Returns the packet, empty when there is none.
    [[nodiscard]] packet take(const parsed& found) {
        assert(found.consumed <= end_ - begin_ && found.offset + found.size <= end_ - begin_);
        const byte_span bytes{start() + begin_ + found.offset, found.size};
        begin_ += found.consumed;
        expected_ = found.expected;
        if (!found.has_packet())
            return {};
        if (found.size < least_shared)
            return packet::copy_of(bytes);
        shared_ = true;
        return {block_, bytes};
    }

    /// Forgets all bytes, as for another connection.
    void clear() noexcept {
        drop_block();
        expected_ = last_count_ = 0;
    }

private:
    /// Reading less at a time would cost more calls than a move of the bytes before.
    static constexpr std::size_t least_room = 4 * 1024;
    static_assert(small_size < least_shared);

    [[nodiscard]] std::uint8_t* start() noexcept { return block_ ? block_.get() : small_.data(); }

    void drop_block() noexcept {
        block_.reset();
        size_ = begin_ = end_ = 0;
        shared_ = false;
    }

    /// Puts the unread bytes at the front of a block with room for `size`; packets that were handed out keep theirs.
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
