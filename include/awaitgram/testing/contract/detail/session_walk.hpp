// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/any.hpp>
#include <awaitgram/session/print.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing::detail {

/// Makes calls of a session at random, the same ones for the same seed.
class session_walk {
public:
    /// A call: its name, and a function that makes it and describes its result.
    struct call {
        std::string name;
        std::function<awaitable<std::string>(any_session&)> make;
    };

    /// `marks` and `states`: with marks of handled updates, and with states, which not every session keeps.
    session_walk(std::uint32_t seed, bool marks, bool states)
        : random_(seed), marks_(marks), states_(states) {}

    [[nodiscard]] call next() {
        switch (below(15)) {
        case 0:
            return set_home();
        case 1:
            return set_dc();
        case 2:
            return set_self();
        case 3:
            return set_salts();
        case 4:
            return set_temporary_key();
        case 5:
        case 6:
            return cache_peers();
        case 7:
        case 8:
            return set_update_state();
        case 9:
            return forget_channel();
        case 10:
            return set_both();
        case 11:
            return set_layer();
        case 12:
            return save_progress();
        case 13:
            return states_ ? set_state() : save_progress();
        default:
            return read_all(states_);
        }
    }

    /// Makes a call and tells what came of it, an error too.
    static awaitable<std::string> apply(any_session& storage, call made) {
        std::string failure;
        try {
            co_return co_await made.make(storage);
        } catch (const std::system_error& error) {
            failure = error.code().message();
        }
        co_return "refused: " + failure;
    }

private:
    std::uint32_t below(std::uint32_t limit) {
        return static_cast<std::uint32_t>(random_() % limit);
    }
    std::int32_t dc() { return static_cast<std::int32_t>(1 + below(6)); }
    std::int32_t number() { return static_cast<std::int32_t>(below(1000)); }
    std::int64_t id() { return static_cast<std::int64_t>(below(6)); } // 0 is refused
    crypto::auth_key key() {
        return crypto::auth_key{byte_buffer(256, static_cast<std::uint8_t>(below(4)))};
    }

    call set_home() {
        return {"set_home_dc_id", [value = dc()](any_session& storage) -> awaitable<std::string> {
                    co_await storage.set_home_dc_id(value);
                    co_return std::to_string(storage.home_dc_id());
                }};
    }

    call set_dc() {
        dc_option option{dc(), {}, {}, {}};
        if (below(2) != 0)
            option.ipv4 = server_address{"10.0.0." + std::to_string(number() % 256), 443};
        if (below(3) == 0)
            option.ipv6 = server_address{"2001:db8::" + std::to_string(number()), 443};
        if (below(2) != 0)
            option.auth_key = key();
        return {"set_dc_option", [option](any_session& storage) -> awaitable<std::string> {
                    co_await storage.set_dc_option(option);
                    co_return text_of(storage.dc_option(option.id));
                }};
    }

    call set_self() {
        std::optional<signed_in_user> user;
        if (below(3) != 0)
            user = signed_in_user{1 + id(), below(2) != 0};
        return {"set_self", [user](any_session& storage) -> awaitable<std::string> {
                    co_await storage.set_self(user);
                    const auto kept = co_await storage.self();
                    co_return kept ? to_string(*kept) : "no user";
                }};
    }

    call set_salts() {
        std::vector<server_salt> salts;
        for (auto count = below(5); count != 0; --count)
            salts.push_back({number() - 500, number(), number() + 1000});
        // No two begin at the same time.
        std::sort(salts.begin(), salts.end(), begins_before);
        const auto last = std::unique(salts.begin(), salts.end(), begins_together);
        salts.erase(last, salts.end());
        return {"set_salts", [dc = dc(), salts](any_session& storage) -> awaitable<std::string> {
                    co_await storage.set_salts(dc, salts);
                    co_return "done";
                }};
    }

    call set_temporary_key() {
        std::optional<temporary_key> made;
        if (below(3) != 0)
            made = temporary_key{
                crypto::auth_key{byte_buffer(256, static_cast<std::uint8_t>(1 + below(4)))},
                number()};
        return {
            "set_temporary_key", [dc = dc(), made](any_session& storage) -> awaitable<std::string> {
                co_await storage.set_temporary_key(dc, made);
                co_return "done";
            }};
    }

