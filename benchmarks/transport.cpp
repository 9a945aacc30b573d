// SPDX-License-Identifier: MIT
// The cost of passing a packet through a transport: framed by the client, deobfuscated and parsed by the server.
#include <awaitgram/transport/detect.hpp>

#include <benchmark/benchmark.h>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "../tests/crypto/random_sources.hpp"

using namespace awaitgram;

namespace {

/// Both ends of a connection, after the greeting.
struct connection {
    connection(transport::kind kind, transport::obfuscation hidden)
        : client(kind, hidden, crypto::system_random(), 2), server(crypto::system_random()) {
        byte_buffer bytes;
        const byte_buffer packet(64, 1);
        if (client.start(bytes) || client.frame(packet, bytes))
            std::abort();
        auto result = server.parse(bytes);
        while (!result.has_packet() && !result.error && result.consumed != 0) {
            bytes.erase(
                bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(result.consumed)
            );
            result = server.parse(bytes);
        }
        if (!result.has_packet())
            std::abort();
    }

    transport::client_transport client;
    transport::server_transport server;
};

struct named {
    const char* name;
    transport::kind kind;
    transport::obfuscation hidden;
};

void carry(benchmark::State& state, const named& by, std::size_t size) {
    connection both(by.kind, by.hidden);
    testing::repeatable_random random;
    // The length of a sealed packet: 24 bytes, then whole blocks.
    byte_buffer packet(24 + size);
    if (!random.fill(packet))
        std::abort();
    byte_buffer bytes;
    for (auto _ : state) {
        bytes.clear();
        if (both.client.frame(packet, bytes))
            std::abort();
        both.server.received(bytes);
        const auto result = both.server.parse(bytes);
        if (result.size != packet.size() || result.consumed != bytes.size())
            std::abort();
        benchmark::DoNotOptimize(bytes.data() + result.offset);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(packet.size() * state.iterations()));
}

/// The greeting of an obfuscated connection and its detection.
void greet(benchmark::State& state) {
    for (auto _ : state) {
        const connection both(transport::kind::intermediate, transport::obfuscation::on);
        benchmark::DoNotOptimize(&both);
    }
}

constexpr named transports[] = {
    {"abridged", transport::kind::abridged, transport::obfuscation::none},
    {"intermediate", transport::kind::intermediate, transport::obfuscation::none},
    {"padded_intermediate", transport::kind::padded_intermediate, transport::obfuscation::none},
    {"full", transport::kind::full, transport::obfuscation::none},
    {"obfuscated_intermediate", transport::kind::intermediate, transport::obfuscation::on},
};
constexpr std::size_t sizes[] = {64, 1024, 64 * 1024, 1024 * 1024};

} // namespace

int main(int count, char** arguments) {
    for (const auto& each : transports)
        for (const auto size : sizes) {
            const auto text = size < 1024          ? std::to_string(size) + "B"
                              : size < 1024 * 1024 ? std::to_string(size / 1024) + "KiB"
                                                   : std::to_string(size / 1024 / 1024) + "MiB";
            const auto name = std::string{"transport/"} + each.name + "/" + text;
            const auto run = [each, size](benchmark::State& state) { carry(state, each, size); };
            benchmark::RegisterBenchmark(name.c_str(), run);
        }
    benchmark::RegisterBenchmark("transport/obfuscated_greeting", greet);
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
