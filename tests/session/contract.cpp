// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/contract/detail/session_ends.hpp>
#include <awaitgram/testing/session_contract.hpp>

#include <asio/cancellation_state.hpp>
#include <asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include "../support/directory.hpp"

using namespace awaitgram;

namespace {

void expect_kept(const testing::session_under_test& subject) {
    for (const auto& [rule, what] : testing::check_session(subject))
        FAIL_CHECK(rule, ": ", what);
}

/// Sessions in new files, opened with a key where one is given.
void expect_kept_in_files(const sqlite_options& options) {
    const tests::directory place;
    int made = 0;
    const auto open = [&] {
        return any_session{sqlite_session{place.file(std::to_string(made) + ".session"), options}};
    };
    expect_kept({
        .make =
            [&] {
                ++made;
                return open();
            },
        .reopen = open,
    });
}

/// Whether a session of this type is reported to break a rule whose name contains `rule`.
template <class Storage>
bool is_found_out(const std::string& rule) {
    const auto broken = testing::check_session({.make = [] { return any_session{Storage{}}; }});
    return std::any_of(broken.begin(), broken.end(), [&rule](const auto& one) {
        return one.rule.find(rule) != std::string::npos && !one.what.empty();
    });
}

// Sessions with one defect each.

struct at_home_elsewhere : memory_session {
    std::int32_t home_dc_id() const noexcept {
        const auto known = memory_session::home_dc_id();
        return known == 2 ? 1 : known;
    }
};

struct knows_no_centres : memory_session {
    std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const {
        const auto known = memory_session::dc_option(id);
        return known == known_dc(id) ? std::nullopt : known;
    }
};

struct loses_ipv6 : memory_session {
    awaitable<void> set_dc_option(awaitgram::dc_option option) {
        option.ipv6.reset();
        co_await memory_session::set_dc_option(option);
    }
};

struct keeps_taken_keys : memory_session {
    awaitable<void> set_dc_option(awaitgram::dc_option option) {
        const auto known = memory_session::dc_option(option.id);
        if (!option.auth_key && known)
            option.auth_key = known->auth_key;
        co_await memory_session::set_dc_option(option);
    }
};

struct takes_any_centre : memory_session {
    awaitable<void> set_dc_option(awaitgram::dc_option option) {
        if (!check(option))
            co_await memory_session::set_dc_option(option);
    }
};

struct keeps_the_user : memory_session {
    awaitable<void> set_self(std::optional<signed_in_user> user) {
        if (user)
            co_await memory_session::set_self(user);
    }
};

struct takes_bots_for_people : memory_session {
    awaitable<void> set_self(std::optional<signed_in_user> user) {
        if (user)
            user->bot = false;
        co_await memory_session::set_self(user);
    }
};

struct mixes_salts : memory_session {
    awaitable<std::vector<server_salt>> salts(std::int32_t) { return memory_session::salts(4); }
};

struct turns_salts_round : memory_session {
    awaitable<std::vector<server_salt>> salts(std::int32_t dc) {
        auto found = co_await memory_session::salts(dc);
        std::reverse(found.begin(), found.end());
        co_return found;
    }
};

struct keeps_temporary_keys : memory_session {
    awaitable<void>
    set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) {
        if (key)
            co_await memory_session::set_temporary_key(dc, key);
    }
};

struct forgets_the_layer : memory_session {
    awaitable<std::optional<std::int32_t>> api_layer() { co_return std::nullopt; }
};

struct prefers_min_hashes : memory_session {
    awaitable<void> cache_peer(peer_info info) {
        if (auto* user = std::get_if<user_info>(&info); user != nullptr && user->auth)
            user->auth->min = false; // so that it replaces
        co_await memory_session::cache_peer(info);
    }
};

struct takes_zero_for_none : memory_session {
    awaitable<std::optional<peer_info>> peer(peer_id id) {
        auto found = co_await memory_session::peer(id);
        if (found)
            if (auto* user = std::get_if<user_info>(&*found);
                user != nullptr && user->auth && user->auth->access_hash == 0)
                user->auth.reset();
        co_return found;
    }
};

struct takes_chats_for_users : memory_session {
    awaitable<std::optional<peer_info>> peer(peer_id id) {
        if (id.kind() == peer_kind::chat)
            id = *peer_id::user(id.bare_id());
        auto found = co_await memory_session::peer(id);
        co_return found;
    }
};

struct never_finds_self : memory_session {
    awaitable<std::optional<peer_info>> peer(peer_id id) {
        if (id.kind() == peer_kind::self_user)
            co_return std::nullopt;
        auto found = co_await memory_session::peer(id);
        co_return found;
    }
};

