// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/updates/detail/difference_size.hpp>
#include <awaitgram/updates/manager.hpp>

#include <asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram::updates {

namespace detail {

/// A difference that takes longer is asked for again, so that it does not take the place of others for ever.
inline constexpr auto longest_fetch = std::chrono::seconds{60};

/// The engine decides how long to wait, for each stream by itself.
inline constexpr rpc::call_options fetch_options{
    .timeout = longest_fetch, .waits_out_outages = true, .returns_passing_refusals = true};

} // namespace detail

/// The answer to a request for a difference; empty if it failed, which has been reported then.
// The request is encoded before this returns.
template <class F>
awaitable<tl::reply<typename F::tl_result>> manager::ask(fetch_request of, const F& request) {
    return outcome_of(of, rpc::invoke(via_, request, detail::fetch_options));
}

template <class Reply>
awaitable<tl::reply<Reply>>
manager::outcome_of(fetch_request of, awaitable<tl::reply<Reply>> pending) {
    tl::reply<Reply> outcome;
    fetch_failure failure;
    const auto report = [&](std::string_view why) {
        if (engine_.is_delayed(of.id)) // which is told once
            return;
        log_warning(
            "missed updates of " + name_of_sequence(of.id) +
            " cannot be fetched: " + std::string{why}
        );
    };
    try {
        outcome = co_await std::move(pending);
        if (detail::is_excessive(*outcome)) {
            outcome = {};
            failure.what = fetch_failure::kind::malformed;
            engine_.failed(of, failure, steady_now());
            report("the answer has too many of them");
        }
    } catch (const rpc_error& refusal) {
        failure.what = fetch_failure::kind::refused;
        failure.code = refusal.code();
        failure.name = refusal.name();
        failure.wait = refusal.wait();
        if (engine_.failed(of, failure, steady_now()) == fetch_reaction::end)
            throw;
        report(refusal.what());
    } catch (const std::system_error& error) {
        if (error.code() == asio::error::operation_aborted)
            throw;
        failure.what = error.code() == make_error_code(rpc::errc::malformed_answer)
                           ? fetch_failure::kind::malformed
                           : fetch_failure::kind::unreachable;
        engine_.failed(of, failure, steady_now());
        report(error.what());
    }
    wake_->set();
    co_return outcome;
}

AWAITGRAM_DECL awaitable<void> manager::fetch(fetch_request next) {
    switch (next.what) {
    case fetch_request::kind::state:
        return fetch_state(next);
    case fetch_request::kind::channel_difference:
        return fetch_channel(next);
    case fetch_request::kind::difference:
        break;
    }
    return fetch_account(next);
}

AWAITGRAM_DECL awaitable<void> manager::fetch_state(fetch_request next) {
    const api::updates::getState request{};
    const auto answer = co_await ask(next, request);
    if (answer)
        engine_.accept(next, *answer, steady_now());
}

AWAITGRAM_DECL awaitable<void> manager::fetch_account(fetch_request next) {
    api::updates::getDifference request{};
    request.pts = std::max(next.from.pts, 1);
    request.date = std::max(next.from.date, 1);
    request.qts = next.from.qts;
    auto answer = co_await ask(next, request);
    if (!answer)
        co_return;
    engine_.accept(next, std::move(answer), steady_now());
    learn_peers();
}

AWAITGRAM_DECL awaitable<void> manager::fetch_channel(fetch_request next) {
    constexpr std::int32_t most_of_users = 100;
    constexpr std::int32_t most_of_bots = 1000;
    const auto known = peer_id::channel(next.id);
    const auto usable =
        known ? co_await find_peer(session_, options_.recent, *known) : std::nullopt;
    if (!usable && !options_.is_bot) {
        fetch_failure failure;
        failure.what = fetch_failure::kind::no_access_hash;
        engine_.failed(next, failure, steady_now());
        wake_->set();
        co_return;
    }
    api::inputChannel channel{};
    channel.channel_id = next.id;
    channel.access_hash = usable ? usable->auth.access_hash : 0;
    api::updates::getChannelDifference request{};
    request.channel = std::move(channel);
    request.filter = api::channelMessagesFilterEmpty{};
    request.pts = std::max(next.from.pts, 1);
    // Without a position, only the newest updates matter.
    request.limit = options_.is_bot && next.from.pts != 0 ? most_of_bots : most_of_users;
    if (next.position_only && next.from.pts == 0) // of a long history, nothing but its end is told
        request.limit = 1;
    auto answer = co_await ask(next, request);
    if (!answer)
        co_return;
    engine_.accept(next, std::move(answer), steady_now());
    learn_peers();
}

} // namespace awaitgram::updates
