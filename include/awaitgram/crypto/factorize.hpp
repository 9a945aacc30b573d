// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/crypto/error.hpp>

#include <cstdint>
#include <utility>

namespace awaitgram::crypto {

namespace detail {

__extension__ using wide = unsigned __int128;

/// Arithmetic modulo an odd number below 2^63, in Montgomery's form: multiplications instead of divisions.
class odd_modulus {
public:
    explicit odd_modulus(std::uint64_t n) noexcept : n_(n), inverse_(n) {
        for (auto i = 0; i != 5; ++i) // each step doubles the number of correct bits
            inverse_ *= 2 - n * inverse_;
        one_ = (0 - n) % n;
        square_ = static_cast<std::uint64_t>(wide{one_} * one_ % n);
    }

    [[nodiscard]] std::uint64_t one() const noexcept { return one_; }
    [[nodiscard]] std::uint64_t enter(std::uint64_t value) const noexcept {
        return multiply(value % n_, square_);
    }

    [[nodiscard]] std::uint64_t multiply(std::uint64_t left, std::uint64_t right) const noexcept {
        const auto full = wide{left} * right;
        const auto low = static_cast<std::uint64_t>(full) * inverse_;
        const auto away = static_cast<std::uint64_t>(wide{low} * n_ >> 64);
        const auto high = static_cast<std::uint64_t>(full >> 64);
        return high < away ? high - away + n_ : high - away;
    }

    [[nodiscard]] std::uint64_t add(std::uint64_t left, std::uint64_t right) const noexcept {
        const auto sum = left + right;
        return sum >= n_ ? sum - n_ : sum;
    }

    [[nodiscard]] std::uint64_t power(std::uint64_t base, std::uint64_t exponent) const noexcept {
        auto result = one_;
        for (; exponent != 0; exponent >>= 1, base = multiply(base, base))
            if (exponent % 2 != 0)
                result = multiply(result, base);
        return result;
    }

private:
    std::uint64_t n_;
    std::uint64_t inverse_;
    std::uint64_t one_ = 0;
    std::uint64_t square_ = 0;
};

/// Miller-Rabin with the first twelve primes as bases, which is a proof for 64 bits.
[[nodiscard]] inline bool is_prime(std::uint64_t n) noexcept {
    constexpr std::uint64_t bases[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    for (const auto base : bases)
        if (n % base == 0)
            return n == base;
    if (n < 37)
        return false;
    const odd_modulus modulo{n};
    const auto minus_one = n - modulo.one();
    auto odd = n - 1;
    auto twos = 0;
    for (; odd % 2 == 0; odd /= 2)
        ++twos;
    for (const auto base : bases) {
        auto x = modulo.power(modulo.enter(base), odd);
        if (x == modulo.one() || x == minus_one)
            continue;
        auto left = twos - 1;
        for (; left > 0 && x != minus_one; --left)
            x = modulo.multiply(x, x);
        if (x != minus_one)
            return false;
    }
    return true;
}

[[nodiscard]] inline std::uint64_t gcd(std::uint64_t a, std::uint64_t b) noexcept {
    while (b != 0)
        a = std::exchange(b, a % b);
    return a;
}

/// Whether the number is a perfect square.
[[nodiscard]] inline bool is_square(std::uint64_t n) noexcept {
    auto root = n;
    for (auto next = n / 2 + 1; next < root;) { // Newton's method from above
        root = next;
        next = (root + n / root) / 2;
    }
    return root * root == n;
}

/// One run of Pollard's rho in Brent's form; 1 or n if it finds no factor.
[[nodiscard]] inline std::uint64_t
rho(std::uint64_t n, std::uint64_t constant, const stop_flag* stop) noexcept {
    constexpr int most_steps = 1 << 18; // a factor of 31 bits takes 60,000 on average
    constexpr int batch = 128;
    const odd_modulus modulo{n};
    const auto c = modulo.enter(constant);
    const auto next = [&](std::uint64_t x) { return modulo.add(modulo.multiply(x, x), c); };
    const auto distance = [](std::uint64_t a, std::uint64_t b) { return a > b ? a - b : b - a; };
    auto y = modulo.enter(2);
    auto steps = 0;
    for (auto stride = 1; steps < most_steps; stride *= 2) {
        const auto x = y;
        for (auto i = 0; i != stride; ++i)
            y = next(y);
        for (auto done = 0; done < stride && steps < most_steps; done += batch) {
            if (stop != nullptr && stop->is_set())
                return 1;
            const auto start = y;
            auto product = modulo.one();
            for (auto i = 0; i != batch && done + i != stride; ++i, ++steps) {
                y = next(y);
                product = modulo.multiply(product, distance(x, y));
            }
            if (auto divisor = gcd(product, n); divisor != 1) {
                if (divisor != n)
                    return divisor;
                divisor = 1; // several factors at once: repeat the same steps one by one
                for (auto again = start; divisor == 1;) {
                    again = next(again);
                    divisor = gcd(distance(x, again), n);
                }
                return divisor;
            }
        }
    }
    return 1;
}

} // namespace detail

/// The two primes of the product that a server sends as proof of work, the smaller one first.
///
/// Takes a few milliseconds at most, for any number.
/// Errors: `errc::not_two_primes` for everything but the product of two different odd primes below 2^63;
/// `errc::too_hard_to_factorize`; `errc::stopped`.
[[nodiscard, gnu::cold]] inline result<std::pair<std::uint64_t, std::uint64_t>>
factorize(std::uint64_t pq, const stop_flag* stop = nullptr) {
    const auto refuse = failure(make_error_code(errc::not_two_primes));
    if (pq < 15 || pq > 0x7fff'ffff'ffff'ffff || pq % 2 == 0 || detail::is_prime(pq) ||
        detail::is_square(pq))
        return refuse;
    std::uint64_t factor = 1;
    for (std::uint64_t small = 3; small < 1000 && factor == 1; small += 2)
        if (pq % small == 0)
            factor = small;
    for (std::uint64_t constant = 1; constant != 16 && factor == 1; ++constant)
        if (const auto divisor = detail::rho(pq, constant, stop); divisor != pq)
            factor = divisor;
    if (stop != nullptr && stop->is_set())
        return failure(make_error_code(errc::stopped));
    if (factor == 1)
        return failure(make_error_code(errc::too_hard_to_factorize));
    const auto other = pq / factor;
    if (!detail::is_prime(factor) || !detail::is_prime(other))
        return refuse;
    return factor < other ? std::pair{factor, other} : std::pair{other, factor};
}

} // namespace awaitgram::crypto
