// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/client/connection_cursor.hpp>
#include <awaitgram/client/detail/business_routes.hpp>
#include <awaitgram/client/detail/caller_guard.hpp>
#include <awaitgram/client/detail/init_prefix.hpp>
#include <awaitgram/client/detail/update_stream.hpp>
#include <awaitgram/client/update_cursor.hpp>
#include <awaitgram/client/update_hub.hpp>
#include <awaitgram/client/write_behind.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/dc/datacenters.hpp>
#include <awaitgram/files/transfer_budget.hpp>
#include <awaitgram/login/context.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/methods/detail/send_order.hpp>
#include <awaitgram/net/tcp.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/peers/extract.hpp>
#include <awaitgram/peers/harvest.hpp>
#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/peers/usernames.hpp>
#include <awaitgram/rpc/answer_observer.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline dc::datacenters_options
datacenters_options_for(const client_config& configuration) {
    dc::datacenters_options options;
    options.first_dc = configuration.dc;
    options.network = configuration.test_dc ? dc_network::test : dc_network::production;
    options.server = configuration.server;
    options.flood_wait_limit = configuration.flood_wait_limit;
    auto& connection = options.connection;
    connection.server_keys = configuration.server_keys;
    if (connection.server_keys.empty())
        for (const auto& key : crypto::telegram_keys(
                 configuration.test_dc ? crypto::environment::test : crypto::environment::production
             ))
            connection.server_keys.push_back(key);
    connection.kind = configuration.transport;
    connection.obfuscation = configuration.obfuscation;
    connection.dial =
        configuration.dial ? configuration.dial : net::tcp(configuration.connect_timeout);
    connection.init_prefix = init_prefix_for(configuration);
    options.cdn_init_prefix = cdn_init_prefix_for(configuration);
    connection.connect_timeout = configuration.connect_timeout;
    connection.connect_attempts = configuration.connect_attempts;
    connection.outage_limit = configuration.outage_limit;
    connection.call_timeout = configuration.call_timeout;
    connection.log = configuration.log;
    return options;
}

/// Whether the bytes are some constructor of `Updates`.
[[nodiscard]] inline bool holds_updates(const tl::frame& result) {
    if (result.size() < 4)
        return false;
    switch (load_le<std::uint32_t>(result.bytes().data())) {
    case api::updatesTooLong::tl_id:
    case api::updateShortMessage::tl_id:
    case api::updateShortChatMessage::tl_id:
    case api::updateShort::tl_id:
    case api::updatesCombined::tl_id:
    case api::updates_::tl_id:
    case api::updateShortSentMessage::tl_id:
        return true;
    default:
        return false;
    }
}

/// Whether pushed updates say that a login token was scanned.
[[nodiscard]] inline bool tells_of_scan(const tl::frame& pushed) {
    const auto is_scan = [](const api::Update& update) {
        return update.is<api::updateLoginToken>();
    };
    const auto decoded = tl::decode<api::Updates>(pushed);
    if (!decoded)
        return false;
    const auto& updates = **decoded;
    if (const auto* alone = updates.get_if<api::updateShort>())
        return is_scan(alone->update);
    const auto* several = updates.updates();
    return several != nullptr && std::any_of(several->begin(), several->end(), is_scan);
}

/// Ends a run: nothing that it could still do makes sense without the login.
inline awaitable<void> fail_with_login_ended(std::string refusal) {
    throw std::system_error(make_error_code(login::errc::login_ended), refusal);
    co_return;
}

} // namespace detail

