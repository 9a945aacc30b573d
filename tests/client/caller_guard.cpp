// SPDX-License-Identifier: MIT
#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/client/detail/caller_guard.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/fixed_invoker.hpp"
#include "../support/memory_server.hpp"
#include "../support/run.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;

namespace {

/// An account over a fake connection, with the guard before it.
struct scene {
    scene(std::int64_t id, bool is_bot) {
        account.id = id;
        account.is_bot = is_bot;
    }

    /// The code of the error that a call throws; no error if the request was sent.
    template <class F>
    std::error_code error_of(const F& request, rpc::call_options options = {}) {
        const auto before = via.requests.size();
        via.add(rpc_error{400, "ANYTHING"});
        const auto error = tests::error_of([&]() -> awaitable<void> {
            const auto answer = co_await rpc::try_invoke(guard, request, options);
            CHECK_FALSE(answer);
        });
        CHECK((via.requests.size() == before) == static_cast<bool>(error));
        return error;
    }

    tests::fixed_invoker via{};
    self_info account{};
    detail::caller_guard guard{via, account, nullptr};
};

const api::messages::getDialogs for_users{.offset_peer = api::inputPeerEmpty{}};
const api::messages::setBotCallbackAnswer for_bots{};
const api::updates::getState for_both{};

/// Notes the names of the calls that pass.
class noting final : public rpc::middleware {
public:
    noting(rpc::invoker& around, std::vector<std::string>& names)
        : middleware(around), names_(names) {}

    awaitable<rpc::answer> call(rpc::request sent, rpc::call_options options) override {
        names_.emplace_back(sent.name());
        return inner().call(std::move(sent), options);
    }

private:
    std::vector<std::string>& names_;
};

} // namespace

namespace {

/// A user whose resolver has told how to address the user 5 by a message, and a request that does.
struct lending_scene {
    lending_scene() {
        user.account.access.resolver = &resolver;
        static_cast<void>(recent.note(channel_info{8, peer_auth{80}, {}}));
        api::message message{};
        message.id = 40;
        message.peer_id = api::peerChannel{.channel_id = 8};
        message.from_id = api::Peer{api::peerUser{.user_id = 5}};
        resolver.learn(message);
        tests::run([this]() -> awaitable<void> {
            const chat_query asked{chat_ref{5}};
            const auto found = co_await resolver.resolve(asked);
            request.peer = found.input;
        });
        REQUIRE(request.peer.is<api::inputPeerUserFromMessage>());
        REQUIRE(resolver.has_lent());
    }

    scene user{1, false};
    any_session session{memory_session{}};
    peer_cache recent{};
    peer_resolver resolver{user.via, session, recent};
    api::messages::getHistory request{};
};

/// Refuses each call when it is told to.
class late_refusal final : public rpc::invoker {
public:
    explicit late_refusal(asio::any_io_executor executor) : refuse(std::move(executor)) {}

    awaitable<rpc::answer> call(rpc::request, rpc::call_options) override {
        called = true;
        co_await refuse.wait();
        co_return failure{rpc_error{400, "MSG_ID_INVALID"}};
    }

    event refuse;
    bool called = false;
};

} // namespace

TEST_CASE("a refusal because of a message that is gone reaches the resolver") {
    lending_scene here;
    here.user.via.add(rpc_error{400, "MSG_ID_INVALID"});
    tests::run([&]() -> awaitable<void> {
        const auto answer = co_await rpc::try_invoke(here.user.guard, here.request);
        CHECK_FALSE(answer);
    });
    CHECK_FALSE(here.resolver.has_lent());
}

TEST_CASE("a refusal that comes when its client is gone looks for no resolver") {
    lending_scene here;
    asio::io_context io;
    late_refusal via{io.get_executor()};
    std::optional<detail::caller_guard> guard;
    guard.emplace(via, here.user.account, nullptr);
    auto refused = false;
    const auto asking = [&]() -> awaitable<void> {
        const auto answer = co_await rpc::try_invoke(*guard, here.request);
        refused = !answer;
    };
    const task running{io.get_executor(), asking(), nullptr};
    tests::run_until(io, [&via] { return via.called; });

    guard.reset(); // and in a client, the resolver
    via.refuse.set();
    tests::run_to_end(io);

    CHECK(refused);
    CHECK(here.resolver.has_lent());
}

TEST_CASE("a method that accounts of the kind may not call is refused before anything is sent") {
    scene bot{123, true};
    CHECK(bot.error_of(for_users) == rpc::errc::users_only);
    CHECK_FALSE(bot.error_of(for_bots));
    CHECK_FALSE(bot.error_of(for_both));

    scene user{123, false};
    CHECK(user.error_of(for_bots) == rpc::errc::bots_only);
    CHECK_FALSE(user.error_of(for_users));
    CHECK_FALSE(user.error_of(for_both));
}

TEST_CASE("a call that says so is sent whatever the account is") {
    scene bot{123, true};
    CHECK_FALSE(bot.error_of(for_users, {.any_account = true}));
}

TEST_CASE("all methods may be called without a signed-in account, and those of a login always") {
    scene nobody{0, false};
    CHECK_FALSE(nobody.error_of(for_bots));

    scene bot{123, true};
    CHECK_FALSE(bot.error_of(api::auth::sendCode{.settings = api::codeSettings{}}));
}

TEST_CASE("a method around another one may be called by those who may call both") {
    scene bot{123, true};
    api::invokeWithBusinessConnection<api::messages::getDialogs> around{};
    around.query = for_users;
    CHECK(bot.error_of(around) == rpc::errc::users_only);

    api::invokeWithBusinessConnection<api::updates::getState> of_both{};
    CHECK_FALSE(bot.error_of(of_both));
}

TEST_CASE("the guard stands before the middlewares, and the error names the method") {
    tests::script steps;
    tests::memory_server server{steps};
    const testing::clock time;
    std::vector<std::string> names;
    auto configuration = server.app();
    configuration.middleware.push_back([&names](rpc::invoker& around) {
        return std::make_unique<noting>(around, names);
    });
    const auto work = [&](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot("123:secret");
        std::string text;
        try {
            static_cast<void>(co_await telegram.invoke(for_users));
        } catch (const std::system_error& error) {
            CHECK(error.code() == rpc::errc::users_only);
            text = error.what();
        }
        CHECK(text.starts_with("messages.getDialogs"));
        std::error_code of_list;
        try {
            auto dialogs = telegram.dialogs();
            static_cast<void>(co_await dialogs.next());
        } catch (const std::system_error& error) {
            of_list = error.code();
        }
        CHECK(of_list == rpc::errc::users_only);
        CHECK(std::ranges::find(names, "messages.getDialogs") == names.end());

        const auto refused = co_await telegram.try_invoke(for_users, {.any_account = true});
        REQUIRE_FALSE(refused);
        CHECK(refused.error() == errors::BOT_METHOD_INVALID);
        CHECK(std::ranges::find(names, "messages.getDialogs") != names.end());
    };
    tests::with_client(server.session_with_key(), tests::quiet(configuration), work);
}
