// SPDX-License-Identifier: MIT
// An input is a file that is probed, an id of a file, or the name that a sender gave it.
#include <awaitgram/media/file_id.hpp>
#include <awaitgram/media/file_location.hpp>
#include <awaitgram/media/outline.hpp>
#include <awaitgram/media/probe.hpp>
#include <awaitgram/media/safe_file_name.hpp>
#include <awaitgram/media/sniff.hpp>
#include <awaitgram/media/stripped_jpeg.hpp>
#include <awaitgram/media/unique_file_id.hpp>
#include <awaitgram/media/waveform.hpp>
#include <awaitgram/session/detail/base64.hpp>
#include <awaitgram/text/detail/utf8.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../media/known_ids.hpp"
#include "../media/made_files.hpp"
#include "targets.hpp"

namespace fuzz {

namespace {

using namespace awaitgram;
using namespace awaitgram::media;
using namespace std::string_view_literals;

namespace reached {
constexpr std::uint32_t duration = 1, sides = 2, texts = 4, sound = 8, limited = 16, id = 32,
                        photo = 64, web = 128, refused = 256, unique = 512, name = 1024,
                        nameless = 2048, preview = 4096, samples = 8192;
} // namespace reached

std::uint32_t probe_file(input& from) {
    probe_limits limits;
    const auto limited = from.byte();
    if (limited != 0) {
        limits.bytes = std::uint64_t{limited} * 64;
        limits.parts = limited;
    }
    const auto claimed = from.byte();
    const auto file = from.rest();
    std::uint64_t read = 0;
    const auto reader = [&](std::uint64_t at, std::span<std::byte> to) {
        const auto left =
            file.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(at, file.size())));
        const auto count = std::min(left.size(), to.size());
        std::ranges::copy(std::as_bytes(left.first(count)), to.begin());
        read += count;
        return count;
    };
    // Some files claim to be larger than they are.
    const auto size = claimed < 64 ? file.size() + claimed : ~0ULL >> (claimed - 64) % 64;
    const auto facts = probe(reader, size, {}, limits);
    require(read <= limits.bytes, "no more is read than allowed");
    require(facts.width.has_value() == facts.height.has_value(), "both sides are known, or none");
    require(!facts.width || (*facts.width >= 1 && *facts.width <= 1 << 24), "a width is one");
    require(!facts.height || (*facts.height >= 1 && *facts.height <= 1 << 24), "a height is one");
    require(
        !facts.duration ||
            (facts.duration->count() >= 0 && *facts.duration < std::chrono::hours(24 * 365 * 11)),
        "a duration is one"
    );
    for (const auto& text : {facts.title, facts.performer}) {
        require(text.size() <= 512, "a title is short");
        require(awaitgram::detail::utf8_until(text) == text.size(), "a title is UTF-8");
    }
    return (facts.duration ? reached::duration : 0) | (facts.width ? reached::sides : 0) |
           (facts.title.empty() ? 0 : reached::texts) |
           (facts.has_audio.value_or(false) ? reached::sound : 0) |
           (limited != 0 ? reached::limited : 0);
}

std::uint32_t read_id(std::string_view text) {
    const auto id = parse_file_id(text);
    if (!id)
        return reached::refused;
    if (const auto again = write_file_id(*id)) {
        const auto same = parse_file_id(*again);
        require(same && *same == *id, "an id is the same after it was written and read");
    }
    if (const auto unique = unique_id_of(*id)) {
        const auto written = write_unique_file_id(*unique);
        require(written && parse_unique_file_id(*written), "an id has a unique one");
    }
    const auto location = location_of(*id);
    if (location && !id->is_web())
        require(file_id_of(*location, id->type, id->dc).has_value(), "a location has an id");
    return reached::id | (id->source ? reached::photo : 0) | (id->is_web() ? reached::web : 0);
}

std::uint32_t read_unique(std::string_view text) {
    const auto id = parse_unique_file_id(text);
    if (!id)
        return reached::refused;
    const auto again = write_unique_file_id(*id);
    require(again && parse_unique_file_id(*again).value() == *id, "a unique id has one meaning");
    return reached::unique;
}

std::uint32_t read_name(std::string_view name) {
    const auto safe = safe_file_name(name);
    require(safe.size() <= longest_file_name, "a name is short");
    require(safe.find_first_of("/\\:\0"sv) == safe.npos, "a name is in no folder");
    require(!safe.starts_with('.') && !safe.ends_with('.'), "a name has no dots at its ends");
    require(safe_file_name(safe) == safe, "a safe name stays as it is");
    require(!safe_file_name(name, unnamed_file{}).empty(), "each file has a name");
    (void)sniff(bytes_of(name), name);
    return safe.empty() ? reached::nameless : reached::name;
}

std::uint32_t read_parts(byte_view bytes) {
    require(outline_path(bytes).size() <= bytes.size() * 3 + 2, "an outline is short");
    const auto waveform = unpack_waveform(bytes);
    const auto packed = pack_waveform(waveform);
    require(packed.size() <= bytes.size(), "a waveform is as short as it was");
    const auto preview = expand_stripped_jpeg(bytes);
    return (preview ? reached::preview : 0) | (waveform.empty() ? 0 : reached::samples);
}

std::uint32_t run(byte_view bytes) {
    input from(bytes);
    switch (from.below(6)) {
    case 0:
        return read_id(text_of(from.rest()));
    case 1: {
        // The bytes themselves, so that a fuzzer need not write Base64.
        using namespace awaitgram::detail;
        const auto text = to_base64(from.rest(), base64_digits::url, base64_fill::without);
        return read_id(text) | read_unique(text);
    }
    case 2:
        return read_name(text_of(from.rest()));
    case 3:
        return read_parts(from.rest());
    default:
        return probe_file(from);
    }
}

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    const auto add = [&all](std::initializer_list<unsigned> head, std::string_view content) {
        output to;
        for (const auto each : head)
            to.byte(each);
        append(to.bytes, bytes_of(content));
        all.push_back(std::move(to.bytes));
    };
    for (const auto& file : made_files::all()) {
        add({4, 0, 0}, file);
        add({4, 20, 1}, file);
    }
    for (const auto& known : tests::known_ids) {
        add({0}, known.text);
        const auto id = awaitgram::detail::from_base64(known.text).value();
        add({1}, text_of(id));
    }
    add({1}, text_of(awaitgram::detail::from_base64("AQADySHBDgAE_ykFAAE").value()));
    file_id web;
    web.url = "https://example.com/a";
    add({0}, write_file_id(web).value());
    add({2}, "../dir\\NUL.txt");
    add({2}, "..");
    add({3}, "\1\x10\x10picture");
    return all;
}

} // namespace

const target media_files{
    "media_files",
    run,
    seeds,
    // Each fact of a file, each kind of id, names, and previews.
    0x3FFF};

} // namespace fuzz