/// The parts of a client and the connections between them.
struct client::parts final : rpc::answer_observer, login::connection {
    parts(
        asio::any_io_executor on,
        any_session storage,
        client_config configuration,
        rpc::update_sink* sink
    )
        : executor(std::move(on)), session(std::move(storage)), config(std::move(configuration)),
          updates(sink), scanned(executor), states(executor), storing(executor, session),
          home(
              executor,
              session,
              detail::datacenters_options_for(config),
              {updates,
               *this,
               [this](std::int32_t dc, std::vector<server_salt> salts) {
                   storing.set_salts(dc, std::move(salts));
               },
               [this](const connection_state& state) { states.push(state); },
               [this](const rpc_error& refusal) { login_ended(refusal); }}
          ),
          routes(home), unguarded(&routes) {
        for (const auto& around : config.middleware) {
            middlewares.push_back(around(*unguarded));
            unguarded = middlewares.back().get();
        }
        auto transfers = std::make_shared<files::transfer_budget>(config.transfer_memory);
        outermost = &guard.emplace(*unguarded, self, std::move(transfers));
        resolver.emplace(*outermost, session, peers);
        resolver->on_migrated([this](const chat_migrated& change) { migrated(change); });
        sends.set_background(&tasks);
        self.access = {outermost, &session, &peers, &*resolver, &sends};
    }

    /// Tells the program of a group that became a supergroup.
    void migrated(const chat_migrated& change) {
        if (config.on_chat_migrated)
            return config.on_chat_migrated(change);
        log(log_level::warning,
            "the group " + std::to_string(change.from) + " is now the supergroup " +
                std::to_string(change.to) + ", where its messages go");
    }

    /// Ends the run that is under way.
    void cancel() {
        if (tasks == nullptr)
            return;
        cancelled = true;
        tasks->cancel();
    }

    /// Ends the run that is under way with an error.
    void login_ended(const rpc_error& refusal) {
        if (tasks != nullptr && !signing_out)
            tasks->spawn(detail::fail_with_login_ended(std::string{refusal.name()}));
    }

    /// The updates of the account for the cursors of a client.
    [[nodiscard]] static const std::shared_ptr<detail::update_stream>&
    stream_of(const std::shared_ptr<parts>& all, update_options options) {
        auto& hub = all->updates;
        if (hub.stream() == nullptr) {
            unique_function<void()> begin = [weak = std::weak_ptr{all}, options] {
                if (const auto owner = weak.lock())
                    owner->begin_updates(options);
            };
            hub.set_stream(std::make_shared<detail::update_stream>(
                all->executor, std::move(begin), all->config.log
            ));
        }
        return hub.stream();
    }

    /// Puts updates into order during the run that is under way, if there is one.
    void begin_updates(update_options wanted) {
        const auto stream = updates.stream();
        if (!in_body || stream == nullptr || stream->begun())
            return;
        if (updates.orders_updates())
            throw std::logic_error(
                "awaitgram: the handlers of a bot receive its updates; on<T> adds one for raw ones"
            );
        updates::manager_options options;
        options.is_bot = self.is_bot;
        options.self = self.id;
        options.catch_up = wanted.catch_up;
        options.memory = wanted.memory;
        options.recent = &peers;
        options.log = config.log;
        stream->make_manager(executor, *outermost, session, std::move(options));
        updates.polled().apply_to(*stream->manager());
        tasks->spawn(detail::update_stream::run(stream));
    }

    /// The scope in which the program can take updates.
    struct body_scope {
        explicit body_scope(std::shared_ptr<parts> of) noexcept : all(std::move(of)) {
            all->in_body = true;
        }
        body_scope(const body_scope&) = delete;
        body_scope& operator=(const body_scope&) = delete;
        ~body_scope() {
            all->in_body = false;
            all->updates.end_stream();
        }
        std::shared_ptr<parts> all;
    };

    void log(log_level level, std::string_view line) const {
        if (config.log)
            config.log(level, line);
    }

    void on_result(const tl::frame& result) override {
        if (dc::grants_login(result))
            updates.on_signed_in();
        if (detail::holds_updates(result))
            updates.on_updates(result, rpc::update_origin::answered);
    }

    void on_peers(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) override {
        if (users != nullptr)
            harvest(*users, *this);
        if (chats != nullptr)
            harvest(*chats, *this);
    }

    bool on_decoded(const tl::detail::type_entry& type, const void* value) override {
        harvest(type, value, *this);
        // Their senders may have come behind them.
        for (const auto* each : seen_messages)
            resolver->learn(*each);
        for (const auto* each : seen_service_messages)
            resolver->learn(*each);
        seen_messages.clear();
        seen_service_messages.clear();
        return true;
    }

