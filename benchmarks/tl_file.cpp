// SPDX-License-Identifier: MIT
// Repeatedly decodes and encodes a file with one boxed object of the schema, and prints the cost:
//   tl_file FILE
//   {"bytes":…,"type":"…","decode_ns":…,"decode_best_ns":…,"allocations":…,"encode_ns":…,"encode_best_ns":…,"identical":…}
// Times are medians and minima over rounds, in nanoseconds of this thread's processor time for one decode (with dropping the
// value) or one encode into a used buffer. Any other file is reported in one line, with exit code 1.
#include <awaitgram/tl/codec.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "support/allocations.hpp"
#include "support/every_type.hpp"

namespace tl = awaitgram::tl;
using awaitgram::byte_buffer;

namespace {

[[noreturn]] void give_up(const std::string& what) {
    std::fprintf(stderr, "tl_file: %s\n", what.c_str());
    std::exit(1);
}

byte_buffer contents_of(const char* path) {
    const auto close = [](std::FILE* file) { std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path, "rb"), close);
    if (file == nullptr)
        give_up(std::string("cannot open ") + path + ": " + std::strerror(errno));
    byte_buffer bytes;
    std::array<std::uint8_t, 65536> chunk;
    while (const auto size = std::fread(chunk.data(), 1, chunk.size(), file.get()))
        bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(size));
    if (std::ferror(file.get()) != 0)
        give_up(std::string("cannot read ") + path + ": " + std::strerror(errno));
    return bytes;
}

struct known_type {
    const tl::detail::type_entry* type = nullptr;
    std::string name;
};

known_type type_of_id(std::uint32_t id) {
    if (id == tl::detail::true_id || id == tl::detail::false_id)
        return {&tl::type_of<bool>(), "Bool"};
    for (const auto& each : support::every_type())
        if (each.id == id)
            return {each.type, std::string(tl::detail::name_of(each.type->shape.structure()))};
    return {};
}

double now() {
    std::timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

struct timing {
    double median, best;
};

/// Runs `work` in rounds of at least a millisecond each, for half a second or a few rounds.
template <class Work>
timing measure(Work work) {
    constexpr double shortest_round = 1e6;
    constexpr double whole = 5e8;
    std::size_t batch = 1;
    double taken = 0;
    const auto round = [&] {
        const auto start = now();
        for (std::size_t i = 0; i < batch; ++i)
            work();
        taken = now() - start;
        return taken / static_cast<double>(batch);
    };
    for (round(); taken < shortest_round; round())
        batch = taken * 8 < shortest_round ? batch * 8 : batch * 2;
    const auto rounds = std::clamp<std::size_t>(static_cast<std::size_t>(whole / taken), 9, 501);
    std::array<double, 501> times;
    for (std::size_t i = 0; i < rounds; ++i)
        times[i] = round();
    std::sort(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(rounds));
    return {times[rounds / 2], times[0]};
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2)
        give_up("usage: tl_file FILE");
    const auto bytes = contents_of(arguments[1]);
    if (bytes.size() < 4)
        give_up("the file is too short for a constructor's id");
    const auto id = awaitgram::load_le<std::uint32_t>(bytes.data());
    if (id == tl::detail::vector_id)
        give_up("the type of a vector's items is unknown: the file must begin with a constructor "
                "or a method");
    const auto known = type_of_id(id);
    if (known.type == nullptr) {
        std::array<char, 16> digits;
        std::snprintf(digits.data(), digits.size(), "%08x", id);
        give_up(std::string("no constructor or method of the schema has the id ") + digits.data());
    }

    // The frame borrows its bytes, so that only decoding and destruction are counted and timed.
    const tl::frame frame(nullptr, bytes);
    tl::decode_error error;
    const auto before = support::allocations;
    auto reply = tl::decode_raw(*known.type, frame, error);
    const auto allocations = support::allocations - before;
    if (!reply)
        give_up(known.name + ": " + error.message());
    byte_buffer again;
    if (const auto failure = tl::encode_raw(*known.type, reply.root(), again))
        give_up(known.name + " cannot be encoded: " + failure.message());
    const auto identical = again == bytes;

    const auto decoding = measure([&] {
        if (!tl::decode_raw(*known.type, frame, error))
            std::abort();
    });
    const auto encoding = measure([&] {
        again.clear();
        if (tl::encode_raw(*known.type, reply.root(), again))
            std::abort();
    });
    std::printf(
        "{\"bytes\":%zu,\"type\":\"%s\",\"decode_ns\":%.1f,\"decode_best_ns\":%.1f,\"allocations\":"
        "%zu,"
        "\"encode_ns\":%.1f,\"encode_best_ns\":%.1f,\"identical\":%s}\n",
        bytes.size(),
        known.name.c_str(),
        decoding.median,
        decoding.best,
        allocations,
        encoding.median,
        encoding.best,
        identical ? "true" : "false"
    );
}