struct keeps_the_first_self : memory_session {
    awaitable<void> cache_peer(peer_info info) {
        const auto self = co_await memory_session::peer(peer_id::self_user());
        if (auto* user = std::get_if<user_info>(&info); user != nullptr && self)
            user->is_self.reset();
        co_await memory_session::cache_peer(info);
    }
};

struct keeps_former_peers : memory_session {
    awaitable<void> set_self(std::optional<signed_in_user> user) {
        const auto known = co_await memory_session::peer(*peer_id::channel(7));
        co_await memory_session::set_self(user);
        if (known)
            co_await memory_session::cache_peer(*known);
    }
};

struct keeps_former_places : memory_session {
    awaitable<void> set_self(std::optional<signed_in_user> user) {
        const auto known = co_await memory_session::updates_state();
        co_await memory_session::set_self(user);
        const update_state all = update_state::all{known};
        co_await memory_session::set_update_state(all);
    }
};

struct forgets_at_every_sign_in : memory_session {
    awaitable<void> set_self(std::optional<signed_in_user> user) {
        co_await memory_session::set_self(user);
        const update_state nowhere = update_state::all{};
        co_await memory_session::set_update_state(nowhere);
    }
};

struct swallows_impossible_peers : memory_session {
    awaitable<void> cache_peer(peer_info info) {
        if (id_of(info))
            co_await memory_session::cache_peer(info);
    }
};

struct narrows_ids : memory_session {
    awaitable<std::optional<peer_info>> peer(peer_id id) {
        if (id.bare_id() > INT32_MAX)
            co_return std::nullopt;
        auto found = co_await memory_session::peer(id);
        co_return found;
    }
};

struct forgets_qts : memory_session {
    awaitable<void> set_update_state(update_state step) {
        co_await memory_session::set_update_state(step);
        if (std::holds_alternative<update_state::primary>(step.step)) {
            const update_state zero = update_state::secondary{0};
            co_await memory_session::set_update_state(zero);
        }
    }
};

struct keeps_old_channels : memory_session {
    awaitable<void> set_update_state(update_state step) {
        if (auto* all = std::get_if<update_state::all>(&step.step)) {
            const auto known = co_await memory_session::updates_state();
            for (const auto& channel : known.channels)
                all->state.channels.push_back(channel);
        }
        co_await memory_session::set_update_state(step);
    }
};

struct takes_only_the_primary : memory_session {
    awaitable<void>
    set_primary_and_secondary(update_state::primary primary, update_state::secondary) {
        const update_state step = primary;
        co_await memory_session::set_update_state(step);
    }
};

struct remembers_channels : memory_session {
    awaitable<void> forget_channel(std::int64_t) { co_return; }
};

struct turns_channels_round : memory_session {
    awaitable<awaitgram::updates_state> updates_state() {
        auto state = co_await memory_session::updates_state();
        std::reverse(state.channels.begin(), state.channels.end());
        co_return state;
    }
};

struct keeps_the_first_of_a_channel : memory_session {
    awaitable<void> set_update_state(update_state step) {
        if (auto* all = std::get_if<update_state::all>(&step.step))
            std::reverse(all->state.channels.begin(), all->state.channels.end());
        co_await memory_session::set_update_state(step);
    }
};

struct swallows_impossible_channels : memory_session {
    awaitable<void> set_update_state(update_state step) {
        if (!check(step))
            co_await memory_session::set_update_state(step);
    }
};

struct takes_empty_keys : memory_session {
    awaitable<void>
    set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) {
        if (!key || !check(*key))
            co_await memory_session::set_temporary_key(dc, key);
    }
};

struct keeps_half_a_batch : memory_session {
    awaitable<void> cache_peers(std::vector<peer_info> infos) {
        for (const auto& info : infos)
            co_await memory_session::cache_peer(info);
    }
};

struct never_closes : memory_session {
    awaitable<void> close() { co_return; }
};

struct answers_after_close : memory_session {
    awaitable<std::optional<signed_in_user>> self() { co_return std::nullopt; }
};

struct stops_half_way : memory_session {
    awaitable<void> set_update_state(update_state step) {
        if (const auto* all = std::get_if<update_state::all>(&step.step)) {
            const update_state first = update_state::secondary{all->state.qts};
            co_await memory_session::set_update_state(first);
            co_await testing::detail::other_turns(8);
        }
        co_await memory_session::set_update_state(step);
    }
};

struct fails_when_cancelled : memory_session {
    awaitable<void> set_update_state(update_state step) {
        try {
            co_await testing::detail::other_turns(8);
        } catch (const std::system_error&) {
            throw std::system_error(make_error_code(session_errc::storage));
        }
        co_await memory_session::set_update_state(step);
    }
};

