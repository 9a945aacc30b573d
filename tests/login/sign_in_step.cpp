// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/login/authorization.hpp>
#include <awaitgram/login/begin.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/future_tokens.hpp>
#include <awaitgram/login/login_link.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/error.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "scene.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

using names = std::vector<std::string>;

api::auth::SentCode code_by(api::auth::SentCodeType type, std::string_view hash = "hash") {
    api::auth::sentCode sent;
    sent.type = std::move(type);
    sent.phone_code_hash = tl::string{hash};
    return sent;
}

/// A server that sends a code by SMS, which is 22222.
struct step_scene final : tests::login_scene {
    explicit step_scene(tests::script& script_of_all) : login_scene(script_of_all) {
        calls.answer<api::auth::sendCode>(code_by(api::auth::sentCodeTypeSms{}));
        calls.answer_with<api::auth::signIn>([](const api::auth::signIn& request) {
            CHECK(request.phone_number == "15550001");
            if (request.phone_code.value_or("") != "22222")
                throw rpc_error{400, "PHONE_CODE_INVALID"};
            return step_scene::authorization_of(5, false);
        });
    }

    /// The account has a password with this hint.
    void has_password_hint(std::string_view hint) {
        api::account::password asked;
        asked.hint = tl::string{hint};
        asked.new_algo = api::passwordKdfAlgoUnknown{};
        asked.new_secure_algo = api::securePasswordKdfAlgoUnknown{};
        calls.answer<api::account::getPassword>(asked);
    }

    awaitable<sign_in_step> begin() { return login::begin_sign_in(context(), "15550001"); }

    /// A sign-in whose only answer is the code.
    awaitable<void> run() {
        auto step = co_await begin();
        if (step.wants() == sign_in_wants::code)
            co_await step.give_code("22222");
    }
    void check() { CHECK(storage.data().self == signed_in_user{5, false}); }
};

/// Runs `body` over a fresh scene.
void with_scene(std::function<awaitable<void>(step_scene&)> body) {
    tests::script steps;
    step_scene scene{steps};
    tests::run([&] { return body(scene); });
}

std::ptrdiff_t count(const step_scene& scene, std::string_view name) {
    return std::ranges::count_if(scene.calls.calls(), [name](const std::string& line) {
        return line.substr(0, line.find('#')) == name;
    });
}

} // namespace

TEST_CASE("a sign-in by steps survives a failure and a cancellation at each step") {
    const auto steps = tests::replay<step_scene>();
    CHECK(
        steps ==
        names{
            "self",
            "auth.sendCode",
            "auth.signIn",
            "settle",
            "set_home_dc_id",
            "set_self",
            "cache_peer",
        }
    );
}

TEST_CASE("a wrong code is asked for again, with the reason, as often as the user likes") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        auto step = co_await scene.begin();
        CHECK(step.refusal() == nullptr);
        for (int i = 0; i != 5; ++i) {
            co_await step.give_code("11111");
            CHECK(step.wants() == sign_in_wants::code);
            CHECK(step.problem() == "the code is wrong");
            REQUIRE(step.refusal() != nullptr);
            CHECK(step.refusal()->name() == "PHONE_CODE_INVALID");
        }
        co_await step.give_code("22222");
        CHECK(step.wants() == sign_in_wants::nothing);
        CHECK(step.problem().empty());
        CHECK(scene.holds(5, false));
    });
}

TEST_CASE("an answer that the session could not store is given again without another request") {
    tests::script steps;
    step_scene scene{steps};
    steps.fail_at(5, std::make_exception_ptr(std::system_error(asio::error::connection_reset)));
    tests::run([&]() -> awaitable<void> {
        auto step = co_await scene.begin();
        bool failed = false;
        try {
            co_await step.give_code("22222");
        } catch (const std::system_error&) {
            failed = true;
        }
        CHECK(failed);
        CHECK(step.wants() == sign_in_wants::code);
        co_await step.give_code("22222");
        CHECK(step.wants() == sign_in_wants::nothing);
    });
    CHECK(scene.holds(5, false));
    CHECK(count(scene, "auth.signIn") == 1);
}

