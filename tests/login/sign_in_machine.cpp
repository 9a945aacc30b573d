// SPDX-License-Identifier: MIT
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/sign_in_machine.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

using namespace awaitgram;
using namespace awaitgram::login;
using namespace std::chrono_literals;

namespace {

api::auth::SentCode sent_code(api::auth::SentCodeType type) {
    api::auth::sentCode sent;
    sent.type = std::move(type);
    sent.phone_code_hash = "the hash";
    sent.next_type = api::auth::codeTypeCall{};
    sent.timeout = 60;
    return sent;
}

/// A machine that waits for a code.
sign_in_machine waiting_for_code() {
    sign_in_machine machine;
    machine.set_phone("15550001");
    api::auth::sentCodeTypeSms sms;
    sms.length = 5;
    const auto next = machine.on(sent_code(sms));
    REQUIRE(next);
    REQUIRE(next->empty());
    return machine;
}

} // namespace

TEST_CASE("a sign-in begins with the phone number, and a code that was sent is wanted next") {
    sign_in_machine machine;
    CHECK(machine.state().wants == sign_in_wants::phone);

    machine = waiting_for_code();
    const auto& state = machine.state();
    CHECK(state.wants == sign_in_wants::code);
    CHECK(state.phone.get() == "15550001");
    CHECK(state.phone_code_hash.get() == "the hash");
    CHECK(state.code == code_delivery{code_kind::sms, 5, "", code_kind::call, 60s});
    CHECK(machine.problem().empty());
}

TEST_CASE("every way of a code is read, with what is known of it") {
    struct row {
        api::auth::SentCodeType type;
        code_kind kind;
        std::int32_t length;
        const char* described;
    };
    api::auth::sentCodeTypeApp app;
    app.length = 5;
    api::auth::sentCodeTypeFlashCall flash;
    flash.pattern = "+1555*";
    api::auth::sentCodeTypeMissedCall missed;
    missed.prefix = "1555";
    missed.length = 4;
    api::auth::sentCodeTypeEmailCode mail;
    mail.email_pattern = "a***@example.org";
    mail.length = 6;
    api::auth::sentCodeTypeFragmentSms fragment;
    fragment.url = "https://fragment.com/login";
    fragment.length = 5;
    api::auth::sentCodeTypeSmsWord word;
    word.beginning = "ho";
    api::auth::sentCodeTypeCall call;
    call.length = 1'000'000;
    const row rows[] = {
        {app, code_kind::app, 5, "in the Telegram app"},
        {flash, code_kind::flash_call, 0, "as the number of a call: +1555*"},
        {missed, code_kind::missed_call, 4, "as the last digits of the number of a call: 1555"},
        {mail, code_kind::email, 6, "by e-mail to a***@example.org"},
        {fragment, code_kind::fragment, 5, "on Fragment: https://fragment.com/login"},
        {word, code_kind::word, 0, "by SMS, in words: ho ..."},
        {api::auth::sentCodeTypeSmsPhrase{}, code_kind::phrase, 0, "by SMS, in words"},
        // No code has that many characters.
        {call, code_kind::call, 0, "by a phone call"},
    };
    for (const auto& each : rows) {
        CAPTURE(each.described);
        sign_in_machine machine;
        machine.set_phone("15550001");
        REQUIRE(machine.on(sent_code(each.type)));
        CHECK(machine.state().code.kind == each.kind);
        CHECK(machine.state().code.length == each.length);
        CHECK(describe(machine.state().code) == each.described);
        CHECK(
            machine.state().wants ==
            (each.kind == code_kind::email ? sign_in_wants::email_code : sign_in_wants::code)
        );
    }
}

TEST_CASE("a wait for the next code is no longer than a day") { // S-92
    api::auth::sentCode sent;
    sent.type = api::auth::sentCodeTypeSms{};
    sent.timeout = INT32_MAX;
    CHECK(delivery_of(sent).timeout == 24h);
    sent.timeout = -1;
    CHECK(delivery_of(sent).timeout == 0s);
}

