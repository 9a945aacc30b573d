// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/types/update.hpp>

#include <type_traits>

namespace awaitgram {

namespace detail {

/// The middlewares and handlers that an update has not passed yet.
class middleware_chain {
public:
    middleware_chain(const middleware_chain&) = delete;
    middleware_chain& operator=(const middleware_chain&) = delete;

    [[nodiscard]] virtual awaitable<void> pass_on() = 0;

protected:
    middleware_chain() = default;
    ~middleware_chain() = default;
};

using middleware = unique_function<awaitable<void>(const update&, middleware_chain&)>;

} // namespace detail

/// What a middleware calls, at most once, to have the update handled: `co_await next();`. Without that call nothing handles it.
///
/// To be used inside of the middleware alone.
class next_step {
public:
    explicit next_step(detail::middleware_chain& chain) noexcept : chain_(&chain) {}

    /// Runs the middlewares behind this one and the handlers; returns when they have ended.
    ///
    /// Errors:  of the middlewares behind this one; those of handlers are reported.
    /// Cancels: what it runs.
    [[nodiscard]] awaitable<void> operator()() const { return chain_->pass_on(); }

private:
    detail::middleware_chain* chain_;
};

/// A coroutine that every update passes: `awaitable<void>(update, next_step)`.
template <class M>
concept update_middleware =
    std::is_invocable_r_v<awaitable<void>, std::decay_t<M>&, const update&, next_step>;

} // namespace awaitgram