    peer_info peer() {
        std::optional<peer_auth> auth;
        if (below(2) != 0)
            auth = peer_auth{number() - 500, below(3) == 0};
        const auto flag = [this]() -> std::optional<bool> {
            const auto choice = below(4);
            return choice < 2 ? std::optional{choice == 1} : std::nullopt;
        };
        switch (below(3)) {
        case 0:
            return chat_info{id()};
        case 1: {
            std::optional<channel_kind> kind;
            if (const auto choice = below(5); choice >= 1 && choice <= 3)
                kind = static_cast<channel_kind>(choice);
            return channel_info{id(), auth, kind};
        }
        default:
            return user_info{id(), auth, flag(), flag()};
        }
    }

    call cache_peers() {
        if (below(2) != 0)
            return {"cache_peer", [info = peer()](any_session& storage) -> awaitable<std::string> {
                        co_await storage.cache_peer(info);
                        co_return "done";
                    }};
        // Mostly with possible ids alone, as one that isn't has the whole batch refused.
        const auto any = below(4) == 0;
        std::vector<peer_info> infos;
        for (auto count = below(6); count != 0; --count)
            if (auto info = peer(); any || id_of(info))
                infos.push_back(std::move(info));
        return {"cache_peers", [infos](any_session& storage) -> awaitable<std::string> {
                    co_await storage.cache_peers(infos);
                    co_return "done";
                }};
    }

    call set_update_state() {
        update_state step = update_state::secondary{number()};
        switch (below(4)) {
        case 0: {
            updates_state state{number(), number(), number(), number(), {}};
            for (auto id = 0; id != 5; ++id)
                if (below(2) != 0)
                    state.channels.push_back({1 + id, number()});
            if (below(2) != 0) // once more, or impossible
                state.channels.push_back({below(4) == 0 ? 0 : 1 + this->id(), number()});
            for (auto count = marks_ ? below(4) : 0; count != 0; --count)
                state.handled.push_back(mark());
            step = update_state::all{std::move(state)};
            break;
        }
        case 1:
            step = update_state::primary{number(), number(), number()};
            break;
        case 2:
            step = update_state::channel{1 + id(), number()};
            break;
        default:
            break;
        }
        return {"set_update_state", [step](any_session& storage) -> awaitable<std::string> {
                    co_await storage.set_update_state(step);
                    co_return "done";
                }};
    }

    handled_key key_of_mark() {
        return {
            static_cast<std::int64_t>(below(7)) - 1,
            static_cast<handled_kind>(1 + below(3)),
            static_cast<std::int64_t>(below(6)) - 2};
    }
    handled_mark mark() {
        handled_mark some{key_of_mark(), number(), number(), number(), below(2) != 0};
        if (below(16) == 0) // impossible
            some.of.kind = static_cast<handled_kind>(below(2) * 4);
        return some;
    }

    call save_progress() {
        update_progress step;
        if (below(2) != 0)
            step.primary = update_state::primary{number(), number(), number()};
        if (below(2) != 0)
            step.secondary = update_state::secondary{number()};
        for (auto count = below(3); count != 0; --count)
            step.forgotten.push_back(1 + id());
        for (auto count = below(3); count != 0; --count)
            step.channels.push_back({below(16) == 0 ? 0 : 1 + id(), number()});
        for (auto count = marks_ ? below(3) : 0; count != 0; --count)
            step.unmarked.push_back(key_of_mark());
        for (auto count = marks_ ? below(4) : 0; count != 0; --count)
            step.handled.push_back(mark());
        return {"save_progress", [step](any_session& storage) -> awaitable<std::string> {
                    co_await storage.save_progress(step);
                    co_return "done";
                }};
    }

    call set_both() {
        const update_state::primary primary{number(), number(), number()};
        const update_state::secondary secondary{number()};
        return {
            "set_primary_and_secondary",
            [primary, secondary](any_session& storage) -> awaitable<std::string> {
                co_await storage.set_primary_and_secondary(primary, secondary);
                co_return "done";
            }};
    }

