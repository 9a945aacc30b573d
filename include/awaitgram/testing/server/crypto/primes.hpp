// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/random.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace awaitgram::testing {

/// Whether a number below 2^31 is prime; exact: the Miller-Rabin test with bases that suffice for this range.
[[nodiscard]] inline bool is_prime(std::uint32_t number) noexcept {
    for (const std::uint32_t small : {2U, 3U, 5U, 7U, 11U, 13U})
        if (number % small == 0)
            return number == small;
    if (number < 2)
        return false;
    const auto power = [number](std::uint64_t base, std::uint32_t exponent) {
        std::uint64_t value = 1;
        for (; exponent != 0; exponent >>= 1, base = base * base % number)
            if (exponent & 1)
                value = value * base % number;
        return value;
    };
    auto odd = number - 1;
    auto twos = 0;
    for (; odd % 2 == 0; odd /= 2)
        ++twos;
    for (const std::uint64_t base : {2u, 3u, 5u, 7u}) {
        auto value = power(base, odd);
        auto passes = value == 1 || value == number - 1;
        for (auto i = 1; i < twos && !passes; ++i) {
            value = value * value % number;
            passes = value == number - 1;
        }
        if (!passes)
            return false;
    }
    return true;
}

/// Two different primes of 31 bits, the smaller first; nothing when the random source fails.
[[nodiscard]] inline std::optional<std::pair<std::uint32_t, std::uint32_t>>
random_primes(crypto::random_source& random) {
    std::uint32_t primes[2]{};
    for (auto count = 0; count != 2;) {
        std::uint8_t bytes[4];
        if (!random.fill(bytes))
            return std::nullopt;
        const auto number = load_le<std::uint32_t>(bytes) >> 2 | 1U << 30 | 1U;
        if (!is_prime(number) || (count == 1 && number == primes[0]))
            continue;
        primes[count++] = number;
    }
    return primes[0] < primes[1] ? std::pair{primes[0], primes[1]}
                                 : std::pair{primes[1], primes[0]};
}

} // namespace awaitgram::testing
