// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/lane.hpp>

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace awaitgram::rpc {

/// Options of one call; trivially destructible, so that they may be written inside of a `co_await` expression.
struct call_options {
    /// Whether the request may take effect at most once.
    ///
    /// A request whose answer got lost is normally called again when nothing tells whether it took effect, and so is one that
    /// failed inside of the server (code 500 or negative). That is harmless for methods with a `random_id`, which Telegram executes
    /// once for each id, and for those that only read; others may take effect twice. With this option they are not called again:
    /// the call throws errc::fate_unknown, or the refusal.
    bool at_most_once = false;

    /// How long to wait for an answer, lost connections included and flood waits excluded; zero for `client_config::call_timeout`.
    std::chrono::milliseconds timeout{0};

    /// Whether the request waits for a lost connection as long as it takes, and not only for `client_config::outage_limit`, and is
    /// called again as often as the server fails. The requests with which a bot starts do.
    bool waits_out_outages = false;

    /// Whether refusals that pass or name another data centre, such as flood waits, errors of the server and FILE_MIGRATE, go to the
    /// caller at once, which waits or moves by itself.
    bool returns_passing_refusals = false;

    /// Whether a client sends the request also when, by Telegram's documentation, accounts of its kind may not call the method. Without it
    /// the call throws errc::users_only or errc::bots_only, and nothing is sent.
    bool any_account = false;

    /// The data centre to call; 0 for the account's own. A client connects to others when they are called first, and hands the login
    /// over to them.
    std::int32_t dc = 0;

    /// The connections that the request takes.
    rpc::lane lane = rpc::lane::api;
};

static_assert(std::is_trivially_destructible_v<call_options>);

} // namespace awaitgram::rpc
