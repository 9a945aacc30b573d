// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/pem.hpp>
#include <awaitgram/crypto/rsa.hpp>

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <vectors/hex.hpp>
#include <vectors/pem.hpp>
#include <vectors/rsa.hpp>

using namespace awaitgram;
using crypto::errc;

namespace {

std::string framed(std::string_view label, std::string_view inside) {
    const std::string name{label};
    return "-----BEGIN " + name + "-----\n" + std::string{inside} + "\n-----END " + name +
           "-----\n";
}

std::string framed(std::string_view label, byte_view der) {
    return framed(label, crypto::detail::base64_lines(der));
}

errc refusal(std::string_view text) {
    const auto read = crypto::read_public_pem(text);
    REQUIRE_FALSE(read.has_value());
    return static_cast<errc>(read.error().value());
}

} // namespace

TEST_CASE("both forms of a public key are read and written as by OpenSSL") {
    const auto first = crypto::read_public_pem(vectors::pem_pkcs1);
    const auto second = crypto::read_public_pem(vectors::pem_public_key_info);
    REQUIRE(first.has_value());
    REQUIRE(second.has_value());
    CHECK(first->n == second->n);
    CHECK(first->n.size() == 256);
    CHECK(first->e == byte_buffer{1, 0, 1});
    CHECK(crypto::write_public_pem(*first, crypto::pem_form::pkcs1) == vectors::pem_pkcs1);
    CHECK(
        crypto::write_public_pem(*first, crypto::pem_form::subject_public_key_info) ==
        vectors::pem_public_key_info
    );
}

TEST_CASE("text around the PEM block and Windows line ends are ignored") {
    std::string text = "our key:\n";
    for (const auto c : vectors::pem_pkcs1) {
        if (c == '\n')
            text += '\r';
        text += c;
    }
    CHECK(crypto::read_public_pem(text + "bye").has_value());
}

TEST_CASE("a text without an RSA public key is refused with the reason") {
    CHECK(refusal("") == errc::bad_pem);
    CHECK(refusal("-----BEGIN ") == errc::bad_pem);
    CHECK(refusal("-----BEGIN PUBLIC KEY-----\nMIG") == errc::bad_pem);
    CHECK(refusal(vectors::pem_pkcs1.substr(0, 300)) == errc::bad_pem);
    CHECK(refusal(framed("PUBLIC KEY", "")) == errc::bad_pem);
    CHECK(refusal(framed("PUBLIC KEY", "****")) == errc::bad_pem);
    CHECK(refusal(framed("PUBLIC KEY", "AAA")) == errc::bad_pem);
    CHECK(refusal(framed("PUBLIC KEY", "A===")) == errc::bad_pem);
    CHECK(refusal(framed("PUBLIC KEY", "AA=A")) == errc::bad_pem);
    CHECK(refusal(framed("PUBLIC KEY", "AAAA")) == errc::bad_der);
    CHECK(refusal(framed("PUBLIC KEY", std::string(20000, 'A'))) == errc::bad_pem);
    CHECK(refusal(framed("RSA PRIVATE KEY", "AAAA")) == errc::wrong_pem_type);
    CHECK(refusal(framed("CERTIFICATE", "AAAA")) == errc::wrong_pem_type);
    CHECK(refusal(vectors::pem_elliptic) == errc::wrong_pem_type);
}

TEST_CASE("DER must be complete, without trailing bytes and negative numbers") {
    const byte_buffer good{0x30, 0x08, 0x02, 0x03, 0x00, 0xff, 0x01, 0x02, 0x01, 0x03};
    const auto numbers = crypto::read_public_pem(framed("RSA PUBLIC KEY", good));
    REQUIRE(numbers.has_value());
    CHECK(numbers->n == byte_buffer{0xff, 0x01});
    CHECK(numbers->e == byte_buffer{3});

    for (std::size_t size = 1; size != good.size(); ++size)
        CHECK(refusal(framed("RSA PUBLIC KEY", byte_view{good}.first(size))) == errc::bad_der);
    auto with_rest = good;
    with_rest.push_back(0);
    CHECK(refusal(framed("RSA PUBLIC KEY", with_rest)) == errc::bad_der);
    auto negative = good;
    negative[4] = 0x80;
    CHECK(refusal(framed("RSA PUBLIC KEY", negative)) == errc::bad_der);
    for (const byte_buffer& length :
         {byte_buffer{0x30, 0x80},
          byte_buffer{0x30, 0x84, 1, 1, 1, 1, 0},
          byte_buffer{0x30, 0x83},
          byte_buffer{0x30, 0x83, 0xff, 0xff, 0xff},
          byte_buffer{0x30, 0xff, 0xff}})
        CHECK(refusal(framed("RSA PUBLIC KEY", length)) == errc::bad_der);
}

TEST_CASE("a text altered anywhere gives another key or an error") {
    for (const auto text : {vectors::pem_pkcs1, vectors::pem_public_key_info})
        for (std::size_t at = 0; at != text.size(); ++at) {
            (void)crypto::rsa_public_key::from_pem(text.substr(0, at));
            for (const char byte : {'A', '/', '=', '-', '\0', '\x80'}) {
                std::string altered{text};
                altered[at] = byte;
                (void)crypto::rsa_public_key::from_pem(altered);
            }
        }
}
