// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/session/detail/secret_records.hpp>
#include <awaitgram/session/detail/stored_text.hpp>
#include <awaitgram/session/stored.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// The blocking part of stored_session. One call at a time, except for `home_dc` and `dc`.
class record_store {
public:
    explicit record_store(erased_store store) : store_(std::move(store)), all_(store_.load()) {
        if (!all_.records.empty() && record("version") != "1")
            throw std::system_error(make_error_code(session_errc::newer_version));
        if (!record("home").empty())
            home_ = read("home").number<std::int32_t>();
        each("dc/", [this](std::int64_t number, const std::string& name) {
            const auto id = static_cast<std::int32_t>(number);
            dcs_.insert_or_assign(id, stored::read_dc(id, read(name)));
        });
        each("peer/", [this](std::int64_t id, const std::string& name) {
            if (is_self(peer_at(id, name)))
                self_peer_ = name;
        });
    }

    [[nodiscard]] std::int32_t home_dc() const noexcept { return home_; }
    [[nodiscard]] std::optional<dc_option> dc(std::int32_t id) const {
        const std::lock_guard lock{dcs_mutex_};
        const auto stored = dcs_.find(id);
        return stored != dcs_.end() ? stored->second : known_dc(id);
    }

    void set_home_dc_id(std::int32_t id) {
        save("home", std::to_string(id));
        home_ = id;
    }

    void set_dc_option(const awaitgram::dc_option& option) {
        if (const auto error = check(option))
            throw std::system_error(error);
        save("dc/" + std::to_string(option.id), stored::to_text(option));
        const std::lock_guard lock{dcs_mutex_};
        dcs_.insert_or_assign(option.id, option);
    }

    [[nodiscard]] std::optional<signed_in_user> self() const {
        if (record("self").empty())
            return std::nullopt;
        auto from = read("self");
        signed_in_user user;
        user.id = from.number<std::int64_t>();
        user.bot = from.number<int>() != 0;
        return user;
    }
    void set_self(const std::optional<signed_in_user>& user) {
        secret_records changed;
        changed.records["self"] =
            user ? std::to_string(user->id) + (user->bot ? " 1" : " 0") : std::string{};
        const auto last = last_user();
        const auto another = user && last && *last != user->id;
        if (another) {
            changed.records["updates"].clear();
            for (const auto* const prefix : {"peer/", "channel/", "handled/", "state/"})
                remove_all(prefix, changed);
        }
        save(changed);
        if (another)
            self_peer_.clear();
    }

    [[nodiscard]] std::vector<server_salt> salts(std::int32_t dc) const {
        return stored::read_salts(read("salts/" + std::to_string(dc)));
    }
    void set_salts(std::int32_t dc, std::vector<server_salt> salts) {
        sort_by_start(salts);
        save("salts/" + std::to_string(dc), stored::to_text(salts));
    }

    [[nodiscard]] std::optional<awaitgram::temporary_key> temporary_key(std::int32_t dc) const {
        const auto name = "temporary/" + std::to_string(dc);
        if (record(name).empty())
            return std::nullopt;
        return stored::read_temporary(read(name));
    }
    void set_temporary_key(std::int32_t dc, const std::optional<awaitgram::temporary_key>& key) {
        if (const auto error = key ? check(*key) : std::error_code{})
            throw std::system_error(error);
        save("temporary/" + std::to_string(dc), key ? stored::to_text(*key) : std::string{});
    }

    [[nodiscard]] std::optional<std::int32_t> api_layer() const {
        if (record("layer").empty())
            return std::nullopt;
        return read("layer").number<std::int32_t>();
    }
    void set_api_layer(const std::optional<std::int32_t>& layer) {
        save("layer", layer ? std::to_string(*layer) : std::string{});
    }

    [[nodiscard]] std::optional<peer_info> peer(peer_id id) const {
        const auto name = id.kind() == peer_kind::self_user ? self_peer_ : name_of(id);
        if (record(name).empty())
            return std::nullopt;
        return peer_at(number_of(name, "peer/"), name);
    }

