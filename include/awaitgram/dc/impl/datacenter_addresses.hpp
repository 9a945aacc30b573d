// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dc/datacenters.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/session/dc_option.hpp>
#include <awaitgram/tl/codec.hpp>

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

AWAITGRAM_DECL std::vector<server_address> datacenters::addresses_of(std::int32_t dc) const {
    std::vector<server_address> own;
    if (options_.server) {
        if (dc == live_->first_dc)
            own.push_back(*options_.server);
    } else if (const auto option = known(dc)) {
        own = awaitgram::addresses_of(detail::with_both_addresses(*option));
    }
    return live_->told.addresses_of(dc, own);
}

/// Asks Telegram for the addresses of its data centres. Returns whether it told some.
AWAITGRAM_DECL awaitable<bool> datacenters::learn_addresses() {
    // Not by `call`, which may need the answer to follow the account.
    unique_function<awaitable<bool>()> work = [live = live_]() -> awaitable<bool> {
        const auto used = live->main;
        if (!used)
            co_return false;
        api::help::getConfig request;
        const auto config = co_await rpc::try_invoke(*used, request);
        if (!config)
            co_return false;
        live->told.learn((*config)->dc_options);
        co_return !live->told.empty();
    };
    const auto live = live_;
    std::string only;
    co_return co_await live->configurations.run(std::move(only), std::move(work));
}

/// Learns the addresses in an update about them.
AWAITGRAM_DECL void datacenters::take_news(const tl::frame& update) {
    constexpr std::size_t two_ids = 8;
    if (update.size() < two_ids ||
        load_le<std::uint32_t>(update.bytes().data()) != api::updateShort::tl_id ||
        load_le<std::uint32_t>(update.bytes().data() + 4) != api::updateDcOptions::tl_id)
        return;
    const auto decoded = tl::decode<api::Updates>(update);
    if (!decoded)
        return;
    if (const auto* alone = (*decoded)->get_if<api::updateShort>())
        if (const auto* told = alone->update.get_if<api::updateDcOptions>())
            live_->told.learn(told->dc_options);
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

AWAITGRAM_DECL awaitable<rpc::sender_options> datacenters::options_for(std::int32_t dc) {
    const auto live = live_;
    auto options = options_.connection;
    if (addresses_of(dc).empty())
        (void)co_await learn_addresses();
    if (!live->pools)
        throw std::system_error(make_error_code(rpc::errc::not_running));
    options.dc = options_.network == dc_network::test ? dc + test_dc_offset : dc;
    options.addresses = addresses_of(dc);
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
    if (live->told.cdn_addresses_of(dc).empty())
        (void)co_await learn_addresses();
    options.dc = options_.network == dc_network::test ? dc + test_dc_offset : dc;
    options.addresses = live->told.cdn_addresses_of(dc);
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
