// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/methods/business.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/types/business_connection.hpp>

#include <doctest/doctest.h>

#include <system_error>

#include "noting_account.hpp"

using namespace awaitgram;

namespace {

template <class Request>
using noting_account = tests::noting_account<business_methods, Request>;

} // namespace

TEST_CASE("a business connection is read by its identifier") {
    api::updateBotBusinessConnect told{};
    told.connection.connection_id = "shop";
    told.connection.user_id = 5;
    told.connection.dc_id = 4;
    api::businessBotRights rights{};
    rights.reply = true;
    told.connection.rights = rights;
    api::updates_ all{};
    all.updates.push_back(told);
    noting_account<api::account::getBotBusinessConnection> bot{all};

    const auto& asked = bot.after([&]() -> awaitable<void> {
        const auto connection = co_await bot.me.get_business_connection("shop");
        CHECK(connection.id() == "shop");
        CHECK(connection.user_id() == 5);
        CHECK(connection.dc() == 4);
        CHECK(connection.can_reply());
        CHECK(connection.receiver() == &bot.me.self);
    });
    CHECK(asked.connection_id == "shop");
}

TEST_CASE("an answer without a business connection is malformed") {
    noting_account<api::account::getBotBusinessConnection> bot{api::updates_{}};
    const auto error = tests::error_of([&]() -> awaitable<void> {
        (void)co_await bot.me.get_business_connection("shop");
    });
    CHECK(error == rpc::errc::malformed_answer);
}
