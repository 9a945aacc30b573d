// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/methods/password.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>
#include <vectors/hex.hpp>
#include <vectors/passwords.hpp>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;

namespace {

using names = std::vector<std::string>;

api::PasswordKdfAlgo algorithm() {
    using namespace vectors::password_check_1;
    api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow known;
    known.salt1 = vectors::unhex(salt1);
    known.salt2 = vectors::unhex(salt2);
    known.g = 3;
    known.p = crypto::known_prime();
    return known;
}

/// The state of an account with the password "correct horse".
api::account::password asked_with_password() {
    api::account::password asked;
    asked.has_password = true;
    asked.current_algo = algorithm();
    asked.srp_B = vectors::unhex(vectors::password_check_1::b);
    asked.srp_id = 9;
    asked.new_algo = algorithm();
    asked.new_secure_algo = api::securePasswordKdfAlgoUnknown{};
    return asked;
}

api::account::password asked_without_password() {
    auto asked = asked_with_password();
    asked.has_password = false;
    asked.current_algo.reset();
    asked.srp_B.reset();
    asked.srp_id.reset();
    return asked;
}

using account = tests::account_with<password_methods>;

/// Sets a password with everything that can go with it.
struct setting {
    explicit setting(tests::script& steps) : self(steps) {
        self.calls.answer<api::account::getPassword>(asked_with_password());
        self.calls.answer<api::account::updatePasswordSettings>(true);
    }
    awaitable<void> run() {
        const auto done = co_await self.set_password("x", {.current = "correct horse"});
        CHECK_FALSE(done.needed);
    }
    void check() const {}

    account self;
};

} // namespace

TEST_CASE("setting a password survives a failure and a cancellation at each step") {
    const auto steps = tests::replay<setting>();
    CHECK(steps == names{"account.getPassword", "account.updatePasswordSettings"});
}

TEST_CASE("a new password is sent as a number, with more salt, and the current one as a proof") {
    tests::script steps;
    account self{steps};
    self.calls.answer<api::account::getPassword>(asked_with_password());
    self.calls.answer_with<api::account::updatePasswordSettings>(
        [](const api::account::updatePasswordSettings& request) {
            CHECK(request.password.is<api::inputCheckPasswordSRP>());
            const auto& settings = request.new_settings;
            REQUIRE(settings.new_algo);
            const auto* known = settings.new_algo->get_if<
                api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow>();
            REQUIRE(known != nullptr);
            const auto offered = vectors::unhex(vectors::password_check_1::salt1);
            CHECK(known->salt1.size() == offered.size() + 32);
            CHECK(settings.new_password_hash->size() == 256);
            CHECK(settings.hint.value_or("") == "staples");
            CHECK_FALSE(settings.email);
            return true;
        }
    );
    tests::run([&]() -> awaitable<void> {
        const auto done = co_await self.set_password(
            "battery staple", {.current = "correct horse", .hint = "staples"}
        );
        CHECK_FALSE(done.needed);
    });
}

TEST_CASE("a first password needs no proof, and its address a confirmation") {
    tests::script steps;
    account self{steps};
    self.calls.answer<api::account::getPassword>(asked_without_password());
    self.calls.answer_with<api::account::updatePasswordSettings>(
        [](const api::account::updatePasswordSettings& request) {
            CHECK(request.password.is<api::inputCheckPasswordEmpty>());
            CHECK(request.new_settings.email.value_or("") == "ada@example.org");
            throw rpc_error{400, "EMAIL_UNCONFIRMED_6"};
            return true;
        }
    );
    tests::run([&]() -> awaitable<void> {
        const auto done = co_await self.set_password("x", {.recovery_email = "ada@example.org"});
        CHECK(done.needed);
        CHECK(done.code_length == 6);
    });
}

TEST_CASE("a removed password is an unknown algorithm with an empty number") {
    tests::script steps;
    account self{steps};
    self.calls.answer<api::account::getPassword>(asked_with_password());
    self.calls.answer_with<api::account::updatePasswordSettings>(
        [](const api::account::updatePasswordSettings& request) {
            const auto& settings = request.new_settings;
            REQUIRE(settings.new_algo);
            CHECK(settings.new_algo->is<api::passwordKdfAlgoUnknown>());
            REQUIRE(settings.new_password_hash);
            CHECK(settings.new_password_hash->size() == 0);
            return true;
        }
    );
    tests::run([&] { return self.remove_password("correct horse"); });
}

TEST_CASE("a question that was too old is asked again, and a wrong password is an error") {
    tests::script steps;
    account self{steps};
    auto calls = 0;
    self.calls.answer<api::account::getPassword>(asked_with_password());
    self.calls.answer_with<api::account::updatePasswordSettings>(
        [&](const api::account::updatePasswordSettings&) {
            throw rpc_error{400, ++calls == 1 ? "SRP_ID_INVALID" : "PASSWORD_HASH_INVALID"};
            return true;
        }
    );
    CHECK_THROWS_WITH(
        tests::run([&] { return self.remove_password("correct horse"); }),
        "PASSWORD_HASH_INVALID (400)"
    );
    CHECK(calls == 2);
}

TEST_CASE("an empty password is refused before anything is sent") {
    tests::script steps;
    account self{steps};
    CHECK_THROWS_AS((void)self.set_password(""), std::invalid_argument);
    CHECK(self.calls.calls().empty());
}

TEST_CASE("the state of a password is read, and its removal waits") {
    tests::script steps;
    account self{steps};
    auto asked = asked_with_password();
    asked.hint = "a horse";
    asked.has_recovery = true;
    asked.pending_reset_date = 1'700'000'000;
    self.calls.answer<api::account::getPassword>(asked);
    api::account::resetPasswordRequestedWait wait;
    wait.until_date = 1'700'000'001;
    self.calls.answer<api::account::resetPassword>(wait);
    tests::run([&]() -> awaitable<void> {
        const auto info = co_await self.get_password_info();
        CHECK(info.set);
        CHECK(info.hint == "a horse");
        CHECK(info.has_recovery);
        CHECK(info.reset_at == from_unix(1'700'000'000));
        const auto reset = co_await self.reset_password();
        CHECK(reset.what == password_reset::kind::waits);
        CHECK(reset.when == from_unix(1'700'000'001));
    });
}
