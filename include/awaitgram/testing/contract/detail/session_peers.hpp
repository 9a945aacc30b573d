// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/print.hpp>
#include <awaitgram/testing/contract/detail/session_examiner.hpp>
#include <awaitgram/testing/contract/detail/session_states.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace awaitgram::testing::detail {

/// Peers cached one after another, and the expected result.
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
         "an absent value erased a known one"},
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
         "a newer value does not replace an older one"},
        {{user_info{6, min, {}, {}}, user_info{6, peer_auth{10, true}, {}, {}}},
         user_info{6, peer_auth{10, true}, {}, {}},
         "a newer min hash doesn't count"},
        {{channel_info{9, full, giga}, channel_info{9, {}, {}}},
         channel_info{9, full, giga},
         "an absent value erased a known one of a channel"},
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

/// Something of an account that may be forgotten, and whether all of it is there.
inline awaitable<void> make_place(any_session& storage) {
    const peer_info known = channel_info{7, peer_auth{70, false}, {}};
    co_await storage.cache_peer(known);
    const update_state all = update_state::all{{1, 2, 3, 4, {{7, 8}}}};
    co_await storage.set_update_state(all);
    const auto keeps = co_await keeps_states(storage);
    if (!keeps)
        co_return;
    const std::optional<kept_state> some = state_of("a dialogue");
    state_key key{7, 5, 0, {}, {}};
    co_await storage.set_state(std::move(key), some);
}
inline awaitable<void> expect_place(examiner& test, bool there, const char* when) {
    const auto known = co_await test.storage().peer(*peer_id::channel(7));
    const auto state = co_await test.storage().updates_state();
    const auto kept = there ? known && state.channels.size() == 1 && state.pts == 1
                            : !known && state == updates_state{};
    auto kept_states = true;
    const auto keeps = co_await keeps_states(test.storage());
    if (keeps) {
        state_key key{7, 5, 0, {}, {}};
        const auto dialogue = co_await test.storage().state(std::move(key));
        kept_states = dialogue.has_value() == there;
    }
    test.expect(
        kept && kept_states,
        std::string{"peers, the update state or kept states are "} +
            (there ? "lost " : "still there ") + when
    );
}

inline awaitable<void> another_account(examiner& test) {
    const std::optional<signed_in_user> nobody;
    const std::optional<signed_in_user> first = signed_in_user{5, false};
    const std::optional<signed_in_user> second = signed_in_user{6, true};
    const std::optional<signed_in_user> third = signed_in_user{8, false};
    auto option = *known_dc(2);
    option.auth_key = key_of(1);
    co_await test.storage().set_dc_option(option);
    const std::optional<std::int32_t> layer = 227;
    co_await test.storage().set_api_layer(layer);

    co_await make_place(test.storage());
    co_await test.storage().set_self(first);
    co_await expect_place(test, true, "when the first user signs in");
    co_await test.storage().set_self(first);
    co_await test.storage().set_self(nobody);
    co_await test.storage().set_self(first);
    co_await expect_place(test, true, "when the same user signs in again");
    co_await test.storage().set_self(second);
    co_await expect_place(test, false, "when another user signs in");
    const auto self = co_await test.storage().self();
    test.expect(self == second, "self is another than was set");

    const peer_info self_peer = user_info{6, peer_auth{60, false}, true, true};
    co_await test.storage().cache_peer(self_peer);
    co_await make_place(test.storage());
    co_await test.storage().set_self(nobody);
    co_await test.reopen();
    co_await expect_place(test, true, "when the user signs out");
    co_await test.storage().set_self(third);
    co_await expect_place(test, false, "when another user signs in after one signed out");
    const auto former = co_await test.storage().peer(peer_id::self_user());
    test.expect(!former, "the former user still is the peer that is self");
    co_await test.reopen();
    co_await expect_place(test, false, "when it is opened again");
    const auto kept_layer = co_await test.storage().api_layer();
    test.expect(
        test.storage().dc_option(2) == option && kept_layer == layer,
        "a key or the layer is lost with an account"
    );
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
            refused = error.code() == session_errc::invalid_peer_id;
        }
        test.expect(refused, to_string(info) + " isn't refused with invalid_peer_id");
    }
}

} // namespace awaitgram::testing::detail
