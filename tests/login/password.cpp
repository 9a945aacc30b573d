// SPDX-License-Identifier: MIT
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/password.hpp>

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <system_error>

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