    void cache_peer(const peer_info& info) { cache_peers({info}); }
    void cache_peers(const std::vector<peer_info>& infos) {
        for (const auto& info : infos)
            if (const auto id = id_of(info); !id)
                throw std::system_error(id.error());
        secret_records changed;
        auto self = self_peer_;
        const auto known = [&](const std::string& name) -> std::optional<peer_info> {
            const auto news = changed.records.find(name);
            const std::string_view text =
                news != changed.records.end() ? news->second : record(name);
            const auto id = peer_id::from_dialog_id(number_of(name, "peer/"));
            if (text.empty() || !id)
                return std::nullopt;
            return stored::read_peer(*id, stored::fields{name, text});
        };
        for (const auto& info : infos) {
            const auto name = name_of(*id_of(info));
            const auto before = known(name);
            const auto now = before ? merged(*before, info) : info;
            changed.records[name] = stored::to_text(now);
            if (is_self(now) && self != name) {
                if (auto former = self.empty() ? std::nullopt : known(self)) {
                    std::get<user_info>(*former).is_self = false;
                    changed.records[self] = stored::to_text(*former);
                }
                self = name;
            } else if (self == name && !is_self(now)) {
                self.clear();
            }
        }
        save(changed);
        self_peer_ = self;
    }

    [[nodiscard]] awaitgram::updates_state updates_state() const {
        auto state = account();
        each("channel/", [&](std::int64_t id, const std::string& name) {
            if (!peer_id::channel(id))
                read(name).fail();
            state.channels.push_back(channel_state{id, read(name).number<std::int32_t>()});
        });
        std::sort(state.channels.begin(), state.channels.end());
        for (auto at = all_.records.lower_bound("handled/");
             at != all_.records.end() && at->first.starts_with("handled/");
             ++at)
            state.handled.push_back(stored::read_mark(at->first, read(at->first)));
        std::sort(state.handled.begin(), state.handled.end());
        return state;
    }

    void set_update_state(const update_state& step) { apply({step}); }
    void set_primary_and_secondary(
        const update_state::primary& primary, const update_state::secondary& secondary
    ) {
        apply({primary, secondary});
    }

    void forget_channel(std::int64_t id) {
        secret_records changed;
        remove_channel(id, changed);
        save(changed);
    }

    void save_progress(const update_progress& progress) {
        if (const auto error = check(progress))
            throw std::system_error(error);
        secret_records changed;
        for (const auto channel : progress.forgotten)
            remove_channel(channel, changed);
        auto state = account();
        if (progress.primary) {
            state.pts = progress.primary->pts;
            state.date = progress.primary->date;
            state.seq = progress.primary->seq;
        }
        if (progress.secondary)
            state.qts = progress.secondary->qts;
        if (progress.primary || progress.secondary)
            changed.records["updates"] = text_of(state);
        for (const auto& channel : progress.channels)
            changed.records[name_of_channel(channel.id)] = std::to_string(channel.pts);
        for (const auto& key : progress.unmarked)
            changed.records[stored::name_of(key)].clear();
        for (const auto& one : progress.handled)
            changed.records[stored::name_of(one.of)] = stored::to_text(one);
        save(changed);
    }

    [[nodiscard]] std::optional<kept_state> state(const state_key& key) const {
        const auto name = stored::name_of(key);
        if (record(name).empty())
            return std::nullopt;
        return stored::read_state(read(name));
    }
    void set_state(const state_key& key, const std::optional<kept_state>& now) {
        if (const auto error = check(key))
            throw std::system_error(error);
        if (const auto error = now ? check(*now) : std::error_code{})
            throw std::system_error(error);
        secret_records changed;
        const auto moment = steady_now();
        const auto removes = moment >= next_removal_;
        if (removes)
            remove_expired(unix_seconds(moment), changed);
        auto& text = changed.records[stored::name_of(key)];
        text = now ? stored::to_text(*now) : std::string{};
        save(changed);
        if (removes)
            next_removal_ = moment + between_removals;
    }

    void close() { store_.save = nullptr, store_.load = nullptr; }
    void check_open() const {
        if (!store_.save)
            throw std::system_error(make_error_code(session_errc::closed));
    }

private:
    void apply(const std::vector<update_state>& steps) {
        secret_records changed;
        auto state = account();
        for (const auto& one : steps) {
            if (const auto error = check(one))
                throw std::system_error(error);
            if (const auto* all = std::get_if<update_state::all>(&one.step)) {
                remove_all("channel/", changed);
                remove_all("handled/", changed);
                for (const auto& channel : all->state.channels)
                    changed.records[name_of_channel(channel.id)] = std::to_string(channel.pts);
                for (const auto& mark : all->state.handled)
                    changed.records[stored::name_of(mark.of)] = stored::to_text(mark);
                state = all->state;
            } else if (const auto* primary = std::get_if<update_state::primary>(&one.step)) {
                state.pts = primary->pts;
                state.date = primary->date;
                state.seq = primary->seq;
            } else if (const auto* second = std::get_if<update_state::secondary>(&one.step)) {
                state.qts = second->qts;
            } else if (const auto* channel = std::get_if<update_state::channel>(&one.step)) {
                changed.records[name_of_channel(channel->id)] = std::to_string(channel->pts);
            }
        }
        changed.records["updates"] = text_of(state);
        save(changed);
    }

