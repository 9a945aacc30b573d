// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/function_ref.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/detail/sqlite.hpp>
#include <awaitgram/session/detail/sqlite_state_rows.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// Reads and writes the rows of a session file; the caller provides the transaction.
class sqlite_rows : public sqlite_state_rows {
public:
    using sqlite_state_rows::sqlite_state_rows;

    [[nodiscard]] transaction::statements& transactions() { return use_.transactions; }

    [[nodiscard]] std::int32_t home_dc() {
        auto select = use_.select_home.on(file_);
        if (!select.step())
            file_.damaged("no home");
        return select.small_number(0);
    }
    void set_home_dc_id(std::int32_t id) { use_.set_home.on(file_).bind(std::int64_t{id}).run(); }

    void each_dc(function_ref<void(dc_option)> take) {
        auto select = use_.select_dcs.on(file_);
        while (select.step()) {
            dc_option option;
            option.id = select.small_number(0);
            option.ipv4 = address(select, 1);
            option.ipv6 = address(select, 2);
            if (!select.is_null(3))
                option.auth_key = key(select, 3, {value_place::column::auth_key, option.id});
            if (check(option))
                file_.damaged("a data centre is invalid");
            take(std::move(option));
        }
    }
    void set_dc_option(const dc_option& option) {
        const auto text = [](const std::optional<server_address>& address) {
            return address ? std::optional{to_string(*address)} : std::nullopt;
        };
        const auto ipv4 = text(option.ipv4);
        const auto ipv6 = text(option.ipv6);
        auto set = use_.set_dc.on(file_);
        set.bind(std::int64_t{option.id});
        for (const auto* address : {&ipv4, &ipv6})
            *address ? set.bind_text(**address) : set.bind_null();
        byte_buffer sealed;
        if (option.auth_key)
            set.bind_blob(
                seal(option.auth_key->bytes(), {value_place::column::auth_key, option.id}, sealed)
            );
        else
            set.bind_null();
        set.run();
    }

    [[nodiscard]] std::optional<awaitgram::temporary_key> temporary_key(std::int32_t dc) {
        auto select = use_.select_temporary.on(file_);
        select.bind(std::int64_t{dc});
        if (!select.step())
            return std::nullopt;
        const auto expires = select.number(1);
        return awaitgram::temporary_key{
            key(select, 0, {value_place::column::temporary_key, dc, expires}), expires};
    }
    void set_temporary_key(std::int32_t dc, const std::optional<awaitgram::temporary_key>& key) {
        if (!key) {
            use_.forget_temporary.on(file_).bind(std::int64_t{dc}).run();
            return;
        }
        if (const auto error = check(*key))
            throw std::system_error(error);
        const value_place place{value_place::column::temporary_key, dc, key->expires};
        byte_buffer sealed;
        use_.set_temporary.on(file_)
            .bind(std::int64_t{dc})
            .bind_blob(seal(key->key.bytes(), place, sealed))
            .bind(key->expires)
            .run();
    }

    [[nodiscard]] std::vector<server_salt> salts(std::int32_t dc) {
        auto select = use_.select_salts.on(file_);
        select.bind(std::int64_t{dc});
        std::vector<server_salt> list;
        while (select.step()) {
            const auto since = select.number(1);
            const value_place place{value_place::column::salt, dc, since};
            list.push_back({secret_number(select, 0, place), since, select.number(2)});
        }
        return list;
    }
    void set_salts(std::int32_t dc, std::vector<server_salt> salts) {
        use_.forget_salts.on(file_).bind(std::int64_t{dc}).run();
        sort_by_start(salts);
        std::int64_t position = 0;
        auto insert = use_.insert_salt.on(file_);
        for (const auto& salt : salts) {
            insert.bind(std::int64_t{dc}).bind(position++);
            byte_buffer sealed;
            bind_secret(
                insert, salt.salt, {value_place::column::salt, dc, salt.valid_since}, sealed
            );
            insert.bind(salt.valid_since).bind(salt.valid_until).run();
        }
    }

