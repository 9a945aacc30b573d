// SPDX-License-Identifier: MIT
#pragma once

/// MP3, FLAC and WAV.

#include <awaitgram/media/detail/mp3_frame.hpp>
#include <awaitgram/media/detail/probe_id3.hpp>
#include <awaitgram/media/detail/probe_source.hpp>
#include <awaitgram/media/detail/probe_text.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace awaitgram::media::detail {

/// Finds the first frame of MP3 that another one follows.
[[nodiscard]] inline std::optional<std::uint64_t>
first_mp3_frame(probe_source& in, std::uint64_t from, std::uint64_t end) {
    // Padding behind a tag, or the end of a frame that was cut.
    constexpr std::uint64_t looked_at = 8 * 1024;
    for (auto at = from; at + 4 <= end && at - from < looked_at && in.part(); ++at) {
        const auto frame = in.byte(at) == 0xFF ? read_mp3_frame(in.be32(at)) : std::nullopt;
        if (!frame)
            continue;
        const auto next = at + frame->size;
        if (next + 4 > end || read_mp3_frame(in.be32(next)))
            return at;
    }
    return std::nullopt;
}

/// The number of frames that the first one tells: it has a table for players, and no sound.
[[nodiscard]] inline std::optional<std::uint32_t>
told_mp3_frames(probe_source& in, std::uint64_t at, const mp3_frame& frame) {
    const auto table = at + 4 + frame.side_size;
    if (in.has(table, "Xing") || in.has(table, "Info")) {
        // | mark:4 | flags:u32 | frames:u32, if flag 1 | … |
        if ((in.be32(table + 4) & 1) != 0)
            return in.be32(table + 8);
    } else if (in.has(at + 36, "VBRI")) {
        // | mark:4 | version:u16 | delay:u16 | quality:u16 | bytes:u32 | frames:u32 | … |
        return in.be32(at + 36 + 14);
    }
    return std::nullopt;
}

/// The duration by the sizes of some frames: exact where all have the same bit rate.
[[nodiscard]] inline std::optional<std::chrono::milliseconds>
estimated_mp3_duration(probe_source& in, std::uint64_t begin, std::uint64_t end) {
    constexpr auto most_frames = 64;
    std::uint64_t bytes = 0;
    std::uint64_t samples = 0;
    std::uint32_t rate = 0;
    auto at = begin;
    for (auto i = 0; i != most_frames && at + 4 <= end && in.part(); ++i) {
        const auto frame = read_mp3_frame(in.be32(at));
        if (!frame || (rate != 0 && rate != frame->sample_rate))
            break;
        rate = frame->sample_rate;
        bytes += frame->size;
        samples += frame->samples;
        at += frame->size;
    }
    if (bytes == 0 || end - begin > std::numeric_limits<std::uint64_t>::max() / samples)
        return std::nullopt;
    return duration_of((end - begin) * samples / bytes, rate);
}

inline void probe_mp3(probe_source& in, file_facts& facts) {
    id3_probe tags(in, facts);
    const auto begin = tags.run();
    const auto end = in.size() - (tags.old_tag() ? 128 : 0);
    const auto at = first_mp3_frame(in, begin, std::max(begin, end));
    if (!at)
        return;
    facts.has_audio = true;
    facts.has_video = false;
    const auto frame = read_mp3_frame(in.be32(*at));
    if (!frame)
        return;
    if (const auto count = told_mp3_frames(in, *at, *frame))
        facts.duration = duration_of(std::uint64_t{*count} * frame->samples, frame->sample_rate);
    if (!facts.duration)
        facts.duration = estimated_mp3_duration(in, *at, end);
}

/// Spec: RFC 9639.
///
///     | "fLaC" | { last:1 | type:7 | size:24 | body } … |
inline void probe_flac(probe_source& in, file_facts& facts) {
    auto at = id3_probe(in, facts).run();
    if (!in.has(at, "fLaC"))
        return;
    facts.has_audio = true;
    facts.has_video = false;
    at += 4;
    const extent all{0, in.size()};
    for (auto last = false; !last && at + 4 <= in.size() && in.part();) {
        const auto header = in.be32(at);
        const auto type = header >> 24 & 0x7F;
        const auto body = all.part(at + 4, header & 0xFFFFFF);
        if (type == 0)
            // | 10 bytes | rate:20 bits | channels:3 | bits:5 | samples:36 | … |
            facts.duration = duration_of(
                in.be(body.begin + 10, 8) & 0xFFFFFFFFF, in.be(body.begin + 10, 3) >> 4
            );
        else if (type == 4)
            read_comments(in, body, facts);
        last = header >> 31 != 0;
        at = body.end;
    }
}

/// Takes the title and the performer out of a list of chunks.
inline void read_riff_info(probe_source& in, extent list, file_facts& facts) {
    auto at = list.begin;
    while (at + 8 <= list.end && in.part()) {
        const auto text = list.part(at + 8, in.le32(at + 4));
        const auto size =
            static_cast<std::size_t>(std::min<std::uint64_t>(text.size(), most_text_bytes));
        if (in.has(at, "INAM"))
            take_text(facts.title, from_utf8(in.up_to(text.begin, size)));
        else if (in.has(at, "IART"))
            take_text(facts.performer, from_utf8(in.up_to(text.begin, size)));
        at = text.end + text.size() % 2;
    }
}

/// WAV, also of more than four gigabytes (RF64).
///
///     | "RIFF" | size:u32 | "WAVE" | { name:4 | size:u32 | body, even } … |
inline void probe_wav(probe_source& in, file_facts& facts) {
    const extent all{0, in.size()};
    std::uint64_t bytes_a_second = 0;
    std::optional<std::uint64_t> wide_size;
    std::uint64_t data = 0;
    for (std::uint64_t at = 12; at + 8 <= in.size() && in.part();) {
        std::uint64_t size = in.le32(at + 4);
        if (in.has(at, "ds64"))
            wide_size = in.le(at + 16, 8);
        else if (in.has(at, "fmt "))
            bytes_a_second = in.le32(at + 16);
        else if (in.has(at, "LIST") && in.has(at + 8, "INFO"))
            read_riff_info(in, all.part(at + 12, std::max<std::uint64_t>(size, 4) - 4), facts);
        if (in.has(at, "data")) {
            constexpr std::uint64_t unknown = 0xFFFFFFFF;
            if (size == unknown)
                size = wide_size.value_or(all.end);
            // A recorder that was cut off had no time to write the size.
            data = all.part(at + 8, size == 0 ? all.end : size).size();
            if (size == 0)
                break;
        }
        const auto body = all.part(at + 8, size);
        at = body.end + body.size() % 2;
    }
    facts.has_audio = bytes_a_second != 0;
    facts.has_video = false;
    facts.duration = duration_of(data, bytes_a_second);
}

} // namespace awaitgram::media::detail
