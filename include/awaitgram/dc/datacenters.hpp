// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/single_flight.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/dc/address_book.hpp>
#include <awaitgram/dc/cdn_connections.hpp>
#include <awaitgram/dc/connection.hpp>
#include <awaitgram/dc/connection_pools.hpp>
#include <awaitgram/dc/key_custody.hpp>
#include <awaitgram/net/address.hpp>
#include <awaitgram/rpc/address_history.hpp>
#include <awaitgram/rpc/answer_observer.hpp>
#include <awaitgram/rpc/connection_state.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/dc_option.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::dc {

/// The addresses of an account's data centres, and the way to connect to them.
struct datacenters_options {
    /// The options of all connections, without data centre, addresses, key and salts.
    rpc::sender_options connection{};
    /// In place of `connection.init_prefix` for content delivery networks: it says nothing of the account and its device.
    byte_buffer cdn_init_prefix{};
    /// The data centre of a session without a home.
    std::int32_t first_dc = 2;
    /// The network of the data centres. A session with keys of the other one is refused.
    dc_network network = dc_network::production;
    /// The only server, instead of Telegram's own. Others are asked for where requests need them.
    std::optional<server_address> server{};
    connection_factory connect = connect_sender;
    /// Flood waits up to this long are waited for, as rpc::retry does.
    std::chrono::seconds flood_wait_limit{60};
};

/// The receivers of a data centre's events; all outlive it.
struct datacenters_listeners {
    rpc::update_sink& updates;
    rpc::answer_observer& answers;
    /// The salts to store for a data centre.
    unique_function<void(std::int32_t dc, std::vector<server_salt> salts)> salts;
    /// The state of the connection to the account's home has changed.
    unique_function<void(const connection_state&)> states{};
    /// A refusal said that the login of the session has ended.
    unique_function<void(const rpc_error& refusal)> login_ended{};
};

/// Calls the data centre where an account lives, follows the account when it moves, and waits out refusals that pass.
///
/// The waits of rpc::retry are part of this, because a second coroutine around every call costs a tenth of it. Requests to other data
/// centres, and those for files, take the connections of connection_pools; those to content delivery networks, of cdn_connections.
class datacenters final : public rpc::invoker, private pools_host, private cdn_host {
public:
    /// `session` outlives this.
    datacenters(
        asio::any_io_executor executor,
        any_session& session,
        datacenters_options options,
        datacenters_listeners listeners
    );
    datacenters(const datacenters&) = delete;
    datacenters& operator=(const datacenters&) = delete;

    /// Closes the connections when it ends; may outlive the data centres in a coroutine that is destroyed with its executor.
    class open_scope;

    /// Connects to the account's home. The connections run in `tasks` until the result ends.
    ///
    /// Errors:  std::system_error when the session cannot be read, or with session_errc::other_network. A connection that fails ends
    ///          `tasks`.
    [[nodiscard]] awaitable<open_scope> open(task_group& tasks);

    /// Errors:  as rpc::sender's; rpc::errc::not_running while they are not open.
    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        return route(std::move(sent), options);
    }

    void learn(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) override {
        listeners_.answers.on_peers(users, chats);
    }
    [[nodiscard]] bool saw(const tl::detail::type_entry& type, const void* value) override {
        return listeners_.answers.on_decoded(type, value);
    }
    void affected(std::int64_t channel, std::int32_t pts, std::int32_t pts_count) override {
        listeners_.updates.on_affected(channel, pts, pts_count);
    }
    void found_updates(tl::frame updates) override {
        listeners_.updates.on_updates(std::move(updates), rpc::update_origin::answered);
    }

    /// Connects to the data centre where the account lives, as a refusal or a login token says. Returns whether an address of it is
    /// known; Telegram is asked for its configuration before that is denied.
    ///
    /// Errors:  what the session throws; rpc::errc::not_running when they are closed meanwhile.
    /// Cancels: the move is done or not.
    [[nodiscard]] awaitable<bool> move_to(std::int32_t dc);

    /// From now on a login depends on the connection's key, so that it is never replaced.
    void keep_key() noexcept;

    /// From now on the account has Telegram Premium, or does not: with it, files take more connections.
    void set_premium(bool premium) noexcept;

    /// Removes the keys of all data centres from the session after a log-out. The connection has the server destroy its own, and
    /// uses another one, which the next login stores.
    ///
    /// Errors:  what the session throws; none when the server does not answer within two seconds.
    /// Cancels: the connection's key is not used again; some others may be left in the session.
    [[nodiscard]] awaitable<void> forget_keys();

    /// The data centre that is called; 0 while they are not open.
    [[nodiscard]] std::int32_t current() const noexcept { return live_->dc; }

    /// Whether the connection uses a key that the session held before.
    [[nodiscard]] bool uses_stored_key() const noexcept {
        return live_->custody && live_->custody->uses_stored_key();
    }

    /// The connections beside that to the account's home; null while they are not open.
    [[nodiscard]] const connection_pools* pools() const noexcept { return live_->pools.get(); }

    /// The connections to content delivery networks; null while they are not open.
    [[nodiscard]] const cdn_connections* cdn() const noexcept { return live_->cdn.get(); }

    /// Whether there is no connection, not even one that is lost for a while.
    [[nodiscard]] bool ended() const noexcept { return !live_->main || live_->main->ended(); }

