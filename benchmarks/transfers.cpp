// SPDX-License-Identifier: MIT
// Files on the loopback interface, with the test server in a separate process.
//
// `reference` is what a transfer cannot do without: one side hashes and encrypts parts of the size of a transfer's and writes them to a
// socket, the other reads, decrypts and hashes them, with the primitives of this library, by plain Asio. `download` and `upload` are whole
// transfers by a client with its default settings: `of_reference` is their throughput as a share of the reference's in the same run,
// `cpu_times` the processor time of this process as a multiple of it. `delayed` has 50 ms of latency for each request, in which case the
// memory for parts under way limits the throughput: `of_budget` is the share of that memory per latency. `many` is a thousand downloads of
// 1 MiB at once. `memory` is the peak above what the process had before, in MiB, and `copies` how often each byte is copied in memory, other
// than by the system.
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/read.hpp>
#include <asio/write.hpp>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <malloc.h>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include "../tests/support/with_client.hpp"
#include "support/child_process.hpp"
#include "support/copied_bytes.hpp"
#include "support/cpu_time.hpp"
#include "support/delaying_relay.hpp"
#include "support/server_process.hpp"

using namespace awaitgram;

namespace {

constexpr std::int32_t home_dc = 2;
constexpr std::int64_t mib = 1024 * 1024;
constexpr std::size_t part_size = 512 * 1024;
constexpr std::chrono::milliseconds latency{50};
/// What the transfers of an account keep in memory at once by default.
constexpr double budget = 4.0 * mib;

std::uint16_t server_port() {
    static support::server_process server{1};
    return server.port();
}

/// The same server behind a network with latency.
std::uint16_t delayed_port() {
    // Its thread runs until the process ends, so that neither may end before.
    static auto& io = *new asio::io_context;
    static auto& relay = *new support::delaying_relay{io, server_port(), latency / 2};
    static const auto started = [] {
        std::thread{[] { io.run(); }}.detach();
        return true;
    }();
    static_cast<void>(started);
    return relay.port();
}

client_config configuration(std::uint16_t port) {
    client_config config;
    config.api_id = 1;
    config.api_hash = "0123456789abcdef0123456789abcdef";
    config.server = server_address{"127.0.0.1", port};
    config.dc = home_dc;
    config.log = nullptr;
    return config;
}

sign_in_prompts prompts() {
    sign_in_prompts answers;
    answers.phone = [] { return tests::say("+15550001"); };
    answers.code = [](const std::string&) { return tests::say("22222"); };
    return answers;
}

/// Runs `act` with the only account, which stays signed in.
void with_account(std::uint16_t port, const std::function<awaitable<void>(client&)>& act) {
    static memory_session storage = [] {
        auto here = known_dc(home_dc).value();
        here.auth_key = support::numbered_key(0);
        session_data content;
        content.set_dc(here);
        return memory_session{content};
    }();
    auto body = [&act](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(prompts());
        co_await act(telegram);
    };
    tests::with_client(storage, configuration(port), body);
}

/// The largest size of this process's memory since `forget_peak`, in bytes.
double peak_memory() {
    std::ifstream file("/proc/self/status");
    std::string word;
    while (file >> word)
        if (word == "VmHWM:") {
            double kibibytes = 0;
            file >> kibibytes;
            return kibibytes * 1024;
        }
    std::abort();
}

void forget_peak() {
    ::malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << "5";
}

/// Time, processor time of this process and memory of one transfer.
struct cost {
    double seconds = 0;
    double cpu = 0;
    double memory = 0;
    double copied = 0; // bytes
};

class measurement {
public:
    measurement() {
        forget_peak();
        memory_ = peak_memory();
        copied_ = support::copied_bytes;
        cpu_ = support::process_cpu_time();
        begun_ = std::chrono::steady_clock::now();
    }
    [[nodiscard]] cost end() const {
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begun_;
        const auto cpu = support::process_cpu_time() - cpu_;
        const auto copied = static_cast<double>(support::copied_bytes - copied_);
        return {time.count(), cpu, peak_memory() - memory_, copied};
    }

private:
    double memory_;
    double cpu_;
    std::uint64_t copied_;
    std::chrono::steady_clock::time_point begun_;
};

/// Bytes that no compression shortens, made where they are read.
class made_file final : public files::file_source {
public:
    explicit made_file(std::int64_t size) : size_(size) {}
    [[nodiscard]] std::int64_t size() const override { return size_; }
    [[nodiscard]] awaitable<void>
    read(std::int64_t position, std::span<std::uint8_t> bytes) override {
        for (std::size_t at = 0; at < bytes.size(); at += 8) {
            const auto value = (static_cast<std::uint64_t>(position) + at) * 0x9E3779B97F4A7C15;
            std::memcpy(bytes.data() + at, &value, std::min<std::size_t>(8, bytes.size() - at));
        }
        co_return;
    }

private:
    std::int64_t size_;
};

/// Counts what comes.
class counting_sink final : public files::file_sink {
public:
    [[nodiscard]] awaitable<void> write(std::int64_t, byte_view bytes) override {
        count += static_cast<std::int64_t>(bytes.size());
        co_return;
    }
    std::int64_t count = 0;
};

awaitable<files::remote_file> send_file(client& telegram, std::int64_t size) {
    made_file source{size};
    auto uploading = files::upload(telegram, source, "data.bin");
    api::inputMediaUploadedDocument document;
    document.file = co_await std::move(uploading);
    document.mime_type = "application/octet-stream";
    document.force_file = true;
    const api::InputMedia media{std::move(document)};
    auto sending = telegram.send_media("me", media);
    const auto sent = co_await std::move(sending);
    co_return files::remote_file{*sent.media().document()};
}

/// A file of this size on the server, sent once.
const files::remote_file& stored_file(std::int64_t size) {
    static std::map<std::int64_t, files::remote_file> stored;
    if (const auto known = stored.find(size); known != stored.end())
        return known->second;
    std::unique_ptr<files::remote_file> sent;
    with_account(server_port(), [&](client& telegram) -> awaitable<void> {
        auto sending = send_file(telegram, size);
        sent = std::make_unique<files::remote_file>(co_await std::move(sending));
    });
    return stored.emplace(size, *sent).first->second;
}

cost download_cost(std::uint16_t port, std::int64_t size) {
    const auto file = stored_file(size);
    cost spent;
    with_account(port, [&](client& telegram) -> awaitable<void> {
        counting_sink sink;
        const measurement one;
        auto work = files::download(telegram, file, sink);
        co_await std::move(work);
        spent = one.end();
        if (sink.count != size)
            std::abort();
    });
    return spent;
}

cost upload_cost(std::uint16_t port, std::int64_t size) {
    cost spent;
    with_account(port, [&](client& telegram) -> awaitable<void> {
        made_file source{size};
        const measurement one;
        auto work = files::upload(telegram, source, "data.bin");
        static_cast<void>(co_await std::move(work));
        spent = one.end();
    });
    return spent;
}

constexpr crypto::aes_key reference_key{};
constexpr crypto::ige_iv reference_iv{};
constexpr const char* reference_flag = "--reference";

/// In another process: sends parts to, or receives them from, whoever connects.
void reference_peer(const char* asked) {
    const auto sends = asked[0] == 's';
    const auto parts = std::strtoul(asked + 1, nullptr, 10);
    asio::io_context io;
    asio::ip::tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
    support::child_process::answer(acceptor.local_endpoint().port());
    auto socket = acceptor.accept();
    byte_buffer part(part_size);
    byte_view key_bytes{part.data(), 32};
    for (std::size_t each = 0; each != parts; ++each) {
        if (sends) {
            benchmark::DoNotOptimize(crypto::sha256({key_bytes, part}));
            crypto::ige_encrypt(part, reference_key, reference_iv);
            asio::write(socket, asio::buffer(part));
        } else {
            asio::read(socket, asio::buffer(part));
            crypto::ige_decrypt(part, reference_key, reference_iv);
            benchmark::DoNotOptimize(crypto::sha256({key_bytes, part}));
        }
    }
    if (!sends)
        asio::write(socket, asio::buffer(part, 1)); // all is there
    std::_Exit(0);
}

/// What both directions cost this process at least.
cost reference_cost(bool receives, std::int64_t size) {
    const auto parts = static_cast<std::size_t>(size) / part_size;
    support::child_process peer{reference_flag, (receives ? "s" : "r") + std::to_string(parts)};
    const auto port = static_cast<std::uint16_t>(peer.next_number());
    asio::io_context io;
    asio::ip::tcp::socket socket{io};
    socket.connect({asio::ip::address_v4::loopback(), port});
    cost spent;
    const auto copy = [&]() -> asio::awaitable<void> {
        byte_buffer part(part_size);
        byte_view key_bytes{part.data(), 32};
        const measurement one;
        for (std::size_t each = 0; each != parts; ++each) {
            if (receives) {
                co_await asio::async_read(socket, asio::buffer(part), asio::use_awaitable);
                crypto::ige_decrypt(part, reference_key, reference_iv);
                benchmark::DoNotOptimize(crypto::sha256({key_bytes, part}));
            } else {
                benchmark::DoNotOptimize(crypto::sha256({key_bytes, part}));
                crypto::ige_encrypt(part, reference_key, reference_iv);
                co_await asio::async_write(socket, asio::buffer(part), asio::use_awaitable);
            }
        }
        if (!receives)
            co_await asio::async_read(socket, asio::buffer(part, 1), asio::use_awaitable);
        spent = one.end();
    };
    asio::co_spawn(io, copy(), [](const std::exception_ptr& error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
    return spent;
}

void report(benchmark::State& state, const cost& spent, std::int64_t size) {
    const auto megabytes = static_cast<double>(size) / 1e6;
    state.counters["MB_per_second"] = megabytes / spent.seconds;
    state.counters["cpu_ms_per_MB"] = spent.cpu * 1e3 / megabytes;
    state.counters["memory"] = spent.memory / mib;
    state.counters["copies"] = spent.copied / static_cast<double>(size);
}

void reference(benchmark::State& state, bool receives) {
    const auto size = state.range(0) * mib;
    for (auto _ : state) {
        const auto spent = reference_cost(receives, size);
        state.SetIterationTime(spent.seconds);
        report(state, spent, size);
    }
}

void transfer(benchmark::State& state, bool receives) {
    const auto size = state.range(0) * mib;
    for (auto _ : state) {
        const auto least = reference_cost(receives, size);
        const auto spent =
            receives ? download_cost(server_port(), size) : upload_cost(server_port(), size);
        state.SetIterationTime(spent.seconds);
        report(state, spent, size);
        state.counters["of_reference"] = least.seconds / spent.seconds;
        state.counters["cpu_times"] = spent.cpu / least.cpu;
    }
}

void delayed(benchmark::State& state, bool receives) {
    const auto size = state.range(0) * mib;
    for (auto _ : state) {
        const auto port = delayed_port();
        const auto spent = receives ? download_cost(port, size) : upload_cost(port, size);
        state.SetIterationTime(spent.seconds);
        report(state, spent, size);
        const auto most = budget / std::chrono::duration<double>(latency).count();
        state.counters["of_budget"] = static_cast<double>(size) / spent.seconds / most;
    }
}

void many(benchmark::State& state) {
    const auto file = stored_file(mib);
    for (auto _ : state) {
        cost spent;
        with_account(server_port(), [&](client& telegram) -> awaitable<void> {
            auto left = state.range(0);
            std::int64_t came = 0;
            event ended{telegram.executor()};
            const auto one = [&]() -> awaitable<void> {
                counting_sink sink;
                auto work = files::download(telegram, file, sink);
                co_await std::move(work);
                came += sink.count;
                if (--left == 0)
                    ended.set();
            };
            const measurement all;
            const std::function<awaitable<void>(task_group&)> body = [&](task_group& group
                                                                     ) -> awaitable<void> {
                for (auto each = left; each != 0; --each)
                    group.spawn(one());
                co_await ended.wait();
            };
            co_await with_tasks(body);
            spent = all.end();
            if (came != state.range(0) * mib)
                std::abort();
        });
        state.SetIterationTime(spent.seconds);
        report(state, spent, state.range(0) * mib);
    }
}

} // namespace

#define SIZES                                                                                      \
    ->Arg(16)->Arg(256)->Arg(1024)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond)
BENCHMARK_CAPTURE(reference, download, true) SIZES;
BENCHMARK_CAPTURE(reference, upload, false) SIZES;
BENCHMARK_CAPTURE(transfer, download, true) SIZES;
BENCHMARK_CAPTURE(transfer, upload, false) SIZES;
BENCHMARK_CAPTURE(delayed, download, true) SIZES;
BENCHMARK_CAPTURE(delayed, upload, false) SIZES;
BENCHMARK(many)->Arg(20)->Arg(1000)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

int main(int count, char** arguments) {
    support::server_process::serve_if_asked(count, arguments);
    if (const auto* asked = support::child_process::argument(count, arguments, reference_flag))
        reference_peer(asked);
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
}