TEST_CASE("the key of a login that the session holds is kept, even if nothing else could be stored"
) {
    tests::script steps;
    step_scene scene{steps};
    steps.fail_at(6, std::make_exception_ptr(std::system_error(asio::error::operation_aborted)));
    const auto error = tests::error_of([&]() -> awaitable<void> {
        auto step = co_await scene.begin();
        co_await step.give_code("22222");
    });
    CHECK(error == asio::error::operation_aborted);
    CHECK(scene.storage.data().self == signed_in_user{5, false});
    CHECK(scene.kept_for == 5);
}

TEST_CASE("an answer that is not wanted is refused, and changes nothing") {
    tests::script steps;
    step_scene scene{steps};
    const auto error = tests::error_of([&]() -> awaitable<void> {
        auto step = co_await scene.begin();
        co_await step.give_password("correct horse");
    });
    CHECK(error == login::errc::other_answer_wanted);
}

TEST_CASE("a session that is signed in wants nothing") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        co_await scene.run();
        const auto step = co_await scene.begin();
        CHECK(step.wants() == sign_in_wants::nothing);
        CHECK(count(scene, "auth.sendCode") == 1);
    });
}

TEST_CASE("a number that is none is asked for again") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        scene.calls.answer_with<api::auth::sendCode>([](const api::auth::sendCode& request) {
            if (request.phone_number != "15550002")
                throw rpc_error{406, "PHONE_NUMBER_INVALID"};
            return code_by(api::auth::sentCodeTypeSms{});
        });
        auto step = co_await scene.begin();
        CHECK(step.wants() == sign_in_wants::phone);
        CHECK(step.problem() == "this is no phone number");
        co_await step.give_phone("15550002");
        CHECK(step.wants() == sign_in_wants::code);
    });
}

TEST_CASE("a saved sign-in continues in another program") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        const auto first = co_await scene.begin();
        const auto text = first.save();
        auto second = login::resume_sign_in(scene.context(), text);
        CHECK(second.wants() == sign_in_wants::code);
        CHECK(second.code() == first.code());
        co_await second.give_code("22222");
        CHECK(scene.holds(5, false));
    });
    tests::script steps;
    step_scene scene{steps};
    const auto error = tests::error_of([&]() -> awaitable<void> {
        (void)login::resume_sign_in(scene.context(), "nonsense");
        co_return;
    });
    CHECK(error == login::errc::malformed_state);
}

TEST_CASE("another code comes in another way, and a cancelled one is void") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        scene.calls.answer_with<api::auth::resendCode>([](const api::auth::resendCode& request) {
            CHECK(request.phone_code_hash == "hash");
            return code_by(api::auth::sentCodeTypeCall{}, "second hash");
        });
        scene.calls.answer_with<api::auth::cancelCode>([](const api::auth::cancelCode& request) {
            CHECK(request.phone_code_hash == "second hash");
            return true;
        });
        auto step = co_await scene.begin();
        co_await step.resend_code();
        CHECK(step.code().kind == code_kind::call);
        CHECK(step.wants() == sign_in_wants::code);
        co_await step.cancel();
        CHECK(step.wants() == sign_in_wants::nothing);
        CHECK(count(scene, "auth.cancelCode") == 1);
    });
}

TEST_CASE("a code that comes by e-mail is given as one") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        api::auth::sentCodeTypeEmailCode mail;
        mail.email_pattern = "a***@example.org";
        scene.calls.answer<api::auth::sendCode>(code_by(mail));
        scene.calls.answer_with<api::auth::signIn>([](const api::auth::signIn& request) {
            CHECK_FALSE(request.phone_code);
            REQUIRE(request.email_verification);
            const auto* typed = request.email_verification->get_if<api::emailVerificationCode>();
            REQUIRE(typed != nullptr);
            CHECK(typed->code == "333333");
            return step_scene::authorization_of(5, false);
        });
        auto step = co_await scene.begin();
        CHECK(step.wants() == sign_in_wants::email_code);
        CHECK(step.email() == "a***@example.org");
        co_await step.give_code("333333");
        CHECK(step.wants() == sign_in_wants::nothing);
    });
}

