// SPDX-License-Identifier: MIT
#pragma once

/// Ogg with Opus, Vorbis, FLAC, Speex and Theora. Spec: RFC 3533, RFC 7845, https://xiph.org/vorbis/doc/Vorbis_I_spec.html

#include <awaitgram/media/detail/probe_source.hpp>
#include <awaitgram/media/detail/probe_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::media::detail {

/// A page of Ogg.
///
///     | "OggS" | version:u8 | type:u8 | granule:u64 | serial:u32 | number:u32 | CRC:u32 | count:u8 | sizes:count | body |
struct ogg_page {
    static constexpr std::uint64_t header_size = 27;

    std::uint64_t begin = 0;
    std::uint8_t type = 0;
    std::uint64_t granule = 0;
    std::uint32_t serial = 0;
    std::uint8_t sizes = 0;
    extent body{};

    [[nodiscard]] bool begins_stream() const noexcept { return (type & 2) != 0; }
};

[[nodiscard]] inline std::optional<ogg_page> read_ogg_page(probe_source& in, std::uint64_t at) {
    if (!in.part() || !in.has(at, std::string_view("OggS\0", 5)))
        return std::nullopt;
    ogg_page page;
    page.begin = at;
    page.type = in.byte(at + 5);
    page.granule = in.le(at + 6, 8);
    page.serial = in.le32(at + 14);
    page.sizes = in.byte(at + 26);
    std::uint64_t size = 0;
    for (const auto each : in.at(at + ogg_page::header_size, page.sizes))
        size += each;
    const auto begin = at + ogg_page::header_size + page.sizes;
    if (begin > in.size() || size > in.size() - begin)
        return std::nullopt;
    page.body = {begin, begin + size};
    return page;
}

class ogg_probe {
public:
    ogg_probe(probe_source& in, file_facts& facts) noexcept : in_(in), facts_(facts) {}

    void run() {
        std::uint64_t at = 0;
        auto page = read_ogg_page(in_, at);
        // The streams of a file begin before any of them continues.
        for (; page && page->begins_stream(); page = read_ogg_page(in_, at)) {
            begin_stream(*page);
            at = page->body.end;
        }
        if (!audio_ && !facts_.width)
            return;
        facts_.has_audio = audio_.has_value();
        facts_.has_video = facts_.width.has_value();
        if (!audio_)
            return;
        for (; page; page = read_ogg_page(in_, at)) {
            at = page->body.end;
            if (page->serial == audio_->serial) {
                comments(*page);
                break;
            }
        }
        if (const auto last = last_granule(); last && *last > audio_->skipped)
            facts_.duration = duration_of(*last - audio_->skipped, audio_->rate);
    }

private:
    struct stream {
        std::uint32_t serial = 0;
        std::uint64_t rate = 0;
        /// Samples before the first one that is heard.
        std::uint64_t skipped = 0;
        /// Bytes before the comments.
        std::size_t mark = 0;
    };

    void begin_stream(const ogg_page& page) {
        const auto at = page.body.begin;
        stream found;
        found.serial = page.serial;
        if (in_.has(at, "OpusHead")) {
            // Opus counts as if there were always 48000 samples in a second.
            found.rate = 48000;
            found.skipped = in_.le(at + 10, 2);
            found.mark = 8;
        } else if (in_.has(at, "\x01vorbis")) {
            found.rate = in_.le32(at + 12);
            found.mark = 7;
        } else if (in_.has(
                       at,
                       "\x7F"
                       "FLAC"
                   )) {
            // | mark:9 | "fLaC" | block header:4 | 10 bytes | rate:20 bits | … |
            found.rate = in_.be(at + 27, 3) >> 4;
            found.mark = 4;
        } else if (in_.has(at, "Speex   ")) {
            found.rate = in_.le32(at + 36);
        } else {
            if (in_.has(at, "\x80theora"))
                set_sides(facts_, in_.be(at + 14, 3), in_.be(at + 17, 3));
            return;
        }
        if (!audio_)
            audio_ = found;
    }

    /// Reads the comments, whose packet may continue on the next pages, where pictures are in it.
    void comments(ogg_page page) {
        constexpr std::size_t enough = 64 * 1024;
        byte_buffer packet;
        for (std::optional<ogg_page> next = page; next; next = read_ogg_page(in_, page.body.end)) {
            page = *next;
            if (page.serial == audio_->serial && (take(page, packet) || packet.size() >= enough))
                break;
        }
        if (packet.size() <= audio_->mark)
            return;
        const auto body = byte_view(packet).subspan(audio_->mark);
        const auto read = [body](std::uint64_t at, std::span<std::byte> to) {
            const auto from = body.subspan(static_cast<std::size_t>(at));
            const auto count = std::min(from.size(), to.size());
            std::ranges::copy(std::as_bytes(from.first(count)), to.begin());
            return count;
        };
        probe_limits limits;
        limits.parts = 1000;
        probe_source inner(read, body.size(), limits);
        read_comments(inner, {0, body.size()}, facts_);
    }

    /// Adds the part of a packet that is on a page; true where the packet ends.
    [[nodiscard]] bool take(const ogg_page& page, byte_buffer& packet) {
        auto at = page.body.begin;
        for (std::size_t i = 0; i != page.sizes; ++i) {
            const auto size = in_.byte(page.begin + ogg_page::header_size + i);
            append(packet, in_.at(at, size));
            at += size;
            if (size != 255)
                return true;
        }
        return false;
    }

    /// The number of samples up to the end: on the last page of the stream that says it.
    [[nodiscard]] std::optional<std::uint64_t> last_granule() {
        // A page has at most 65307 bytes; another stream may have the last one.
        constexpr std::uint64_t looked_at = 160 * 1024;
        constexpr std::uint64_t step = probe_source::most - 3;
        auto at = in_.size();
        const auto begin = at - std::min(at, looked_at);
        while (at > begin && in_.part()) {
            const auto from = at - std::min(at - begin, step);
            const auto some = in_.up_to(from, static_cast<std::size_t>(at - from) + 3);
            const std::string text(text_of(some));
            for (auto place = text.rfind("OggS"); place != text.npos;) {
                if (const auto page = read_ogg_page(in_, from + place))
                    if (page->serial == audio_->serial &&
                        page->granule <= std::numeric_limits<std::int64_t>::max())
                        return page->granule;
                if (place == 0)
                    break;
                place = text.rfind("OggS", place - 1);
            }
            at = from;
        }
        return std::nullopt;
    }

    probe_source& in_;
    file_facts& facts_;
    std::optional<stream> audio_{};
};

} // namespace awaitgram::media::detail
