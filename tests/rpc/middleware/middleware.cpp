// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "../../support/fixed_invoker.hpp"
#include "../../support/run.hpp"

using namespace awaitgram;

namespace {

class plain final : public rpc::middleware {
public:
    explicit plain(rpc::invoker& around) : middleware(around) {}
};

} // namespace

TEST_CASE("a middleware passes on what an answer says of updates") {
    tests::fixed_invoker inner;
    plain inner_one{inner};
    plain outer_one{static_cast<rpc::invoker&>(inner_one)};
    SUBCASE("its effect on their order") {
        inner.add(api::messages::affectedMessages{.pts = 12, .pts_count = 2});
        tests::run([&]() -> awaitable<void> {
            api::messages::deleteMessages request;
            request.id = {1, 2};
            static_cast<void>(co_await rpc::invoke(outer_one, request));
        });
        CHECK(inner.effects == std::vector<tests::fixed_invoker::effect>{{0, 12, 2}});
    }
    SUBCASE("the updates in it") {
        api::messages::invitedUsers invited;
        api::updates_ all;
        invited.updates = std::move(all);
        inner.add(invited);
        tests::run([&]() -> awaitable<void> {
            api::messages::addChatUser request;
            request.user_id = api::inputUserSelf{};
            static_cast<void>(co_await rpc::invoke(outer_one, request));
        });
        CHECK(inner.inner_updates.size() == 1);
    }
}
