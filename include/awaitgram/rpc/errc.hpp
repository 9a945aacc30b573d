// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram::rpc {

/// Errors of a call other than refusals (rpc_error), time-outs (`asio::error::timed_out`) and faults of its message (mtproto::errc).
enum class errc {
    /// A request was called while `client::run` was not running.
    not_running = 1,
    /// An answer of the server does not follow the schema.
    malformed_answer,
    /// There was no connection for longer than the request waits.
    outage,
    /// It is unknown whether a request took effect that must not be called twice; see call_options::at_most_once.
    fate_unknown,
    /// Only users may call the method, and the account is a bot; see call_options::any_account.
    users_only,
    /// Only bots may call the method, and the account is a user's; see call_options::any_account.
    bots_only,
    /// The server asks for a request again and again, and nothing gets done.
    no_progress,
    /// No address of a data centre is known; see call_options::dc.
    unknown_dc,
    /// A data centre took over the login of another account than that of the session.
    wrong_account,
};

[[nodiscard]] inline const char* category_name(errc) noexcept {
    return "awaitgram.rpc";
}

[[nodiscard]] inline const char* to_string(errc code) noexcept {
    switch (code) {
    case errc::not_running:
        return "the client is not running: call requests inside the body of client.run";
    case errc::malformed_answer:
        return "the server's answer does not follow the schema";
    case errc::outage:
        return "there is no connection to Telegram";
    case errc::fate_unknown:
        return "it is unknown whether the request took effect";
    case errc::users_only:
        return "only users may call this method, and the account is a bot";
    case errc::bots_only:
        return "only bots may call this method, and the account is a user's";
    case errc::no_progress:
        return "the server asks for the request again and again, and nothing gets done";
    case errc::unknown_dc:
        return "no address of this data centre is known";
    case errc::wrong_account:
        return "the data centre took over the login of another account";
    }
    return "unknown rpc error";
}

[[nodiscard]] inline std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), category_of<errc>()};
}

} // namespace awaitgram::rpc

template <>
struct std::is_error_code_enum<awaitgram::rpc::errc> : std::true_type {};
