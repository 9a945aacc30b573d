// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/files/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace awaitgram::files {

/// The parts of a transfer that are done, so that one that was interrupted continues where it was.
class part_set {
public:
    /// `count` parts, none of which is done.
    explicit part_set(std::size_t count) : count_(count), bits_((count + 7) / 8) {}

    /// The parts as `bytes` said. `count` is that of the transfer now.
    ///
    /// Errors: errc::bad_state when they are of another number of parts.
    [[nodiscard]] static result<part_set> from_bytes(std::size_t count, byte_view bytes) {
        part_set parts{count};
        const auto unused = count % 8;
        if (bytes.size() != parts.bits_.size() || (unused != 0 && (bytes.back() >> unused) != 0))
            return failure(make_error_code(errc::bad_state));
        parts.bits_.assign(bytes.begin(), bytes.end());
        for (std::size_t i = 0; i < count; ++i)
            parts.done_ += parts.has(i) ? 1U : 0U;
        return parts;
    }

    /// One bit for each part, the first one in the lowest bit.
    [[nodiscard]] byte_view bytes() const noexcept { return bits_; }

    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] std::size_t done() const noexcept { return done_; }
    [[nodiscard]] bool complete() const noexcept { return done_ == count_; }

    [[nodiscard]] bool has(std::size_t part) const noexcept {
        return part < count_ && (bits_[part / 8] >> (part % 8) & 1U) != 0;
    }

    /// Returns whether it was not done before.
    bool add(std::size_t part) noexcept {
        if (part >= count_ || has(part))
            return false;
        bits_[part / 8] = static_cast<std::uint8_t>(bits_[part / 8] | 1U << (part % 8));
        ++done_;
        return true;
    }

    /// The server has lost a part.
    void remove(std::size_t part) noexcept {
        if (!has(part))
            return;
        bits_[part / 8] = static_cast<std::uint8_t>(bits_[part / 8] & ~(1U << (part % 8)));
        --done_;
    }

    /// The first part from `from` on that is not done.
    [[nodiscard]] std::optional<std::size_t> next_missing(std::size_t from = 0) const noexcept {
        for (auto part = from; part < count_; ++part)
            if (!has(part))
                return part;
        return std::nullopt;
    }

private:
    std::size_t count_;
    std::size_t done_ = 0;
    byte_buffer bits_;
};

} // namespace awaitgram::files
