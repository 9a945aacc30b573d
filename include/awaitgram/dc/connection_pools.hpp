// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/single_flight.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/dc/connection.hpp>
#include <awaitgram/rpc/answer.hpp>
#include <awaitgram/rpc/call_options.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/rpc/lane.hpp>
#include <awaitgram/rpc/sender.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::dc {

/// What connection_pools need of their account.
class pools_host {
public:
    /// The account's own data centre.
    [[nodiscard]] virtual std::int32_t home() const noexcept = 0;

    /// The user that is signed in at home; 0 for none.
    [[nodiscard]] virtual awaitable<std::int64_t> signed_in_user() = 0;

    /// The options of a connection to a data centre, with its addresses for a lane, and its key and salts if there are any.
    ///
    /// Errors: std::system_error with rpc::errc::unknown_dc.
    [[nodiscard]] virtual awaitable<rpc::sender_options>
    options_for(std::int32_t dc, rpc::lane lane) = 0;

    /// Stores a new key of another data centre.
    [[nodiscard]] virtual awaitable<void> store_key(std::int32_t dc, crypto::auth_key key) = 0;

    virtual void store_salts(std::int32_t dc, std::vector<server_salt> salts) = 0;

    /// Calls the account's own data centre.
    [[nodiscard]] virtual rpc::invoker& home_calls() noexcept = 0;

protected:
    pools_host() = default;
    pools_host(const pools_host&) = default;
    pools_host& operator=(const pools_host&) = default;
    ~pools_host() = default;
};

/// The connections of an account beside the one to its home: those to other data centres, and those for files.
///
/// They are opened when they are needed, more of them under load, and closed when they are idle; pool_policy decides. Another data
/// centre takes over the login, once for all callers that need it, and again when it has forgotten it. A refusal there never ends the
/// login of the session.
/// Spec: https://core.telegram.org/api/datacenter#multiple-datacenters
class connection_pools final : public std::enable_shared_from_this<connection_pools> {
public:
    /// `host` and `tasks` outlive `stop`.
    connection_pools(
        asio::any_io_executor executor,
        pools_host& host,
        task_group& tasks,
        connection_factory connect,
        log_sink log
    );
    connection_pools(const connection_pools&) = delete;
    connection_pools& operator=(const connection_pools&) = delete;

    /// Calls a data centre once, or again after its login was lost there.
    ///
    /// Errors:  as rpc::sender's; rpc_error when home does not hand the login over; rpc::errc::unknown_dc, rpc::errc::wrong_account.
    /// Cancels: drops the answer, keeps the connection.
    [[nodiscard]] awaitable<rpc::answer>
    call(std::int32_t dc, rpc::request sent, rpc::call_options options);

    /// Closes all connections, and forgets which data centres have the login: the account has moved or signed out.
    void reset();

    /// Closes all connections for good.
    void stop();

    /// The number of open connections to a data centre.
    [[nodiscard]] std::size_t open_connections(std::int32_t dc, rpc::lane lane) const;

    void set_premium(bool premium) noexcept { premium_ = premium; }

private:
    struct link;
    struct use;

    /// What is known of one data centre.
    struct site {
        bool asked_session = false;
        std::optional<crypto::auth_key> key{};
        /// Counts the keys: the connections with an earlier one take no more requests.
        std::uint32_t generation = 0;
        bool has_login = false;
        /// The failures to hand the login over in a row, the last of them, and until when it answers further callers.
        int failures = 0;
        std::exception_ptr failure{};
        monotonic_clock::time_point failed_until{};
        std::array<std::vector<std::shared_ptr<link>>, rpc::lane_count> lanes{};
    };

    awaitable<void> give_login(std::int32_t dc);
    awaitable<void> ask_session(std::int32_t dc);
    awaitable<bool> hand_over(std::int32_t dc);
    awaitable<bool> hand_over_or_fail(std::int32_t dc);
    awaitable<std::shared_ptr<link>> open_link(std::int32_t dc, rpc::lane lane);
    [[nodiscard]] std::shared_ptr<link> find_link(std::int32_t dc, rpc::lane lane);
    awaitable<std::shared_ptr<link>> link_for(std::int32_t dc, rpc::lane lane);
    rpc::sender_hooks hooks_for(std::int32_t dc, const std::shared_ptr<link>& of);
    static awaitable<void> take_key(
        std::shared_ptr<connection_pools> all, std::shared_ptr<link> from, crypto::auth_key key
    );
    static awaitable<void>
    run_link(std::shared_ptr<connection_pools> all, std::shared_ptr<link> of);
    static awaitable<void> close_idle(std::shared_ptr<connection_pools> all);
    [[nodiscard]] monotonic_clock::time_point close_idle_links(monotonic_clock::time_point now);
    void check_running() const;
    void log(log_level level, const std::string& line) const;

    asio::any_io_executor executor_;
    pools_host& host_;
    task_group& tasks_;
    connection_factory connect_;
    log_sink log_;
    std::map<std::int32_t, site> sites_{};
    single_flight<bool> logins_{};
    single_flight<std::shared_ptr<link>> openings_{};
    event idle_;
    bool watches_idle_ = false;
    bool premium_ = false;
    bool stopped_ = false;
    /// Counts the calls of `reset`: what was begun before is not used after it.
    std::uint32_t epoch_ = 0;
};

} // namespace awaitgram::dc
