// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/phone.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>
#include <vectors/hex.hpp>
#include <vectors/passwords.hpp>

#include "../support/run.hpp"
#include "scene.hpp"

using namespace awaitgram;

// GCC 12 destroys an aggregate twice that is written in braces in a `co_await` expression.
static_assert(!std::is_aggregate_v<sign_in_prompts>);

namespace {

using names = std::vector<std::string>;

api::account::password password_question() {
    using namespace vectors::password_check_1;
    api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow algorithm;
    algorithm.salt1 = vectors::unhex(salt1);
    algorithm.salt2 = vectors::unhex(salt2);
    algorithm.g = 3;
    algorithm.p = crypto::known_prime();
    api::account::password question;
    question.has_password = true;
    question.current_algo = std::move(algorithm);
    question.new_algo = api::passwordKdfAlgoUnknown{};
    question.new_secure_algo = api::securePasswordKdfAlgoUnknown{};
    question.srp_B = vectors::unhex(b);
    question.srp_id = 9;
    question.hint = "a horse";
    return question;
}

/// A person signs in by code and password; the prompts are steps, too.
struct phone_scene final : tests::login_scene {
    explicit phone_scene(tests::script& script_of_all) : login_scene(script_of_all) {
        api::auth::sentCode sent;
        sent.type = api::auth::sentCodeTypeSms{};
        sent.phone_code_hash = "hash of the code";
        calls.answer<api::auth::sendCode>(std::move(sent));
        calls.answer_with<api::auth::signIn>([](const api::auth::signIn& request) {
            CHECK(request.phone_number == "15550001");
            CHECK(request.phone_code_hash == "hash of the code");
            throw rpc_error{401, "SESSION_PASSWORD_NEEDED"};
            return api::auth::Authorization{};
        });
        calls.answer<api::account::getPassword>(password_question());
        calls.answer<api::auth::checkPassword>(authorization_of(5, false));
    }

    sign_in_prompts prompts() {
        sign_in_prompts answers;
        answers.phone = [this] { return answer("phone", "15550001"); };
        answers.code = [this](const std::string& where) {
            CHECK(where == "by SMS");
            return answer("code", "22222");
        };
        answers.password = [this](const std::string& hint) {
            CHECK(hint == "a horse");
            return answer("password", "correct horse");
        };
        return answers;
    }

    awaitable<std::string> answer(std::string asked, std::string text) {
        co_await steps.step(std::move(asked));
        co_return text;
    }

    awaitable<void> run() { return login::sign_in(context(), prompts()); }
    void check() { CHECK(storage.data().self == signed_in_user{5, false}); }
};

/// Signs in with prompts that record the complaints.
awaitable<void> sign_in_with(phone_scene& scene, names& complaints) {
    auto prompts = scene.prompts();
    prompts.complain = [&complaints](std::string_view problem) {
        complaints.emplace_back(problem);
    };
    co_await login::sign_in(scene.context(), std::move(prompts));
}

std::ptrdiff_t count(const tests::script& steps, const std::string& name) {
    return std::ranges::count(steps.names(), name);
}

/// Runs a sign-in without any fault.
void sign_in(phone_scene& scene) {
    tests::run([&] { return scene.run(); });
}

} // namespace

TEST_CASE("signing in with a password survives a failure and a cancellation at each step") {
    const auto steps = tests::replay<phone_scene>();
    CHECK(
        steps ==
        names{
            "self",
            "help.getNearestDc",
            "phone",
            "auth.sendCode",
            "code",
            "auth.signIn",
            "account.getPassword",
            "password",
            "auth.checkPassword",
            "settle",
            "set_home_dc_id",
            "set_self",
            "cache_peer",
        }
    );
}

TEST_CASE("a user who was signed in keeps the connection's key") {
    tests::script steps;
    phone_scene scene{steps};
    sign_in(scene);
    CHECK(scene.holds(5, false));
    CHECK(scene.kept_for == 5);
}