struct takes_all_cancellations : memory_session {
    awaitable<awaitgram::updates_state> updates_state() {
        co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
        auto state = co_await memory_session::updates_state();
        co_return state;
    }
};

/// Not a defect: cache_peers is optional.
struct takes_no_batches : memory_session {
    void cache_peers(std::vector<peer_info>) = delete;
};

/// Not a defect: save_progress is optional. Such a session keeps no marks.
struct takes_single_steps : memory_session {
    void save_progress(update_progress) = delete;

    awaitable<awaitgram::updates_state> updates_state() {
        auto state = co_await memory_session::updates_state();
        state.handled.clear();
        co_return state;
    }
};

struct stores_half_of_the_progress : memory_session {
    awaitable<void> save_progress(update_progress progress) {
        progress.secondary.reset();
        co_await memory_session::save_progress(std::move(progress));
    }
};

struct keeps_marks_of_forgotten_channels : memory_session {
    awaitable<void> forget_channel(std::int64_t channel) {
        auto state = co_await memory_session::updates_state();
        co_await memory_session::forget_channel(channel);
        update_progress again;
        again.handled = std::move(state.handled);
        co_await memory_session::save_progress(std::move(again));
    }
};

struct turns_marks_round : memory_session {
    awaitable<awaitgram::updates_state> updates_state() {
        auto state = co_await memory_session::updates_state();
        std::reverse(state.handled.begin(), state.handled.end());
        co_return state;
    }
};

struct never_unmarks : memory_session {
    awaitable<void> save_progress(update_progress progress) {
        progress.unmarked.clear();
        co_await memory_session::save_progress(std::move(progress));
    }
};

struct takes_any_mark : memory_session {
    awaitable<void> save_progress(update_progress progress) {
        if (!check(progress))
            co_await memory_session::save_progress(std::move(progress));
    }
};

/// Not a defect: states are optional.
struct keeps_no_states : memory_session {
    void state(state_key) = delete;
    void set_state(state_key, std::optional<kept_state>) = delete;
};

struct ignores_topics : memory_session {
    awaitable<std::optional<kept_state>> state(state_key key) {
        key.topic = 0;
        return memory_session::state(std::move(key));
    }
    awaitable<void> set_state(state_key key, std::optional<kept_state> now) {
        key.topic = 0;
        return memory_session::set_state(std::move(key), std::move(now));
    }
};

struct mixes_texts_of_keys : memory_session {
    static void mix(state_key& key) { key.name = std::exchange(key.business, {}) + key.name; }
    awaitable<std::optional<kept_state>> state(state_key key) {
        mix(key);
        return memory_session::state(std::move(key));
    }
    awaitable<void> set_state(state_key key, std::optional<kept_state> now) {
        mix(key);
        return memory_session::set_state(std::move(key), std::move(now));
    }
};

struct takes_empty_states_for_none : memory_session {
    awaitable<std::optional<kept_state>> state(state_key key) {
        auto kept = co_await memory_session::state(std::move(key));
        if (kept && kept->value.empty())
            kept.reset();
        co_return kept;
    }
};

struct never_removes_states : memory_session {
    awaitable<void> set_state(state_key key, std::optional<kept_state> now) {
        if (now)
            co_await memory_session::set_state(std::move(key), std::move(now));
    }
};

struct takes_any_state : memory_session {
    awaitable<void> set_state(state_key key, std::optional<kept_state> now) {
        if (!check(key) && (!now || !check(*now)))
            co_await memory_session::set_state(std::move(key), std::move(now));
    }
};

struct keeps_former_states : memory_session {
    awaitable<void> set_self(std::optional<signed_in_user> user) {
        state_key key{7, 5, 0, {}, {}};
        const auto known = co_await memory_session::state(key);
        co_await memory_session::set_self(user);
        if (known)
            co_await memory_session::set_state(key, known);
    }
};

struct always_fails : memory_session {
    awaitable<std::optional<signed_in_user>> self() {
        throw std::system_error(make_error_code(session_errc::storage));
        co_return std::nullopt;
    }
};

} // namespace

TEST_CASE("a session in memory keeps the contract") {
    expect_kept({.make = [] { return any_session{memory_session{}}; }});
}

TEST_CASE("a session that takes peers one by one keeps the contract") {
    expect_kept({.make = [] { return any_session{takes_no_batches{}}; }});
}

TEST_CASE("a session without marks that takes progress step by step keeps the contract") {
    expect_kept({.make = [] { return any_session{takes_single_steps{}}; }});
}