TEST_CASE("an address for later sign-ins is confirmed before the code of the phone is asked for") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        scene.calls.answer<api::auth::sendCode>(code_by(api::auth::sentCodeTypeSetUpEmailRequired{})
        );
        scene.calls.answer_with<api::account::sendVerifyEmailCode>(
            [](const api::account::sendVerifyEmailCode& request) {
                if (request.email != "ada@example.org")
                    throw rpc_error{400, "EMAIL_INVALID"};
                api::account::sentEmailCode sent;
                sent.email_pattern = "a***@example.org";
                return sent;
            }
        );
        scene.calls.answer_with<api::account::verifyEmail>(
            [](const api::account::verifyEmail& request) {
                const auto* purpose = request.purpose.get_if<api::emailVerifyPurposeLoginSetup>();
                REQUIRE(purpose != nullptr);
                CHECK(purpose->phone_code_hash == "hash");
                api::account::emailVerifiedLogin verified;
                verified.sent_code = code_by(api::auth::sentCodeTypeSms{});
                return api::account::EmailVerified{verified};
            }
        );
        auto step = co_await scene.begin();
        CHECK(step.wants() == sign_in_wants::email);
        co_await step.give_email("nonsense");
        CHECK(step.problem() == "this is no e-mail address");
        co_await step.give_email("ada@example.org");
        CHECK(step.wants() == sign_in_wants::email_code);
        co_await step.resend_code();
        CHECK(count(scene, "account.sendVerifyEmailCode") == 3);
        co_await step.give_code("333333");
        CHECK(step.wants() == sign_in_wants::code);
        co_await step.give_code("22222");
        CHECK(step.wants() == sign_in_wants::nothing);
    });
}

TEST_CASE("a login is granted without a code to a device that Telegram recognises") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        api::auth::sentCodeSuccess known;
        known.authorization = tests::login_scene::authorization_of(5, false);
        scene.calls.answer<api::auth::sendCode>(known);
        const auto step = co_await scene.begin();
        CHECK(step.wants() == sign_in_wants::nothing);
        CHECK(scene.holds(5, false));
    });
}

TEST_CASE("a forgotten password is replaced by a code to its e-mail address") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        scene.calls.answer_with<api::auth::signIn>([](const api::auth::signIn&) {
            throw rpc_error{401, "SESSION_PASSWORD_NEEDED"};
            return api::auth::Authorization{};
        });
        api::account::password asked;
        asked.has_password = true;
        asked.current_algo = api::passwordKdfAlgoUnknown{};
        asked.srp_B = tl::bytes{byte_buffer(256)};
        asked.srp_id = 1;
        asked.has_recovery = true;
        asked.hint = "a horse";
        asked.new_algo = api::passwordKdfAlgoUnknown{};
        asked.new_secure_algo = api::securePasswordKdfAlgoUnknown{};
        scene.calls.answer<api::account::getPassword>(asked);
        api::auth::passwordRecovery sent;
        sent.email_pattern = "a***@example.org";
        scene.calls.answer<api::auth::requestPasswordRecovery>(sent);
        scene.calls.answer_with<api::auth::recoverPassword>(
            [](const api::auth::recoverPassword& request) {
                if (request.code != "44444")
                    throw rpc_error{400, "CODE_INVALID"};
                return step_scene::authorization_of(5, false);
            }
        );
        auto step = co_await scene.begin();
        co_await step.give_code("22222");
        CHECK(step.wants() == sign_in_wants::password);
        CHECK(step.hint() == "a horse");
        CHECK(step.has_recovery());
        co_await step.recover_password();
        CHECK(step.wants() == sign_in_wants::recovery_code);
        CHECK(step.email() == "a***@example.org");
        co_await step.give_code("55555");
        CHECK(step.problem() == "the code is wrong");
        co_await step.give_code("44444");
        CHECK(step.wants() == sign_in_wants::nothing);
    });
}

namespace {

api::auth::LoginToken token(std::string_view bytes, std::int64_t lasts = 30) {
    api::auth::loginToken shown;
    shown.token = tl::bytes{bytes};
    shown.expires = static_cast<std::int32_t>(unix_seconds(steady_now()) + lasts);
    return shown;
}

} // namespace

