// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/crypto/error.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/password.hpp>

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <system_error>
#include <utility>

using namespace awaitgram;

TEST_CASE("an unknown way to check a password is refused, and the password wiped") { // S-89
    api::account::password question;
    question.current_algo = api::passwordKdfAlgoUnknown{};
    question.srp_B = tl::bytes{byte_buffer(256)};
    question.srp_id = 1;
    std::string password = "correct horse";
    std::error_code error;
    try {
        (void)login::prove_password(question, password);
    } catch (const std::system_error& refused) {
        error = refused.code();
    }

    CHECK(error == login::errc::unknown_password_algorithm);
    CHECK(password == std::string(13, '\0'));
}

TEST_CASE("the hash of a new password is not computed when that is stopped, and the password wiped"
) {
    api::account::password question;
    api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow offered{};
    offered.salt1 = tl::bytes{byte_buffer(8)};
    offered.salt2 = tl::bytes{byte_buffer(8)};
    offered.g = 3;
    const auto prime = crypto::known_prime();
    offered.p = tl::bytes{byte_buffer(prime.begin(), prime.end())};
    question.new_algo = std::move(offered);
    std::string password = "correct horse";
    stop_flag stop;
    stop.set();
    std::error_code error;
    try {
        (void)login::hash_password(question, password, &stop);
    } catch (const std::system_error& stopped) {
        error = stopped.code();
    }

    CHECK(error == crypto::errc::stopped);
    CHECK(password == std::string(13, '\0'));
}
