// SPDX-License-Identifier: MIT
// Sign-in against the test server: by steps, by QR code, with a password, and what an account can do about its devices.
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::quiet;
using tests::say;
using tests::with_client;
using namespace std::chrono_literals;

namespace {

/// Signs in by steps, with the server's code and, where it is wanted, a password.
awaitable<void>
sign_in_by_steps(client& telegram, std::string phone, std::string code, std::string password) {
    auto step = co_await telegram.begin_sign_in(phone);
    if (step.wants() == sign_in_wants::code)
        co_await step.give_code(code);
    if (step.wants() == sign_in_wants::password)
        co_await step.give_password(password);
    CHECK(step.wants() == sign_in_wants::nothing);
}

/// Runs `body` with a client that is signed in as a user.
void as_user(
    testing::server& server,
    const testing::test_user& user,
    any_session storage,
    std::function<awaitable<void>(client&)> body
) {
    with_client(std::move(storage), quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await sign_in_by_steps(telegram, user.phone(), server.code(), "");
        co_await body(telegram);
    });
}

} // namespace

TEST_CASE("a sign-in continues in another process, with a wrong code and another way of sending it"
) {
    testing::server server;
    const auto alice = server.user("Alice");
    memory_session storage;
    std::string kept;
    with_client(storage, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        auto step = co_await telegram.begin_sign_in(alice.phone());
        CHECK(step.wants() == sign_in_wants::code);
        CHECK(step.code().kind == code_kind::app);
        CHECK(step.code().length == 5);
        CHECK(step.code().next == code_kind::sms);
        kept = step.save();
    });
    CHECK(kept.find(server.code()) == std::string::npos);
    with_client(storage, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        auto step = telegram.resume_sign_in(kept);
        co_await step.resend_code();
        CHECK(step.code().kind == code_kind::sms);
        CHECK(step.code().timeout == 60s);
        co_await step.give_code("11111");
        CHECK(step.problem() == "the code is wrong");
        co_await step.give_code(server.code());
        CHECK(step.wants() == sign_in_wants::nothing);
        CHECK(telegram.account().id == alice.id());
        const auto again = co_await telegram.begin_sign_in(alice.phone());
        CHECK(again.wants() == sign_in_wants::nothing);
    });
}

TEST_CASE("a code that has expired is replaced by another one") {
    testing::clock time;
    testing::server server;
    const auto alice = server.user("Alice");
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        auto step = co_await telegram.begin_sign_in(alice.phone());
        server.on_server([&server] {
            server.data_centre().refuse_next(
                api::auth::signIn::tl_id, {400, "PHONE_CODE_EXPIRED", {}}
            );
        });
        co_await step.give_code(server.code());
        CHECK(step.wants() == sign_in_wants::code);
        CHECK(step.problem() == "the code has expired; Telegram sends another one");
        co_await step.give_code(server.code());
        CHECK(step.wants() == sign_in_wants::nothing);
    });
}

TEST_CASE("an address for later sign-ins is set up, and gets their codes") {
    testing::server_options options;
    options.needs_email = true;
    testing::server server{options};
    const auto alice = server.user("Alice");
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        sign_in_prompts prompts = alice.prompts();
        prompts.email = [] { return say("alice@example.org"); };
        co_await telegram.sign_in(std::move(prompts));
    });
    std::string where;
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        auto step = co_await telegram.begin_sign_in(alice.phone());
        CHECK(step.wants() == sign_in_wants::email_code);
        where = step.email();
        co_await step.give_code(server.code());
        CHECK(step.wants() == sign_in_wants::nothing);
    });
    CHECK(where == "a***e@example.org");
}

TEST_CASE("a client that logged out signs in again without a code, and another account with one") {
    testing::server server;
    const auto alice = server.user("Alice");
    const auto bob = server.user("Bob");
    memory_session storage;
    as_user(server, alice, storage, [&](client& telegram) -> awaitable<void> {
        co_await telegram.log_out();
        auto other = co_await telegram.begin_sign_in(bob.phone());
        CHECK(other.wants() == sign_in_wants::code);
        co_await other.give_code(server.code());
        co_await telegram.log_out();
        const auto step = co_await telegram.begin_sign_in(alice.phone());
        CHECK(step.wants() == sign_in_wants::nothing);
        CHECK(telegram.account().id == alice.id());
    });
}