TEST_CASE("ways to sign in that are not supported are refused, and the state stays") {
    auto machine = waiting_for_code();
    const auto refused = [&](const api::auth::SentCode& sent) {
        const auto next = machine.on(sent);
        REQUIRE_FALSE(next);
        return next.error() == errc::unsupported_login;
    };
    CHECK(refused(api::auth::sentCodePaymentRequired{}));
    CHECK(refused(sent_code(api::auth::sentCodeTypeFirebaseSms{})));
    CHECK(machine.state().wants == sign_in_wants::code);
    CHECK(machine.state().code.kind == code_kind::sms);
}

TEST_CASE("an address is wanted where Telegram requires one, then its code, then that of the phone"
) {
    sign_in_machine machine;
    machine.set_phone("15550001");
    REQUIRE(machine.on(sent_code(api::auth::sentCodeTypeSetUpEmailRequired{})));
    CHECK(machine.state().wants == sign_in_wants::email);

    api::account::sentEmailCode sent;
    sent.email_pattern = "a***@example.org";
    sent.length = 6;
    machine.on(sent);
    CHECK(machine.state().wants == sign_in_wants::email_code);
    CHECK(machine.state().sets_up_email);
    CHECK(machine.state().email == "a***@example.org");

    api::account::emailVerifiedLogin verified;
    verified.sent_code = sent_code(api::auth::sentCodeTypeSms{});
    REQUIRE(machine.on(api::account::EmailVerified{verified}));
    CHECK(machine.state().wants == sign_in_wants::code);
    CHECK_FALSE(machine.state().sets_up_email);

    const auto other = machine.on(api::account::EmailVerified{api::account::emailVerified{}});
    REQUIRE_FALSE(other);
    CHECK(other.error() == errc::unsupported_login);
}

TEST_CASE("each refusal asks the right question, with a sentence, or is the caller's error") {
    using request = sign_in_request;
    using wants = sign_in_wants;
    using enum sign_in_reaction;
    struct row {
        request sent;
        const char* name;
        sign_in_reaction reaction;
        wants next;
        const char* problem;
    };
    const row rows[] = {
        {request::send_code, "PHONE_NUMBER_INVALID", ask, wants::phone, "this is no phone number"},
        {request::send_code, "PHONE_NUMBER_FLOOD", fail, wants::code, ""},
        {request::send_code, "FLOOD_WAIT_3600", fail, wants::code, ""},
        {request::send_code, "AUTH_RESTART_5", send_code, wants::code, "another code"},
        {request::check_code, "PHONE_CODE_INVALID", ask, wants::code, "the code is wrong"},
        {request::check_code, "PHONE_CODE_EMPTY", ask, wants::code, "the code is wrong"},
        {request::check_code, "PHONE_CODE_EXPIRED", send_code, wants::code, "expired"},
        {request::check_code, "SESSION_PASSWORD_NEEDED", ask_password, wants::code, ""},
        {request::check_code, "PHONE_NUMBER_UNOCCUPIED", ask, wants::name, ""},
        {request::resend_code, "SEND_CODE_UNAVAILABLE", ask, wants::code, "no other way"},
        {request::resend_code, "PHONE_CODE_EXPIRED", send_code, wants::code, "expired"},
        {request::send_email_code, "EMAIL_INVALID", ask, wants::code, "no e-mail address"},
        {request::check_email_code, "EMAIL_NOT_ALLOWED", ask, wants::email, "does not accept"},
        {request::check_email_code, "EMAIL_VERIFY_EXPIRED", ask, wants::email, "expired"},
        {request::check_password, "PASSWORD_HASH_INVALID", ask, wants::code, "is wrong"},
        {request::check_password, "SRP_ID_INVALID", prove_again, wants::code, ""},
        {request::check_password, "SRP_PASSWORD_CHANGED", ask_password, wants::code, "changed"},
        {request::check_password, "PHONE_CODE_INVALID", fail, wants::code, ""},
        {request::recover_password, "PASSWORD_RECOVERY_NA", ask, wants::code, "no e-mail"},
        {request::check_recovery_code, "CODE_INVALID", ask, wants::code, "the code is wrong"},
        {request::check_recovery_code,
         "PASSWORD_RECOVERY_EXPIRED",
         ask,
         wants::password,
         "expired"},
        {request::sign_up, "FIRSTNAME_INVALID", ask, wants::code, "this name"},
        {request::show_token, "SESSION_PASSWORD_NEEDED", ask_password, wants::code, ""},
        {request::show_token, "AUTH_TOKEN_EXPIRED", fail, wants::code, ""},
    };
    for (const auto& each : rows) {
        CAPTURE(each.name);
        auto machine = waiting_for_code();
        CHECK(machine.refused(each.sent, rpc_error{400, each.name}) == each.reaction);
        CHECK(machine.state().wants == each.next);
        CHECK(machine.problem().find(each.problem) != std::string_view::npos);
        CHECK(machine.problem().empty() == (std::string_view{each.problem}.empty()));
    }
}

