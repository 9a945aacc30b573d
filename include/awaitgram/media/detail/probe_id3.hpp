// SPDX-License-Identifier: MIT
#pragma once

/// The tags of MP3. Spec: https://id3.org/id3v2.4.0-structure, https://id3.org/id3v2.3.0

#include <awaitgram/media/detail/probe_source.hpp>
#include <awaitgram/media/detail/probe_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::media::detail {

/// A number of which each byte has seven bits.
[[nodiscard]] inline std::uint32_t seven_bits(std::uint32_t value) noexcept {
    return (value & 0x7F) | (value >> 1 & 0x3F80) | (value >> 2 & 0x1FC000) |
           (value >> 3 & 0xFE00000);
}

/// Takes the bytes out of a text that players were not to take for sound.
[[nodiscard]] inline byte_buffer resynchronised(byte_view bytes) {
    byte_buffer plain;
    for (std::size_t i = 0; i != bytes.size(); ++i)
        if (bytes[i] != 0 || i == 0 || bytes[i - 1] != 0xFF)
            plain.push_back(bytes[i]);
    return plain;
}

class id3_probe {
public:
    id3_probe(probe_source& in, file_facts& facts) noexcept : in_(in), facts_(facts) {}

    /// Reads the tags at the beginning, and returns where they end.
    ///
    ///     | "ID3" | version:u8 | u8 | flags:u8 | size: 4 × 7 bits | frames … |
    [[nodiscard]] std::uint64_t run() {
        std::uint64_t at = 0;
        while (in_.has(at, "ID3") && in_.part()) {
            const auto version = in_.byte(at + 3);
            const auto flags = in_.byte(at + 5);
            const auto size = seven_bits(in_.be32(at + 6));
            const extent all{0, in_.size()};
            if (version >= 2 && version <= 4)
                tag(all.part(at + 10, size), version, flags);
            // A footer of ten bytes may follow.
            at = all.part(at + 10, std::uint64_t{size} + ((flags & 0x10) != 0 ? 10 : 0)).end;
        }
        return at;
    }

    /// Reads the tag at the end, and returns whether there is one.
    ///
    ///     | "TAG" | title:30 | performer:30 | … | 128 bytes in all
    [[nodiscard]] bool old_tag() {
        constexpr std::uint64_t size = 128;
        if (in_.size() < size || !in_.has(in_.size() - size, "TAG"))
            return false;
        take_text(facts_.title, from_latin1(in_.at(in_.size() - size + 3, 30)));
        take_text(facts_.performer, from_latin1(in_.at(in_.size() - size + 33, 30)));
        return true;
    }

private:
    static constexpr std::uint8_t unsynchronised = 0x80;

    void tag(extent body, std::uint8_t version, std::uint8_t flags) {
        if (version < 4 && (flags & unsynchronised) != 0) {
            // Sizes count the bytes without those that were put in: the beginning is read as a whole.
            const auto plain = resynchronised(in_.up_to(body.begin, probe_source::most));
            const auto read = [&plain](std::uint64_t at, std::span<std::byte> to) {
                const auto from = byte_view(plain).subspan(static_cast<std::size_t>(at));
                const auto count = std::min(from.size(), to.size());
                std::ranges::copy(std::as_bytes(from.first(count)), to.begin());
                return count;
            };
            probe_limits limits;
            limits.parts = 1000;
            probe_source inner(read, plain.size(), limits);
            id3_probe(inner, facts_).frames({0, plain.size()}, version, flags);
            return;
        }
        frames(body, version, flags);
    }

    void frames(extent body, std::uint8_t version, std::uint8_t flags) {
        auto at = body.begin;
        if (version >= 3 && (flags & 0x40) != 0) {
            const auto extended = in_.be32(at);
            at = body.part(at, version == 4 ? seven_bits(extended) : std::uint64_t{extended} + 4)
                     .end;
        }
        const std::uint64_t header = version == 2 ? 6 : 10;
        while (at + header < body.end && in_.byte(at) != 0 && in_.part()) {
            const auto name = in_.at(at, version == 2 ? 3 : 4);
            std::string* const wanted = text_named(text_of(name));
            const auto size = version == 2   ? in_.be(at + 3, 3)
                              : version == 3 ? in_.be32(at + 4)
                                             : seven_bits(in_.be32(at + 4));
            const auto frame = body.part(at + header, size);
            if (wanted != nullptr)
                take_text(*wanted, text(frame, version, version == 2 ? 0 : in_.byte(at + 9)));
            at = frame.end;
        }
    }

    [[nodiscard]] std::string* text_named(std::string_view name) noexcept {
        if (name == "TIT2" || name == "TT2")
            return &facts_.title;
        return name == "TPE1" || name == "TP1" ? &facts_.performer : nullptr;
    }

    ///     | encoding:u8 | text |
    [[nodiscard]] std::string text(extent frame, std::uint8_t version, std::uint8_t flags) {
        std::uint64_t head = 0;
        auto synchronised = true;
        if (version == 3) {
            // Compressed or encrypted; with the number of a group.
            if ((flags & 0xC0) != 0)
                return {};
            head = (flags & 0x20) != 0 ? 1 : 0;
        } else if (version == 4) {
            if ((flags & 0x0C) != 0)
                return {};
            head = ((flags & 0x40) != 0 ? 1 : 0) + ((flags & 1) != 0 ? 4 : 0);
            synchronised = (flags & 2) == 0;
        }
        const auto body = frame.from(head);
        const auto size = std::min<std::uint64_t>(body.size(), most_text_bytes);
        const auto bytes = in_.up_to(body.begin, static_cast<std::size_t>(size));
        return synchronised ? decoded(bytes) : decoded(resynchronised(bytes));
    }

    [[nodiscard]] static std::string decoded(byte_view bytes) {
        if (bytes.empty())
            return {};
        const auto encoding = bytes.front();
        auto text = bytes.subspan(1);
        switch (encoding) {
        case 1: {
            const auto big = text.size() >= 2 && text[0] == 0xFE && text[1] == 0xFF;
            const auto little = text.size() >= 2 && text[0] == 0xFF && text[1] == 0xFE;
            return from_utf16(
                text.subspan(big || little ? 2 : 0), big ? byte_order::big : byte_order::little
            );
        }
        case 2:
            return from_utf16(text, byte_order::big);
        case 0:
        case 3:
            // Many programs wrote UTF-8 and said that it was Latin-1.
            return from_utf8(text);
        default:
            return {};
        }
    }

    probe_source& in_;
    file_facts& facts_;
};

} // namespace awaitgram::media::detail
