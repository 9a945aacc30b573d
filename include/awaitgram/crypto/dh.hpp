// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/crypto/detail/big_number.hpp>
#include <awaitgram/crypto/error.hpp>

#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <system_error>

namespace awaitgram::crypto {

/// The safe prime that Telegram's servers send. It was proven once and is not proven each time.
/// Spec: https://core.telegram.org/mtproto/auth_key
[[nodiscard]] inline byte_view known_prime() noexcept {
    static constexpr std::uint8_t prime[256] = {
        0xc7, 0x1c, 0xae, 0xb9, 0xc6, 0xb1, 0xc9, 0x04, 0x8e, 0x6c, 0x52, 0x2f, 0x70, 0xf1, 0x3f,
        0x73, 0x98, 0x0d, 0x40, 0x23, 0x8e, 0x3e, 0x21, 0xc1, 0x49, 0x34, 0xd0, 0x37, 0x56, 0x3d,
        0x93, 0x0f, 0x48, 0x19, 0x8a, 0x0a, 0xa7, 0xc1, 0x40, 0x58, 0x22, 0x94, 0x93, 0xd2, 0x25,
        0x30, 0xf4, 0xdb, 0xfa, 0x33, 0x6f, 0x6e, 0x0a, 0xc9, 0x25, 0x13, 0x95, 0x43, 0xae, 0xd4,
        0x4c, 0xce, 0x7c, 0x37, 0x20, 0xfd, 0x51, 0xf6, 0x94, 0x58, 0x70, 0x5a, 0xc6, 0x8c, 0xd4,
        0xfe, 0x6b, 0x6b, 0x13, 0xab, 0xdc, 0x97, 0x46, 0x51, 0x29, 0x69, 0x32, 0x84, 0x54, 0xf1,
        0x8f, 0xaf, 0x8c, 0x59, 0x5f, 0x64, 0x24, 0x77, 0xfe, 0x96, 0xbb, 0x2a, 0x94, 0x1d, 0x5b,
        0xcd, 0x1d, 0x4a, 0xc8, 0xcc, 0x49, 0x88, 0x07, 0x08, 0xfa, 0x9b, 0x37, 0x8e, 0x3c, 0x4f,
        0x3a, 0x90, 0x60, 0xbe, 0xe6, 0x7c, 0xf9, 0xa4, 0xa4, 0xa6, 0x95, 0x81, 0x10, 0x51, 0x90,
        0x7e, 0x16, 0x27, 0x53, 0xb5, 0x6b, 0x0f, 0x6b, 0x41, 0x0d, 0xba, 0x74, 0xd8, 0xa8, 0x4b,
        0x2a, 0x14, 0xb3, 0x14, 0x4e, 0x0e, 0xf1, 0x28, 0x47, 0x54, 0xfd, 0x17, 0xed, 0x95, 0x0d,
        0x59, 0x65, 0xb4, 0xb9, 0xdd, 0x46, 0x58, 0x2d, 0xb1, 0x17, 0x8d, 0x16, 0x9c, 0x6b, 0xc4,
        0x65, 0xb0, 0xd6, 0xff, 0x9c, 0xa3, 0x92, 0x8f, 0xef, 0x5b, 0x9a, 0xe4, 0xe4, 0x18, 0xfc,
        0x15, 0xe8, 0x3e, 0xbe, 0xa0, 0xf8, 0x7f, 0xa9, 0xff, 0x5e, 0xed, 0x70, 0x05, 0x0d, 0xed,
        0x28, 0x49, 0xf4, 0x7b, 0xf9, 0x59, 0xd9, 0x56, 0x85, 0x0c, 0xe9, 0x29, 0x85, 0x1f, 0x0d,
        0x81, 0x15, 0xf6, 0x35, 0xb1, 0x05, 0xee, 0x2e, 0x4e, 0x15, 0xd0, 0x4b, 0x24, 0x54, 0xbf,
        0x6f, 0x4f, 0xad, 0xf0, 0x34, 0xb1, 0x04, 0x03, 0x11, 0x9c, 0xd8, 0xe3, 0xb9, 0x2f, 0xcc,
        0x5b,
    };
    return prime;
}

namespace detail {

/// Whether g generates the large subgroup of a safe prime, decided by the prime's remainders modulo small numbers.
[[nodiscard, gnu::cold]] inline bool
generator_fits(const big_number& prime, std::int32_t g) noexcept {
    const auto left_by = [&prime](BN_ULONG divisor) { return BN_mod_word(prime.get(), divisor); };
    switch (g) {
    case 2:
        return left_by(8) == 7;
    case 3:
        return left_by(3) == 2;
    case 4:
        return true;
    case 5:
        return left_by(5) == 1 || left_by(5) == 4;
    case 6:
        return left_by(24) == 19 || left_by(24) == 23;
    case 7:
        return left_by(7) == 3 || left_by(7) == 5 || left_by(7) == 6;
    }
    return false;
}

/// Lets OpenSSL ask after each round of a proof whether to go on.
class proof_progress {
public:
    explicit proof_progress(const stop_flag* stop) {
        if (stop == nullptr)
            return;
        callback_ = BN_GENCB_new();
        require(callback_ != nullptr);
        BN_GENCB_set(callback_, goes_on, const_cast<stop_flag*>(stop));
    }
    proof_progress(const proof_progress&) = delete;
    proof_progress& operator=(const proof_progress&) = delete;
    ~proof_progress() { BN_GENCB_free(callback_); }

