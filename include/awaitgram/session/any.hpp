// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

/// Any session, chosen at run time, so that the client is compiled once.
class any_session {
public:
    /// The SQLite session in a file, made when it doesn't exist.
    any_session(std::string path);
    any_session(const char* path) : any_session(std::string{path}) {}

    /// A session of any type that models the concept.
    template <class Storage>
        requires(!std::same_as<Storage, any_session> && !std::convertible_to<Storage, std::string_view>)
    any_session(Storage storage) {
        static_assert(session<Storage>, "this type lacks an operation of awaitgram::session");
        if constexpr (session<Storage>)
            model_ = std::make_unique<model<Storage>>(std::move(storage));
    }

    [[nodiscard]] std::int32_t home_dc_id() const noexcept { return model_->home_dc_id(); }
    [[nodiscard]] std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const {
        return model_->dc_option(id);
    }
    [[nodiscard]] awaitable<void> set_home_dc_id(std::int32_t id) {
        return model_->set_home_dc_id(id);
    }
    [[nodiscard]] awaitable<void> set_dc_option(awaitgram::dc_option option) {
        return model_->set_dc_option(std::move(option));
    }
    [[nodiscard]] awaitable<std::optional<signed_in_user>> self() { return model_->self(); }
    [[nodiscard]] awaitable<void> set_self(std::optional<signed_in_user> user) {
        return model_->set_self(user);
    }
    [[nodiscard]] awaitable<std::vector<server_salt>> salts(std::int32_t dc) {
        return model_->salts(dc);
    }
    [[nodiscard]] awaitable<void> set_salts(std::int32_t dc, std::vector<server_salt> salts) {
        return model_->set_salts(dc, std::move(salts));
    }
    [[nodiscard]] awaitable<std::optional<awaitgram::temporary_key>> temporary_key(std::int32_t dc
    ) {
        return model_->temporary_key(dc);
    }
    [[nodiscard]] awaitable<void>
    set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) {
        return model_->set_temporary_key(dc, std::move(key));
    }
    [[nodiscard]] awaitable<std::optional<std::int32_t>> api_layer() { return model_->api_layer(); }
    [[nodiscard]] awaitable<void> set_api_layer(std::optional<std::int32_t> layer) {
        return model_->set_api_layer(layer);
    }
    [[nodiscard]] awaitable<std::optional<peer_info>> peer(peer_id id) { return model_->peer(id); }
    [[nodiscard]] awaitable<void> cache_peer(peer_info info) {
        return model_->cache_peer(std::move(info));
    }
    [[nodiscard]] awaitable<void> cache_peers(std::vector<peer_info> infos) {
        return model_->cache_peers(std::move(infos));
    }
    [[nodiscard]] awaitable<awaitgram::updates_state> updates_state() {
        return model_->updates_state();
    }
    [[nodiscard]] awaitable<void> set_update_state(update_state step) {
        return model_->set_update_state(std::move(step));
    }
    [[nodiscard]] awaitable<void>
    set_primary_and_secondary(update_state::primary primary, update_state::secondary secondary) {
        return model_->set_primary_and_secondary(primary, secondary);
    }
    [[nodiscard]] awaitable<void> forget_channel(std::int64_t id) {
        return model_->forget_channel(id);
    }
    [[nodiscard]] awaitable<void> close() { return model_->close(); }

