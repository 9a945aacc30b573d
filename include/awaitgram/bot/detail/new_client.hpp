// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/account_client.hpp>
#include <awaitgram/client/client.hpp>

#include <memory>
#include <utility>

namespace awaitgram::detail {

/// A client for one kind of account.
[[nodiscard]] inline std::shared_ptr<client> new_client(
    bool of_bot,
    asio::any_io_executor executor,
    any_session storage,
    client_config configuration,
    rpc::update_sink* updates
) {
    if (of_bot)
        return std::make_shared<bot_client>(
            std::move(executor), std::move(storage), std::move(configuration), updates
        );
    return std::make_shared<user_client>(
        std::move(executor), std::move(storage), std::move(configuration), updates
    );
}

} // namespace awaitgram::detail