    [[nodiscard]] std::optional<signed_in_user> self() {
        auto select = use_.select_self.on(file_);
        if (!select.step())
            return std::nullopt;
        return signed_in_user{select.number(0), select.flag(1)};
    }
    /// With another user than the last one: also removes what belongs to the last one.
    void set_self(const std::optional<signed_in_user>& user) {
        if (!user) {
            use_.forget_self.on(file_).run();
            return;
        }
        if (const auto last = last_user(); last && *last != user->id) {
            use_.forget_peers.on(file_).run();
            set_update_state(update_state::all{});
            use_.forget_states.on(file_).run();
        }
        use_.set_self.on(file_).bind(user->id).bind(std::int64_t{user->bot}).run();
    }

    [[nodiscard]] std::optional<std::int32_t> api_layer() {
        auto select = use_.select_layer.on(file_);
        return select.step() ? std::optional{select.small_number(0)} : std::nullopt;
    }
    void set_api_layer(const std::optional<std::int32_t>& layer) {
        if (layer)
            use_.set_layer.on(file_).bind(std::int64_t{*layer}).run();
        else
            use_.forget_layer.on(file_).run();
    }

    [[nodiscard]] std::optional<peer_info> peer(peer_id id) {
        if (id.kind() == peer_kind::self_user) {
            auto select = use_.select_self_peer.on(file_);
            return select.step() ? std::optional{info(select)} : std::nullopt;
        }
        auto select = use_.select_peer.on(file_);
        select.bind(id.bot_api_dialog_id());
        return select.step() ? std::optional{info(select)} : std::nullopt;
    }
    void each_peer(function_ref<void(peer_info)> take) {
        statement select{file_, "select id, hash, min, kind, bot, self from peer"};
        while (select.step())
            take(info(select));
    }
    void cache_peers(const std::vector<peer_info>& infos) {
        for (const auto& info : infos)
            cache_peer(info);
    }
    void cache_peer(const peer_info& seen) {
        const auto id = id_of(seen);
        if (!id)
            throw std::system_error(id.error());
        const auto known = peer(*id);
        const auto now = known ? merged(*known, seen) : seen;
        // Most peers in updates are known and unchanged; then nothing is written.
        if (known == now)
            return;
        const auto dialog = id->bot_api_dialog_id();
        if (is_self(now))
            use_.clear_self.on(file_).bind(dialog).run();
        auto set = (known ? use_.update_peer : use_.insert_peer).on(file_);
        const auto* user = std::get_if<user_info>(&now);
        const auto* channel = std::get_if<channel_info>(&now);
        const auto& auth = user != nullptr ? user->auth : channel != nullptr ? channel->auth : none;
        byte_buffer sealed;
        if (auth)
            bind_secret(set, auth->access_hash, {value_place::column::hash, dialog}, sealed);
        else
            set.bind_null();
        const auto bind_flag = [&set](const std::optional<bool>& value) {
            value ? set.bind(std::int64_t{*value}) : set.bind_null();
        };
        set.bind(std::int64_t{auth && auth->min});
        if (channel != nullptr && channel->kind)
            set.bind(static_cast<std::int64_t>(*channel->kind));
        else
            set.bind_null();
        bind_flag(user != nullptr ? user->bot : std::nullopt);
        bind_flag(user != nullptr ? user->is_self : std::nullopt);
        set.bind(dialog).run();
    }

