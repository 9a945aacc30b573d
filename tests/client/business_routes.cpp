// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/client/detail/business_routes.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/tl/codec.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../support/fixed_invoker.hpp"
#include "../support/run.hpp"

using namespace awaitgram;

namespace {

/// Notes the data centre of each request.
class noting_invoker final : public rpc::invoker {
public:
    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        calls.push_back(std::string{sent.name()} + '@' + std::to_string(options.dc));
        return inner.call(std::move(sent), options);
    }

    tests::fixed_invoker inner{};
    std::vector<std::string> calls{};
};

/// The answer about a connection at a data centre.
api::Updates about(const std::string& connection, std::int32_t dc) {
    api::updateBotBusinessConnect told;
    told.connection.connection_id = tl::string{connection};
    told.connection.dc_id = dc;
    api::updates_ updates;
    updates.updates.push_back(std::move(told));
    return updates;
}

awaitable<void> type_for(rpc::invoker& calls, std::string connection) {
    api::messages::setTyping typing;
    typing.peer = api::inputPeerSelf{};
    typing.action = api::sendMessageTypingAction{};
    api::invokeWithBusinessConnection<api::messages::setTyping> request;
    request.connection_id = tl::string{connection};
    request.query = std::move(typing);
    const auto typed = co_await rpc::invoke(calls, request);
    CHECK(*typed);
}

using names = std::vector<std::string>;

} // namespace

TEST_CASE("requests for a business connection go to its data centre, which is asked for once"
) { // T33
    noting_invoker network;
    detail::business_routes routes{network};
    network.inner.add(about("first", 4));
    network.inner.add(true);
    network.inner.add(true);
    network.inner.add(about("second", 5));
    network.inner.add(true);
    tests::run([&]() -> awaitable<void> {
        co_await type_for(routes, "first");
        co_await type_for(routes, "first");
        co_await type_for(routes, "second");
    });
    const std::string asked = "account.getBotBusinessConnection@0";
    const std::string sent = "invokeWithBusinessConnection@";
    CHECK(network.calls == names{asked, sent + "4", sent + "4", asked, sent + "5"});
}

TEST_CASE(
    "a business connection that Telegram does not know is refused by the account's data centre"
) {
    noting_invoker network;
    detail::business_routes routes{network};
    for (auto i = 0; i < 2; ++i) {
        network.inner.add(rpc_error{400, "CONNECTION_ID_INVALID"});
        network.inner.add(rpc_error{400, "CONNECTION_INVALID"});
    }
    tests::run([&]() -> awaitable<void> {
        for (auto i = 0; i < 2; ++i)
            try {
                co_await type_for(routes, "gone");
                FAIL("it was not refused");
            } catch (const rpc_error& refusal) {
                CHECK(refusal.is_named("CONNECTION_INVALID"));
            }
    });
    CHECK(network.calls.size() == 4);
    CHECK(network.calls.back() == "invokeWithBusinessConnection@0");
}

TEST_CASE("requests without a business connection, or that name a data centre, are left as they are"
) {
    noting_invoker network;
    detail::business_routes routes{network};
    network.inner.add(api::nearestDc{});
    network.inner.add(true);
    tests::run([&]() -> awaitable<void> {
        api::help::getNearestDc nearest;
        co_await rpc::invoke(routes, nearest);
        api::messages::setTyping typing;
        typing.peer = api::inputPeerSelf{};
        typing.action = api::sendMessageTypingAction{};
        api::invokeWithBusinessConnection<api::messages::setTyping> request;
        request.connection_id = "first";
        request.query = std::move(typing);
        rpc::call_options options;
        options.dc = 3;
        co_await rpc::invoke(routes, request, options);
    });
    CHECK(network.calls == names{"help.getNearestDc@0", "invokeWithBusinessConnection@3"});
}
