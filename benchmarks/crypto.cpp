// SPDX-License-Identifier: MIT
// Cycles are those of the time stamp counter, which has a constant rate whatever the processor's clock: only the ratios
// to the references of the same run are meaningful. AWAITGRAM_CPU selects the code paths, as in AWAITGRAM_CPU=aes,sha.
#include <awaitgram/crypto/aes_ctr.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/detail/cpu.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/message_cipher.hpp>
#include <awaitgram/mtproto/envelope.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "support/aes_chain.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

using namespace awaitgram;

namespace {

std::uint64_t ticks() {
#if defined(__x86_64__)
    return __rdtsc();
#else
    return 0;
#endif
}

/// Runs `once`, which processes this many bytes, and reports bytes per second and the cycles of the fastest run,
/// because other load on the machine only adds cycles. Several short runs are timed together.
void measure(benchmark::State& state, std::size_t bytes, const auto& once) {
    once(); // one-time look-ups, and the first access to the memory
    const auto together = bytes < 16 << 10 ? (16 << 10) / bytes : 1;
    auto best = ~std::uint64_t{0};
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(together))) {
        const auto begun = ticks();
        for (std::size_t i = 0; i != together; ++i) {
            once();
            benchmark::ClobberMemory();
        }
        best = std::min(best, ticks() - begun);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
    if (best == 0) // no counter to read
        return;
    const auto each = static_cast<double>(best) / static_cast<double>(together);
    state.counters["cycles"] = each;
    state.counters["cycles_per_byte"] = each / static_cast<double>(bytes);
}

