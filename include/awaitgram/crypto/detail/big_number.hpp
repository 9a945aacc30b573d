// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/detail/require.hpp>

#include <openssl/bn.h>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace awaitgram::crypto::detail {

/// A natural number of any size that is wiped on destruction.
class big_number {
public:
    [[gnu::noinline]] big_number() : number_(BN_new()) { require(number_ != nullptr); }

    [[gnu::noinline]] explicit big_number(std::uint64_t value) : big_number() {
        std::uint8_t bytes[8];
        for (auto i = 0; i != 8; ++i)
            bytes[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
        assign(bytes);
    }

    /// Reads big-endian bytes; leading zeros are allowed.
    [[gnu::noinline]] explicit big_number(byte_view bytes) : big_number() { assign(bytes); }

    big_number(big_number&& other) noexcept : number_(std::exchange(other.number_, nullptr)) {}

    big_number& operator=(big_number&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }

    ~big_number() { BN_clear_free(number_); }

    [[nodiscard]] BIGNUM* get() noexcept { return number_; }
    [[nodiscard]] const BIGNUM* get() const noexcept { return number_; }

    [[nodiscard]] std::size_t bits() const noexcept {
        return static_cast<std::size_t>(BN_num_bits(number_));
    }

    /// Writes big-endian bytes with leading zeros; only zeros if it does not fit.
    [[gnu::noinline]] void write(byte_span out) const noexcept {
        if (BN_bn2binpad(number_, out.data(), static_cast<int>(out.size())) < 0)
            for (auto& byte : out)
                byte = 0;
    }

    /// Big-endian bytes without leading zeros.
    [[nodiscard]] byte_buffer minimal() const {
        byte_buffer bytes((bits() + 7) / 8);
        write(bytes);
        return bytes;
    }

    friend bool operator==(const big_number& left, const big_number& right) noexcept {
        return BN_cmp(left.number_, right.number_) == 0;
    }
    friend bool operator<(const big_number& left, const big_number& right) noexcept {
        return BN_cmp(left.number_, right.number_) < 0;
    }

private:
    void assign(byte_view bytes) {
        require(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), number_) != nullptr);
    }

    BIGNUM* number_;
};

/// The scratch numbers of OpenSSL's functions, wiped on destruction.
class number_scratch {
public:
    number_scratch() : context_(BN_CTX_new()) { require(context_ != nullptr); }
    number_scratch(const number_scratch&) = delete;
    number_scratch& operator=(const number_scratch&) = delete;
    ~number_scratch() { BN_CTX_free(context_); }

    [[nodiscard]] BN_CTX* get() const noexcept { return context_; }

private:
    BN_CTX* context_;
};

/// base^exponent mod modulus, in a time that does not depend on the exponent's bits; the modulus must be odd.
[[nodiscard, gnu::noinline]] inline big_number
power(const big_number& base, big_number& exponent, const big_number& modulus) {
    number_scratch scratch;
    big_number result;
    BN_set_flags(exponent.get(), BN_FLG_CONSTTIME);
    require(
        BN_mod_exp_mont_consttime(
            result.get(), base.get(), exponent.get(), modulus.get(), scratch.get(), nullptr
        ) == 1
    );
    return result;
}

/// left·right mod modulus.
[[nodiscard, gnu::noinline]] inline big_number
product(const big_number& left, const big_number& right, const big_number& modulus) {
    number_scratch scratch;
    big_number result;
    require(BN_mod_mul(result.get(), left.get(), right.get(), modulus.get(), scratch.get()) == 1);
    return result;
}

/// The bytes without their leading zeros.
[[nodiscard]] inline byte_view strip_zeros(byte_view bytes) noexcept {
    while (!bytes.empty() && bytes[0] == 0)
        bytes = bytes.subspan(1);
    return bytes;
}

} // namespace awaitgram::crypto::detail