TEST_CASE("a refusal at any step goes to the caller, and the next attempt is whole") {
    tests::replay_options options;
    options.failure = std::make_exception_ptr(rpc_error{420, "FLOOD_WAIT_3600"});
    options.failed = [](const tests::replay_end& end) { CHECK(end.error); };
    tests::replay<phone_scene>(options);
}

TEST_CASE("a wrong answer is asked for three times at most") {
    tests::script steps;
    phone_scene scene{steps};
    scene.calls.answer_with<api::auth::sendCode>([](const api::auth::sendCode&) {
        throw rpc_error{406, "PHONE_NUMBER_INVALID"};
        return api::auth::SentCode{};
    });
    std::vector<std::string> complaints;
    const auto attempt = [&]() -> awaitable<void> {
        auto prompts = scene.prompts();
        prompts.complain = [&](std::string_view problem) { complaints.emplace_back(problem); };
        co_await login::sign_in(scene.context(), std::move(prompts));
    };

    CHECK_THROWS_AS(tests::run(attempt), rpc_error);
    CHECK(complaints == names{"this is no phone number", "this is no phone number"});
    CHECK_FALSE(scene.storage.data().self);
}

TEST_CASE("without a prompt for a name no account is made") {
    tests::script steps;
    phone_scene scene{steps};
    scene.calls.answer<api::auth::signIn>(api::auth::authorizationSignUpRequired{});
    CHECK(tests::error_of([&] { return scene.run(); }) == login::errc::sign_up_needed);
}

TEST_CASE("a number without an account signs up with a name") {
    tests::script steps;
    phone_scene scene{steps};
    scene.calls.answer<api::auth::signIn>(api::auth::authorizationSignUpRequired{});
    scene.calls.answer_with<api::auth::signUp>([](const api::auth::signUp& request) {
        CHECK(request.first_name == "Ada");
        CHECK(request.last_name == "Lovelace");
        return tests::login_scene::authorization_of(6, false);
    });
    tests::run([&]() -> awaitable<void> {
        auto prompts = scene.prompts();
        prompts.name = []() -> awaitable<std::pair<std::string, std::string>> {
            co_return std::pair<std::string, std::string>{"Ada", "Lovelace"};
        };
        co_await login::sign_in(scene.context(), std::move(prompts));
    });
    CHECK(scene.holds(6, false));
}

TEST_CASE("a name that Telegram asks for again and again is an error without a refusal") {
    tests::script steps;
    phone_scene scene{steps};
    scene.calls.answer<api::auth::signIn>(api::auth::authorizationSignUpRequired{});
    scene.calls.answer<api::auth::signUp>(api::auth::authorizationSignUpRequired{});
    CHECK(tests::error_of([&]() -> awaitable<void> {
              auto prompts = scene.prompts();
              prompts.name = []() -> awaitable<std::pair<std::string, std::string>> {
                  co_return std::pair<std::string, std::string>{"Ada", "Lovelace"};
              };
              co_await login::sign_in(scene.context(), std::move(prompts));
          }) == login::errc::unsupported_login);
}

TEST_CASE("a way to sign in that is not supported is an error of its own") {
    tests::script steps;
    phone_scene scene{steps};
    api::auth::sentCode sent;
    sent.type = api::auth::sentCodeTypeSetUpEmailRequired{};
    scene.calls.answer<api::auth::sendCode>(std::move(sent));
    CHECK(tests::error_of([&] { return scene.run(); }) == login::errc::unsupported_login);
}

