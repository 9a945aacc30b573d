// SPDX-License-Identifier: MIT
#include <awaitgram/api/types.hpp>
#include <awaitgram/dc/key_custody.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/tl/codec.hpp>

#include <doctest/doctest.h>

#include <optional>

#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "../support/scripted_session.hpp"

using namespace awaitgram;

namespace {

crypto::auth_key key(std::uint8_t fill) {
    return crypto::auth_key{byte_buffer(256, fill)};
}

/// Not inlined: GCC 12 would warn of members that other constructors lack.
template <class T>
[[gnu::noinline]] tl::frame frame_of(const T& value) {
    return tl::frame{tl::encoded(value)};
}

/// The end of a login in the session.
struct sign_out_scene {
    explicit sign_out_scene(tests::script& steps)
        : session(tests::scripted_session{steps, storage}) {
        tests::run([this]() -> awaitable<void> {
            const std::optional<signed_in_user> user = signed_in_user{5, true};
            co_await storage.set_self(user);
        });
    }

    awaitable<void> run() { co_await dc::sign_out_session(session); }

    void check() {
        CHECK_FALSE(storage.data().self);
        const auto last = storage.data().peer(peer_id::self_user());
        REQUIRE(last);
        CHECK(id_of(*last)->bare_id() == 5);
    }

    memory_session storage{};
    any_session session;
};

} // namespace

TEST_CASE("the first key of a data centre is stored at once") {
    dc::key_custody custody;

    CHECK_FALSE(custody.uses_stored_key());
    CHECK(custody.take(key(1)) == key(1));
    CHECK(custody.owns_session());
    CHECK_FALSE(custody.login_granted());
}

TEST_CASE("a key in place of a stored one is kept aside until a login is granted") {
    dc::key_custody custody{true};
    CHECK(custody.uses_stored_key());

    CHECK_FALSE(custody.take(key(1)));
    CHECK_FALSE(custody.uses_stored_key());
    CHECK_FALSE(custody.owns_session());

    CHECK(custody.login_granted() == key(1));
    CHECK(custody.owns_session());
    CHECK_FALSE(custody.login_granted());
}

TEST_CASE("the key is forgotten when Telegram destroyed it, unless the session's is another one") {
    const rpc_error duplicated{406, "AUTH_KEY_DUPLICATED"};
    dc::key_custody custody{true};
    CHECK(custody.forgets_key(duplicated));
    CHECK_FALSE(custody.forgets_key(rpc_error{401, "AUTH_KEY_UNREGISTERED"}));
    CHECK_FALSE(custody.forgets_key(rpc_error{406, "UPDATE_APP_TO_LOGIN"}));

    CHECK_FALSE(custody.take(key(1)));
    CHECK_FALSE(custody.forgets_key(duplicated));
}

TEST_CASE("a login is granted by an authorization in any of its forms") {
    api::user me;
    me.id = 1;
    api::auth::authorization granted;
    granted.user = me;
    CHECK(dc::grants_login(frame_of(granted)));
    api::auth::loginTokenSuccess by_token;
    by_token.authorization = granted;
    CHECK(dc::grants_login(frame_of(by_token)));
    api::auth::sentCodeSuccess by_code;
    by_code.authorization = granted;
    CHECK(dc::grants_login(frame_of(by_code)));

    CHECK_FALSE(dc::grants_login(frame_of(api::auth::authorizationSignUpRequired{})));
    CHECK_FALSE(dc::grants_login(tl::frame{}));
}

TEST_CASE("a login has ended when the key is unknown, revoked or used twice") { // S-75
    for (const auto* text :
         {"AUTH_KEY_UNREGISTERED", "SESSION_REVOKED", "USER_DEACTIVATED", "SESSION_EXPIRED"})
        CHECK(dc::ends_login(rpc_error{401, text}));
    CHECK(dc::ends_login(rpc_error{406, "AUTH_KEY_DUPLICATED"}));
    CHECK_FALSE(dc::ends_login(rpc_error{401, "SESSION_PASSWORD_NEEDED"}));
    CHECK_FALSE(dc::ends_login(rpc_error{400, "USER_DEACTIVATED"}));
}

TEST_CASE("a key is stored beside the addresses of its data centre, and forgotten alone") {
    memory_session storage;
    any_session session{storage};
    const auto addresses = storage.dc_option(4)->ipv4;

    tests::run([&] { return dc::store_key(session, session.dc_option(4), 4, key(1)); });
    CHECK(storage.dc_option(4)->auth_key == key(1));
    CHECK(storage.dc_option(4)->ipv4 == addresses);

    tests::run([&] { return dc::store_key(session, session.dc_option(4), 4, std::nullopt); });
    CHECK_FALSE(storage.dc_option(4)->auth_key);
    CHECK(storage.dc_option(4)->ipv4 == addresses);
}

TEST_CASE("a session is signed out in steps that can each fail or be cancelled and repeated") {
    const auto steps = tests::replay<sign_out_scene>();
    CHECK(steps == std::vector<std::string>{"self", "cache_peer", "set_self"});
}
