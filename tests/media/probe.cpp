// SPDX-License-Identifier: MIT
#include "probe.hpp"

#include <awaitgram/media/probe.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "made_files.hpp"

namespace ag = awaitgram;
using namespace ag::media;
using namespace std::chrono_literals;
using namespace made_files;
using tests::probe_sized;
using tests::probed;
using tests::reads;

namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

/// Whatever a file says, its facts are within their bounds.
void check_bounds(const file_facts& facts) {
    CHECK(facts.width.has_value() == facts.height.has_value());
    CHECK(facts.width.value_or(1) >= 1);
    CHECK(facts.width.value_or(1) <= 1 << 24);
    CHECK(facts.height.value_or(1) >= 1);
    CHECK(facts.height.value_or(1) <= 1 << 24);
    if (facts.duration) {
        CHECK(*facts.duration >= 0ms);
        CHECK(*facts.duration <= std::chrono::hours(10 * 365 * 24 + 1));
    }
    for (const auto& text : {facts.title, facts.performer}) {
        CHECK(text.size() <= 512);
        CHECK(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; })
        );
    }
}

} // namespace

TEST_CASE("the headers of a file of each format are read") {
    for (const auto& file : all()) {
        const auto facts = probed(file);
        CAPTURE(mime_of(facts.format));
        const auto family = family_of(facts.format);
        CHECK(family != file_family::other);
        if (family != file_family::audio) {
            // The photo lies on its side.
            CHECK(facts.width == (facts.format == file_format::jpeg ? 240 : 320));
            CHECK(facts.height == (facts.format == file_format::jpeg ? 320 : 240));
        } else {
            CHECK_FALSE(facts.width);
            CHECK(facts.has_audio == true);
            CHECK(facts.has_video == false);
        }
        if (facts.format == file_format::mp3)
            CHECK(facts.duration == 144ms);
        else if (facts.format != file_format::jpeg && facts.format != file_format::bmp)
            CHECK(facts.duration == 5000ms);
        if (family != file_family::image) {
            CHECK(facts.title == "A title");
            CHECK(facts.performer == "Ünï");
        }
    }
}

TEST_CASE("a file that is cut anywhere says less, and never anything that is out of bounds") {
    for (const auto& file : all())
        for (std::size_t size = 0; size != file.size(); ++size) {
            check_bounds(probed(std::string_view(file).substr(0, size)));
            // The size is the whole one, but the bytes are not there.
            reads made;
            check_bounds(probe_sized(std::string_view(file).substr(0, size), file.size(), made));
        }
}

TEST_CASE("a file with any wrong byte is read within its bounds") {
    for (const auto& file : all())
        for (std::size_t at = 0; at != file.size(); ++at)
            for (const auto with : {0x01, 0x80, 0xFF}) {
                auto wrong = file;
                wrong[at] = static_cast<char>(wrong[at] ^ with);
                check_bounds(probed(wrong));
            }
}

TEST_CASE("a file with many wrong bytes and of any size is read within its limits") {
    std::mt19937_64 random(1); // NOLINT: the same each time
    for (const auto& file : all())
        for (auto i = 0; i != 300; ++i) {
            auto wrong = file;
            for (auto left = random() % 8; left != 0; --left)
                wrong[random() % wrong.size()] =
                    static_cast<char>(random() % 3 == 0 ? 0xFF : random());
            probe_limits limits;
            limits.bytes = random() % 3000;
            limits.parts = static_cast<std::uint32_t>(random() % 200);
            reads made;
            check_bounds(
                probe_sized(wrong, random() % 3 == 0 ? random() : wrong.size(), made, limits)
            );
            CHECK(made.bytes <= limits.bytes);
        }
}

TEST_CASE("no more bytes are read than allowed, and nothing is read without need") {
    for (const auto& file : all()) {
        for (std::uint64_t most = 0; most < 1200; most += 100) {
            probe_limits limits;
            limits.bytes = most;
            reads made;
            (void)probe_sized(file, file.size(), made, limits);
            CHECK(made.bytes <= most);
        }
        // A small file is read about once.
        reads made;
        (void)probe_sized(file, file.size(), made);
        CHECK(made.bytes <= 3 * file.size());
        CHECK(made.calls <= 4);
    }
}

TEST_CASE("a file that says that it is endless is read within the limit of parts") {
    // Each box is as small as it can be, and there is always one more.
    const std::string boxes = box("free", {});
    std::uint64_t calls = 0;
    const auto read = [&](std::uint64_t at, std::span<std::byte> to) {
        ++calls;
        const auto begin = ftyp();
        for (auto& byte : to) {
            byte = static_cast<std::byte>(
                at < begin.size() ? begin[at] : boxes[(at - begin.size()) % boxes.size()]
            );
            ++at;
        }
        return to.size();
    };
    probe_limits limits;
    limits.bytes = largest;
    limits.parts = 1000;
    const auto facts = probe(read, largest, {}, limits);
    CHECK(facts.format == file_format::mp4);
    CHECK(calls <= 1000 * 8 / 1024 + 2);
}

TEST_CASE("a reader that claims too much is not believed, and one that gives little is asked again"
) {
    const auto file = film();
    const auto boasting = [&](std::uint64_t at, std::span<std::byte> to) {
        const auto from = file.substr(static_cast<std::size_t>(at), to.size());
        std::ranges::copy(std::as_bytes(std::span(from)), to.begin());
        return std::size_t{1'000'000};
    };
    CHECK(probe(boasting, file.size()).duration == 5s);
    const auto slow = [&](std::uint64_t at, std::span<std::byte> to) {
        to.front() = static_cast<std::byte>(file.at(static_cast<std::size_t>(at)));
        return std::size_t{1};
    };
    CHECK(probe(slow, file.size()).duration == 5s);
    const auto failing = [](std::uint64_t, std::span<std::byte>) -> std::size_t {
        throw std::runtime_error("the disk is gone");
    };
    CHECK_THROWS_WITH((void)probe(failing, file.size()), "the disk is gone");
}

TEST_CASE("boxes in boxes are read to a limited depth") {
    const auto nested = [](std::size_t levels) {
        std::string inner = box("stsd", zeros(40) + be16(320) + be16(240));
        for (std::size_t i = 0; i != levels; ++i)
            inner = box("stbl", inner);
        const auto mdia =
            box("mdia", box("hdlr", zeros(8) + "vide" + zeros(13)) + box("minf", inner));
        return ftyp() + box("moov", mvhd(1, 5) + box("trak", mdia));
    };
    CHECK(probed(nested(1)).width == 320);
    CHECK(probed(nested(8)).width == 320);
    CHECK_FALSE(probed(nested(20)).width);
    CHECK(probed(nested(5000)).duration == 5s);
}

TEST_CASE("an unknown file has no facts") {
    const auto facts = probed("nothing special");
    CHECK(facts.format == file_format::text);
    CHECK_FALSE(facts.duration);
    CHECK_FALSE(facts.width);
    CHECK_FALSE(facts.has_audio);
    CHECK(probed("").format == file_format::unknown);
}
