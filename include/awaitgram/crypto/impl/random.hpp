// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <openssl/rand.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <pthread.h>

namespace awaitgram::crypto {

namespace detail {

[[nodiscard]] inline bool random_from_openssl(byte_span bytes) noexcept {
    constexpr std::size_t most = 1 << 20;
    while (!bytes.empty()) {
        const auto now = bytes.first(bytes.size() < most ? bytes.size() : most);
        if (RAND_bytes(now.data(), static_cast<int>(now.size())) != 1)
            return false;
        bytes = bytes.subspan(now.size());
    }
    return true;
}

/// A buffer of random bytes of one thread: OpenSSL takes longer for a few bytes than the rest of a message takes.
struct random_pool {
    /// Requests of up to this size are served from the buffer.
    static constexpr std::size_t most = 512;

    std::uint8_t bytes[4096];
    std::size_t left;
    unsigned forks;

    [[nodiscard]] bool take(byte_span out, unsigned forks_now) noexcept {
        if (out.size() > left || forks != forks_now) {
            left = 0;
            if (!random_from_openssl(bytes))
                return false;
            left = sizeof bytes;
            forks = forks_now;
        }
        left -= out.size();
        std::memcpy(out.data(), bytes + left, out.size());
        wipe({bytes + left, out.size()}); // no byte is returned twice or left in memory
        return true;
    }
};

} // namespace detail

AWAITGRAM_DECL random_source& system_random() noexcept {
    struct source final : random_source {
        // Parent and child must not return the same bytes. Without the handler, nothing may be buffered.
        std::atomic<unsigned> forks{0};
        bool keeps = false;

        source() noexcept { keeps = pthread_atfork(nullptr, nullptr, forked) == 0; }

        static void forked() noexcept {
            static_cast<source&>(system_random()).forks.fetch_add(1, std::memory_order_relaxed);
        }

        bool fill(byte_span bytes) noexcept override {
            static thread_local constinit detail::random_pool pool{};
            if (bytes.empty())
                return true;
            if (!keeps || bytes.size() > detail::random_pool::most)
                return detail::random_from_openssl(bytes);
            return pool.take(bytes, forks.load(std::memory_order_relaxed));
        }
    };
    static source instance;
    return instance;
}

} // namespace awaitgram::crypto
