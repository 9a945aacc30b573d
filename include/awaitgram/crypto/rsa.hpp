// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/detail/big_number.hpp>
#include <awaitgram/crypto/error.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/pem.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/tl/reader.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::crypto {

/// A server's public key.
class rsa_public_key {
public:
    /// Takes big-endian numbers of 512 to 4096 and up to 64 bits.
    /// Errors: `errc::bad_rsa_key`.
    [[nodiscard, gnu::cold]] static result<rsa_public_key> from_numbers(byte_view n, byte_view e) {
        n = detail::strip_zeros(n);
        e = detail::strip_zeros(e);
        const auto usable = n.size() >= 64 && n.size() <= 512 && n.back() % 2 == 1 && !e.empty() &&
                            e.size() <= 8 && e.back() % 2 == 1 && load_be(e) > 1;
        if (!usable)
            return failure(make_error_code(errc::bad_rsa_key));
        return rsa_public_key{{{n.begin(), n.end()}, {e.begin(), e.end()}}};
    }

    /// Reads PEM: PKCS#1 (`BEGIN RSA PUBLIC KEY`) or SubjectPublicKeyInfo (`BEGIN PUBLIC KEY`).
    /// Errors: those of `read_public_pem`; `errc::bad_rsa_key`.
    [[nodiscard, gnu::cold]] static result<rsa_public_key> from_pem(std::string_view text) {
        const auto numbers = read_public_pem(text);
        if (!numbers)
            return failure(numbers.error());
        return from_numbers(numbers->n, numbers->e);
    }

    [[nodiscard]] std::string to_pem(pem_form form = pem_form::pkcs1) const {
        return write_public_pem(numbers_, form);
    }

    /// The id of the key on the wire.
    /// Spec: https://core.telegram.org/mtproto/auth_key
    [[nodiscard]] std::int64_t fingerprint() const noexcept { return fingerprint_; }

    /// Modulus and exponent, big-endian.
    [[nodiscard]] const rsa_numbers& numbers() const noexcept { return numbers_; }

    /// Whether the modulus has exactly 2048 bits, as the key exchange requires.
    [[nodiscard]] bool has_2048_bits() const noexcept {
        return numbers_.n.size() == 256 && numbers_.n[0] >= 0x80;
    }

    friend bool operator==(const rsa_public_key& left, const rsa_public_key& right) noexcept {
        return left.numbers_.n == right.numbers_.n && left.numbers_.e == right.numbers_.e;
    }

private:
    [[gnu::cold]] explicit rsa_public_key(rsa_numbers numbers) : numbers_(std::move(numbers)) {
        byte_buffer hashed;
        tl::append_string(hashed, numbers_.n);
        tl::append_string(hashed, numbers_.e);
        fingerprint_ = load_le<std::int64_t>(sha1({hashed}).data() + 12);
    }

    rsa_numbers numbers_;
    std::int64_t fingerprint_ = 0;
};

namespace detail {

inline constexpr std::string_view production_modulus =
    "e8bb3305c0b52c6cf2afdf7637313489e63e05268e5badb601af417786472e5f93b85438968e20e6"
    "729a301c0afc121bf7151f834436f7fda680847a66bf64accec78ee21c0b316f0edafe2f41908da7"
    "bd1f4a5107638eeb67040ace472a14f90d9f7c2b7def99688ba3073adb5750bb02964902a359fe74"
    "5d8170e36876d4fd8a5d41b2a76cbff9a13267eb9580b2d06d10357448d20d9da2191cb5d8c93982"
    "961cdfdeda629e37f1fb09a0722027696032fe61ed663db7a37f6f263d370f69db53a0dc0a1748bd"
    "aaff6209d5645485e6e001d1953255757e4b8e42813347b11da6ab500fd0ace7e6dfa3736199ccaf"
    "9397ed0745a427dcfa6cd67bcb1acff3";
inline constexpr std::string_view test_modulus =
    "c8c11d635691fac091dd9489aedced2932aa8a0bcefef05fa800892d9b52ed03200865c9e97211cb"
    "2ee6c7ae96d3fb0e15aeffd66019b44a08a240cfdd2868a85e1f54d6fa5deaa041f6941ddf302690"
    "d61dc476385c2fa655142353cb4e4b59f6e5b6584db76fe8b1370263246c010c93d011014113ebdf"
    "987d093f9d37c2be48352d69a1683f8f6e6c2167983c761e3ab169fde5daaa12123fa1beab621e4d"
    "a5935e9c198f82f35eae583a99386d8110ea6bd1abb0f568759f62694419ea5f69847c43462abef8"
    "58b4cb5edc84e7b9226cd7bd7e183aa974a712c079dde85b9dc063b8a5c08e8f859c0ee5dcd824c7"
    "807f20153361a7f63cfd2a433a1be7f5";

[[gnu::cold]] inline rsa_public_key built_in_key(std::string_view modulus) {
    constexpr std::uint8_t exponent[] = {1, 0, 1};
    return *rsa_public_key::from_numbers(*from_hex(modulus), exponent);
}

} // namespace detail