TEST_CASE("another code is sent twice at most, and none without a number") {
    auto machine = waiting_for_code();
    const rpc_error expired{400, "PHONE_CODE_EXPIRED"};
    for (const auto expected :
         {sign_in_reaction::send_code, sign_in_reaction::send_code, sign_in_reaction::fail})
        CHECK(machine.refused(sign_in_request::check_code, expired) == expected);

    sign_in_machine by_token;
    by_token.show_token();
    const rpc_error anew{500, "AUTH_RESTART"};
    CHECK(by_token.refused(sign_in_request::show_token, anew) == sign_in_reaction::fail);
}

TEST_CASE("a state survives as a text, and no other text is one") {
    auto machine = waiting_for_code();
    api::account::password asked;
    asked.hint = "a horse, \n of course";
    asked.has_recovery = true;
    asked.new_algo = api::passwordKdfAlgoUnknown{};
    asked.new_secure_algo = api::securePasswordKdfAlgoUnknown{};
    machine.on(asked);
    const auto text = saved(machine.state());
    CHECK(
        text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               "0123456789-_") == std::string::npos
    );

    const auto again = state_in(text);
    REQUIRE(again);
    CHECK(again->wants == sign_in_wants::password);
    CHECK(again->phone.get() == "15550001");
    CHECK(again->phone_code_hash.get() == "the hash");
    CHECK(again->code == machine.state().code);
    CHECK(again->hint == "a horse, \n of course");
    CHECK(again->has_recovery);
    CHECK(saved(*again) == text);

    CHECK_FALSE(state_in(""));
    CHECK_FALSE(state_in("AQ"));
    CHECK_FALSE(state_in("not a state"));
    for (std::size_t size = 0; size < text.size(); ++size)
        CHECK_FALSE(state_in(text.substr(0, size)));
    CHECK_FALSE(state_in(text + "AAAA"));
}

TEST_CASE("a state that was tampered with is none, or has sensible numbers") {
    auto state = waiting_for_code().state();
    state.wants = sign_in_wants::nothing;
    CHECK_FALSE(state_in(saved(state)));

    state.wants = sign_in_wants::code;
    state.restarts = -5;
    CHECK_FALSE(state_in(saved(state)));

    state.restarts = 0;
    state.code.length = -1;
    state.code.timeout = std::chrono::seconds{-1};
    const auto read = state_in(saved(state));
    REQUIRE(read);
    CHECK(read->code.length == 0);
    CHECK(read->code.timeout.count() == 0);
    state.code.length = std::numeric_limits<std::int32_t>::max();
    state.code.timeout = std::chrono::hours{1000};
    const auto large = state_in(saved(state));
    REQUIRE(large);
    CHECK(large->code.length == 0);
    CHECK(large->code.timeout == std::chrono::hours{24});
}
