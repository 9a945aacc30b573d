// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/client/all_methods.hpp>
#include <awaitgram/client/detail/takeout_calls.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstdint>
#include <memory>
#include <type_traits>

namespace awaitgram {

/// What a takeout may read. Telegram shows it to the account's owner.
struct takeout_options {
    /// The contacts, also those that were saved without an account: contacts.getSaved.
    bool contacts = false;
    /// The messages of all kinds of chats: the four below.
    bool messages = false;
    bool private_chats = false;
    bool basic_groups = false;
    bool supergroups = false;
    bool channels = false;
    /// The files, up to the size below.
    bool files = false;
    /// In bytes.
    std::int64_t largest_file = 2'000'000'000;
};

static_assert(std::is_trivially_destructible_v<takeout_options>);

/// An export of the account's data: an object with the friendly methods of a client, for whose requests Telegram's limits are wider.
///
/// `co_await telegram.run_takeout({.messages = true}, body)` also ends it, however `body` ends. One that was begun by
/// `telegram.takeout(...)` has to be ended by `finish`: a destructor cannot wait, and one that was left open is in the way of the next.
/// It does not outlive the client, and what its methods return does not outlive it.
class takeout final : public all_methods {
public:
    /// `account` outlives this.
    takeout(const self_info& account, std::int64_t id);
    takeout(const takeout&) = delete;
    takeout& operator=(const takeout&) = delete;
    ~takeout() = default;

    /// Its number at Telegram.
    [[nodiscard]] std::int64_t id() const noexcept { return calls_.id(); }

    /// Calls a method of the API as a part of the export. contacts.getSaved and channels.getLeftChannels exist only here.
    ///
    /// Errors, Cancels: as `client::invoke`; rpc_error with TAKEOUT_INVALID after the end.
    template <tl::function F>
    [[nodiscard]] awaitable<tl::reply<typename F::tl_result>>
    invoke(const F& request, rpc::call_options options = {}) {
        return rpc::invoke(calls_, request, options);
    }
    template <tl::function F>
    [[nodiscard]] awaitable<result<tl::reply<typename F::tl_result>, rpc_error>>
    try_invoke(const F& request, rpc::call_options options = {}) {
        return rpc::try_invoke(calls_, request, options);
    }
    template <rpc::detail::unsafe_temporary F>
    awaitable<tl::reply<typename F::tl_result>> invoke(F&&, rpc::call_options = {}) {
        rpc::detail::refuse_temporary<F>();
        return {};
    }
    template <rpc::detail::unsafe_temporary F>
    awaitable<result<tl::reply<typename F::tl_result>, rpc_error>>
    try_invoke(F&&, rpc::call_options = {}) {
        rpc::detail::refuse_temporary<F>();
        return {};
    }

    /// Ends the export, and says whether it has succeeded. A second call does nothing.
    ///
    /// Raw method: account.finishTakeoutSession.
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    may have ended it nevertheless.
    [[nodiscard]] awaitable<void> finish(bool success = true);

private:
    detail::takeout_calls calls_;
    self_info self_;
    bool finished_ = false;
};

/// Methods that export the data of a user account.
class takeout_methods : public virtual method_base {
public:
    /// Begins an export.
    ///
    /// Raw method: account.initTakeoutSession (users).
    /// Errors:     rpc_error with TAKEOUT_INIT_DELAY and the time in `wait()`, up to a day: as soon as the account's owner has allowed
    ///             it in an app, it can begin; std::system_error when the link breaks.
    /// Cancels:    an export may have been begun nevertheless.
    [[nodiscard]] awaitable<std::unique_ptr<awaitgram::takeout>> takeout(takeout_options options
    ) const;

    /// Begins an export, runs `body`, and ends the export with success, or without it when `body` throws or is cancelled.
    ///
    /// Errors:  as `takeout`, and what `body` throws.
    /// Cancels: `body` is cancelled and its end awaited; the export is ended.
    [[nodiscard]] awaitable<void> run_takeout(
        takeout_options options, unique_function<awaitable<void>(awaitgram::takeout&)> body
    ) const;

protected:
    takeout_methods() = default;
    ~takeout_methods() = default;
};

} // namespace awaitgram
