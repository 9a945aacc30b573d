// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace awaitgram::media {

/// The number of samples that apps show of a voice message.
inline constexpr std::size_t waveform_samples = 100;
/// The loudest sample.
inline constexpr std::uint8_t loudest_sample = 31;

/// Packs samples into the waveform of a voice message, five bits each. Louder ones than the loudest are cut to it.
///
/// Shape: (5·n + 7) / 8 bytes, the first sample in the lowest bits of the first byte.
[[nodiscard]] byte_buffer pack_waveform(std::span<const std::uint8_t> samples);

/// The samples of a waveform, each 0 to 31. A few bits at the end that make no sample are left out.
[[nodiscard]] std::vector<std::uint8_t> unpack_waveform(byte_view waveform);

/// The waveform of sound: the peaks of at most `count` parts of it, with the loudest one as high as it can be.
///
/// Units: samples of 16 bits, of one channel.
[[nodiscard]] byte_buffer
waveform_of(std::span<const std::int16_t> sound, std::size_t count = waveform_samples);

} // namespace awaitgram::media
