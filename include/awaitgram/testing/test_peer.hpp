// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/test_chat.hpp>

#include <cstdint>
#include <type_traits>

namespace awaitgram {

class bot;
class client;
class userbot;

namespace testing {

class server;
class test_peer;
class test_user;

namespace detail {

template <class Named, class Type>
inline constexpr bool is_a = std::is_convertible_v<std::remove_cvref_t<Named>*, const Type*>;

template <class Named>
inline constexpr bool can_be_named =
    is_a<Named, bot> || is_a<Named, userbot> || is_a<Named, client> || is_a<Named, test_user> ||
    is_a<Named, test_chat> || is_a<Named, test_peer>;

} // namespace detail

/// The bot, userbot, client, user or chat that a test names; each of them converts to it.
///
/// A bot or userbot is started when it is named, unless it runs already. A client runs already, on a context that no other thread
/// runs: a test that waits runs it.
class test_peer {
public:
    test_peer(bot& tested) noexcept : what_(kind::bot), program_(&tested) {}
    test_peer(userbot& tested) noexcept : what_(kind::userbot), program_(&tested) {}
    test_peer(client& tested) noexcept : what_(kind::client), program_(&tested) {}
    test_peer(const test_user& user) noexcept;
    test_peer(const test_chat& chat) noexcept : what_(kind::chat), id_(chat.id()) {}

    template <class Other>
        requires(!detail::can_be_named<Other>)
    test_peer(const Other&) {
        static_assert(
            detail::can_be_named<Other>,
            "awaitgram: a test names an awaitgram::bot, a userbot, a client, a user or a chat of "
            "the test server"
        );
    }

private:
    friend class server;
    friend class test_user;
    enum class kind : std::uint8_t { bot, userbot, client, user, chat };

    kind what_ = kind::chat;
    void* program_ = nullptr;
    std::int64_t id_ = 0;
};

} // namespace testing
} // namespace awaitgram
