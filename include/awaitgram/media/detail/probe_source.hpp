// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/media/probe.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace awaitgram::media::detail {

/// A file that is read in pieces, within limits. Behind a limit, and behind its end, it has no bytes.
class probe_source {
public:
    /// As many bytes can be looked at together.
    static constexpr std::size_t most = 4096;
    /// No file is larger, and adding a few numbers of 32 bits to a position never overflows.
    static constexpr std::uint64_t largest = 1ULL << 62;

    probe_source(file_reader read, std::uint64_t size, const probe_limits& limits) noexcept
        : read_(read), size_(std::min(size, largest)), bytes_left_(limits.bytes),
          parts_left_(limits.parts), depth_(limits.depth) {}

    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint32_t depth() const noexcept { return depth_; }

    /// Counts a part; false when there were too many.
    [[nodiscard]] bool part() noexcept {
        if (parts_left_ == 0)
            return false;
        --parts_left_;
        return true;
    }

    /// So many bytes from a position on, until the next call; none if they are not all there.
    [[nodiscard]] byte_view at(std::uint64_t position, std::size_t count) {
        const auto some = up_to(position, count);
        return some.size() == count ? some : byte_view{};
    }

    /// The same, but fewer bytes at the end of the file.
    [[nodiscard]] byte_view up_to(std::uint64_t position, std::size_t count) {
        if (position >= size_)
            return {};
        count = std::min(count, most);
        count = static_cast<std::size_t>(std::min<std::uint64_t>(count, size_ - position));
        if (!holds(position, count))
            fill(position, count);
        if (!holds(position, count))
            return {};
        return byte_view(buffer_).subspan(static_cast<std::size_t>(position - begin_), count);
    }

    [[nodiscard]] std::uint8_t byte(std::uint64_t position) {
        const auto one = at(position, 1);
        return one.empty() ? std::uint8_t{0} : one.front();
    }

    /// Whether the bytes at a position are these.
    [[nodiscard]] bool has(std::uint64_t position, std::string_view expected) {
        return text_of(at(position, expected.size())) == expected;
    }

    /// A number of at most eight bytes; 0 where there are none.
    [[nodiscard]] std::uint64_t be(std::uint64_t position, std::size_t width) {
        return load_be(at(position, width));
    }
    [[nodiscard]] std::uint32_t be32(std::uint64_t position) {
        return static_cast<std::uint32_t>(be(position, 4));
    }
    [[nodiscard]] std::uint64_t le(std::uint64_t position, std::size_t width) {
        const auto bytes = at(position, width);
        std::uint64_t value = 0;
        for (auto i = bytes.size(); i != 0; --i)
            value = value << 8 | bytes[i - 1];
        return value;
    }
    [[nodiscard]] std::uint32_t le32(std::uint64_t position) {
        return static_cast<std::uint32_t>(le(position, 4));
    }

private:
    /// Parts that are looked at one after the other are read together.
    static constexpr std::size_t ahead = 1024;

    [[nodiscard]] bool holds(std::uint64_t position, std::size_t count) const noexcept {
        return position >= begin_ && position - begin_ <= held_ &&
               held_ - static_cast<std::size_t>(position - begin_) >= count;
    }

    void fill(std::uint64_t position, std::size_t count) {
        begin_ = position;
        held_ = 0;
        const auto wanted = std::max(count, ahead);
        const auto room =
            static_cast<std::size_t>(std::min({std::uint64_t{wanted}, size_ - position, bytes_left_}
            ));
        while (held_ < room) {
            const std::span free(buffer_.data() + held_, room - held_);
            // A reader that claims more than it was asked for is not believed.
            const auto got =
                std::min(read_(begin_ + held_, std::as_writable_bytes(free)), free.size());
            if (got == 0)
                break;
            held_ += got;
        }
        bytes_left_ -= held_;
    }

    file_reader read_;
    std::uint64_t size_;
    std::uint64_t bytes_left_;
    std::uint32_t parts_left_;
    std::uint32_t depth_;
    std::array<std::uint8_t, most> buffer_{};
    std::uint64_t begin_ = 0;
    std::size_t held_ = 0;
};

/// A part of a file, within the file.
struct extent {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    [[nodiscard]] std::uint64_t size() const noexcept { return end - begin; }
    /// A part of it from a place on; what would be behind the end is left out.
    [[nodiscard]] extent part(std::uint64_t from, std::uint64_t count) const noexcept {
        const auto first = std::min(std::max(begin, from), end);
        return {first, first + std::min(count, end - first)};
    }
    [[nodiscard]] extent from(std::uint64_t skipped) const noexcept {
        return {begin + std::min(skipped, size()), end};
    }
};

/// So many units, of which a second has some, as a duration; nothing for what cannot be one.
[[nodiscard]] inline std::optional<std::chrono::milliseconds>
duration_of(std::uint64_t units, std::uint64_t per_second) noexcept {
    // Ten years: more is damage. Telegram counts in seconds of 31 bits.
    constexpr std::uint64_t longest = 10ULL * 365 * 24 * 3600;
    if (units == 0 || per_second == 0 || per_second > std::numeric_limits<std::uint32_t>::max() ||
        units / per_second > longest)
        return std::nullopt;
    const auto rest = units % per_second * 1000 / per_second;
    return std::chrono::milliseconds(units / per_second * 1000 + rest);
}

/// Sets both sides of a picture, if there is one.
inline void set_sides(file_facts& facts, std::uint64_t width, std::uint64_t height) noexcept {
    constexpr std::uint64_t longest = 1 << 24;
    if (width == 0 || height == 0 || width > longest || height > longest)
        return;
    facts.width = static_cast<std::uint32_t>(width);
    facts.height = static_cast<std::uint32_t>(height);
}

} // namespace awaitgram::media::detail
