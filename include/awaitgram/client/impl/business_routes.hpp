// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/client/detail/business_routes.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/reader.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::detail {

AWAITGRAM_DECL bool business_routes::is_for_business(const rpc::request& sent) noexcept {
    constexpr auto wrapper = api::invokeWithBusinessConnection<tl::encoded_query>::tl_id;
    const auto bytes = sent.body().bytes();
    return bytes.size() >= 4 && load_le<std::uint32_t>(bytes.data()) == wrapper;
}

AWAITGRAM_DECL awaitable<rpc::answer>
business_routes::call_there(rpc::request sent, rpc::call_options options) {
    tl::reader from{sent.body().bytes().subspan(4)};
    const auto bytes = from.string();
    std::string connection{bytes.begin(), bytes.end()};
    if (!connection.empty())
        options.dc = co_await dc_of(std::move(connection));
    co_return co_await inner().call(std::move(sent), options);
}

/// The data centre of a connection; 0 when it is not known, so that the account's own refuses the request.
AWAITGRAM_DECL awaitable<std::int32_t> business_routes::dc_of(std::string connection) {
    if (const auto known = known_.find(connection); known != known_.end())
        co_return known->second;
    unique_function<awaitable<std::int32_t>()> work = [this,
                                                       connection]() -> awaitable<std::int32_t> {
        api::account::getBotBusinessConnection request;
        request.connection_id = tl::string{connection};
        const auto answer = co_await rpc::try_invoke(inner(), request);
        const auto* updates = answer ? (*answer)->get_if<api::updates_>() : nullptr;
        if (updates == nullptr)
            co_return 0;
        for (const auto& each : updates->updates)
            if (const auto* told = each.get_if<api::updateBotBusinessConnect>();
                told != nullptr && told->connection.connection_id == connection) {
                if (known_.size() >= most_known)
                    known_.clear();
                known_[connection] = told->connection.dc_id;
                co_return told->connection.dc_id;
            }
        co_return 0;
    };
    co_return co_await lookups_.run(connection, std::move(work));
}

} // namespace awaitgram::detail
