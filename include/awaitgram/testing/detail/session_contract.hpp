// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/task.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/print.hpp>
#include <awaitgram/testing/detail/session_walk.hpp>
#include <awaitgram/testing/session_contract.hpp>

#include <asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::testing::detail {

/// One session under examination, and what was found wrong with it.
class examiner {
public:
    examiner(const session_under_test& subject, std::string rule, std::vector<broken_rule>& found)
        : subject_(subject), rule_(std::move(rule)), found_(found), storage_(subject.make()) {}

    [[nodiscard]] any_session& storage() { return *storage_; }
    [[nodiscard]] bool can_reopen() const { return static_cast<bool>(subject_.reopen); }

    /// Notes what is wrong unless `kept`.
    void expect(bool kept, const std::string& what) {
        if (!kept)
            found_.push_back({rule_, what});
    }

    /// Closes the session and opens it again, if that is possible.
    awaitable<void> reopen() {
        if (!can_reopen())
            co_return;
        co_await storage_->close();
        storage_.reset();
        storage_.emplace(subject_.reopen());
    }

private:
    const session_under_test& subject_;
    std::string rule_;
    std::vector<broken_rule>& found_;
    std::optional<any_session> storage_;
};

[[nodiscard]] inline crypto::auth_key key_of(std::uint8_t fill) {
    return crypto::auth_key{byte_buffer(256, fill)};
}

inline awaitable<void> new_session(examiner& test) {
    auto& storage = test.storage();
    test.expect(storage.home_dc_id() == default_home_dc, "home_dc_id isn't 2");
    for (std::int32_t id = 1; id <= 5; ++id)
        test.expect(
            storage.dc_option(id) == known_dc(id), "dc_option doesn't know DC " + std::to_string(id)
        );
    test.expect(!storage.dc_option(6), "dc_option knows a DC 6");
    const auto self = co_await storage.self();
    test.expect(!self, "somebody is signed in");
    const auto self_peer = co_await storage.peer(peer_id::self_user());
    test.expect(!self_peer, "peer(self_user()) finds somebody");
    const auto user = co_await storage.peer(*peer_id::user(1));
    test.expect(!user, "peer finds a user");
    const auto updates = co_await storage.updates_state();
    test.expect(updates == updates_state{}, "updates_state isn't all zeros");
    const auto salts = co_await storage.salts(2);
    test.expect(salts.empty(), "there are salts");
    const auto temporary = co_await storage.temporary_key(2);
    test.expect(!temporary, "there is a temporary key");
    const auto layer = co_await storage.api_layer();
    test.expect(!layer, "there is an API layer");
}

