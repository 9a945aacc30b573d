// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/crypto/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::crypto {

/// The two PEM formats of an RSA public key.
enum class pem_form {
    /// `BEGIN RSA PUBLIC KEY`: modulus and exponent alone.
    pkcs1,
    /// `BEGIN PUBLIC KEY`: the same, with an identifier of RSA.
    subject_public_key_info,
};

/// The numbers of an RSA public key, big-endian without leading zeros.
struct rsa_numbers {
    byte_buffer n;
    byte_buffer e;
};

namespace detail {

inline constexpr char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The DER identifier of an RSA key: OID 1.2.840.113549.1.1.1, NULL.
inline constexpr std::uint8_t rsa_algorithm[] = {
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};

[[gnu::cold]] inline std::string base64_lines(byte_view bytes) {
    std::string text;
    std::size_t column = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto left = bytes.size() - at;
        const std::uint32_t group = std::uint32_t{bytes[at]} << 16 |
                                    (left > 1 ? std::uint32_t{bytes[at + 1]} << 8 : 0) |
                                    (left > 2 ? std::uint32_t{bytes[at + 2]} : 0);
        text += base64_digits[group >> 18];
        text += base64_digits[group >> 12 & 63];
        text += left > 1 ? base64_digits[group >> 6 & 63] : '=';
        text += left > 2 ? base64_digits[group & 63] : '=';
        if ((column += 4) == 64 || left <= 3) {
            text += '\n';
            column = 0;
        }
    }
    return text;
}

/// Reads Base64 with white space in it.
[[gnu::cold]] inline bool read_base64(std::string_view text, byte_buffer& out) {
    std::uint32_t bits = 0;
    std::size_t digits = 0;
    std::size_t fill = 0;
    for (const auto c : text) {
        if (c == '\n' || c == '\r' || c == ' ' || c == '\t')
            continue;
        const auto value = std::string_view{base64_digits, 64}.find(c);
        if (c == '=')
            ++fill;
        else if (value == std::string_view::npos || fill != 0)
            return false;
        bits = bits << 6 | static_cast<std::uint32_t>(c == '=' ? 0 : value);
        if (++digits % 4 == 0)
            for (auto shift = 16; shift >= 0; shift -= 8)
                out.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
    if (digits == 0 || digits % 4 != 0 || fill > 2)
        return false;
    out.resize(out.size() - fill);
    return true;
}

/// Takes one value with this tag from the front of some DER; empty if there is none.
[[gnu::cold]] inline bool take_der(byte_view& der, std::uint8_t tag, byte_view& value) {
    if (der.size() < 2 || der[0] != tag)
        return false;
    std::size_t size = der[1];
    std::size_t header = 2;
    if (size >= 0x80) {
        const auto count = size & 0x7f;
        if (count == 0 || count > 3 || der.size() < 2 + count)
            return false;
        size = static_cast<std::size_t>(load_be(der.subspan(2, count)));
        header += count;
    }
    if (der.size() - header < size)
        return false;
    value = der.subspan(header, size);
    der = der.subspan(header + size);
    return true;
}

[[gnu::cold]] inline bool take_der_natural(byte_view& der, byte_buffer& number) {
    byte_view digits;
    if (!take_der(der, 0x02, digits) || digits.empty() || digits[0] >= 0x80)
        return false;
    while (!digits.empty() && digits[0] == 0)
        digits = digits.subspan(1);
    number.assign(digits.begin(), digits.end());
    return true;
}

[[gnu::cold]] inline void append_der(byte_buffer& der, std::uint8_t tag, byte_view value) {
    der.push_back(tag);
    if (value.size() < 0x80) {
        der.push_back(static_cast<std::uint8_t>(value.size()));
    } else {
        const auto size = minimal_be(value.size());
        der.push_back(static_cast<std::uint8_t>(0x80 | size.size()));
        append(der, size);
    }
    append(der, value);
}

[[gnu::cold]] inline void append_der_natural(byte_buffer& der, byte_view number) {
    byte_buffer digits;
    if (number.empty() || number[0] >= 0x80)
        digits.push_back(0);
    append(digits, number);
    append_der(der, 0x02, digits);
}

/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
[[gnu::cold]] inline bool read_rsa_public_key(byte_view der, rsa_numbers& numbers) {
    byte_view sequence;
    return take_der(der, 0x30, sequence) && der.empty() && take_der_natural(sequence, numbers.n) &&
           take_der_natural(sequence, numbers.e) && sequence.empty();
}

/// SubjectPublicKeyInfo ::= SEQUENCE { SEQUENCE { OID, NULL }, BIT STRING that holds an RSAPublicKey }
[[gnu::cold]] inline std::error_code read_public_key_info(byte_view der, rsa_numbers& numbers) {
    byte_view outer;
    byte_view algorithm;
    byte_view key;
    if (!take_der(der, 0x30, outer) || !der.empty() || !take_der(outer, 0x30, algorithm) ||
        !take_der(outer, 0x03, key) || !outer.empty() || key.empty() || key[0] != 0)
        return errc::bad_der;
    if (text_of(algorithm) != text_of(rsa_algorithm))
        return errc::wrong_pem_type;
    if (!read_rsa_public_key(key.subspan(1), numbers))
        return errc::bad_der;
    return {};
}

} // namespace detail

