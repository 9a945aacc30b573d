// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/detail/jpeg_tables.hpp>
#include <awaitgram/media/stripped_jpeg.hpp>

#include <array>
#include <cstdint>
#include <utility>

namespace awaitgram::media {

namespace detail {

/// Writes the beginning of a JPEG of the smallest kind.
class jpeg_header {
public:
    jpeg_header(std::uint8_t width, std::uint8_t height) {
        bytes_.reserve(stripped_header_size);
        add({0xFF, 0xD8});
        // JFIF 1.1 with square pixels.
        segment(0xE0, {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});
        quantisation(0, luminance_steps);
        quantisation(1, chrominance_steps);
        // Eight bits; three components, of which the first has twice as many points in both directions.
        segment(0xC0, {8, 0, height, 0, width, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1});
        huffman(0x00, luminance_dc, small_values);
        huffman(0x10, luminance_ac, luminance_ac_values);
        huffman(0x01, chrominance_dc, small_values);
        huffman(0x11, chrominance_ac, chrominance_ac_values);
        segment(0xDA, {3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0});
    }

    [[nodiscard]] byte_buffer take() && { return std::move(bytes_); }

private:
    void add(byte_view bytes) { append(bytes_, bytes); }
    template <std::size_t Size>
    void add(const std::uint8_t (&bytes)[Size]) {
        add(byte_view(bytes));
    }

    void begin(std::uint8_t marker, std::size_t size) {
        const auto all = size + 2;
        add({0xFF, marker, static_cast<std::uint8_t>(all >> 8), static_cast<std::uint8_t>(all)});
    }

    template <std::size_t Size>
    void segment(std::uint8_t marker, const std::uint8_t (&body)[Size]) {
        begin(marker, Size);
        add(byte_view(body));
    }

    /// The steps of Annex K, made coarser by two and a half for quality 20, in the order of the coded picture.
    void quantisation(std::uint8_t number, const std::array<std::uint8_t, 64>& steps) {
        begin(0xDB, 65);
        bytes_.push_back(number);
        for (const auto place : zigzag) {
            const auto coarse = (steps[place] * 250 + 50) / 100;
            bytes_.push_back(static_cast<std::uint8_t>(coarse > 255 ? 255 : coarse));
        }
    }

    void
    huffman(std::uint8_t number, const std::array<std::uint8_t, 16>& counts, byte_view values) {
        begin(0xC4, 17 + values.size());
        bytes_.push_back(number);
        add(byte_view(counts));
        add(values);
    }

    byte_buffer bytes_;
};

} // namespace detail

AWAITGRAM_DECL result<byte_buffer, media_errc> expand_stripped_jpeg(byte_view stripped) {
    // Telegram makes them of at most 40 pixels.
    if (stripped.size() < 3 || stripped[0] != 1 || stripped[1] == 0 || stripped[2] == 0)
        return failure{media_errc::malformed_preview};
    auto jpeg = detail::jpeg_header(stripped[2], stripped[1]).take();
    append(jpeg, stripped.subspan(3));
    jpeg.push_back(0xFF);
    jpeg.push_back(0xD9);
    return jpeg;
}

} // namespace awaitgram::media
