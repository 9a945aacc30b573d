// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/growing_pause.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dc/datacenters.hpp>
#include <awaitgram/dc/route_policy.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/session/dc_option.hpp>
#include <awaitgram/session/kept_state.hpp>
#include <awaitgram/tl/codec.hpp>

#include <asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

// Where data centres are: from Telegram's configuration, the session, and the well-known addresses.

namespace awaitgram::dc {

/// Added to the ids of test data centres in key exchanges and obfuscation.
inline constexpr std::int32_t test_dc_offset = 10'000;

namespace detail {

/// Gives a data centre whose address of one IP version is the well-known one also that of the other version, for machines that
/// have only one of them.
[[nodiscard]] inline dc_option with_both_addresses(dc_option option) {
    for (const auto network : {dc_network::production, dc_network::test})
        if (const auto known = known_dc(option.id, network)) {
            if (!option.ipv6 && option.ipv4 == known->ipv4)
                option.ipv6 = known->ipv6;
            else if (!option.ipv4 && option.ipv6 == known->ipv6)
                option.ipv4 = known->ipv4;
        }
    return option;
}

/// Whether a data centre has its well-known address of a network.
[[nodiscard]] inline bool is_in(const dc_option& option, dc_network network) {
    const auto known = known_dc(option.id, network);
    return known &&
           (option.ipv4 ? option.ipv4 == known->ipv4 : option.ipv6 && option.ipv6 == known->ipv6);
}

} // namespace detail

/// The addresses for a connection, best first. A server that the program names has no other address.
AWAITGRAM_DECL std::vector<rpc::route>
datacenters::routes_to(std::int32_t dc, rpc::lane lane) const {
    route_rules rules;
    rules.media = is_media(lane);
    rules.obfuscated = options_.connection.obfuscation == transport::obfuscation::on;
    rules.prefers_ipv6 = live_->prefers_ipv6;
    rules.loopback = options_.server && !detail::may_be_server(options_.server->host, false);
    if (lane == rpc::lane::cdn)
        return live_->told.cdn_routes_to(dc, rules);
    if (options_.server && dc == live_->first_dc)
        return {rpc::route{*options_.server}};
    std::vector<known_address> own;
    if (!options_.server)
        for (const auto& option : {known(dc), known_dc(dc, options_.network)})
            if (option)
                for (auto& each : awaitgram::addresses_of(detail::with_both_addresses(*option)))
                    own.push_back({std::move(each), false, false, true});
    return live_->told.routes_to(dc, std::move(own), rules);
}

/// Gives a connection its addresses, now and before each attempt.
AWAITGRAM_DECL void
datacenters::set_routes(rpc::sender_options& options, std::int32_t dc, rpc::lane lane) {
    for (auto& each : routes_to(dc, lane))
        options.addresses.push_back(std::move(each.to));
    options.routes = [this, dc, lane] { return routes_to(dc, lane); };
    options.history = history_;
}

namespace detail {

/// Where a session keeps the addresses of a network that Telegram told last.
[[nodiscard]] inline state_key told_addresses_key(dc_network network) {
    state_key key;
    key.name = network == dc_network::test ? "awaitgram/dc_options/test" : "awaitgram/dc_options";
    return key;
}

/// Addresses as a session keeps them.
[[nodiscard]] inline kept_state as_kept(const tl::vector<api::dcOption>& told) {
    api::updateDcOptions update;
    for (const auto& each : told)
        if (!each.secret)
            update.dc_options.push_back(each);
    kept_state kept;
    kept.value = tl::encoded(api::Update{std::move(update)});
    return kept;
}

} // namespace detail

/// Asks Telegram for the addresses of its data centres. Returns whether it told some.
AWAITGRAM_DECL awaitable<bool> datacenters::learn_addresses() {
    // Not by `call`, which may need the answer to follow the account.
    unique_function<awaitable<bool>()> work = [this, live = live_]() -> awaitable<bool> {
        const auto used = live->main;
        if (!used)
            co_return false;
        api::help::getConfig request;
        const auto config = co_await rpc::try_invoke(*used, request);
        if (!config || live->tasks == nullptr)
            co_return false;
        const api::config& got = **config;
        if (!address_book::has_some(got.dc_options))
            co_return false;
        live->told.learn(got.dc_options);
        live->prefers_ipv6 = got.force_try_ipv6;
        live->configuration_lasts = std::chrono::seconds{std::int64_t{got.expires} - got.date};
        co_await keep_told(detail::as_kept(got.dc_options));
        co_return true;
    };
    const auto live = live_;
    std::string only;
    co_return co_await live->configurations.run(std::move(only), std::move(work));
}

/// As `learn_addresses`; problems of the network and the server are no errors.
AWAITGRAM_DECL awaitable<bool> datacenters::try_to_learn_addresses() {
    const auto live = live_;
    try {
        co_return co_await learn_addresses();
    } catch (const std::system_error&) {
        // Also the end of a connection that another one has replaced.
        if (live->tasks == nullptr || live->tasks->cancelled())
            throw;
    }
    co_return false;
}

/// Asks for the configuration once connected, whenever it expires, and when Telegram says that it has changed.
AWAITGRAM_DECL awaitable<void> datacenters::keep_addresses_fresh(std::shared_ptr<event> connected) {
    using std::chrono::seconds;
    constexpr seconds shortest{5 * 60};
    constexpr seconds longest{24 * 60 * 60};
    constexpr seconds first_pause{60};
    const auto live = live_;
    co_await connected->wait();
    for (auto failures = 0;;) {
        live->configuration_is_stale = false;
        const auto told = co_await try_to_learn_addresses();
        failures = told ? 0 : failures + 1;
        const auto pause = told ? std::clamp(live->configuration_lasts, shortest, longest)
                                : growing_pause(failures, first_pause, seconds{60 * 60});
        const auto due = monotonic_clock::now() + pause;
        while (monotonic_clock::now() < due && !live->configuration_is_stale)
            co_await connected->wait_until(due);
    }
}

/// Reads what was told in an earlier run. It is an aid: without it, and in a session that keeps no states, the well-known addresses do.
AWAITGRAM_DECL awaitable<void> datacenters::restore_addresses() {
    const auto live = live_;
    try {
        auto kept = co_await session_.state(detail::told_addresses_key(options_.network));
        if (!kept)
            co_return;
        const auto decoded = tl::decode<api::Update>(tl::frame{std::move(kept->value)});
        if (!decoded)
            co_return;
        if (const auto* told = (*decoded)->get_if<api::updateDcOptions>())
            live->told.learn(told->dc_options);
    } catch (const std::system_error& problem) {
        if (problem.code() == asio::error::operation_aborted)
            throw;
    }
}

/// Stores what was told for the next run.
AWAITGRAM_DECL awaitable<void> datacenters::keep_told(kept_state told) {
    if (options_.server)
        co_return;
    try {
        co_await session_.set_state(detail::told_addresses_key(options_.network), std::move(told));
    } catch (const std::system_error& problem) {
        if (problem.code() == asio::error::operation_aborted)
            throw;
    }
}

/// Learns the addresses in an update about them.
AWAITGRAM_DECL void datacenters::take_news(const tl::frame& update) {
    constexpr std::size_t two_ids = 8;
    // A connection may still bring what it had read when this was closed.
    if (live_->tasks == nullptr || update.size() < two_ids ||
        load_le<std::uint32_t>(update.bytes().data()) != api::updateShort::tl_id)
        return;
    const auto what = load_le<std::uint32_t>(update.bytes().data() + 4);
    if (what == api::updateConfig::tl_id && live_->connected) {
        live_->configuration_is_stale = true;
        live_->connected->set();
    }
    if (what != api::updateDcOptions::tl_id)
        return;
    const auto decoded = tl::decode<api::Updates>(update);
    if (!decoded)
        return;
    if (const auto* alone = (*decoded)->get_if<api::updateShort>())
        if (const auto* told = alone->update.get_if<api::updateDcOptions>();
            told != nullptr && address_book::has_some(told->dc_options)) {
            live_->told.learn(told->dc_options);
            live_->tasks->spawn(keep_told(detail::as_kept(told->dc_options)));
            // It may tell of some data centres alone.
            live_->configuration_is_stale = true;
            if (live_->connected)
                live_->connected->set();
        }
}

/// The connections beside that to home are not those of the present login or key.
AWAITGRAM_DECL void datacenters::close_pools() {
    if (live_->pools)
        live_->pools->reset();
}

AWAITGRAM_DECL awaitable<std::int64_t> datacenters::signed_in_user() {
    const auto user = co_await session_.self();
    co_return user ? user->id : 0;
}

AWAITGRAM_DECL awaitable<rpc::sender_options>
datacenters::options_for(std::int32_t dc, rpc::lane lane) {
    const auto live = live_;
    auto options = options_.connection;
    if (routes_to(dc, lane).empty())
        (void)co_await learn_addresses();
    if (!live->pools)
        throw std::system_error(make_error_code(rpc::errc::not_running));
    options.dc = options_.network == dc_network::test ? dc + test_dc_offset : dc;
    set_routes(options, dc, lane);
    if (options.addresses.empty())
        throw std::system_error(make_error_code(rpc::errc::unknown_dc), "DC " + std::to_string(dc));
    // Updates come by the main connection.
    const auto id = api::invokeWithoutUpdates<tl::encoded_query>::tl_id;
    for (auto byte = 0; byte < 4; ++byte)
        options.init_prefix.push_back(static_cast<std::uint8_t>(id >> (8 * byte)));
    if (dc == live->dc) {
        options.key = live->key;
        options.keep_key = true;
    } else if (const auto stored = session_.dc_option(dc)) {
        options.key = stored->auth_key;
    }
    if (options.key)
        options.salts = co_await session_.salts(dc);
    co_return options;
}

/// The options of a connection to a content delivery network: nothing of the account, and no keys of Telegram's own servers.
AWAITGRAM_DECL awaitable<rpc::sender_options> datacenters::cdn_options_for(std::int32_t dc) {
    const auto live = live_;
    auto options = options_.connection;
    if (routes_to(dc, rpc::lane::cdn).empty())
        (void)co_await learn_addresses();
    options.dc = options_.network == dc_network::test ? dc + test_dc_offset : dc;
    set_routes(options, dc, rpc::lane::cdn);
    if (options.addresses.empty())
        throw std::system_error(make_error_code(rpc::errc::unknown_dc), "DC " + std::to_string(dc));
    options.server_keys.clear();
    options.key.reset();
    options.salts.clear();
    options.init_prefix = options_.cdn_init_prefix;
    co_return options;
}

AWAITGRAM_DECL awaitable<void> datacenters::store_key(std::int32_t dc, crypto::auth_key key) {
    return store(dc, std::move(key));
}

/// What the session says of a data centre. A session knows the addresses of production until others are stored.
AWAITGRAM_DECL std::optional<dc_option> datacenters::known(std::int32_t dc) const {
    auto option = session_.dc_option(dc);
    if (options_.network == dc_network::production || options_.server)
        return option;
    const auto is_default = !option || detail::is_in(*option, dc_network::production);
    return is_default ? known_dc(dc, dc_network::test) : option;
}

/// Refuses a home whose key belongs to the other network.
AWAITGRAM_DECL void datacenters::check_network(const std::optional<dc_option>& stored) const {
    if (options_.server || !stored || !stored->auth_key)
        return;
    const auto tests = options_.network == dc_network::test;
    if (detail::is_in(*stored, tests ? dc_network::production : dc_network::test))
        throw std::system_error(
            make_error_code(session_errc::other_network),
            tests ? "test_dc is set, but the session is of production"
                  : "test_dc is not set, but the session is of the test data centres"
        );
}

} // namespace awaitgram::dc