/// Telegram's two environments. Accounts, servers and keys of one do not exist in the other.
enum class environment { production, test };

/// The keys of Telegram's servers. A test key is never accepted in production.
[[nodiscard, gnu::cold]] inline std::span<const rsa_public_key>
telegram_keys(environment which = environment::production) {
    static const rsa_public_key production = detail::built_in_key(detail::production_modulus);
    static const rsa_public_key test = detail::built_in_key(detail::test_modulus);
    return {which == environment::production ? &production : &test, 1};
}

/// Encrypts up to 144 bytes, so that only the owner of the private key can read them and alterations are detected.
///
///     | temp_key xor SHA256(aes) (32) | aes (224) | = k; the result is k^e mod n
///     aes = IGE(temp_key, iv 0) of | data and padding, reversed (192) | SHA256(temp_key, data and padding) (32) |
///
/// Errors: `errc::rsa_data_too_long`; `errc::bad_rsa_key` unless the key has 2048 bits; `errc::no_randomness`.
/// Spec: https://core.telegram.org/mtproto/auth_key
[[nodiscard, gnu::cold]] inline result<std::array<std::uint8_t, 256>>
rsa_pad(byte_view data, const rsa_public_key& key, random_source& random) {
    if (data.size() > 144)
        return failure(make_error_code(errc::rsa_data_too_long));
    if (!key.has_2048_bits())
        return failure(make_error_code(errc::bad_rsa_key));
    const detail::big_number modulus{key.numbers().n};
    secret<192> padded;
    if (!data.empty())
        std::memcpy(padded.data(), data.data(), data.size());
    if (!random.fill(byte_span{padded}.subspan(data.size())))
        return failure(make_error_code(errc::no_randomness));

    constexpr auto most_tries = 128; // each succeeds with a probability of more than one half
    for (auto tries = 0; tries != most_tries; ++tries) {
        aes_key temp_key;
        if (!random.fill(temp_key))
            return failure(make_error_code(errc::no_randomness));
        secret<256> block;
        const auto sealed = byte_span{block}.subspan(32);
        for (std::size_t i = 0; i != padded.size(); ++i)
            sealed[i] = padded.data()[padded.size() - 1 - i];
        auto hash = sha256({temp_key, padded});
        std::memcpy(sealed.data() + padded.size(), hash.data(), hash.size());
        ige_encrypt(sealed, temp_key, ige_iv{});
        hash = sha256({sealed});
        for (std::size_t i = 0; i != temp_key.size(); ++i)
            block.data()[i] = temp_key[i] ^ hash[i];
        wipe(temp_key);

        const detail::big_number number{block};
        if (!(number < modulus))
            continue;
        detail::big_number exponent{key.numbers().e};
        std::array<std::uint8_t, 256> encrypted;
        detail::power(number, exponent, modulus).write(encrypted);
        return encrypted;
    }
    return failure(make_error_code(errc::no_randomness));
}

} // namespace awaitgram::crypto
