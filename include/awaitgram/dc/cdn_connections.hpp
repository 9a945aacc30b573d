// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/single_flight.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/log.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/dc/connection.hpp>
#include <awaitgram/dc/connection_pools.hpp>
#include <awaitgram/rpc/answer.hpp>
#include <awaitgram/rpc/call_options.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/rpc/sender.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace awaitgram::dc {

/// What cdn_connections need of their account.
class cdn_host {
public:
    /// The options of a connection to a data centre of a content delivery network, without the keys of its servers.
    ///
    /// Errors: std::system_error with rpc::errc::unknown_dc.
    [[nodiscard]] virtual awaitable<rpc::sender_options> cdn_options_for(std::int32_t dc) = 0;

    /// Calls the account's own data centre.
    [[nodiscard]] virtual rpc::invoker& master_calls() noexcept = 0;

protected:
    cdn_host() = default;
    cdn_host(const cdn_host&) = default;
    cdn_host& operator=(const cdn_host&) = default;
    ~cdn_host() = default;
};

/// The connections to content delivery networks, which hand out parts of public files and are not trusted.
///
/// Each data centre has authorization keys of its own, which live as long as this, never a login, and learns nothing of the account. The
/// public keys of the servers come from Telegram, help.getCdnConfig: they are asked for once, and again, at most once a minute, when a
/// server shows none of them. Keys of Telegram's own servers are not taken there, and those not elsewhere.
/// Spec: https://core.telegram.org/cdn
class cdn_connections final : private pools_host,
                              public std::enable_shared_from_this<cdn_connections> {
public:
    /// `host` and `tasks` outlive `stop`.
    cdn_connections(
        asio::any_io_executor executor,
        cdn_host& host,
        task_group& tasks,
        connection_factory connect,
        log_sink log
    );
    cdn_connections(const cdn_connections&) = delete;
    cdn_connections& operator=(const cdn_connections&) = delete;

    /// Calls the data centre `options.dc`.
    ///
    /// Errors:  as rpc::sender's; mtproto::errc::no_known_key when its servers have no key that Telegram tells; rpc_error when Telegram
    ///          does not tell them; rpc::errc::unknown_dc.
    /// Cancels: drops the answer, keeps the connection.
    [[nodiscard]] awaitable<rpc::answer> call(rpc::request sent, rpc::call_options options);

    /// Closes all connections for good.
    void stop();

    /// The number of open connections to a data centre.
    [[nodiscard]] std::size_t open_connections(std::int32_t dc) const;

private:
    using key_map = std::map<std::int32_t, std::vector<crypto::rsa_public_key>>;

    awaitable<bool> learn_keys();
    awaitable<std::vector<crypto::rsa_public_key>> keys_of(std::int32_t dc);
    [[nodiscard]] bool forget_keys();

    [[nodiscard]] std::int32_t home() const noexcept override { return 0; }
    [[nodiscard]] awaitable<std::int64_t> signed_in_user() override;
    [[nodiscard]] awaitable<rpc::sender_options>
    options_for(std::int32_t dc, rpc::lane lane) override;
    [[nodiscard]] awaitable<void> store_key(std::int32_t dc, crypto::auth_key key) override;
    void store_salts(std::int32_t, std::vector<server_salt>) override {}
    [[nodiscard]] rpc::invoker& home_calls() noexcept override { return host_.master_calls(); }

    /// Keys that a server did not have are asked for again after this time.
    static constexpr std::chrono::minutes key_pause{1};

    cdn_host& host_;
    std::shared_ptr<connection_pools> pools_;
    single_flight<bool> configurations_{};
    std::optional<key_map> keys_{};
    monotonic_clock::time_point asked_at_{};
    bool stopped_ = false;
};

} // namespace awaitgram::dc