TEST_CASE("a user of a test scans a QR code, has a username and joins by a link") {
    const testing::clock time;
    testing::server server;
    auto alice = server.user("Alice");
    auto bob = server.user("Bob");
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        auto step = co_await telegram.begin_qr_sign_in();
        REQUIRE(step.wants() == sign_in_wants::scan);
        CHECK_THROWS_WITH(
            alice.scans("https://example.org"),
            "this is no address of a QR code: https://example.org"
        );
        alice.scans(step.link());
        co_await step.wait_for_scan();
        CHECK(step.wants() == sign_in_wants::nothing);
        CHECK(telegram.account().id == alice.id());

        bob.takes_username("bobby");
        CHECK((co_await telegram.get_chat("@bobby")).id() == bob.id());
        CHECK_THROWS_WITH(alice.takes_username("bobby"), "400 USERNAME_OCCUPIED");

        const auto club = co_await telegram.create_supergroup("Club");
        const auto link = co_await telegram.create_invite_link(club.id());
        bob.joins_by(link.link());
        CHECK((co_await telegram.members_count(club.id())) == 2);
        CHECK_THROWS_WITH(bob.joins_by("t.me/+wrong"), "400 INVITE_HASH_EXPIRED");
    });
}

TEST_CASE("a QR code that another client accepts signs in, and its password is asked for") {
    const testing::clock time;
    testing::server server;
    const auto alice = server.user("Alice");
    const auto scan = [&](client& telegram, std::string password) -> awaitable<void> {
        auto step = co_await telegram.begin_qr_sign_in();
        REQUIRE(step.wants() == sign_in_wants::scan);
        const auto link = step.link();
        const auto expires = step.link_expires();
        CHECK(link.rfind("tg://login?token=", 0) == 0);
        // Another thread's client would do that on another device.
        unique_function<awaitable<void>(task_group&)> both = [&](task_group& group) {
            group.spawn(
                [](testing::server& at, testing::test_user user, std::string shown
                ) -> awaitable<void> {
                    const auto executor = co_await asio::this_coro::executor;
                    client other{executor, memory_session{}, quiet(at.app())};
                    std::function<awaitable<void>(client&)> accept = [&](client& running
                                                                     ) -> awaitable<void> {
                        co_await sign_in_by_steps(
                            running, user.phone(), at.code(), "correct horse"
                        );
                        const auto device = co_await running.accept_login_token(shown);
                        CHECK_FALSE(device.current);
                    };
                    co_await other.run(std::move(accept));
                }(server, alice, link)
            );
            return step.wait_for_scan();
        };
        co_await with_tasks(std::move(both));
        CHECK(monotonic_clock::now() < expires); // an update says so, not the end of the token
        if (!password.empty()) {
            CHECK(step.wants() == sign_in_wants::password);
            co_await step.give_password(password);
        }
        CHECK(step.wants() == sign_in_wants::nothing);
        CHECK(telegram.account().id == alice.id());
    };
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await scan(telegram, "");
        const auto confirmation = co_await telegram.set_password("correct horse");
        CHECK_FALSE(confirmation.needed);
    });
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await scan(telegram, "correct horse");
    });
}

TEST_CASE("a link that is none is not accepted") {
    testing::server server;
    const auto alice = server.user("Alice");
    std::error_code error;
    as_user(server, alice, memory_session{}, [&](client& telegram) -> awaitable<void> {
        try {
            (void)co_await telegram.accept_login_token("https://t.me/alice");
        } catch (const std::system_error& refused) {
            error = refused.code();
        }
    });
    CHECK(error == login::errc::malformed_login_link);
}

TEST_CASE("a password is set, asked for, changed, and removed") {
    testing::server server;
    const auto alice = server.user("Alice");
    as_user(server, alice, memory_session{}, [&](client& telegram) -> awaitable<void> {
        auto info = co_await telegram.get_password_info();
        CHECK_FALSE(info.set);
        const auto first = co_await telegram.set_password(
            "correct horse", {.hint = "a horse", .recovery_email = "alice@example.org"}
        );
        CHECK(first.needed);
        CHECK(first.code_length == 5);
        info = co_await telegram.get_password_info();
        CHECK_FALSE(info.set);
        CHECK(info.unconfirmed_email == "a***e@example.org");
        co_await telegram.confirm_recovery_email(server.code());
        info = co_await telegram.get_password_info();
        CHECK(info.set);
        CHECK(info.hint == "a horse");
        CHECK(info.has_recovery);
    });
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await sign_in_by_steps(telegram, alice.phone(), server.code(), "correct horse");
        auto refused = std::string{};
        try {
            (void)co_await telegram.set_password("battery staple", {.current = "wrong horse"});
        } catch (const rpc_error& error) {
            refused = error.name();
        }
        CHECK(refused == "PASSWORD_HASH_INVALID");
        (void)co_await telegram.set_password("battery staple", {.current = "correct horse"});
        const auto reset = co_await telegram.reset_password();
        CHECK(reset.what == password_reset::kind::waits);
        co_await telegram.cancel_password_reset();
        co_await telegram.remove_password("battery staple");
        const auto info = co_await telegram.get_password_info();
        CHECK_FALSE(info.set);
    });
}

