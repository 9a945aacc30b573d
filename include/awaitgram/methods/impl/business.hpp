// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/business.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/types/business_connection.hpp>

#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<business_connection>
connection_now(const self_info* account, std::string connection) {
    api::account::getBotBusinessConnection request{};
    request.connection_id = connection;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    const auto& all = *kept->kept;
    if (const auto* updates = all.updates())
        for (const auto& each : *updates)
            if (const auto* told = each.get_if<api::updateBotBusinessConnect>())
                co_return business_connection(kept, *told, account);
    throw std::system_error(make_error_code(rpc::errc::malformed_answer), "no connection in it");
}

} // namespace detail

AWAITGRAM_DECL awaitable<business_connection>
business_methods::get_business_connection(std::string_view connection) const {
    return detail::connection_now(&account(), std::string{connection});
}

} // namespace awaitgram