TEST_CASE("a sign-in begins anew with another code where Telegram asks for that, or a code expired"
) {
    struct row {
        const char* refusal;
        const char* refused; // the method whose first call is refused
    };
    const row rows[] = {
        {"AUTH_RESTART", "auth.sendCode"},
        {"AUTH_RESTART_5", "auth.sendCode"},
        {"AUTH_RESTART", "auth.signIn"},
        {"PHONE_CODE_EXPIRED", "auth.signIn"},
        {"AUTH_RESTART", "auth.checkPassword"},
    };
    for (const auto& each : rows) {
        CAPTURE(each.refusal);
        CAPTURE(each.refused);
        tests::script steps;
        phone_scene scene{steps};
        auto left = 1;
        const auto refuse_first = [&](std::string_view method) {
            if (method == each.refused && left-- > 0)
                throw rpc_error{500, each.refusal};
        };
        std::string newest_hash;
        scene.calls.answer_with<api::auth::sendCode>([&](const api::auth::sendCode& request) {
            CHECK(request.phone_number == "15550001");
            refuse_first("auth.sendCode");
            newest_hash += 'h';
            api::auth::sentCode sent;
            sent.type = api::auth::sentCodeTypeSms{};
            sent.phone_code_hash = newest_hash;
            return api::auth::SentCode{std::move(sent)};
        });
        scene.calls.answer_with<api::auth::signIn>([&](const api::auth::signIn& request) {
            CHECK(request.phone_code_hash == newest_hash);
            refuse_first("auth.signIn");
            throw rpc_error{401, "SESSION_PASSWORD_NEEDED"};
            return api::auth::Authorization{};
        });
        scene.calls.answer_with<api::auth::checkPassword>([&](const api::auth::checkPassword&) {
            refuse_first("auth.checkPassword");
            return tests::login_scene::authorization_of(5, false);
        });
        names complaints;
        tests::run([&] { return sign_in_with(scene, complaints); });

        CHECK(scene.holds(5, false));
        CHECK(count(steps, "phone") == 1);
        CHECK(count(steps, "auth.sendCode") == 2);
        REQUIRE(complaints.size() == 1);
        CHECK(complaints[0].find("another") != std::string::npos);
    }
}

TEST_CASE("a sign-in begins anew twice at most") {
    tests::script steps;
    phone_scene scene{steps};
    scene.calls.answer_with<api::auth::signIn>([](const api::auth::signIn&) {
        throw rpc_error{400, "PHONE_CODE_EXPIRED"};
        return api::auth::Authorization{};
    });
    names complaints;
    CHECK_THROWS_AS(tests::run([&] { return sign_in_with(scene, complaints); }), rpc_error);
    CHECK(count(steps, "auth.sendCode") == 3);
    CHECK(count(steps, "code") == 3);
    CHECK(complaints.size() == 2);
    CHECK_FALSE(scene.storage.data().self);
}

TEST_CASE("a password that took long to type is checked again without asking for it again") {
    tests::script steps;
    phone_scene scene{steps};
    std::int64_t question = 0;
    scene.calls.answer_with<api::account::getPassword>([&](const api::account::getPassword&) {
        auto asked = password_question();
        asked.srp_id = ++question;
        return asked;
    });
    scene.calls.answer_with<api::auth::checkPassword>([&](const api::auth::checkPassword& request) {
        const auto* proof = request.password.get_if<api::inputCheckPasswordSRP>();
        REQUIRE(proof != nullptr);
        CHECK(proof->srp_id == question);
        if (question == 1)
            throw rpc_error{400, "SRP_ID_INVALID"};
        return tests::login_scene::authorization_of(5, false);
    });
    names complaints;
    tests::run([&] { return sign_in_with(scene, complaints); });

    CHECK(scene.holds(5, false));
    CHECK(question == 2);
    CHECK(count(steps, "password") == 1);
    CHECK(complaints.empty());
}

TEST_CASE("an empty code is a wrong one") {
    tests::script steps;
    phone_scene scene{steps};
    auto codes = 0;
    scene.calls.answer_with<api::auth::signIn>([&](const api::auth::signIn&) {
        if (++codes == 1)
            throw rpc_error{400, "PHONE_CODE_EMPTY"};
        return tests::login_scene::authorization_of(5, false);
    });
    names complaints;
    tests::run([&] { return sign_in_with(scene, complaints); });

    CHECK(scene.holds(5, false));
    CHECK(complaints == names{"the code is wrong"});
}
