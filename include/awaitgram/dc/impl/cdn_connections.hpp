// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dc/cdn_connections.hpp>
#include <awaitgram/mtproto/error.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <asio/error.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::dc {

AWAITGRAM_DECL cdn_connections::cdn_connections(
    asio::any_io_executor executor,
    cdn_host& host,
    task_group& tasks,
    connection_factory connect,
    log_sink log
)
    : host_(host) {
    pools_host& own = *this;
    pools_ = std::make_shared<connection_pools>(
        std::move(executor), own, tasks, std::move(connect), std::move(log)
    );
}

AWAITGRAM_DECL awaitable<rpc::answer>
cdn_connections::call(rpc::request sent, rpc::call_options options) {
    const auto self = shared_from_this();
    auto asks_again = true;
    for (;;) {
        if (stopped_)
            throw std::system_error(asio::error::operation_aborted);
        try {
            co_return co_await pools_->call(options.dc, sent, options);
        } catch (const std::system_error& problem) {
            const auto unknown = problem.code() == mtproto::errc::no_known_key;
            if (!unknown || !std::exchange(asks_again, false) || !forget_keys())
                throw;
        }
    }
}

/// Has the keys be asked for again, unless they are new.
AWAITGRAM_DECL bool cdn_connections::forget_keys() {
    if (keys_ && monotonic_clock::now() < asked_at_ + key_pause)
        return false;
    keys_.reset();
    return true;
}

/// The public keys of a data centre.
AWAITGRAM_DECL awaitable<std::vector<crypto::rsa_public_key>>
cdn_connections::keys_of(std::int32_t dc) {
    // A data centre that is not in the list may be newer than it.
    if (keys_ && !keys_->contains(dc))
        (void)forget_keys();
    std::string only;
    while (!keys_) {
        if (stopped_)
            throw std::system_error(asio::error::operation_aborted);
        unique_function<awaitable<bool>()> work = [this] { return learn_keys(); };
        (void)co_await configurations_.run(std::move(only), std::move(work));
        only.clear();
    }
    const auto known = keys_->find(dc);
    if (known == keys_->end())
        throw std::system_error(
            make_error_code(mtproto::errc::no_known_key), "DC " + std::to_string(dc)
        );
    co_return known->second;
}

/// Asks Telegram for the keys.
AWAITGRAM_DECL awaitable<bool> cdn_connections::learn_keys() {
    constexpr std::size_t most_keys = 64;
    rpc::call_options options;
    options.timeout = std::chrono::seconds{20};
    api::help::getCdnConfig request;
    const auto config = co_await rpc::invoke(host_.master_calls(), request, options);
    key_map told;
    std::size_t count = 0;
    for (const auto& each : config->public_keys) {
        auto key = crypto::rsa_public_key::from_pem(each.public_key.view());
        if (key && key->has_2048_bits() && ++count <= most_keys)
            told[each.dc_id].push_back(std::move(*key));
    }
    keys_ = std::move(told);
    asked_at_ = monotonic_clock::now();
    co_return true;
}

AWAITGRAM_DECL awaitable<std::int64_t> cdn_connections::signed_in_user() {
    co_return 0;
}

AWAITGRAM_DECL awaitable<rpc::sender_options>
cdn_connections::options_for(std::int32_t dc, rpc::lane) {
    auto options = co_await host_.cdn_options_for(dc);
    options.server_keys = co_await keys_of(dc);
    // Whoever can do without it does not wait until it can be reached. One attempt tries all addresses.
    options.connect_attempts = 1;
    co_return options;
}

AWAITGRAM_DECL awaitable<void> cdn_connections::store_key(std::int32_t, crypto::auth_key) {
    co_return;
}

AWAITGRAM_DECL void cdn_connections::stop() {
    stopped_ = true;
    pools_->stop();
}

AWAITGRAM_DECL std::size_t cdn_connections::open_connections(std::int32_t dc) const {
    return pools_->open_connections(dc, rpc::lane::cdn);
}

} // namespace awaitgram::dc