    static std::string text_of(const awaitgram::updates_state& state) {
        return std::to_string(state.pts) + ' ' + std::to_string(state.qts) + ' ' +
               std::to_string(state.date) + ' ' + std::to_string(state.seq);
    }

    /// Removes all records whose names begin with a prefix.
    void remove_all(const std::string& prefix, secret_records& changed) const {
        for (auto at = all_.records.lower_bound(prefix);
             at != all_.records.end() && at->first.starts_with(prefix);
             ++at)
            changed.records[at->first].clear();
    }

    void remove_expired(std::int64_t now, secret_records& changed) const {
        for (auto at = all_.records.lower_bound("state/");
             at != all_.records.end() && at->first.starts_with("state/");
             ++at)
            if (stored::read_state(read(at->first)).has_expired(now))
                changed.records[at->first].clear();
    }

    void remove_channel(std::int64_t id, secret_records& changed) const {
        changed.records[name_of_channel(id)].clear();
        if (id > 0)
            remove_all("handled/" + std::to_string(id) + '/', changed);
    }

    [[nodiscard]] std::optional<std::int64_t> last_user() const {
        if (const auto user = self())
            return user->id;
        return self_peer_.empty() ? std::nullopt : std::optional{number_of(self_peer_, "peer/")};
    }

    /// The update state without channels.
    [[nodiscard]] awaitgram::updates_state account() const {
        awaitgram::updates_state state;
        if (record("updates").empty())
            return state;
        auto from = read("updates");
        state.pts = from.number<std::int32_t>();
        state.qts = from.number<std::int32_t>();
        state.date = from.number<std::int32_t>();
        state.seq = from.number<std::int32_t>();
        return state;
    }

    static std::string name_of(peer_id id) {
        return "peer/" + std::to_string(id.bot_api_dialog_id());
    }
    static std::string name_of_channel(std::int64_t id) { return "channel/" + std::to_string(id); }

    [[nodiscard]] std::string_view record(const std::string& name) const {
        const auto stored = all_.records.find(name);
        return stored != all_.records.end() ? std::string_view{stored->second} : std::string_view{};
    }
    [[nodiscard]] stored::fields read(const std::string& name) const {
        const auto entry = all_.records.find(name);
        return entry != all_.records.end() ? stored::fields{entry->first, entry->second}
                                           : stored::fields{{}, {}};
    }

    static std::int64_t number_of(std::string_view name, std::string_view prefix) {
        return stored::fields{name, name.substr(std::min(prefix.size(), name.size()))}
            .number<std::int64_t>();
    }
    [[nodiscard]] peer_info peer_at(std::int64_t dialog, const std::string& name) const {
        const auto id = peer_id::from_dialog_id(dialog);
        if (!id)
            read(name).fail();
        return stored::read_peer(*id, read(name));
    }

    /// Calls `visit(number, name)` for every record whose name is the prefix and a number.
    template <class Visit>
    void each(std::string_view prefix, Visit visit) const {
        for (auto at = all_.records.lower_bound(std::string{prefix});
             at != all_.records.end() && at->first.starts_with(prefix);
             ++at)
            visit(number_of(at->first, prefix), at->first);
    }

    void save(std::string name, std::string text) {
        secret_records changed;
        changed.records.emplace(std::move(name), std::move(text));
        save(changed);
    }

    /// Applies a change here and in the store, or in neither; an empty text removes a record.
    void save(secret_records& changed) {
        std::erase_if(changed.records, [this](const auto& one) {
            return record(one.first) == one.second;
        });
        if (changed.records.empty())
            return;
        if (all_.records.empty())
            changed.records["version"] = "1";
        secret_records before;
        for (const auto& [name, text] : changed.records)
            before.records[name] = record(name);
        take(changed.records);
        try {
            store_.save(changed.records, all_.records);
        } catch (...) {
            take(before.records);
            throw;
        }
    }

    void take(const session_records& changed) {
        for (const auto& [name, text] : changed) {
            auto& now = all_.records[name];
            secret_records::wipe(now);
            now = text;
            if (text.empty())
                all_.records.erase(name);
        }
    }

    erased_store store_;
    secret_records all_;
    std::string self_peer_{}; // the name of its record
    static constexpr auto between_removals = std::chrono::minutes{10};
    time_point next_removal_ = time_point::min(); // of expired states
    std::atomic<std::int32_t> home_ = default_home_dc;
    mutable std::mutex dcs_mutex_{};
    std::map<std::int32_t, dc_option> dcs_{};
};

} // namespace awaitgram::detail
