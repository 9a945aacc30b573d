// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/middleware.hpp>
#include <awaitgram/dispatcher/throttle_policy.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace awaitgram {

namespace detail {

struct no_excess {
    awaitable<void> operator()(const update& /*refused*/) const { co_return; }
};

} // namespace detail

/// A middleware that limits how much one user is answered: `bot.use(awaitgram::throttle(5, 10s))` lets five updates of a user pass at
/// once, and then one every two seconds; the others are dropped.
///
/// `told` is a coroutine `awaitable<void>(update)`, called for the first update of a user that is dropped, until another one passes.
/// Updates of no user, and those of the account itself, pass.
template <class Told = detail::no_excess>
[[nodiscard]] auto throttle(int most, throttle_policy::clock::duration window, Told told = {}) {
    static_assert(
        std::is_invocable_r_v<awaitable<void>, Told&, const update&>,
        "awaitgram: what throttle calls for dropped updates must be a coroutine that takes an "
        "awaitgram::update and returns awaitgram::awaitable<void>"
    );
    return [policy = throttle_policy{most, window},
            told = std::move(told)](update next, next_step rest) mutable -> awaitable<void> {
        const auto user = next.user_id();
        const auto own = next.receiver() != nullptr && next.receiver()->id == user;
        const auto said = user != 0 && !own ? policy.admit(user, throttle_policy::clock::now())
                                            : throttle_policy::decision{};
        if (said.admitted())
            co_await rest();
        else if (said.first)
            co_await told(next);
    };
}

} // namespace awaitgram