TEST_CASE("a scanned QR code signs in, at another data centre if the account lives there") {
    testing::clock time;
    with_scene([](step_scene& scene) -> awaitable<void> {
        auto exported = 0;
        scene.calls.answer_with<api::auth::exportLoginToken>(
            [&](const api::auth::exportLoginToken& request) {
                CHECK(request.api_id == 1);
                if (++exported == 1)
                    return token("first");
                if (exported == 2)
                    return token("second");
                api::auth::loginTokenMigrateTo moved;
                moved.dc_id = 4;
                moved.token = tl::bytes{std::string_view{"elsewhere"}};
                return api::auth::LoginToken{moved};
            }
        );
        scene.calls.answer_with<api::auth::importLoginToken>(
            [](const api::auth::importLoginToken& request) {
                CHECK(text_of(request.token) == "elsewhere");
                api::auth::loginTokenSuccess done;
                done.authorization = step_scene::authorization_of(5, false);
                return api::auth::LoginToken{done};
            }
        );
        auto step = co_await login::begin_qr_sign_in(scene.context());
        CHECK(step.wants() == sign_in_wants::scan);
        CHECK(step.link() == "tg://login?token=Zmlyc3Q");
        co_await step.wait_for_scan();
        CHECK(step.wants() == sign_in_wants::scan);
        CHECK(step.link() == "tg://login?token=c2Vjb25k");
        co_await step.wait_for_scan();
        CHECK(step.wants() == sign_in_wants::nothing);
        CHECK(step.link().empty());
        CHECK(scene.holds(5, false));
        CHECK(std::ranges::count(scene.steps.names(), "move_to 4") == 1);
    });
}

TEST_CASE("a QR code that expires on the way to another data centre is replaced by one of there") {
    testing::clock time;
    with_scene([](step_scene& scene) -> awaitable<void> {
        auto exported = 0;
        scene.calls.answer_with<api::auth::exportLoginToken>(
            [&](const api::auth::exportLoginToken&) {
                if (++exported == 2)
                    return token("of the other data centre");
                if (exported > 2)
                    throw rpc_error{401, "SESSION_PASSWORD_NEEDED"};
                api::auth::loginTokenMigrateTo moved;
                moved.dc_id = 4;
                moved.token = tl::bytes{std::string_view{"elsewhere"}};
                return api::auth::LoginToken{moved};
            }
        );
        scene.calls.answer_with<api::auth::importLoginToken>(
            [](const api::auth::importLoginToken&) {
                throw rpc_error{400, "AUTH_TOKEN_EXPIRED"};
                return api::auth::LoginToken{};
            }
        );
        scene.has_password_hint("a horse");
        auto step = co_await login::begin_qr_sign_in(scene.context());
        CHECK(step.wants() == sign_in_wants::scan);
        CHECK_FALSE(step.link().empty());
        CHECK(exported == 2);
        co_await step.wait_for_scan();
        CHECK(step.wants() == sign_in_wants::password);
    });
}

TEST_CASE("a QR code asks for the password also where its token is taken to another data centre") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        api::auth::loginTokenMigrateTo moved;
        moved.dc_id = 4;
        moved.token = tl::bytes{std::string_view{"elsewhere"}};
        scene.calls.answer<api::auth::exportLoginToken>(moved);
        scene.calls.answer_with<api::auth::importLoginToken>(
            [](const api::auth::importLoginToken&) {
                throw rpc_error{401, "SESSION_PASSWORD_NEEDED"};
                return api::auth::LoginToken{};
            }
        );
        scene.has_password_hint("a horse");
        const auto step = co_await login::begin_qr_sign_in(scene.context());
        CHECK(step.wants() == sign_in_wants::password);
        CHECK(step.hint() == "a horse");
    });
}

TEST_CASE("a QR code asks for the password behind it") {
    with_scene([](step_scene& scene) -> awaitable<void> {
        scene.calls.answer_with<api::auth::exportLoginToken>(
            [](const api::auth::exportLoginToken&) {
                throw rpc_error{401, "SESSION_PASSWORD_NEEDED"};
                return api::auth::LoginToken{};
            }
        );
        scene.has_password_hint("a horse");
        const auto step = co_await login::begin_qr_sign_in(scene.context());
        CHECK(step.wants() == sign_in_wants::password);
        CHECK(step.hint() == "a horse");
    });
}