    call set_state() {
        state_key key{number() % 3, number() % 3, number() % 2, {}, below(2) != 0 ? "n" : ""};
        std::optional<kept_state> state;
        if (below(3) != 0)
            state = kept_state{byte_buffer(below(4), static_cast<std::uint8_t>(below(256))), 0};
        return {"set_state", [key, state](any_session& storage) -> awaitable<std::string> {
                    co_await storage.set_state(key, state);
                    co_return "done";
                }};
    }

    call forget_channel() {
        return {"forget_channel", [id = 1 + id()](any_session& storage) -> awaitable<std::string> {
                    co_await storage.forget_channel(id);
                    co_return "done";
                }};
    }

    call set_layer() {
        std::optional<std::int32_t> layer;
        if (below(4) != 0)
            layer = number();
        return {"set_api_layer", [layer](any_session& storage) -> awaitable<std::string> {
                    co_await storage.set_api_layer(layer);
                    co_return "done";
                }};
    }

    /// Everything that a walk can have changed.
    static call read_all(bool states) {
        return {"reading everything", [states](any_session& storage) -> awaitable<std::string> {
                    auto text = "home " + std::to_string(storage.home_dc_id());
                    for (std::int32_t id = 1; id <= 6; ++id) {
                        text += "; " + text_of(storage.dc_option(id));
                        const auto salts = co_await storage.salts(id);
                        for (const auto& salt : salts)
                            text += ", " + std::to_string(salt.salt) + ' ' + to_string(salt);
                        const auto temporary = co_await storage.temporary_key(id);
                        if (temporary)
                            text += ", " + std::to_string(temporary->key.id()) + ' ' +
                                    to_string(*temporary);
                    }
                    const auto self = co_await storage.self();
                    text += self ? "; " + to_string(*self) : "; no user";
                    const auto layer = co_await storage.api_layer();
                    text += "; layer " + (layer ? std::to_string(*layer) : "none");
                    const auto self_peer = co_await storage.peer(peer_id::self_user());
                    text += "; self " + text_of(self_peer);
                    for (std::int64_t id = 1; id != 6; ++id)
                        for (const auto& key :
                             {peer_id::user(id), peer_id::chat(id), peer_id::channel(id)}) {
                            const auto kept = co_await storage.peer(*key);
                            text += "; " + text_of(kept);
                        }
                    const auto state = co_await storage.updates_state();
                    text += "; " + to_string(state);
                    for (const auto& channel : state.channels)
                        text += ", " + to_string(channel);
                    for (const auto& mark : state.handled)
                        text += ", " + to_string(mark);
                    for (auto at = 0; states && at != 3 * 3 * 2 * 2; ++at) {
                        state_key key{at % 3, at / 3 % 3, at / 9 % 2, {}, at < 18 ? "" : "n"};
                        const auto kept = co_await storage.state(std::move(key));
                        text += "; " + (kept ? to_hex(kept->value) : "no state");
                    }
                    co_return text;
                }};
    }

    static bool begins_before(const server_salt& left, const server_salt& right) {
        return left.valid_since < right.valid_since;
    }
    static bool begins_together(const server_salt& left, const server_salt& right) {
        return left.valid_since == right.valid_since;
    }
    static std::string text_of(const std::optional<dc_option>& option) {
        if (!option)
            return "no DC";
        return to_string(*option) +
               (option->auth_key ? ' ' + std::to_string(option->auth_key->id()) : std::string{});
    }
    static std::string text_of(const std::optional<peer_info>& info) {
        if (!info)
            return "no peer";
        const auto flag = [](const std::optional<bool>& value) {
            return value ? std::string{*value ? "yes" : "no"} : std::string{"?"};
        };
        auto text = to_string(*info);
        if (const auto auth = auth_of(*info))
            text += ' ' + std::to_string(auth->access_hash);
        if (const auto* user = std::get_if<user_info>(&*info))
            text += " bot " + flag(user->bot) + " self " + flag(user->is_self);
        return text;
    }

    std::mt19937 random_;
    bool marks_;
    bool states_;
};

} // namespace awaitgram::testing::detail
