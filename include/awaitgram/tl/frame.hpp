// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace awaitgram::tl {

/// Encoded bytes with their owner; cheap to copy.
class frame {
public:
    frame() noexcept = default;

    /// Takes ownership of the bytes.
    explicit frame(byte_buffer content) {
        auto owner = std::make_shared<const byte_buffer>(std::move(content));
        bytes_ = *owner;
        owner_ = std::move(owner);
    }

    /// Refers to bytes that live as long as `owner`.
    frame(std::shared_ptr<const void> owner, byte_view content) noexcept
        : owner_(std::move(owner)), bytes_(content) {}

    /// A frame that owns a copy of the bytes, in one allocation.
    [[nodiscard]] static frame copy_of(byte_view content) {
        auto owner = std::make_shared_for_overwrite<std::uint8_t[]>(content.size());
        std::copy(content.begin(), content.end(), owner.get());
        const byte_view copied{owner.get(), content.size()};
        return {std::move(owner), copied};
    }

    /// A part of this frame, which keeps the whole frame alive.
    [[nodiscard]] frame subframe(std::size_t offset, std::size_t size) const {
        assert(offset <= bytes_.size() && size <= bytes_.size() - offset);
        return {owner_, bytes_.subspan(offset, size)};
    }

    [[nodiscard]] byte_view bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
    [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

private:
    std::shared_ptr<const void> owner_;
    byte_view bytes_;
};

} // namespace awaitgram::tl