TEST_CASE("login tokens are asked for once a second at most, and wherever the clocks stand for "
          "half a minute at most") { // S-90
    testing::clock time;
    with_scene([](step_scene& scene) -> awaitable<void> {
        std::int64_t lasts = 30;
        scene.calls.answer_with<api::auth::exportLoginToken>(
            [&](const api::auth::exportLoginToken&) { return token("a token", lasts); }
        );
        auto step = co_await login::begin_qr_sign_in(scene.context());
        const auto start = monotonic_clock::now();
        for (int i = 0; i != 10; ++i) // the fake says at once that a device has scanned it
            co_await step.wait_for_scan();
        CHECK(monotonic_clock::now() - start >= 10s);
        CHECK(count(scene, "auth.exportLoginToken") == 11);

        for (const auto wrong : {std::int64_t{-1'000'000}, std::int64_t{1'000'000'000}}) {
            lasts = wrong;
            co_await step.wait_for_scan();
            CHECK(step.link_expires() - monotonic_clock::now() <= 30s);
            CHECK(step.link_expires() - monotonic_clock::now() >= 5s);
        }
    });
}

TEST_CASE("a login token that leads to no data centre, or from one to the next, ends the sign-in"
) { // S-90
    for (const std::int32_t dc : {77, 4}) {
        CAPTURE(dc);
        tests::script steps;
        step_scene scene{steps};
        api::auth::loginTokenMigrateTo moved;
        moved.dc_id = dc;
        moved.token = tl::bytes{std::string_view{"elsewhere"}};
        scene.calls.answer<api::auth::exportLoginToken>(moved);
        scene.calls.answer<api::auth::importLoginToken>(moved);
        const auto error = tests::error_of([&]() -> awaitable<void> {
            const auto step = co_await login::begin_qr_sign_in(scene.context());
        });
        CHECK(error == login::errc::unsupported_login);
        CHECK(scene.calls.calls().size() <= 4);
    }
}

TEST_CASE("a link is read back, and other texts are none") {
    const byte_buffer bytes{0, 255, 62, 63, 1};
    const auto link = login::login_link(bytes);
    CHECK(login::token_in(link) == bytes);
    for (const auto* text :
         {"", "tg://login", "tg://login?token=", "https://t.me/x", "tg://login?token=%"})
        CHECK_FALSE(login::token_in(text));
}

TEST_CASE("tokens of earlier logins are kept, named to Telegram, and survive another account") {
    tests::script steps;
    tests::login_scene scene{steps};
    any_session session{scene.storage};
    login::context at{scene.calls, session, scene, 1, "hash"};
    const auto granted_with = [](std::int64_t id, std::string_view token) {
        auto granted = tests::login_scene::authorization_of(id, false);
        granted.get_if<api::auth::authorization>()->future_auth_token = tl::bytes{token};
        return granted;
    };
    std::size_t named = 0;
    scene.calls.answer_with<api::auth::sendCode>([&](const api::auth::sendCode& request) {
        const auto* settings = &request.settings;
        named = settings->logout_tokens ? settings->logout_tokens->size() : 0;
        return code_by(api::auth::sentCodeTypeSms{});
    });
    tests::run([&]() -> awaitable<void> {
        auto first = granted_with(5, "one");
        co_await login::finish_sign_in(at, std::move(first));
        auto second = granted_with(6, "two");
        co_await login::finish_sign_in(at, std::move(second));
        const auto kept = co_await login::future_tokens(session);
        REQUIRE(kept.size() == 2);
        CHECK(text_of(kept[0]) == "one");
        co_await session.set_self(std::nullopt);
        const auto step = co_await login::begin_sign_in(at, "15550001");
        CHECK(named == 2);
    });

    std::vector<byte_buffer> many;
    for (std::uint8_t i = 0; i != 30; ++i)
        login::add_future_token(many, byte_buffer{i});
    CHECK(many.size() == login::most_future_tokens);
    CHECK(many.back() == byte_buffer{29});
    login::add_future_token(many, byte_buffer{29});
    login::add_future_token(many, {});
    CHECK(many.size() == login::most_future_tokens);
}