private:
    struct interface {
        virtual ~interface() = default;
        virtual std::int32_t home_dc_id() const noexcept = 0;
        virtual std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const = 0;
        virtual awaitable<void> set_home_dc_id(std::int32_t id) = 0;
        virtual awaitable<void> set_dc_option(awaitgram::dc_option option) = 0;
        virtual awaitable<std::optional<signed_in_user>> self() = 0;
        virtual awaitable<void> set_self(std::optional<signed_in_user> user) = 0;
        virtual awaitable<std::vector<server_salt>> salts(std::int32_t dc) = 0;
        virtual awaitable<void> set_salts(std::int32_t dc, std::vector<server_salt> salts) = 0;
        virtual awaitable<std::optional<awaitgram::temporary_key>> temporary_key(std::int32_t) = 0;
        virtual awaitable<void>
        set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) = 0;
        virtual awaitable<std::optional<std::int32_t>> api_layer() = 0;
        virtual awaitable<void> set_api_layer(std::optional<std::int32_t> layer) = 0;
        virtual awaitable<std::optional<peer_info>> peer(peer_id id) = 0;
        virtual awaitable<void> cache_peer(peer_info info) = 0;
        virtual awaitable<void> cache_peers(std::vector<peer_info> infos) = 0;
        virtual awaitable<awaitgram::updates_state> updates_state() = 0;
        virtual awaitable<void> set_update_state(update_state step) = 0;
        virtual awaitable<void>
            set_primary_and_secondary(update_state::primary, update_state::secondary) = 0;
        virtual awaitable<void> forget_channel(std::int64_t id) = 0;
        virtual awaitable<void> close() = 0;
    };

    template <class Storage>
    struct model final : interface {
        explicit model(Storage owned) : storage(std::move(owned)) {}

        std::int32_t home_dc_id() const noexcept override { return storage.home_dc_id(); }
        std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const override {
            return storage.dc_option(id);
        }
        awaitable<void> set_home_dc_id(std::int32_t id) override {
            return storage.set_home_dc_id(id);
        }
        awaitable<void> set_dc_option(awaitgram::dc_option option) override {
            return storage.set_dc_option(std::move(option));
        }
        awaitable<std::optional<signed_in_user>> self() override { return storage.self(); }
        awaitable<void> set_self(std::optional<signed_in_user> user) override {
            return storage.set_self(user);
        }
        awaitable<std::vector<server_salt>> salts(std::int32_t dc) override {
            return storage.salts(dc);
        }
        awaitable<void> set_salts(std::int32_t dc, std::vector<server_salt> salts) override {
            return storage.set_salts(dc, std::move(salts));
        }
        awaitable<std::optional<awaitgram::temporary_key>> temporary_key(std::int32_t dc) override {
            return storage.temporary_key(dc);
        }
        awaitable<void>
        set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) override {
            return storage.set_temporary_key(dc, std::move(key));
        }
        awaitable<std::optional<std::int32_t>> api_layer() override { return storage.api_layer(); }
        awaitable<void> set_api_layer(std::optional<std::int32_t> layer) override {
            return storage.set_api_layer(layer);
        }
        awaitable<std::optional<peer_info>> peer(peer_id id) override { return storage.peer(id); }
        awaitable<void> cache_peer(peer_info info) override {
            return storage.cache_peer(std::move(info));
        }
        awaitable<void> cache_peers(std::vector<peer_info> infos) override {
            if constexpr (requires { storage.cache_peers(std::move(infos)); })
                return storage.cache_peers(std::move(infos));
            else
                return one_by_one(std::move(infos));
        }
        awaitable<awaitgram::updates_state> updates_state() override {
            return storage.updates_state();
        }
        awaitable<void> set_update_state(update_state step) override {
            return storage.set_update_state(std::move(step));
        }
        awaitable<void> set_primary_and_secondary(
            update_state::primary primary, update_state::secondary secondary
        ) override {
            return storage.set_primary_and_secondary(primary, secondary);
        }
        awaitable<void> forget_channel(std::int64_t id) override {
            return storage.forget_channel(id);
        }
        awaitable<void> close() override { return storage.close(); }

        awaitable<void> one_by_one(std::vector<peer_info> infos) {
            for (const auto& info : infos)
                if (const auto id = id_of(info); !id)
                    throw std::system_error(id.error());
            for (auto& info : infos)
                co_await storage.cache_peer(std::move(info));
        }

        Storage storage;
    };

    std::unique_ptr<interface> model_;
};

static_assert(session<any_session>);

} // namespace awaitgram
