// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>

namespace awaitgram::transport {

/// A received packet in its original memory, to be decrypted in place; its bytes live as long as its owner.
class packet {
public:
    packet() noexcept = default;

    /// Takes ownership of the bytes.
    packet(byte_buffer content) {
        auto owner = std::make_shared<byte_buffer>(std::move(content));
        bytes_ = *owner;
        owner_ = std::move(owner);
    }

    /// Refers to bytes that live as long as `owner` and that nothing else modifies.
    packet(std::shared_ptr<const void> owner, byte_span content) noexcept
        : owner_(std::move(owner)), bytes_(content) {}

    /// A packet with its own memory.
    [[nodiscard]] static packet copy_of(byte_view content) {
        auto memory = std::make_shared_for_overwrite<std::uint8_t[]>(content.size());
        if (!content.empty())
            std::memcpy(memory.get(), content.data(), content.size());
        const byte_span bytes{memory.get(), content.size()};
        return {std::move(memory), bytes};
    }

    [[nodiscard]] byte_span bytes() const noexcept { return bytes_; }
    [[nodiscard]] const std::shared_ptr<const void>& owner() const noexcept { return owner_; }

private:
    std::shared_ptr<const void> owner_;
    byte_span bytes_;
};

} // namespace awaitgram::transport
