// SPDX-License-Identifier: MIT
#include <awaitgram/media/waveform.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace ag = awaitgram;
using namespace ag::media;

namespace {

using samples = std::vector<std::uint8_t>;

} // namespace

TEST_CASE("samples are packed from the lowest bits on, five bits each") {
    CHECK(ag::to_hex(pack_waveform(samples{1})) == "01");
    CHECK(ag::to_hex(pack_waveform(samples{1, 2})) == "4100");
    CHECK(ag::to_hex(pack_waveform(samples{31, 0, 31})) == "1f7c");
    CHECK(ag::to_hex(pack_waveform(samples{1, 2, 3, 4, 5, 6, 7, 8})) == "410c52cc41");
    CHECK(pack_waveform({}).empty());
}

TEST_CASE("a waveform has as many bytes as its samples need") {
    for (std::size_t count = 0; count != 120; ++count)
        CHECK(pack_waveform(samples(count, 7)).size() == (5 * count + 7) / 8);
    CHECK(pack_waveform(samples(waveform_samples, 7)).size() == 63);
}

TEST_CASE("samples are the same after they were packed and unpacked") {
    for (std::size_t count = 0; count != 120; ++count) {
        samples all;
        for (std::size_t i = 0; i != count; ++i)
            all.push_back(static_cast<std::uint8_t>((i * 7 + count) % 32));
        auto again = unpack_waveform(pack_waveform(all));
        // The last byte may have room for a sample that is not there.
        CHECK(again.size() - count <= 1);
        again.resize(count);
        CHECK(again == all);
    }
    CHECK(unpack_waveform(ag::byte_buffer(63, 0xFF)) == samples(100, 31));
    CHECK(unpack_waveform({}).empty());
}

TEST_CASE("samples that are too loud are cut") {
    CHECK(unpack_waveform(pack_waveform(samples{255, 32, 31})) == samples{31, 31, 31});
}

TEST_CASE("the waveform of sound has the peaks of its parts, of which the loudest is full") {
    const std::vector<std::int16_t> sound{0, 100, -50, 1000, -3100, 5, 0, 0, 1550, -10};
    CHECK(unpack_waveform(waveform_of(sound, 5)) == samples{1, 10, 31, 0, 15, 0});
    CHECK(waveform_of({}).empty());
    // Fewer samples than parts, silence, and the number that has no positive.
    CHECK(unpack_waveform(waveform_of(std::vector<std::int16_t>{-1, 1})) == samples{31, 31, 0});
    CHECK(unpack_waveform(waveform_of(std::vector<std::int16_t>(8, 0))) == samples(8, 0));
    const auto lowest = std::numeric_limits<std::int16_t>::min();
    CHECK(unpack_waveform(waveform_of(std::vector<std::int16_t>{lowest}))[0] == 31);
    CHECK(waveform_of(std::vector<std::int16_t>(48000, 5)).size() == 63);
}