    [[nodiscard]] session_data read_all() {
        session_data all;
        all.home_dc = home_dc();
        each_dc([&all](dc_option option) { all.dcs.insert_or_assign(option.id, option); });
        for (const auto dc : dcs_in("select distinct dc from salt"))
            all.salts.emplace(dc, salts(dc));
        for (const auto dc : dcs_in("select dc from temporary_key"))
            if (auto temporary = temporary_key(dc))
                all.temporary_keys.emplace(dc, std::move(*temporary));
        all.self = self();
        all.api_layer = api_layer();
        each_peer([&all](peer_info info) { all.peers.insert_or_assign(*id_of(info), info); });
        all.updates = updates_state();
        each_state([&all](const state_key& key, kept_state state) {
            all.states.insert_or_assign(key, std::move(state));
        });
        return all;
    }
    /// Replaces everything; `all` is normalised.
    void write_all(const session_data& all) {
        file_.execute("delete from dc; delete from salt; delete from temporary_key;"
                      "delete from peer; delete from state;");
        set_home_dc_id(all.home_dc);
        for (const auto& [id, option] : all.dcs)
            set_dc_option(option);
        for (const auto& [dc, list] : all.salts)
            set_salts(dc, list);
        for (const auto& [dc, temporary] : all.temporary_keys)
            set_temporary_key(dc, temporary);
        set_self(all.self);
        set_api_layer(all.api_layer);
        for (const auto& [id, info] : all.peers)
            cache_peer(info);
        set_update_state(update_state::all{all.updates});
        for (const auto& [key, state] : all.states)
            set_state(key, state);
    }

private:
    [[nodiscard]] std::optional<std::int64_t> last_user() {
        if (const auto user = self())
            return user->id;
        const auto known = peer(peer_id::self_user());
        return known ? std::optional{id_of(*known)->bare_id()} : std::nullopt;
    }

    std::vector<std::int32_t> dcs_in(const char* sql) {
        statement select{file_, sql};
        std::vector<std::int32_t> dcs;
        while (select.step())
            dcs.push_back(select.small_number(0));
        return dcs;
    }

    [[nodiscard]] static std::optional<server_address> address(const statement& row, int column) {
        if (row.is_null(column))
            return std::nullopt;
        auto parsed = parse_server_address(row.text(column));
        if (!parsed)
            row.damaged(column);
        return parsed;
    }

    void bind_secret(
        statement& into, std::int64_t value, const value_place& place, byte_buffer& sealed
    ) {
        if (!cipher_) {
            into.bind(value);
            return;
        }
        std::array<std::uint8_t, 8> bytes;
        store_le(bytes.data(), value);
        into.bind_blob(seal(bytes, place, sealed));
    }

    [[nodiscard]] std::int64_t
    secret_number(const statement& row, int column, const value_place& place) {
        if (!cipher_)
            return row.number(column);
        std::array<std::uint8_t, 8> bytes;
        if (!cipher_->open(row.blob(column), place, bytes))
            row.damaged(column);
        return load_le<std::int64_t>(bytes.data());
    }
    [[nodiscard]] crypto::auth_key key(const statement& row, int column, const value_place& place) {
        crypto::secret<256> opened;
        auto bytes = row.blob(column);
        if (cipher_) {
            if (!cipher_->open(bytes, place, {opened.data(), opened.size()}))
                row.damaged(column);
            bytes = opened;
        }
        const auto key = auth_key_from(bytes);
        if (!key)
            throw std::system_error(key.error(), file_.path());
        return *key;
    }

    [[nodiscard]] peer_info info(const statement& row) {
        const auto dialog_id = row.number(0);
        const auto id = peer_id::from_dialog_id(dialog_id);
        if (!id)
            row.damaged(0);
        std::optional<peer_auth> auth;
        const auto min = row.flag(2);
        if (!row.is_null(1))
            auth = peer_auth{secret_number(row, 1, {value_place::column::hash, dialog_id}), min};
        if (id->kind() == peer_kind::chat)
            return chat_info{id->bare_id()};
        if (id->kind() == peer_kind::user)
            return user_info{id->bare_id(), auth, row.optional_flag(4), row.optional_flag(5)};
        std::optional<channel_kind> kind;
        if (!row.is_null(3)) {
            const auto number = row.number(3);
            if (number < 1 || number > 3)
                row.damaged(3);
            kind = static_cast<channel_kind>(number);
        }
        return channel_info{id->bare_id(), auth, kind};
    }

    static inline const std::optional<peer_auth> none{};
};

} // namespace awaitgram::detail
