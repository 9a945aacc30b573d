// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/layer.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/net/tcp.hpp>
#include <awaitgram/peers/extract.hpp>
#include <awaitgram/rpc/retry_policy.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/rpc/update_sink.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

/// `invokeWithLayer` and `initConnection` up to the inner query.
inline byte_buffer init_prefix_for(const client_config& configuration) {
    api::invokeWithLayer<api::initConnection<tl::encoded_query>> wrapped;
    wrapped.layer = api::layer;
    wrapped.query.api_id = configuration.api_id;
    wrapped.query.device_model = configuration.device_model;
    wrapped.query.system_version = configuration.system_version;
    wrapped.query.app_version = configuration.app_version;
    wrapped.query.system_lang_code = configuration.system_lang_code;
    wrapped.query.lang_code = configuration.lang_code;
    const std::uint32_t placeholder = 0;
    wrapped.query.query =
        tl::encoded_query{bytes_of({reinterpret_cast<const char*>(&placeholder), 4})};
    auto init_prefix = tl::encoded(wrapped);
    init_prefix.resize(init_prefix.size() - sizeof placeholder);
    return init_prefix;
}

/// Whether the bytes are some constructor of `Updates`.
inline bool holds_updates(const tl::frame& answer) {
    if (answer.size() < 4)
        return false;
    switch (load_le<std::uint32_t>(answer.bytes().data())) {
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

/// Whether the bytes say that somebody is signed in with the key from now on, by whatever way.
inline bool grants_login(const tl::frame& answer) {
    if (answer.size() < 4)
        return false;
    const auto constructor = load_le<std::uint32_t>(answer.bytes().data());
    return constructor == api::auth::authorization::tl_id ||
           constructor == api::auth::loginTokenSuccess::tl_id ||
           constructor == api::auth::sentCodeSuccess::tl_id;
}

/// Whether a refusal means that the login has ended.
inline bool ends_login(const rpc_error& refusal) {
    const auto name = refusal.name();
    if (refusal.code() == 406)
        return name == "AUTH_KEY_DUPLICATED";
    return refusal.code() == 401 &&
           (name == "AUTH_KEY_UNREGISTERED" || name == "AUTH_KEY_INVALID" ||
            name == "SESSION_REVOKED" || name == "SESSION_EXPIRED" || name == "USER_DEACTIVATED" ||
            name == "USER_DEACTIVATED_BAN");
}

} // namespace detail

AWAITGRAM_DECL
client::client(
    asio::any_io_executor executor,
    any_session storage,
    client_config configuration,
    rpc::update_sink* updates
)
    : executor_(std::move(executor)), session_(std::move(storage)),
      config_(std::move(configuration)), updates_(updates),
      unsaved_(std::make_shared<event>(executor_)) {}

AWAITGRAM_DECL awaitable<void> client::run(std::function<awaitable<void>(client&)> body) {
    const std::function<awaitable<void>(task_group&)> all = [this, body](task_group& tasks) {
        return start(tasks, body);
    };
    co_await with_tasks(all);
}

/// Lets go of the connection when `run` ends.
struct client::link_scope {
    std::shared_ptr<link> live;
    ~link_scope() { *live = link{}; }
};

AWAITGRAM_DECL awaitable<void>
client::start(task_group& tasks, std::function<awaitable<void>(client&)> body) {
    const auto user = co_await session_.self();
    auto home = session_.home_dc_id();
    const auto stored = session_.dc_option(home);
    if (home == default_home_dc && !user && !(stored && stored->auth_key))
        home = config_.dc;
    const link_scope scope{
        link_}; // the client may be gone when an abandoned coroutine is destroyed
    link_->tasks = &tasks;
    link_->first_dc = home;
    co_await connect(home, user.has_value());
    // Nothing in a session depends on the layer so far; one that will must know which one wrote it.
    const auto layer = co_await session_.api_layer();
    if (layer != api::layer)
        co_await session_.set_api_layer(api::layer);
    tasks.spawn(keep_session());
    std::exception_ptr error;
    try {
        co_await body(*this);
    } catch (...) {
        error = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state();
    co_await write_session();
    if (error)
        std::rethrow_exception(error);
}

/// Replaces the connection, if any, by one to a data centre.
AWAITGRAM_DECL awaitable<void> client::connect(std::int32_t dc, bool keep_key) {
    rpc::sender_options options;
    options.dc = dc;
    options.addresses = addresses_of(dc);
    options.server_keys = config_.server_keys;
    if (options.server_keys.empty())
        for (const auto& key : crypto::telegram_keys())
            options.server_keys.push_back(key);
    options.kind = config_.transport;
    options.obfuscation = config_.obfuscation;
    options.dial = config_.dial ? config_.dial : net::tcp(config_.connect_timeout);
    options.init_prefix = detail::init_prefix_for(config_);
    if (const auto stored = session_.dc_option(dc))
        options.key = stored->auth_key;
    link_->has_stored_key = options.key.has_value();
    link_->new_key.reset();
    options.salts = co_await session_.salts(dc);
    options.keep_key = keep_key;
    options.connect_timeout = config_.connect_timeout;
    options.connect_attempts = config_.connect_attempts;
    options.outage_limit = config_.outage_limit;
    options.log = config_.log;

    rpc::sender_hooks hooks;
    hooks.on_key = [this, dc](crypto::auth_key key) { return take_key(dc, std::move(key)); };
    hooks.on_salts = [this, dc](std::vector<server_salt> salts) {
        if (link_->new_key)
            return; // the session's key has others
        unsaved_salts_[dc] = std::move(salts);
        unsaved_->set();
    };
    hooks.on_update = [this](tl::frame update) {
        if (updates_ != nullptr)
            updates_->on_updates(std::move(update), rpc::update_origin::pushed);
    };
    hooks.on_new_session = [this] {
        if (updates_ != nullptr)
            updates_->on_gap();
    };
    if (link_->tasks == nullptr) // `run` ended meanwhile
        throw std::system_error(make_error_code(rpc::errc::not_running));
    const auto old = std::exchange(
        link_->sender,
        std::make_shared<rpc::sender>(executor_, std::move(options), std::move(hooks))
    );
    link_->tasks->spawn(link_->sender->run());
    if (old)
        old->stop();
}

/// A login may hang on a key of the session, whether the session knows who it is or not, and that the server doesn't know the key
/// may be a lie of anybody on the way: only another login takes its place.
AWAITGRAM_DECL awaitable<void> client::take_key(std::int32_t dc, crypto::auth_key key) {
    if (!std::exchange(link_->has_stored_key, false)) {
        co_await store_key(dc, std::move(key));
        co_return;
    }
    log(log_level::warning,
        "the session keeps its old key until somebody signs in with the new one");
    link_->new_key = std::move(key);
}

/// Somebody has signed in with the connection's key.
AWAITGRAM_DECL awaitable<void> client::keep_key(std::int32_t dc) {
    if (!link_->sender || link_->sender->dc() != dc)
        co_return;
    link_->sender->keep_key();
    if (auto key = std::exchange(link_->new_key, std::nullopt))
        co_await store_key(dc, std::move(*key));
}

AWAITGRAM_DECL awaitable<void> client::store_key(std::int32_t dc, crypto::auth_key key) {
    auto option = session_.dc_option(dc).value_or(dc_option{});
    option.id = dc;
    option.auth_key = std::move(key);
    co_await session_.set_dc_option(option);
}

AWAITGRAM_DECL awaitable<void> client::forget_key(std::int32_t dc) {
    auto option = session_.dc_option(dc).value_or(dc_option{});
    option.id = dc;
    option.auth_key.reset();
    co_await session_.set_dc_option(option);
}

AWAITGRAM_DECL std::vector<server_address> client::addresses_of(std::int32_t dc) const {
    if (config_.server)
        return dc == link_->first_dc ? std::vector{*config_.server} : std::vector<server_address>{};
    const auto known = session_.dc_option(dc);
    return known ? awaitgram::addresses_of(*known) : std::vector<server_address>{};
}

AWAITGRAM_DECL awaitable<rpc::answer> client::route(rpc::request sent, rpc::call_options options) {
    rpc::retry_policy policy{config_.flood_wait_limit};
    for (;;) {
        const auto sender = link_->sender;
        if (!sender)
            throw std::system_error(
                make_error_code(rpc::errc::not_running),
                std::string{rpc::method_name(sent.method())}
            );
        std::optional<rpc::answer> outcome;
        try {
            outcome.emplace(co_await sender->call(sent, options));
        } catch (const std::system_error&) {
            // Asked again when the account moved to another data centre meanwhile.
            if (!link_->sender || link_->sender == sender)
                throw;
            continue;
        }
        if (*outcome) {
            if (detail::grants_login(**outcome))
                co_await keep_key(sender->dc());
            if (updates_ != nullptr && detail::holds_updates(**outcome))
                updates_->on_updates(**outcome, rpc::update_origin::answered);
            co_return std::move(*outcome);
        }
        const auto& refusal = outcome->error();
        const auto reaction = policy.on(refusal);
        auto again = reaction.what == rpc::reaction::kind::wait;
        if (again) {
            log(log_level::warning,
                std::string{refusal.what()} + "; asking again in " +
                    std::to_string(reaction.pause.count()) + " s");
            co_await pause(reaction.pause);
        } else if (reaction.what == rpc::reaction::kind::migrate) {
            again = addresses_of(reaction.dc).size() > 0;
            if (again && link_->sender && link_->sender->dc() != reaction.dc) {
                log(log_level::info, "moving to DC " + std::to_string(reaction.dc));
                co_await session_.set_home_dc_id(reaction.dc);
                co_await connect(reaction.dc, false);
            }
        } else if (detail::ends_login(refusal)) {
            co_await end_login();
            if (refusal.code() == 406 && !link_->new_key) // the key is good for nothing any more
                co_await forget_key(sender->dc());
        }
        if (!again)
            co_return std::move(*outcome);
    }
}

AWAITGRAM_DECL void client::remember(const std::vector<peer_info>& peers) {
    // Most of what comes along was seen a moment ago.
    constexpr std::size_t most_noted = 10'000;
    for (const auto& peer : peers) {
        const auto id = id_of(peer);
        if (!id)
            continue;
        if (noted_.size() >= most_noted)
            noted_.clear();
        const auto [known, added] = noted_.try_emplace(*id, peer);
        auto now = added ? peer : merged(known->second, peer);
        if (!added && now == known->second)
            continue;
        known->second = std::move(now);
        unsaved_peers_.push_back(peer);
    }
    if (!unsaved_peers_.empty())
        unsaved_->set();
}

AWAITGRAM_DECL void
client::remember(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) {
    std::vector<peer_info> peers;
    const auto add = [&peers](std::optional<peer_info> seen) {
        if (seen)
            peers.push_back(*seen);
    };
    if (users != nullptr)
        for (const auto& each : *users)
            add(extract_peer(each));
    if (chats != nullptr)
        for (const auto& each : *chats)
            add(extract_peer(each));
    remember(peers);
    if (chats != nullptr && updates_ != nullptr)
        for (const auto& each : *chats)
            if (const auto lost = lost_channel(each))
                updates_->on_channel_lost(*lost);
}

/// Writes what is to be remembered, whenever there is something.
AWAITGRAM_DECL awaitable<void> client::keep_session() {
    for (;;) {
        co_await unsaved_->wait();
        co_await write_session();
    }
}

AWAITGRAM_DECL awaitable<void> client::write_session() {
    const auto salts = std::exchange(unsaved_salts_, {});
    for (const auto& [dc, list] : salts)
        co_await session_.set_salts(dc, list);
    auto peers = std::exchange(unsaved_peers_, {});
    if (!peers.empty())
        co_await session_.cache_peers(std::move(peers));
}

AWAITGRAM_DECL bool client::ended() const noexcept {
    return !link_->sender || link_->sender->ended();
}

AWAITGRAM_DECL awaitable<std::optional<signed_in_user>> client::self() {
    return session_.self();
}

AWAITGRAM_DECL awaitable<bool> client::signed_in() {
    const auto user = co_await session_.self();
    co_return user.has_value();
}

} // namespace awaitgram