    void note(const api::user& seen) {
        remember(extract_peer(seen));
        peers.note_name(seen.id, name_of(seen));
        if (seen.id == self.id && !seen.min)
            home.set_premium(seen.premium);
        resolver->learn(seen);
    }
    void note(const api::chat& seen) {
        remember(extract_peer(seen));
        remember(extract_migrated(seen));
        resolver->learn(seen);
    }
    void note(const api::chatForbidden& seen) { remember(extract_peer(seen)); }
    void note(const api::channel& seen) {
        remember(extract_peer(seen));
        resolver->learn(seen);
        if (is_left(seen))
            updates.on_channel_lost(seen.id);
    }
    void note(const api::channelForbidden& seen) {
        remember(extract_peer(seen));
        updates.on_channel_lost(seen.id);
    }
    void note(const api::message& seen) { seen_messages.push_back(&seen); }
    void note(const api::messageService& seen) { seen_service_messages.push_back(&seen); }

    [[nodiscard]] std::int32_t dc() const noexcept override { return home.current(); }
    [[nodiscard]] bool uses_stored_key() const noexcept override { return home.uses_stored_key(); }
    [[nodiscard]] awaitable<bool> move_to(std::int32_t dc) override { return home.move_to(dc); }
    [[nodiscard]] awaitable<void> wait_for_scan(monotonic_clock::time_point deadline) override {
        return scanned.wait_until(deadline);
    }
    [[nodiscard]] awaitable<void> settle() override {
        peers.clear();
        return storing.flush();
    }
    void signed_in(const api::user& user) override {
        set_account(user);
        updates.on_pushed = nullptr;
        home.keep_key();
    }

    void set_account(const api::user& user) {
        self.id = user.id;
        self.is_bot = user.bot;
        home.set_premium(user.premium);
        resolver->set_account(self.id, self.is_bot);
        self.usernames = active_usernames(user);
        self.username = self.usernames.empty() ? std::string{} : self.usernames.front();
    }
    void set_account(const std::optional<signed_in_user>& user) {
        const auto [id, is_bot] = user.value_or(signed_in_user{});
        if (self.id != id) {
            forget_names();
            home.set_premium(false);
        }
        self.id = id;
        self.is_bot = is_bot;
        resolver->set_account(id, is_bot);
    }

    void forget_names() {
        self.username.clear();
        self.usernames.clear();
    }

    [[nodiscard]] login::context login_context() {
        if (self.id == 0)
            updates.on_pushed = [this](const tl::frame& pushed) {
                if (detail::tells_of_scan(pushed))
                    scanned.set();
            };
        // A login does not depend on the account before it.
        return {*unguarded, session, *this, config.api_id, config.api_hash};
    }

    void remember(std::optional<peer_info> seen) {
        if (seen && peers.note(*seen))
            storing.add_peer(std::move(*seen));
    }

    asio::any_io_executor executor;
    any_session session;
    client_config config;
    self_info self{};
    // The group of the run that is under way.
    task_group* tasks = nullptr;
    // The present run was cancelled by `cancel`.
    bool cancelled = false;
    // The account is known, and the program's body runs.
    bool in_body = false;
    // A log-out is under way, which the server may have carried out already.
    bool signing_out = false;
    // The client was destroyed: no run begins any more.
    bool abandoned = false;
    update_hub updates;
    // Set when another device has scanned the code of a sign-in.
    event scanned;
    state_hub states;
    write_behind storing;
    peer_cache peers{};
    std::optional<peer_resolver> resolver{};
    send_order sends{};
    // Of the answer that is being looked at.
    std::vector<const api::message*> seen_messages{};
    std::vector<const api::messageService*> seen_service_messages{};
    dc::datacenters home;
    detail::business_routes routes;
    std::vector<std::unique_ptr<rpc::middleware>> middlewares{};
    // All but the guard.
    rpc::invoker* unguarded;
    std::optional<detail::caller_guard> guard{};
    rpc::invoker* outermost = nullptr;
};

} // namespace awaitgram