TEST_CASE("a session without states keeps the contract") {
    expect_kept({.make = [] { return any_session{keeps_no_states{}}; }});
}

TEST_CASE("a session in SQLite's memory keeps the contract") {
    expect_kept({.make = [] { return any_session{":memory:"}; }});
}

TEST_CASE("a session in a file keeps the contract, also when it is opened again") {
    expect_kept_in_files({});
}

TEST_CASE("an encrypted session keeps the contract, also when it is opened again") {
    const byte_buffer bytes(32, 7);
    expect_kept_in_files({.key = session_key{crypto::secret<32>{bytes}}});
}

TEST_CASE("the contract reports each of these defects") {
    CHECK(is_found_out<at_home_elsewhere>("a new session"));
    CHECK(is_found_out<knows_no_centres>("a new session"));
    CHECK(is_found_out<always_fails>("a new session"));
    CHECK(is_found_out<loses_ipv6>("are kept"));
    CHECK(is_found_out<takes_bots_for_people>("are kept"));
    CHECK(is_found_out<mixes_salts>("are kept"));
    CHECK(is_found_out<turns_salts_round>("are kept"));
    CHECK(is_found_out<forgets_the_layer>("are kept"));
    CHECK(is_found_out<keeps_taken_keys>("removed value"));
    CHECK(is_found_out<keeps_the_user>("removed value"));
    CHECK(is_found_out<keeps_temporary_keys>("removed value"));
    CHECK(is_found_out<takes_any_centre>("impossible data centre"));
    CHECK(is_found_out<prefers_min_hashes>("never erases"));
    CHECK(is_found_out<takes_zero_for_none>("never erases"));
    CHECK(is_found_out<takes_chats_for_users>("never erases"));
    CHECK(is_found_out<never_finds_self>("one peer is self"));
    CHECK(is_found_out<keeps_the_first_self>("one peer is self"));
    CHECK(is_found_out<keeps_former_peers>("another account"));
    CHECK(is_found_out<keeps_former_places>("another account"));
    CHECK(is_found_out<forgets_at_every_sign_in>("another account"));
    CHECK(is_found_out<swallows_impossible_peers>("an impossible one refused"));
    CHECK(is_found_out<narrows_ids>("every possible peer"));
    CHECK(is_found_out<forgets_qts>("changes its part"));
    CHECK(is_found_out<keeps_old_channels>("changes its part"));
    CHECK(is_found_out<takes_only_the_primary>("changes its part"));
    CHECK(is_found_out<remembers_channels>("changes its part"));
    CHECK(is_found_out<turns_channels_round>("changes its part"));
    CHECK(is_found_out<keeps_the_first_of_a_channel>("changes its part"));
    CHECK(is_found_out<swallows_impossible_channels>("every possible channel"));
    CHECK(is_found_out<stores_half_of_the_progress>("progress is stored"));
    CHECK(is_found_out<takes_any_mark>("progress is stored"));
    CHECK(is_found_out<keeps_marks_of_forgotten_channels>("marks are kept"));
    CHECK(is_found_out<turns_marks_round>("marks are kept"));
    CHECK(is_found_out<never_unmarks>("marks are kept"));
    CHECK(is_found_out<takes_any_mark>("marks are kept"));
    CHECK(is_found_out<ignores_topics>("states are kept"));
    CHECK(is_found_out<mixes_texts_of_keys>("states are kept"));
    CHECK(is_found_out<takes_empty_states_for_none>("states are kept"));
    CHECK(is_found_out<never_removes_states>("states are kept"));
    CHECK(is_found_out<takes_any_state>("impossible state"));
    CHECK(is_found_out<keeps_former_states>("another account"));
    CHECK(is_found_out<takes_empty_keys>("impossible data centre"));
    CHECK(is_found_out<keeps_half_a_batch>("of a batch"));
    CHECK(is_found_out<never_closes>("after close"));
    CHECK(is_found_out<answers_after_close>("after close"));
    CHECK(is_found_out<stops_half_way>("carried out as a whole"));
    CHECK(is_found_out<fails_when_cancelled>("carried out as a whole"));
    CHECK(is_found_out<takes_all_cancellations>("left to the caller"));
}

TEST_CASE("a session that is empty after it was opened again is reported") {
    const auto broken = testing::check_session({
        .make = [] { return any_session{memory_session{}}; },
        .reopen = [] { return any_session{memory_session{}}; },
    });

    CHECK(std::any_of(broken.begin(), broken.end(), [](const auto& one) {
        return one.rule.find("are kept") != std::string::npos &&
               one.what.find("opened again") != std::string::npos;
    }));
}