byte_buffer some_bytes(std::size_t size, unsigned seed = 1) {
    byte_buffer bytes(size);
    for (auto& byte : bytes)
        byte = static_cast<std::uint8_t>((seed = seed * 1664525 + 1013904223) >> 24);
    return bytes;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> some(unsigned seed) {
    std::array<std::uint8_t, Size> bytes;
    const auto content = some_bytes(Size, seed);
    std::memcpy(bytes.data(), content.data(), Size);
    return bytes;
}

using run_one = std::function<void(benchmark::State&)>;

void add(const std::string& name, run_one body) {
    benchmark::RegisterBenchmark(name.c_str(), std::move(body));
}

std::string text_of_size(std::size_t size) {
    if (size % (1 << 20) == 0)
        return std::to_string(size >> 20) + "MiB";
    return size % 1024 == 0 ? std::to_string(size / 1024) + "KiB" : std::to_string(size) + "B";
}

constexpr std::size_t sizes[] = {64, 128, 1024, 16 << 10, 64 << 10, 1 << 20};

void add_yardsticks() {
#if defined(__x86_64__)
    if (crypto::detail::machine_features().aes)
        add("yardstick/aes_chain", [](benchmark::State& state) {
            measure(state, 1 << 16, [] {
                auto last = benchmarks::aes_chain(1 << 16);
                benchmark::DoNotOptimize(last);
            });
        });
#endif
    add("yardstick/memcpy_48k", [](benchmark::State& state) {
        const auto from = some_bytes(48'000);
        byte_buffer to(48'000);
        measure(state, 48'000, [&] {
            std::memcpy(to.data(), from.data(), 48'000);
            benchmark::DoNotOptimize(to.data());
        });
    });
}

struct streams {
    std::vector<byte_buffer> data;
    crypto::aes_key keys[16];
    crypto::ige_iv ivs[16];
    std::vector<crypto::ige_job> jobs;

    streams(std::size_t count, std::size_t size) {
        for (unsigned i = 0; i != count; ++i) {
            // At different offsets within a page.
            data.push_back(some_bytes(size + i * 80, i));
            keys[i] = some<32>(i + 100);
            ivs[i] = some<32>(i + 200);
        }
        for (std::size_t i = 0; i != count; ++i)
            jobs.push_back({byte_span{data[i]}.last(size), keys[i], ivs[i]});
    }
};

/// The mode that IGE is built on with OpenSSL: the fastest one with feedback for a single stream.
void openssl_cbc(benchmark::State& state, std::size_t size) {
    auto data = some_bytes(size);
    const auto key = some<32>(1);
    const auto iv = some<32>(2);
    auto* const context = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), nullptr, key.data(), iv.data());
    measure(state, size, [&] {
        auto written = 0;
        EVP_EncryptUpdate(context, data.data(), &written, data.data(), static_cast<int>(size));
    });
    EVP_CIPHER_CTX_free(context);
}

/// Restricts the code to the listed instructions; empty if the machine lacks one of them.
void add_ige(std::string_view allowed, const std::string& prefix) {
    using crypto::detail::cpu;
    const auto used = crypto::detail::lowered_to(crypto::detail::machine_features(), allowed);
    const auto wanted = crypto::detail::lowered_to({true, true, true, true}, allowed);
    if (!(used == wanted))
        return;
    for (const auto size : sizes) {
        for (const auto way : {0, 1}) {
            const auto name = way == 0 ? "ige_encrypt/" : "ige_decrypt/";
            add(prefix + name + text_of_size(size), [=](benchmark::State& state) {
                cpu() = used;
                const streams one(1, size);
                const auto& job = one.jobs[0];
                measure(state, size, [&] {
                    if (way == 0)
                        crypto::ige_encrypt(job.data, job.key, job.iv);
                    else
                        crypto::ige_decrypt(job.data, job.key, job.iv);
                });
            });
        }
    }
    if (!used.aes)
        return;
    for (const std::size_t count : {8, 16})
        for (const std::size_t size : {std::size_t{128}, std::size_t{1024}, std::size_t{16 << 10}})
            for (const auto way : {0, 1}) {
                const auto name = way == 0 ? "ige_encrypt_many/" : "ige_decrypt_many/";
                const auto full = prefix + name + std::to_string(count) + "x" + text_of_size(size);
                add(full, [=](benchmark::State& state) {
                    cpu() = used;
                    const streams all(count, size);
                    measure(state, count * size, [&] {
                        if (way == 0)
                            crypto::ige_encrypt_many(all.jobs);
                        else
                            crypto::ige_decrypt_many(all.jobs);
                    });
                });
            }
}

/// Not random, and with minimal padding, so that each run has messages of the same size.
struct zeros final : crypto::random_source {
    bool fill(byte_span bytes) noexcept override {
        std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
        return true;
    }
};

/// Sealed packets that are opened repeatedly. Opening is in place, so each is first copied, at a hundredth of the cost.
struct packets {
    crypto::auth_key key{some_bytes(256)};
    std::vector<byte_buffer> sealed;
    std::vector<byte_buffer> work;

    packets(std::size_t count, std::size_t size) : sealed(count) {
        zeros random;
        for (auto& packet : sealed)
            if (mtproto::seal(key, way, {1, 2, 3, 4}, some_bytes(size), random, packet))
                std::abort();
        work = sealed;
    }

    static constexpr auto way = crypto::direction::to_client;
};

void add_messages(std::string_view allowed, const std::string& prefix) {
    using crypto::detail::cpu;
    const auto used = crypto::detail::lowered_to(crypto::detail::machine_features(), allowed);
    const auto wanted = crypto::detail::lowered_to({true, true, true, true}, allowed);
    if (!(used == wanted))
        return;
    for (const auto size : sizes) {
        add(prefix + "open/" + text_of_size(size), [=](benchmark::State& state) {
            cpu() = used;
            packets one(1, size);
            measure(state, size, [&] {
                std::memcpy(one.work[0].data(), one.sealed[0].data(), one.sealed[0].size());
                if (!mtproto::open(one.key, packets::way, one.work[0]))
                    state.SkipWithError("opening failed");
            });
        });
        add(prefix + "seal/" + text_of_size(size), [=](benchmark::State& state) {
            cpu() = used;
            packets one(1, size);
            const auto body = some_bytes(size);
            measure(state, size, [&] {
                auto& out = one.work[0];
                out.clear();
                auto& random = crypto::system_random();
                if (mtproto::seal(one.key, packets::way, {1, 2, 3, 4}, body, random, out))
                    state.SkipWithError("sealing failed");
            });
        });
        add(prefix + "encrypt_message/" + text_of_size(size), [=](benchmark::State& state) {
            cpu() = used;
            const crypto::auth_key key{some_bytes(256)};
            auto data = some_bytes(size);
            measure(state, size, [&] {
                auto msg_key = crypto::encrypt_message(key, data, packets::way);
                benchmark::DoNotOptimize(msg_key);
            });
        });
        for (const std::size_t count : {8, 16}) {
            const auto many = std::to_string(count) + "x" + text_of_size(size);
            add(prefix + "decrypt_messages/" + many, [=](benchmark::State& state) {
                cpu() = used;
                packets all(count, size);
                std::vector<crypto::message_job> jobs;
                for (auto& packet : all.work)
                    jobs.push_back(
                        {all.key,
                         packets::way,
                         byte_span{packet}.subspan(mtproto::envelope_prefix),
                         load_le<crypto::message_key>(packet.data() + 8)}
                    );
                measure(state, count * size, [&] {
                    for (std::size_t i = 0; i != count; ++i)
                        std::memcpy(all.work[i].data(), all.sealed[i].data(), all.sealed[i].size());
                    crypto::decrypt_messages(jobs);
                    for (const auto& job : jobs)
                        if (!job.authentic)
                            state.SkipWithError("decryption failed");
                });
            });
            add(prefix + "encrypt_messages/" + many, [=](benchmark::State& state) {
                cpu() = used;
                const crypto::auth_key key{some_bytes(256)};
                std::vector<byte_buffer> data(count, some_bytes(size));
                std::vector<crypto::message_job> jobs;
                for (auto& bytes : data)
                    jobs.push_back({key, packets::way, bytes});
                measure(state, count * size, [&] { crypto::encrypt_messages(jobs); });
            });
        }
    }
}

void add_others() {
    for (const auto size : {std::size_t{64}, std::size_t{16 << 10}, std::size_t{1 << 20}}) {
        add("crypto/ctr/" + text_of_size(size), [size](benchmark::State& state) {
            crypto::aes_ctr stream{some<32>(1), some<16>(2)};
            auto data = some_bytes(size);
            measure(state, size, [&] { stream.apply(data); });
        });
        add("crypto/sha256/" + text_of_size(size), [size](benchmark::State& state) {
            const auto data = some_bytes(size);
            measure(state, size, [&] {
                auto digest = crypto::sha256({data});
                benchmark::DoNotOptimize(digest);
            });
        });
        add("crypto/message_key/" + text_of_size(size), [size](benchmark::State& state) {
            const crypto::auth_key key{some_bytes(256)};
            const auto data = some_bytes(size);
            measure(state, size, [&] {
                auto msg_key = crypto::compute_message_key(key, data, packets::way);
                benchmark::DoNotOptimize(msg_key);
            });
        });
        add("openssl/cbc_encrypt/" + text_of_size(size),
            [size](benchmark::State& state) { openssl_cbc(state, size); });
    }
    add("crypto/derive_message_aes", [](benchmark::State& state) {
        const crypto::auth_key key{some_bytes(256)};
        const auto msg_key = some<16>(5);
        measure(state, 64, [&] {
            auto aes = crypto::derive_message_aes(key, msg_key, packets::way);
            benchmark::DoNotOptimize(aes);
        });
    });
}

} // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    add_yardsticks();
    add_ige("aes,sha,vaes256,vaes512", "crypto/");
    add_ige("aes,vaes256", "crypto_vaes256/");
    add_ige("aes", "crypto_aes/");
    add_ige("portable", "crypto_portable/");
    add_messages("aes,sha,vaes256,vaes512", "crypto/");
    add_messages("aes,sha", "crypto_aes_sha/");
    add_messages("aes", "crypto_aes/");
    add_messages("portable", "crypto_portable/");
    add_others();
    benchmark::RunSpecifiedBenchmarks();
}
