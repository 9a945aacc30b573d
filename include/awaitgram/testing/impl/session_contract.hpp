// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/task.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/print.hpp>
#include <awaitgram/testing/contract/detail/session_ends.hpp>
#include <awaitgram/testing/contract/detail/session_examiner.hpp>
#include <awaitgram/testing/contract/detail/session_peers.hpp>
#include <awaitgram/testing/contract/detail/session_states.hpp>
#include <awaitgram/testing/contract/detail/session_updates.hpp>
#include <awaitgram/testing/contract/detail/session_walk.hpp>
#include <awaitgram/testing/detail/guarded_run.hpp>
#include <awaitgram/testing/session_contract.hpp>

#include <asio/io_context.hpp>

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

inline awaitable<void> new_session(examiner& test) {
    auto& storage = test.storage();
    test.expect(storage.home_dc_id() == default_home_dc, "home_dc_id isn't 2");
    for (std::int32_t id = 1; id <= 5; ++id)
        test.expect(
            storage.dc_option(id) == known_dc(id), "dc_option doesn't know DC " + std::to_string(id)
        );
    test.expect(!storage.dc_option(6), "dc_option knows a DC 6");
    const auto self = co_await storage.self();
    test.expect(!self, "a user is signed in");
    const auto self_peer = co_await storage.peer(peer_id::self_user());
    test.expect(!self_peer, "peer(self_user()) returns a peer");
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

inline awaitable<void> refuses_bad_dcs(examiner& test) {
    auto& storage = test.storage();
    const std::vector<std::pair<dc_option, session_errc>> bad{
        {dc_option{0, {}, {}, {}}, session_errc::invalid_dc},
        {dc_option{1, server_address{"", 443}, {}, {}}, session_errc::invalid_dc},
        {dc_option{1, server_address{"1.2.3.4", 0}, {}, {}}, session_errc::invalid_dc},
        {dc_option{1, server_address{"bad host", 443}, {}, {}}, session_errc::invalid_dc},
        {dc_option{1, server_address{"bad\nhost", 443}, {}, {}}, session_errc::invalid_dc},
        {dc_option{1, server_address{"a/b", 443}, {}, {}}, session_errc::invalid_dc},
        {dc_option{1, {}, server_address{"x]y", 443}, {}}, session_errc::invalid_dc},
        {dc_option{1, {}, server_address{"::1 ", 443}, {}}, session_errc::invalid_dc},
        {dc_option{1, {}, {}, key_of(0)}, session_errc::invalid_auth_key}};
    for (const auto& [option, expected] : bad) {
        const auto refusal = co_await error_of(storage.set_dc_option(option));
        test.expect(refusal == expected, to_string(option) + " isn't refused");
        test.expect(storage.dc_option(1) == known_dc(1), "a refused option changed dc_option(1)");
    }
    const std::optional<temporary_key> zeros = temporary_key{key_of(0), 5};
    const auto refusal = co_await error_of(storage.set_temporary_key(1, zeros));
    test.expect(
        refusal == session_errc::invalid_auth_key, "a temporary key of zeros isn't refused"
    );
    const auto kept = co_await storage.temporary_key(1);
    test.expect(!kept, "a temporary key that was refused is kept");
    co_await test.reopen();
    test.expect(
        test.storage().dc_option(1) == known_dc(1),
        "a refused option is there when it is opened again"
    );
}

/// Two sessions that are told the same must answer the same.
inline awaitable<void> like_memory(examiner& test) {
    any_session memory{memory_session{}};
    const auto marks = co_await keeps_marks(test.storage());
    const auto states = co_await keeps_states(test.storage());
    session_walk walk{7, marks, states};
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
        {"a removed value is gone", detail::forgets_login},
        {"caching a peer again never erases a known value", detail::merges_peers},
        {"exactly one peer is self", detail::one_self},
        {"another account finds nothing of the former one's", detail::another_account},
        {"every possible peer is kept, an impossible one refused", detail::id_boundaries},
        {"an impossible data centre is refused", detail::refuses_bad_dcs},
        {"a step of the update state changes its part and no other", detail::steps_of_updates},
        {"every possible channel is kept, an impossible one refused", detail::channel_boundaries},
        {"progress is stored in one step", detail::steps_of_progress},
        {"marks are kept until they are removed, if at all", detail::steps_of_marks},
        {"states are kept under their keys, if at all", detail::steps_of_states},
        {"an impossible state or key is refused", detail::refuses_states},
        {"of a batch with an impossible peer nothing is kept", detail::refuses_a_batch},
        {"a cancelled call is carried out as a whole or not at all", detail::cancelled_calls},
        {"which cancellations count is left to the caller", detail::leaves_the_filter},
        {"nothing but close is done after close", detail::after_close},
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
            static_cast<void>(detail::run_guarded_to_end(context, std::chrono::minutes{1}));
        } catch (const std::exception& problem) {
            failure = problem.what();
        }
        if (!failure.empty())
            found.push_back({name, failure});
    }
    return found;
}

} // namespace awaitgram::testing