    [[nodiscard]] BN_GENCB* get() const noexcept { return callback_; }

private:
    static int goes_on(int, int, BN_GENCB* callback) noexcept {
        return static_cast<const stop_flag*>(BN_GENCB_get_arg(callback))->is_set() ? 0 : 1;
    }

    BN_GENCB* callback_ = nullptr;
};

/// Whether a number is prime: 64 rounds of Miller-Rabin with random bases. False when it is stopped.
[[nodiscard, gnu::cold]] inline bool
is_prime(const big_number& number, number_scratch& scratch, BN_GENCB* progress = nullptr) {
    return BN_check_prime(number.get(), scratch.get(), progress) == 1;
}

/// Whether p and (p - 1) / 2 are prime. False when it is stopped.
[[nodiscard, gnu::cold]] inline bool is_safe_prime(const big_number& prime, const stop_flag* stop) {
    number_scratch scratch;
    big_number half;
    const proof_progress progress{stop};
    require(BN_rshift1(half.get(), prime.get()) == 1);
    return is_prime(half, scratch, progress.get()) && is_prime(prime, scratch, progress.get());
}

} // namespace detail

/// Checks the group that a server proposes; leading zeros of the prime are allowed.
///
/// Known primes are not proven again, which takes half a second; the generator is always checked.
/// Errors: `errc::unsafe_prime` unless it is a safe prime of exactly 2048 bits; `errc::unsafe_generator`; `errc::stopped`.
/// Spec: https://core.telegram.org/mtproto/auth_key
[[nodiscard, gnu::cold]] inline std::error_code
check_group(byte_view dh_prime, std::int32_t g, const stop_flag* stop = nullptr) {
    dh_prime = detail::strip_zeros(dh_prime);
    if (dh_prime.size() != 256 || dh_prime[0] < 0x80 || dh_prime[255] % 2 == 0)
        return errc::unsafe_prime;
    const detail::big_number prime{dh_prime};
    const auto known = std::memcmp(dh_prime.data(), known_prime().data(), 256) == 0;
    if (!known && (g < 2 || g > 7)) // not worth a proof
        return errc::unsafe_generator;
    if (!known && !detail::is_safe_prime(prime, stop))
        return stop != nullptr && stop->is_set() ? errc::stopped : errc::unsafe_prime;
    if (!detail::generator_fits(prime, g))
        return errc::unsafe_generator;
    return {};
}

/// Checks that a public value is between 2^1984 and p - 2^1984, both included; leading zeros are allowed.
/// Spec: https://core.telegram.org/mtproto/security_guidelines#g-a-and-g-b-validation
[[nodiscard, gnu::cold]] inline std::error_code check_public(byte_view g_x, byte_view dh_prime) {
    g_x = detail::strip_zeros(g_x);
    dh_prime = detail::strip_zeros(dh_prime);
    if (g_x.size() > 256 || g_x.size() < 249 || dh_prime.size() != 256)
        return errc::unsafe_public_value;
    const detail::big_number value{g_x};
    detail::big_number margin;
    detail::big_number highest;
    const detail::big_number prime{dh_prime};
    detail::require(
        BN_set_bit(margin.get(), 1984) == 1 && BN_sub(highest.get(), prime.get(), margin.get()) == 1
    );
    if (value < margin || highest < value)
        return errc::unsafe_public_value;
    return {};
}

/// base^exponent mod modulus as 256 bytes, in a time that does not depend on the exponent.
///
/// Shape: big-endian; the modulus is odd and has at most 256 bytes, as `check_group` ensures.
[[nodiscard, gnu::cold]] inline std::array<std::uint8_t, 256>
power(byte_view base, byte_view exponent, byte_view modulus) {
    modulus = detail::strip_zeros(modulus);
    const auto usable = !modulus.empty() && modulus.size() <= 256 && modulus.back() % 2 == 1;
    assert(usable);
    std::array<std::uint8_t, 256> bytes{};
    if (!usable)
        return bytes;
    detail::big_number secret{exponent};
    detail::power(detail::big_number{base}, secret, detail::big_number{modulus}).write(bytes);
    return bytes;
}

/// g^exponent mod modulus as 256 bytes.
[[nodiscard, gnu::cold]] inline std::array<std::uint8_t, 256>
power_of_generator(std::int32_t g, byte_view exponent, byte_view modulus) {
    const auto base = minimal_be(static_cast<std::uint32_t>(g));
    return power(base, exponent, modulus);
}

} // namespace awaitgram::crypto
