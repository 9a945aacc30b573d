// SPDX-License-Identifier: MIT
// Decodes and encodes the bytes that mtcute wrote, and parses the same texts:  benchmark_peers DIRECTORY [options of Google Benchmark]
// In real time, because all peers can measure that.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/html.hpp>
#include <awaitgram/text/markdown.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/text/wire.hpp>
#include <awaitgram/tl/codec.hpp>

#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;
using awaitgram::byte_buffer;

namespace {

std::string directory;

byte_buffer content_of(const std::string& file) {
    std::ifstream stream(directory + "/" + file, std::ios::binary);
    byte_buffer bytes{std::istreambuf_iterator<char>(stream), {}};
    if (bytes.empty()) {
        std::fprintf(stderr, "benchmark_peers: %s holds no %s\n", directory.c_str(), file.c_str());
        std::exit(1);
    }
    return bytes;
}

byte_buffer bytes_of(const std::string& name) {
    return content_of(name + ".bin");
}

/// A frame that does not own its bytes.
tl::frame borrowed(const byte_buffer& bytes) {
    return {nullptr, bytes};
}

template <class T>
void decode(benchmark::State& state, const char* name) {
    const auto bytes = bytes_of(name);
    for (auto _ : state) {
        const auto reply = tl::decode<T>(borrowed(bytes));
        if (!reply)
            std::abort();
        benchmark::DoNotOptimize(&**reply);
    }
    state.counters["bytes"] = static_cast<double>(bytes.size());
}

/// Encodes the value of these bytes, into new memory each time as the peers do. The result must be the same bytes.
template <class T>
void encode(benchmark::State& state, const char* name) {
    const auto bytes = bytes_of(name);
    const auto reply = tl::decode<T>(borrowed(bytes));
    if (!reply || tl::encoded(**reply) != bytes) {
        state.SkipWithError("the encoded bytes differ from the original");
        return;
    }
    for (auto _ : state) {
        const auto out = tl::encoded(**reply);
        benchmark::DoNotOptimize(out.data());
    }
    state.counters["bytes"] = static_cast<double>(bytes.size());
}

/// Parses a text and makes the entities of a request of it, which is what the parsers of the peers return.
using text_parser =
    awaitgram::result<awaitgram::text, awaitgram::markup_problem> (*)(std::string_view);

void parse(benchmark::State& state, text_parser parser, const char* file) {
    const auto bytes = content_of(file);
    const std::string source{bytes.begin(), bytes.end()};
    for (auto _ : state) {
        const auto parsed = parser(source);
        if (!parsed)
            std::abort();
        const auto entities = awaitgram::to_wire(*parsed);
        benchmark::DoNotOptimize(entities.data());
    }
    const auto parsed = parser(source);
    if (parsed->entities().size() != 40)
        state.SkipWithError("the text is parsed otherwise");
    state.counters["bytes"] = static_cast<double>(parsed->str().size());
}

} // namespace

int main(int count, char** arguments) {
    using benchmark::RegisterBenchmark;
    using request = api::messages::sendMessage;
    RegisterBenchmark("peers/decode/messages", decode<api::messages::Messages>, "messages")
        ->UseRealTime();
    RegisterBenchmark("peers/decode/update", decode<api::Updates>, "update")->UseRealTime();
    RegisterBenchmark("peers/encode/messages", encode<api::messages::Messages>, "messages")
        ->UseRealTime();
    RegisterBenchmark("peers/encode/update", encode<api::Updates>, "update")->UseRealTime();
    RegisterBenchmark("peers/encode/request", encode<request>, "request")->UseRealTime();
    RegisterBenchmark("peers/parse/html", parse, awaitgram::parse_html, "text.html")->UseRealTime();
    RegisterBenchmark("peers/parse/markdown", parse, awaitgram::parse_markdown, "text.md")
        ->UseRealTime();
    benchmark::Initialize(&count, arguments);
    if (count != 2)
        return 1;
    directory = arguments[1];
    benchmark::RunSpecifiedBenchmarks();
}
