// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <memory>
#include <utility>

namespace awaitgram::transport {

/// A packet where it arrived, to be decrypted in place; whoever holds the owner keeps its bytes alive.
class packet {
public:
    packet() noexcept = default;

    /// Takes the bytes over.
    packet(byte_buffer content) {
        auto owner = std::make_shared<byte_buffer>(std::move(content));
        bytes_ = *owner;
        owner_ = std::move(owner);
    }

    /// Bytes that live as long as `owner` and that nobody else touches.
    packet(std::shared_ptr<const void> owner, byte_span content) noexcept
        : owner_(std::move(owner)), bytes_(content) {}

    [[nodiscard]] byte_span bytes() const noexcept { return bytes_; }
    [[nodiscard]] const std::shared_ptr<const void>& owner() const noexcept { return owner_; }

private:
    std::shared_ptr<const void> owner_;
    byte_span bytes_;
};

} // namespace awaitgram::transport