/// Reads an RSA public key from the first PEM block of a text, of either form.
///
/// Errors: `errc::bad_pem` if there is no such block; `errc::wrong_pem_type` if it contains something else, such as a
/// private key; `errc::bad_der`.
[[nodiscard, gnu::cold]] inline result<rsa_numbers> read_public_pem(std::string_view text) {
    constexpr std::string_view begin = "-----BEGIN ";
    constexpr std::string_view dashes = "-----";
    const auto refuse = [](errc reason) { return failure(make_error_code(reason)); };
    auto at = text.find(begin);
    if (at == std::string_view::npos)
        return refuse(errc::bad_pem);
    text.remove_prefix(at + begin.size());
    at = text.find(dashes);
    if (at == std::string_view::npos || at > 64)
        return refuse(errc::bad_pem);
    const auto label = text.substr(0, at);
    text.remove_prefix(at + dashes.size());
    const auto end = text.find("-----END " + std::string{label} + "-----");
    if (end == std::string_view::npos || end > 16384)
        return refuse(errc::bad_pem);
    const auto pkcs1 = label == "RSA PUBLIC KEY";
    if (!pkcs1 && label != "PUBLIC KEY")
        return refuse(errc::wrong_pem_type);
    byte_buffer der;
    if (!detail::read_base64(text.substr(0, end), der))
        return refuse(errc::bad_pem);
    rsa_numbers numbers;
    std::error_code error;
    if (!pkcs1)
        error = detail::read_public_key_info(der, numbers);
    else if (!detail::read_rsa_public_key(der, numbers))
        error = errc::bad_der;
    if (error)
        return failure(error);
    return numbers;
}

/// Writes an RSA public key as PEM.
[[nodiscard, gnu::cold]] inline std::string
write_public_pem(const rsa_numbers& numbers, pem_form form) {
    byte_buffer both;
    detail::append_der_natural(both, numbers.n);
    detail::append_der_natural(both, numbers.e);
    byte_buffer der;
    detail::append_der(der, 0x30, both);
    std::string label = "RSA PUBLIC KEY";
    if (form == pem_form::subject_public_key_info) {
        byte_buffer inside;
        detail::append_der(inside, 0x30, detail::rsa_algorithm);
        byte_buffer bits{0};
        append(bits, der);
        detail::append_der(inside, 0x03, bits);
        der.clear();
        detail::append_der(der, 0x30, inside);
        label = "PUBLIC KEY";
    }
    return "-----BEGIN " + label + "-----\n" + detail::base64_lines(der) + "-----END " + label +
           "-----\n";
}

} // namespace awaitgram::crypto