private:
    [[nodiscard]] awaitable<rpc::answer> route(rpc::request sent, rpc::call_options options);

    /// The state while they are open.
    struct open_state {
        task_group* tasks = nullptr;
        /// The connection to the account's home, its data centre and the custody of its key.
        std::shared_ptr<connection> main{};
        std::int32_t dc = 0;
        std::shared_ptr<key_custody> custody{};
        /// The key of that connection.
        std::optional<crypto::auth_key> key{};
        std::int32_t first_dc = 0;
        std::shared_ptr<connection_pools> pools{};
        std::shared_ptr<cdn_connections> cdn{};
        address_book told{};
        bool prefers_ipv6 = false;
        single_flight<bool> configurations{};
        /// How long the configuration that was asked for last is valid.
        std::chrono::seconds configuration_lasts{};
        bool configuration_is_stale = false;
        /// Set when the configuration may have to be asked for.
        std::shared_ptr<event> connected{};
    };

    struct call_state;

    awaitable<bool> recover(const rpc_error& refusal, std::int32_t dc, call_state& state);
    awaitable<rpc::answer>
    route_elsewhere(rpc::request sent, rpc::call_options options, std::shared_ptr<open_state> live);
    void close_pools();
    awaitable<void> forget_other_keys();
    awaitable<bool> learn_addresses();
    awaitable<bool> try_to_learn_addresses();
    awaitable<void> keep_addresses_fresh(std::shared_ptr<event> connected);
    awaitable<void> restore_addresses();
    awaitable<void> keep_told(kept_state told);
    void take_news(const tl::frame& update);

    [[nodiscard]] std::int32_t home() const noexcept override { return live_->dc; }
    [[nodiscard]] awaitable<std::int64_t> signed_in_user() override;
    [[nodiscard]] awaitable<rpc::sender_options>
    options_for(std::int32_t dc, rpc::lane lane) override;
    [[nodiscard]] awaitable<void> store_key(std::int32_t dc, crypto::auth_key key) override;
    void store_salts(std::int32_t dc, std::vector<server_salt> salts) override {
        listeners_.salts(dc, std::move(salts));
    }
    [[nodiscard]] rpc::invoker& home_calls() noexcept override { return *this; }
    [[nodiscard]] awaitable<rpc::sender_options> cdn_options_for(std::int32_t dc) override;
    [[nodiscard]] rpc::invoker& master_calls() noexcept override { return *this; }
    awaitable<void> connect(std::int32_t dc, bool keep_key);
    rpc::sender_hooks hooks_for(std::int32_t dc, std::shared_ptr<key_custody> custody);
    awaitable<void>
    take_key(std::int32_t dc, std::shared_ptr<key_custody> custody, crypto::auth_key key);
    awaitable<void> login_granted(std::int32_t dc);
    awaitable<void> login_ended(std::int32_t dc, const rpc_error& refusal);
    [[nodiscard]] std::vector<rpc::route> routes_to(std::int32_t dc, rpc::lane lane) const;
    void set_routes(rpc::sender_options& options, std::int32_t dc, rpc::lane lane);
    std::optional<dc_option> known(std::int32_t dc) const;
    awaitable<void> store(std::int32_t dc, std::optional<crypto::auth_key> key);
    void check_network(const std::optional<dc_option>& stored) const;
    void log(log_level level, const std::string& line) const;

    asio::any_io_executor executor_;
    any_session& session_;
    datacenters_options options_;
    datacenters_listeners listeners_;
    bool premium_ = false;
    std::shared_ptr<rpc::address_history> history_ = std::make_shared<rpc::address_history>();
    std::shared_ptr<open_state> live_ = std::make_shared<open_state>();
};

class datacenters::open_scope {
public:
    open_scope(open_scope&&) noexcept = default;
    open_scope& operator=(open_scope&&) = delete;
    ~open_scope() {
        if (!live_)
            return;
        if (live_->pools)
            live_->pools->stop();
        if (live_->cdn)
            live_->cdn->stop();
        *live_ = open_state{};
    }

private:
    friend datacenters;
    explicit open_scope(std::shared_ptr<open_state> live) noexcept : live_(std::move(live)) {}

    std::shared_ptr<open_state> live_;
};

} // namespace awaitgram::dc
