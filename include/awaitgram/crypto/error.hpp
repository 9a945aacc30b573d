// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram::crypto {

/// Errors in numbers, keys and proofs.
enum class errc {
    /// The random source failed, or returned bytes that cannot be random.
    no_randomness = 1,
    /// The cryptographic library failed an operation that normally cannot fail: it is out of memory or misconfigured.
    broken_library,
    /// A text without a PEM block, or with invalid Base64 in it.
    bad_pem,
    /// A PEM text with something other than the requested key.
    wrong_pem_type,
    /// The contents of a PEM block are not the DER that its label announces.
    bad_der,
    /// Numbers that do not form an RSA key, or a key of the wrong size.
    bad_rsa_key,
    /// More bytes than fit into one RSA block.
    rsa_data_too_long,
    /// An RSA block for another key, or an altered one.
    bad_rsa_block,
    /// Diffie-Hellman: the modulus is not a safe prime of 2048 bits.
    unsafe_prime,
    /// Diffie-Hellman: the generator does not fit the modulus.
    unsafe_generator,
    /// Diffie-Hellman: a public value too close to 0 or to the modulus.
    unsafe_public_value,
    /// A number that is not the product of two different odd primes below 2^63.
    not_two_primes,
    /// A number that could not be factorised within the limit of steps.
    too_hard_to_factorize,
    /// Password check: the server's public value is out of range or reveals the password.
    bad_srp_value,
    /// The computation was asked to stop.
    stopped,
};

[[nodiscard]] inline const char* category_name(errc) {
    return "awaitgram.crypto";
}

[[nodiscard, gnu::cold]] inline const char* to_string(errc error) {
    switch (error) {
    case errc::no_randomness:
        return "the random source failed";
    case errc::broken_library:
        return "the cryptographic library failed";
    case errc::bad_pem:
        return "not a PEM text";
    case errc::wrong_pem_type:
        return "the PEM text has no RSA key of the required kind";
    case errc::bad_der:
        return "the PEM text has invalid DER";
    case errc::bad_rsa_key:
        return "the numbers do not form a usable RSA key";
    case errc::rsa_data_too_long:
        return "too much data for one RSA block";
    case errc::bad_rsa_block:
        return "an RSA block for another key, or an altered one";
    case errc::unsafe_prime:
        return "the Diffie-Hellman modulus is not a safe prime of 2048 bits";
    case errc::unsafe_generator:
        return "the Diffie-Hellman generator does not fit the modulus";
    case errc::unsafe_public_value:
        return "a Diffie-Hellman public value is out of range";
    case errc::not_two_primes:
        return "the number is not the product of two different odd primes";
    case errc::too_hard_to_factorize:
        return "the number could not be factorised within the limit of steps";
    case errc::bad_srp_value:
        return "a value of the password check is out of range";
    case errc::stopped:
        return "the computation was stopped";
    }
    return "unknown crypto error";
}

[[nodiscard]] inline std::error_code make_error_code(errc error) noexcept {
    return {static_cast<int>(error), category_of<errc>()};
}

} // namespace awaitgram::crypto

template <>
struct std::is_error_code_enum<awaitgram::crypto::errc> : std::true_type {};