inline awaitable<void> keeps_login(examiner& test) {
    auto option = *known_dc(4);
    option.auth_key = key_of(0x42);
    co_await test.storage().set_dc_option(option);
    const dc_option bare{77, {}, server_address{"::ffff:10.0.0.1", 4430}, {}};
    co_await test.storage().set_dc_option(bare);
    co_await test.storage().set_home_dc_id(4);
    const std::optional<signed_in_user> user = signed_in_user{1'099'511'627'775, true};
    co_await test.storage().set_self(user);
    const std::optional<std::int32_t> layer = 227;
    co_await test.storage().set_api_layer(layer);
    const std::vector<server_salt> salts{{-2, 20, 30}, {1, 10, 20}};
    co_await test.storage().set_salts(4, salts);
    const std::optional<temporary_key> temporary = temporary_key{key_of(0x17), 1'700'000'000};
    co_await test.storage().set_temporary_key(4, temporary);
    for (const auto* const when : {"at once", "after it was opened again"}) {
        auto& storage = test.storage();
        const auto suffix = std::string{" "} + when;
        test.expect(storage.home_dc_id() == 4, "home_dc_id is another" + suffix);
        test.expect(storage.dc_option(4) == option, "dc_option(4) differs" + suffix);
        test.expect(storage.dc_option(77) == bare, "dc_option(77) differs" + suffix);
        test.expect(storage.dc_option(2) == known_dc(2), "dc_option(2) was lost" + suffix);
        const auto self = co_await storage.self();
        test.expect(self == user, "self differs" + suffix);
        const auto kept_layer = co_await storage.api_layer();
        test.expect(kept_layer == layer, "api_layer differs" + suffix);
        const auto kept = co_await storage.salts(4);
        const std::vector<server_salt> sorted{{1, 10, 20}, {-2, 20, 30}};
        test.expect(kept == sorted, "salts differ, or don't come by the time they begin" + suffix);
        const auto others = co_await storage.salts(2);
        test.expect(others.empty(), "salts of one DC are another's" + suffix);
        const auto kept_key = co_await storage.temporary_key(4);
        test.expect(kept_key == temporary, "temporary_key differs" + suffix);
        co_await test.reopen();
    }
}

inline awaitable<void> forgets_login(examiner& test) {
    auto& storage = test.storage();
    auto option = *known_dc(2);
    option.auth_key = key_of(1);
    co_await storage.set_dc_option(option);
    option.auth_key.reset();
    co_await storage.set_dc_option(option);
    test.expect(storage.dc_option(2) == option, "a key that was taken away is still there");
    std::optional<signed_in_user> user = signed_in_user{5, false};
    co_await storage.set_self(user);
    user.reset();
    co_await storage.set_self(user);
    const auto self = co_await storage.self();
    test.expect(!self, "self is still there");
    std::optional<temporary_key> temporary = temporary_key{key_of(3), 5};
    co_await storage.set_temporary_key(2, temporary);
    temporary.reset();
    co_await storage.set_temporary_key(2, temporary);
    const auto kept = co_await storage.temporary_key(2);
    test.expect(!kept, "a temporary key is still there");
    const std::vector<server_salt> some{{1, 2, 3}};
    co_await storage.set_salts(2, some);
    const std::vector<server_salt> none;
    co_await storage.set_salts(2, none);
    const auto salts = co_await storage.salts(2);
    test.expect(salts.empty(), "salts are still there");
}

/// Peers seen one after another, and what is remembered in the end.
struct merge_case {
    std::vector<peer_info> seen;
    peer_info expected;
    const char* otherwise;
};

[[nodiscard]] inline std::vector<merge_case> merge_cases() {
    const peer_auth full{-7, false};
    const peer_auth other{8, false};
    const peer_auth zero{0, false};
    const peer_auth min{9, true};
    constexpr auto giga = channel_kind::gigagroup;
    constexpr auto broadcast = channel_kind::broadcast;
    return {
        {{user_info{1, full, true, {}}, user_info{1, {}, {}, {}}},
         user_info{1, full, true, {}},
         "absent erased what was known"},
        {{user_info{2, zero, {}, {}}, user_info{2, {}, false, {}}},
         user_info{2, zero, false, {}},
         "the access hash 0 is taken for none"},
        {{user_info{3, full, {}, {}}, user_info{3, min, {}, {}}},
         user_info{3, full, {}, {}},
         "a min hash replaced a full one"},
        {{user_info{4, min, {}, {}}, user_info{4, full, {}, {}}},
         user_info{4, full, {}, {}},
         "a full hash didn't replace a min one"},
        {{user_info{5, full, true, {}}, user_info{5, other, false, false}},
         user_info{5, other, false, false},
         "what is newer doesn't count"},
        {{user_info{6, min, {}, {}}, user_info{6, peer_auth{10, true}, {}, {}}},
         user_info{6, peer_auth{10, true}, {}, {}},
         "a newer min hash doesn't count"},
        {{channel_info{9, full, giga}, channel_info{9, {}, {}}},
         channel_info{9, full, giga},
         "absent erased what was known of a channel"},
        {{channel_info{10, full, {}}, channel_info{10, min, broadcast}},
         channel_info{10, full, broadcast},
         "a channel's min hash replaced a full one"},
        {{chat_info{9}}, chat_info{9}, "a chat isn't found"},
        {{chat_info{5}}, user_info{5, other, false, false}, "a chat replaced a user"},
    };
}

inline awaitable<void> merges_peers(examiner& test) {
    const auto cases = merge_cases();
    for (const auto& [seen, expected, otherwise] : cases) {
        for (const auto& info : seen)
            co_await test.storage().cache_peer(info);
        const auto kept = co_await test.storage().peer(*id_of(expected));
        test.expect(
            kept == expected,
            std::string{otherwise} + ": " + (kept ? to_string(*kept) : std::string{"nothing"}) +
                " instead of " + to_string(expected)
        );
    }
    co_await test.reopen();
    for (const auto& one : cases) {
        const auto kept = co_await test.storage().peer(*id_of(one.expected));
        test.expect(kept == one.expected, to_string(one.expected) + " isn't kept");
    }
}

inline awaitable<void> one_self(examiner& test) {
    auto& storage = test.storage();
    const peer_info first = user_info{1, peer_auth{10, false}, {}, true};
    const peer_info second = user_info{2, peer_auth{20, false}, {}, true};
    co_await storage.cache_peer(first);
    const peer_info again = user_info{1, {}, {}, {}};
    co_await storage.cache_peer(again);
    auto self = co_await storage.peer(peer_id::self_user());
    test.expect(self == first, "self is forgotten when the user is seen again");
    co_await storage.cache_peer(second);
    self = co_await storage.peer(peer_id::self_user());
    test.expect(self == second, "the new self isn't found");
    const auto former = co_await storage.peer(*peer_id::user(1));
    const peer_info expected = user_info{1, peer_auth{10, false}, {}, false};
    test.expect(former == expected, "the former self still is one");
}

inline awaitable<void> id_boundaries(examiner& test) {
    auto& storage = test.storage();
    const std::vector<peer_info> extreme{
        user_info{peer_id::max_user, {}, {}, {}},
        chat_info{peer_id::max_chat},
        channel_info{peer_id::max_channel, {}, {}},
        channel_info{peer_id::min_monoforum, {}, {}},
        channel_info{peer_id::max_monoforum, peer_auth{std::numeric_limits<std::int64_t>::min()}}};
    co_await storage.cache_peers(extreme);
    for (const auto& info : extreme) {
        const auto kept = co_await storage.peer(*id_of(info));
        test.expect(kept == info, to_string(info) + " isn't kept");
    }
    const std::vector<peer_info> impossible{
        user_info{0, {}, {}, {}},
        user_info{-1, {}, {}, {}},
        chat_info{peer_id::max_chat + 1},
        channel_info{peer_id::max_channel + 1, {}, {}}};
    for (const auto& info : impossible) {
        auto refused = false;
        try {
            co_await storage.cache_peer(info);
        } catch (const std::system_error& error) {
            refused = error.code() == sessions::errc::invalid_peer_id;
        }
        test.expect(refused, to_string(info) + " isn't refused with invalid_peer_id");
    }
}

inline awaitable<void> refuses_bad_dcs(examiner& test) {
    auto& storage = test.storage();
    const std::vector<std::pair<dc_option, sessions::errc>> bad{
        {dc_option{0, {}, {}, {}}, sessions::errc::invalid_dc},
        {dc_option{1, server_address{"", 443}, {}, {}}, sessions::errc::invalid_dc},
        {dc_option{1, server_address{"1.2.3.4", 0}, {}, {}}, sessions::errc::invalid_dc},
        {dc_option{1, {}, {}, key_of(0)}, sessions::errc::invalid_auth_key}};
    for (const auto& [option, expected] : bad) {
        std::error_code refusal;
        try {
            co_await storage.set_dc_option(option);
        } catch (const std::system_error& error) {
            refusal = error.code();
        }
        test.expect(refusal == expected, to_string(option) + " isn't refused");
        test.expect(storage.dc_option(1) == known_dc(1), "a refused option changed dc_option(1)");
    }
}

inline awaitable<void>
expect_state(examiner& test, const char* after, const updates_state& expected) {
    const auto state = co_await test.storage().updates_state();
    test.expect(
        state == expected,
        std::string{after} + ": " + to_string(state) + " instead of " + to_string(expected)
    );
}

inline awaitable<void> steps_of_updates(examiner& test) {
    struct taken {
        update_state step;
        updates_state expected;
        const char* name;
    };
    const std::vector<taken> steps{
        {update_state::secondary{4}, {0, 4, 0, 0, {}}, "secondary on a new session"},
        {update_state::primary{1, 2, 3}, {1, 4, 2, 3, {}}, "primary"},
        {update_state::channel{8, 80}, {1, 4, 2, 3, {{8, 80}}}, "a channel"},
        {update_state::channel{7, 70}, {1, 4, 2, 3, {{7, 70}, {8, 80}}}, "another channel"},
        {update_state::channel{8, 81}, {1, 4, 2, 3, {{7, 70}, {8, 81}}}, "the channel again"},
    };
    for (const auto& [step, expected, name] : steps) {
        co_await test.storage().set_update_state(step);
        co_await expect_state(test, name, expected);
    }
    const update_state::primary primary{11, 12, 13};
    const update_state::secondary secondary{14};
    co_await test.storage().set_primary_and_secondary(primary, secondary);
    const updates_state both{11, 14, 12, 13, {{7, 70}, {8, 81}}};
    co_await expect_state(test, "set_primary_and_secondary", both);
    co_await test.storage().forget_channel(7);
    co_await test.storage().forget_channel(99);
    const updates_state fewer{11, 14, 12, 13, {{8, 81}}};
    co_await expect_state(test, "forget_channel", fewer);
    const updates_state other{10, 11, 12, 13, {{5, 50}, {3, 30}}};
    const update_state all = update_state::all{other};
    co_await test.storage().set_update_state(all);
    const updates_state sorted{10, 11, 12, 13, {{3, 30}, {5, 50}}};
    co_await expect_state(test, "all", sorted);
    co_await test.reopen();
    co_await expect_state(test, "opening it again", sorted);
}

/// Two sessions that are told the same must answer the same.
inline awaitable<void> like_memory(examiner& test) {
    any_session memory{memory_session{}};
    session_walk walk{7};
    for (auto step = 0; step != 600; ++step) {
        const auto made = walk.next();
        const auto told = co_await session_walk::apply(test.storage(), made);
        const auto expected = co_await session_walk::apply(memory, made);
        test.expect(
            told == expected,
            "call " + std::to_string(step) + ", " + made.name + ": " + told + " instead of " +
                expected
        );
        if (told != expected)
            co_return;
        if (step % 150 == 149)
            co_await test.reopen();
    }
}

} // namespace awaitgram::testing::detail