TEST_CASE("a forgotten password is removed by a code to its address, before and after the sign-in"
) {
    testing::server server;
    const auto alice = server.user("Alice");
    const auto with_recovery = [&](client& telegram) -> awaitable<void> {
        (void
        )co_await telegram.set_password("correct horse", {.recovery_email = "alice@example.org"});
        co_await telegram.confirm_recovery_email(server.code());
    };
    as_user(server, alice, memory_session{}, [&](client& telegram) -> awaitable<void> {
        co_await with_recovery(telegram);
        const auto sent_to = co_await telegram.request_password_recovery();
        CHECK(sent_to == "a***e@example.org");
        co_await telegram.recover_password(server.code());
        co_await with_recovery(telegram);
    });
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        auto step = co_await telegram.begin_sign_in(alice.phone());
        co_await step.give_code(server.code());
        REQUIRE(step.wants() == sign_in_wants::password);
        CHECK(step.has_recovery());
        co_await step.recover_password();
        CHECK(step.wants() == sign_in_wants::recovery_code);
        co_await step.give_code(server.code());
        CHECK(step.wants() == sign_in_wants::nothing);
    });
}

TEST_CASE("devices are listed; a new one signs no other one out, and an old one does") {
    testing::clock time;
    testing::server server;
    const auto alice = server.user("Alice");
    memory_session old;
    memory_session fresh;
    as_user(server, alice, old, [](client&) -> awaitable<void> { co_return; });
    as_user(server, alice, fresh, [&](client& telegram) -> awaitable<void> {
        const auto sessions = co_await telegram.get_sessions();
        REQUIRE(sessions.size() == 2);
        CHECK(sessions[0].current);
        CHECK_FALSE(sessions[1].current);
        auto refused = std::string{};
        try {
            co_await telegram.terminate_session(sessions[1].id);
        } catch (const rpc_error& error) {
            refused = error.name();
        }
        CHECK(refused == "FRESH_RESET_AUTHORISATION_FORBIDDEN");
    });
    time.advance(25h);
    as_user(server, alice, old, [&](client& telegram) -> awaitable<void> {
        co_await telegram.terminate_other_sessions();
        const auto sessions = co_await telegram.get_sessions();
        CHECK(sessions.size() == 1);
    });
    std::string refused;
    const auto ask = [&refused](client& telegram) -> awaitable<void> {
        try {
            (void)co_await telegram.get_sessions();
        } catch (const rpc_error& error) {
            refused = error.name();
            throw;
        }
    };
    CHECK_THROWS(with_client(fresh, quiet(server.app()), ask));
    CHECK(refused == "AUTH_KEY_UNREGISTERED");
}

TEST_CASE("a profile, its privacy and its lifetime are what they were set to") {
    testing::server server;
    const auto alice = server.user("Alice");
    as_user(server, alice, memory_session{}, [&](client& telegram) -> awaitable<void> {
        co_await telegram.update_profile({.first_name = "Alicia", .about = "hello"});
        co_await telegram.set_username("@alicia");
        co_await telegram.set_username("alicia");
        co_await telegram.set_birthday(31, 12);
        co_await telegram.remove_birthday();
        co_await telegram.set_emoji_status(5);
        co_await telegram.remove_emoji_status();
        co_await telegram.set_online();
        co_await telegram.set_online(presence::offline);
        co_await telegram.refresh_account();
        CHECK(telegram.account().username == "alicia");

        co_await telegram.set_account_lifetime(std::chrono::days{365});
        const auto lifetime = co_await telegram.get_account_lifetime();
        CHECK(lifetime == std::chrono::days{365});

        auto rules = co_await telegram.set_privacy(
            privacy_key::last_seen, audience::contacts, {.premium = true}
        );
        CHECK(rules.who == audience::contacts);
        CHECK(rules.premium);
        rules = co_await telegram.get_privacy(privacy_key::last_seen);
        CHECK(rules.who == audience::contacts);
        rules = co_await telegram.get_privacy(privacy_key::calls);
        CHECK(rules.who == audience::everyone);
    });
}

TEST_CASE("a server that is away or has another key shows before the first question") {
    testing::server server;
    auto asked = 0;
    const auto attempt = [&](client_config config) {
        config.connect_attempts = 1;
        std::exception_ptr failed;
        try {
            with_client(
                memory_session{},
                quiet(std::move(config)),
                [&](client& telegram) -> awaitable<void> {
                    sign_in_prompts prompts;
                    prompts.phone = [&asked] {
                        ++asked;
                        return say("15550001");
                    };
                    co_await telegram.sign_in(std::move(prompts));
                }
            );
        } catch (const std::system_error&) {
            failed = std::current_exception();
        }
        return failed != nullptr;
    };
    auto dead = server.app();
    dead.server->port = 1;
    CHECK(attempt(dead));
    auto wrong_key = server.app();
    wrong_key.server_keys = {crypto::rsa_private_key::generate().public_key()};
    CHECK(attempt(wrong_key));
    CHECK(asked == 0);
}
