// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/waveform.hpp>

#include <algorithm>

namespace awaitgram::media {

AWAITGRAM_DECL byte_buffer pack_waveform(std::span<const std::uint8_t> samples) {
    byte_buffer packed;
    packed.reserve(samples.size() / 8 * 5 + 5);
    std::uint32_t bits = 0;
    auto count = 0U;
    for (const auto sample : samples) {
        bits |= std::uint32_t{std::min(sample, loudest_sample)} << count;
        for (count += 5; count >= 8; count -= 8, bits >>= 8)
            packed.push_back(static_cast<std::uint8_t>(bits));
    }
    if (count != 0)
        packed.push_back(static_cast<std::uint8_t>(bits));
    return packed;
}

AWAITGRAM_DECL std::vector<std::uint8_t> unpack_waveform(byte_view waveform) {
    std::vector<std::uint8_t> samples;
    samples.reserve(waveform.size() / 5 * 8 + 8);
    std::uint32_t bits = 0;
    auto count = 0U;
    for (const auto byte : waveform) {
        bits |= std::uint32_t{byte} << count;
        for (count += 8; count >= 5; count -= 5, bits >>= 5)
            samples.push_back(bits & loudest_sample);
    }
    return samples;
}

AWAITGRAM_DECL byte_buffer waveform_of(std::span<const std::int16_t> sound, std::size_t count) {
    count = std::min(count, sound.size());
    std::vector<std::int32_t> peaks;
    peaks.reserve(count);
    std::int32_t loudest = 1;
    std::size_t begin = 0;
    for (std::size_t i = 0; i != count; ++i) {
        // The parts differ by one sample at most.
        const auto end = begin + (sound.size() - begin) / (count - i);
        std::int32_t peak = 0;
        for (; begin != end; ++begin) {
            const std::int32_t sample = sound[begin];
            peak = std::max(peak, sample < 0 ? -sample : sample);
        }
        loudest = std::max(loudest, peak);
        peaks.push_back(peak);
    }
    std::vector<std::uint8_t> samples;
    samples.reserve(count);
    for (const auto peak : peaks)
        samples.push_back(static_cast<std::uint8_t>(peak * loudest_sample / loudest));
    return pack_waveform(samples);
}

} // namespace awaitgram::media
