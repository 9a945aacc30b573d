// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram::crypto {

/// What can be wrong with numbers, keys and proofs.
enum class errc {
    /// The random source gave no bytes, or bytes that can't be random.
    no_randomness = 1,
    /// The cryptographic library refused an operation that always works: out of memory or set up wrongly.
    broken_library,
    /// A text that should be PEM but has no such frame or isn't Base64 inside.
    bad_pem,
    /// A PEM text that holds something else than the key asked for.
    wrong_pem_type,
    /// The inside of a PEM text isn't the DER that its frame promises.
    bad_der,
    /// Numbers that make no RSA key, or none of the size needed here.
    bad_rsa_key,
    /// More bytes than fit into one RSA block.
    rsa_data_too_long,
    /// An RSA block that was made for another key, or altered.
    bad_rsa_block,
    /// Diffie-Hellman: the modulus isn't a safe prime of 2048 bits.
    unsafe_prime,
    /// Diffie-Hellman: the generator doesn't fit the modulus.
    unsafe_generator,
    /// Diffie-Hellman: a public value too near to 0 or to the modulus.
    unsafe_public_value,
    /// A number that isn't the product of two different odd primes below 2^63.
    not_two_primes,
    /// A number that couldn't be factorised with the effort allowed.
    too_hard_to_factorize,
    /// Password check: the server's public value is out of range or reveals the password.
    bad_srp_value,
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
        return "the PEM text holds no RSA key of the kind needed";
    case errc::bad_der:
        return "the PEM text holds broken DER";
    case errc::bad_rsa_key:
        return "the numbers make no usable RSA key";
    case errc::rsa_data_too_long:
        return "too much data for one RSA block";
    case errc::bad_rsa_block:
        return "an RSA block for another key, or an altered one";
    case errc::unsafe_prime:
        return "the Diffie-Hellman modulus isn't a safe prime of 2048 bits";
    case errc::unsafe_generator:
        return "the Diffie-Hellman generator doesn't fit the modulus";
    case errc::unsafe_public_value:
        return "a Diffie-Hellman public value is out of its range";
    case errc::not_two_primes:
        return "the number isn't the product of two different odd primes";
    case errc::too_hard_to_factorize:
        return "the number couldn't be factorised with the effort allowed";
    case errc::bad_srp_value:
        return "a value of the password check is out of its range";
    }
    return "unknown crypto error";
}

[[nodiscard]] inline std::error_code make_error_code(errc error) noexcept {
    return {static_cast<int>(error), category_of<errc>()};
}

} // namespace awaitgram::crypto

template <>
struct std::is_error_code_enum<awaitgram::crypto::errc> : std::true_type {};
