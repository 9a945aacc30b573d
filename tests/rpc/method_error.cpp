// SPDX-License-Identifier: MIT
#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/mtproto_api/methods/root.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/rpc/method_error.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include "../support/fixed_invoker.hpp"
#include "../support/run.hpp"

using namespace awaitgram;

namespace {

using resolve = api::contacts::resolveUsername;
using check_invite = api::messages::checkChatInvite;
template <class F>
using in_takeout = api::invokeWithTakeout<F>;

// What is documented, and what any method may return: by its code, by its number, and because it is documented for no method.
static_assert(rpc::may_return<resolve, errors::types::USERNAME_INVALID>());
static_assert(!rpc::may_return<resolve, errors::types::USER_ALREADY_PARTICIPANT>());
static_assert(rpc::may_return<resolve, errors::types::FLOOD_WAIT>());
static_assert(rpc::may_return<resolve, errors::types::FILE_PART_MISSING>());
static_assert(rpc::may_return<resolve, errors::types::AUTH_KEY_UNREGISTERED>());
static_assert(rpc::may_return<resolve, errors::types::RPC_CALL_FAIL>());
static_assert(rpc::may_return<resolve, errors::types::BOT_METHOD_INVALID>());
// No error is known for this one, and nothing about that one.
static_assert(!rpc::may_return<api::updates::getState, errors::types::USERNAME_INVALID>());
static_assert(rpc::may_return<mtproto_api::ping, errors::types::USERNAME_INVALID>());

// Around another method.
static_assert(rpc::may_return<in_takeout<check_invite>, errors::types::INVITE_HASH_EXPIRED>());
static_assert(!rpc::may_return<in_takeout<check_invite>, errors::types::USERNAME_INVALID>());

static_assert(rpc::callers_of<check_invite> == tl::callers::users);
static_assert(rpc::callers_of<resolve> == tl::callers::users_and_bots);
static_assert(rpc::callers_of<api::messages::setBotCallbackAnswer> == tl::callers::bots);
static_assert(rpc::callers_of<in_takeout<check_invite>> == tl::callers::users);
static_assert(rpc::callers_of<mtproto_api::ping> == tl::callers::users_and_bots);

// As a refusal of any method.
static_assert(std::derived_from<method_error<resolve>, rpc_error>);
static_assert(std::convertible_to<
              method_result<resolve>,
              result<tl::reply<api::contacts::resolvedPeer>, rpc_error>>);

method_error<check_invite> refused(std::string_view text) {
    return rpc_error{400, text, "messages.checkChatInvite"};
}

/// Every documented error of the method has a case.
std::string described(const method_error<check_invite>& error) {
    return error.match(
        when(errors::CHANNEL_PRIVATE, [] { return std::string{"private"}; }),
        when(errors::INVITE_HASH_EMPTY, [] { return std::string{"empty"}; }),
        when(errors::INVITE_HASH_EXPIRED, [] { return std::string{"expired"}; }),
        when(
            errors::INVITE_HASH_INVALID,
            [](const rpc_error& same) { return "invalid: " + std::string{same.text()}; }
        )
    );
}

} // namespace

TEST_CASE("the refusal of a method is compared with the errors that it may return") {
    const auto error = refused("INVITE_HASH_EXPIRED");

    CHECK(error == errors::INVITE_HASH_EXPIRED);
    CHECK(errors::INVITE_HASH_EXPIRED == error);
    CHECK(error != errors::INVITE_HASH_INVALID);
    CHECK(error != errors::FLOOD_WAIT);
    CHECK(error == error_name{"INVITE_HASH_EXPIRED", 400});
    CHECK(refused("FLOOD_WAIT_3") == errors::FLOOD_WAIT);
}

TEST_CASE("any error can be asked for by its name") {
    CHECK(refused("NEW_ERROR_5").is_named("NEW_ERROR"));
    CHECK_FALSE(refused("NEW_ERROR_5").is_named("NEW_ERROR_5"));
    CHECK(rpc_error{400, "NEW_ERROR"}.is_named("NEW_ERROR"));
}

TEST_CASE("a match calls the case that the error is, with the error if it likes") {
    CHECK(described(refused("INVITE_HASH_EMPTY")) == "empty");
    CHECK(described(refused("INVITE_HASH_INVALID")) == "invalid: INVITE_HASH_INVALID");
    CHECK(described(refused("CHANNEL_PRIVATE")) == "private");
}

TEST_CASE("an error that no case is for goes to otherwise, or is thrown") {
    CHECK_THROWS_AS(described(refused("FLOOD_WAIT_3")), rpc_error);

    const auto name =
        refused("FLOOD_WAIT_3")
            .match(
                when(errors::INVITE_HASH_EXPIRED, [] { return std::string{}; }),
                otherwise([](const rpc_error& other) { return std::string{other.name()}; })
            );
    CHECK(name == "FLOOD_WAIT");
    auto calls = 0;
    refused("INVITE_HASH_EXPIRED")
        .match(when(errors::INVITE_HASH_EXPIRED, [&calls] { ++calls; }), otherwise([] {}));
    CHECK(calls == 1);
}

TEST_CASE("the outcome of try_invoke knows its method, and can be used as that of any method") {
    tests::fixed_invoker via;
    const rpc_error refusal{400, "USERNAME_INVALID"};
    via.add(refusal);
    via.add(refusal);
    tests::run([&via]() -> awaitable<void> {
        resolve request{.username = "?"};
        const auto answer = co_await rpc::try_invoke(via, request);
        REQUIRE_FALSE(answer);
        CHECK(answer.error() == errors::USERNAME_INVALID);
        const rpc_error& same = answer.error();
        CHECK(same.text() == "USERNAME_INVALID");

        auto another = co_await rpc::try_invoke(via, request);
        const result<tl::reply<api::contacts::resolvedPeer>, rpc_error> general{std::move(another)};
        REQUIRE_FALSE(general);
        CHECK(general.error() == errors::USERNAME_INVALID);
        CHECK(via.requests[0].callers() == tl::callers::users_and_bots);
    });
}

TEST_CASE("a request carries who may call its method, except a login's") {
    tests::fixed_invoker via;
    const rpc_error refusal{400, "ANY"};
    via.add(refusal);
    via.add(refusal);
    tests::run([&via]() -> awaitable<void> {
        check_invite invite{.hash = "x"};
        CHECK_FALSE(co_await rpc::try_invoke(via, invite));
        api::account::getPassword password{};
        CHECK_FALSE(co_await rpc::try_invoke(via, password));
    });

    CHECK(via.requests[0].callers() == tl::callers::users);
    CHECK(via.requests[1].callers() == tl::callers::users);
    CHECK(via.requests[1].is_secret());
}