namespace awaitgram::testing {

AWAITGRAM_DECL std::vector<broken_rule> check_session(const session_under_test& subject) {
    struct rule {
        const char* name;
        std::function<awaitable<void>(detail::examiner&)> body;
    };
    const rule rules[] = {
        {"a new session knows Telegram's data centres and nothing else", detail::new_session},
        {"keys, home, salts, the user and the layer are kept", detail::keeps_login},
        {"what is taken away is gone", detail::forgets_login},
        {"caching a peer again never erases what was known", detail::merges_peers},
        {"exactly one peer is self", detail::one_self},
        {"every possible peer is kept, an impossible one refused", detail::id_boundaries},
        {"an impossible data centre is refused", detail::refuses_bad_dcs},
        {"a step of the update state changes its part and no other", detail::steps_of_updates},
        {"the same calls have the same results as in memory", detail::like_memory},
    };
    std::vector<broken_rule> found;
    for (const auto& [name, body] : rules) {
        asio::io_context context;
        std::string failure = "it didn't end within a minute";
        try {
            detail::examiner test{subject, name, found};
            const task running{
                context.get_executor(), body(test), [&failure](const std::exception_ptr& error) {
                    failure.clear();
                    try {
                        if (error)
                            std::rethrow_exception(error);
                    } catch (const std::exception& problem) {
                        failure = problem.what();
                    }
                }};
            context.run_for(std::chrono::minutes{1});
        } catch (const std::exception& problem) {
            failure = problem.what();
        }
        if (!failure.empty())
            found.push_back({name, failure});
    }
    return found;
}

} // namespace awaitgram::testing
