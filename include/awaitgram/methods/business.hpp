// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>

#include <string_view>

namespace awaitgram {

class business_connection; // types/business_connection.hpp

/// Methods about business accounts that have connected a bot.
class business_methods : public virtual method_base {
public:
    /// A connection of the bot with a business account, by its identifier.
    ///
    /// Requests for a connection belong to its data centre, `business_connection::dc()`. Today all go to that of the bot, which Telegram
    /// refuses where the two differ.
    /// Raw method: account.getBotBusinessConnection (bots).
    /// Errors:     rpc_error with CONNECTION_ID_INVALID or BUSINESS_CONNECTION_INVALID; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<business_connection> get_business_connection(std::string_view connection
    ) const;

protected:
    business_methods() = default;
    ~business_methods() = default;
};

} // namespace awaitgram
