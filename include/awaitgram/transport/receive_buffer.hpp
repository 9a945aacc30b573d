// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/transport/framing.hpp>
#include <awaitgram/transport/packet.hpp>

#include <algorithm>
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
/// A packet keeps the memory it arrived in, which is used for nothing else then. Only packets below `least_shared` get memory of
/// their own, so that a short message that is kept doesn't keep a whole block. A packet longer than the room left moves to a
/// larger block once, as soon as its length is known: at most `block_size` bytes of it have come by then, unless it is longer
/// than `most_expected`. The peer alone can't make it allocate: what it announces beyond that is believed as it arrives.
class receive_buffer {
public:
    static constexpr std::size_t block_size = 64 * 1024;
    static constexpr std::size_t least_shared = 4 * 1024;
    /// The longest messages of the protocol have 1 MiB and a little.
    static constexpr std::size_t most_expected = 1280 * 1024;

    /// Where the next bytes go: never empty, and the same until `arrived` or `take` is called.
    [[nodiscard]] byte_span room() {
        if (begin_ == end_ && !shared_)
            begin_ = end_ = 0;
        const auto waiting = end_ - begin_;
        const auto wanted = std::min(expected_, std::max(2 * waiting, most_expected));
        if (begin_ + std::max(wanted, waiting + least_room) > size_)
            make_room(std::max(wanted, waiting + least_room));
        return {memory_.get() + end_, size_ - end_};
    }

    /// Takes note of bytes read into `room`. Returns them, for whoever must uncover them.
    byte_span arrived(std::size_t count) {
        assert(count <= size_ - end_);
        end_ += count;
        return {memory_.get() + end_ - count, count};
    }

    /// All bytes that arrived and weren't taken yet.
    [[nodiscard]] byte_view unread() const noexcept {
        return {memory_.get() + begin_, end_ - begin_};
    }

    /// Drops from the front what `found`, which must come from `unread`, says to drop. Returns the packet, empty when there is none.
    [[nodiscard]] packet take(const parsed& found) {
        assert(found.consumed <= end_ - begin_ && found.offset + found.size <= end_ - begin_);
        const byte_span bytes{memory_.get() + begin_ + found.offset, found.size};
        begin_ += found.consumed;
        expected_ = found.expected;
        if (!found.has_packet())
            return {};
        if (found.size < least_shared)
            return packet{byte_buffer(bytes.begin(), bytes.end())};
        shared_ = true;
        return {memory_, bytes};
    }

    /// Forgets all bytes, as for another connection.
    void clear() noexcept { *this = {}; }

private:
    /// Reading less at a time would cost more calls than a move of the bytes before.
    static constexpr std::size_t least_room = 4 * 1024;

    /// Puts the unread bytes at the front of a block with room for `size`; packets that were handed out keep theirs.
    void make_room(std::size_t size) {
        const auto waiting = end_ - begin_;
        if (!shared_ && size <= size_ && size_ <= block_size) {
            std::memmove(memory_.get(), memory_.get() + begin_, waiting);
        } else {
            const auto made = std::max(size, block_size);
            auto memory = std::make_shared_for_overwrite<std::uint8_t[]>(made);
            if (waiting != 0)
                std::memcpy(memory.get(), memory_.get() + begin_, waiting);
            memory_ = std::move(memory);
            size_ = made;
            shared_ = false;
        }
        begin_ = 0;
        end_ = waiting;
    }

    std::shared_ptr<std::uint8_t[]> memory_;
    std::size_t size_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t expected_ = 0;
    bool shared_ = false;
};

} // namespace awaitgram::transport
