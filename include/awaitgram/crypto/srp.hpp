// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/crypto/detail/big_number.hpp>
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/crypto/error.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>

namespace awaitgram::crypto {

/// A server's password parameters: `passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow` and its public
/// value.
///
/// Another algorithm must be refused before anything is computed.
/// Spec: https://core.telegram.org/api/srp
struct srp_parameters {
    byte_view salt1{};
    byte_view salt2{};
    std::int32_t g = 0;
    byte_view p{};
    /// `srp_B`, of 248 to 256 bytes; not needed to choose a new password.
    byte_view b{};
};

/// The proof of knowledge of a password: the fields of `inputCheckPasswordSRP`.
struct srp_proof {
    std::array<std::uint8_t, 256> a{};
    std::array<std::uint8_t, 32> m1{};
};

/// The verifier that a server stores for a new password: the fields of `account.passwordInputSettings`.
struct srp_verifier {
    /// The server's `salt1`, followed by 32 random bytes of the client.
    byte_buffer salt1;
    /// `new_password_hash`: g^x mod p.
    std::array<std::uint8_t, 256> hash{};
};

namespace detail {

using srp_number = std::array<std::uint8_t, 256>;

[[nodiscard, gnu::cold]] inline srp_number srp_pad(const big_number& number) noexcept {
    srp_number bytes{};
    number.write(bytes);
    return bytes;
}

[[nodiscard]] inline srp_number srp_pad(byte_view number) {
    return srp_pad(big_number{number});
}

/// The secret exponent x, derived from a password and its salts.
[[nodiscard, gnu::cold]] inline secret<32>
srp_exponent(std::string_view password, byte_view salt1, byte_view salt2) {
    constexpr auto iterations =
        100'000; // part of the algorithm's name: a server cannot request fewer
    auto first = sha256({salt1, bytes_of(password), salt1});
    auto second = sha256({salt2, first, salt2});
    secret<64> stretched;
    pbkdf2_hmac_sha512(second, salt1, iterations, stretched);
    auto third = sha256({salt2, stretched, salt2});
    secret<32> x{third};
    wipe(first);
    wipe(second);
    wipe(third);
    return x;
}

/// M1 = H(H(p) xor H(g) | H(salt1) | H(salt2) | A | B | H(S))
[[nodiscard, gnu::cold]] inline std::array<std::uint8_t, 32> srp_m1(
    const srp_parameters& with, byte_view padded_a, byte_view padded_b, const big_number& shared
) {
    auto padded_s = srp_pad(shared);
    auto key = sha256({padded_s});
    auto mixed = sha256({srp_pad(with.p)});
    const auto of_g = sha256({srp_pad(minimal_be(static_cast<std::uint32_t>(with.g)))});
    for (std::size_t i = 0; i != mixed.size(); ++i)
        mixed[i] ^= of_g[i];
    const auto m1 =
        sha256({mixed, sha256({with.salt1}), sha256({with.salt2}), padded_a, padded_b, key});
    wipe(padded_s);
    wipe(key);
    return m1;
}

/// k = H(p | g)
[[nodiscard, gnu::cold]] inline big_number srp_multiplier(const srp_parameters& with) {
    const auto g = srp_pad(minimal_be(static_cast<std::uint32_t>(with.g)));
    return big_number{sha256({srp_pad(with.p), g})};
}

/// The proof for one secret a; the group and the public values must have been checked.
[[nodiscard, gnu::cold]] inline result<srp_proof>
srp_prove(const srp_parameters& with, byte_view x, byte_view secret_a, byte_view public_a) {
    const big_number p{with.p};
    srp_proof proof;
    std::memcpy(proof.a.data(), public_a.data(), proof.a.size());
    const auto padded_b = srp_pad(with.b);
    const big_number u{sha256({proof.a, padded_b})};

    number_scratch scratch;
    big_number exponent{x};
    const big_number g{static_cast<std::uint64_t>(with.g)};
    const auto v = power(g, exponent, p);
    const auto kv = product(srp_multiplier(with), v, p);
    big_number t; // (B - k·v) mod p
    require(BN_mod_sub(t.get(), big_number{with.b}.get(), kv.get(), p.get(), scratch.get()) == 1);
    if (BN_is_zero(t.get()) || BN_is_zero(u.get()))
        return failure(make_error_code(errc::bad_srp_value));

    big_number power_of_t; // a + u·x
    const big_number own{secret_a};
    require(
        BN_mul(power_of_t.get(), u.get(), exponent.get(), scratch.get()) == 1 &&
        BN_add(power_of_t.get(), power_of_t.get(), own.get()) == 1
    );
    proof.m1 = srp_m1(with, proof.a, padded_b, power(t, power_of_t, p));
    return proof;
}

/// Draws a secret whose public value is safe.
[[nodiscard, gnu::cold]] inline std::error_code srp_draw(
    const srp_parameters& with,
    random_source& random,
    secret<256>& own,
    std::array<std::uint8_t, 256>& shown
) {
    std::error_code error = errc::no_randomness;
    for (auto tries = 0; error && tries != 8; ++tries) {
        if (!random.fill(own))
            return errc::no_randomness;
        shown = power_of_generator(with.g, own, with.p);
        error = check_public(shown, with.p);
    }
    return error;
}

} // namespace detail

/// Proves knowledge of the password to a server without revealing it.
///
/// Takes about a tenth of a second, because password hashing is slow by design, and longer for an unknown prime.
/// Errors: `errc::unsafe_prime`, `errc::unsafe_generator` and `errc::bad_srp_value` if the server's numbers could
/// reveal the password; `errc::no_randomness`; `errc::stopped`.
/// Spec: https://core.telegram.org/api/srp
[[nodiscard, gnu::cold]] inline result<srp_proof> prove_password(
    const srp_parameters& with,
    std::string_view password,
    random_source& random,
    const stop_flag* stop = nullptr
) {
    if (const auto error = check_group(with.p, with.g, stop))
        return failure(error);
    const detail::big_number b{with.b.size() <= 256 ? with.b : byte_view{}};
    if (with.b.size() < 248 || with.b.size() > 256 || BN_is_zero(b.get()) ||
        !(b < detail::big_number{detail::strip_zeros(with.p)}))
        return failure(make_error_code(errc::bad_srp_value));
    secret<256> own;
    std::array<std::uint8_t, 256> shown{};
    if (const auto error = detail::srp_draw(with, random, own, shown))
        return failure(error);
    if (stop != nullptr && stop->is_set())
        return failure(make_error_code(errc::stopped));
    const auto x = detail::srp_exponent(password, with.salt1, with.salt2);
    return detail::srp_prove(with, x, own, shown);
}

/// g^x mod p of a password and its salts, which a server stores. It must be kept as secret as the password.
[[nodiscard, gnu::cold]] inline std::array<std::uint8_t, 256>
password_verifier(const srp_parameters& with, std::string_view password) {
    const auto x = detail::srp_exponent(password, with.salt1, with.salt2);
    return power_of_generator(with.g, x, with.p);
}

/// Computes the verifier for a new password; `salt1` and the other parameters come from the server's `new_algo`.
///
/// Takes about a tenth of a second, and longer for an unknown prime, whose check `stop` ends early.
/// Errors: `errc::unsafe_prime`; `errc::unsafe_generator`; `errc::no_randomness`; `errc::stopped`.
/// Spec: https://core.telegram.org/api/srp#setting-a-new-2fa-password
[[nodiscard, gnu::cold]] inline result<srp_verifier> new_password_verifier(
    const srp_parameters& with,
    std::string_view password,
    random_source& random,
    const stop_flag* stop = nullptr
) {
    if (const auto error = check_group(with.p, with.g, stop))
        return failure(error);
    if (stop != nullptr && stop->is_set())
        return failure(make_error_code(errc::stopped));
    srp_verifier result;
    result.salt1.assign(with.salt1.begin(), with.salt1.end());
    result.salt1.resize(with.salt1.size() + 32);
    if (!random.fill(byte_span{result.salt1}.last(32)))
        return failure(make_error_code(errc::no_randomness));
    auto salted = with;
    salted.salt1 = result.salt1;
    result.hash = password_verifier(salted, password);
    return result;
}

} // namespace awaitgram::crypto
