// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error_name.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>
#include <awaitgram/tl/callers.hpp>
#include <awaitgram/tl/concepts.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>

namespace awaitgram::rpc {

/// The value of a constant of `awaitgram::errors`, such as `errors::FLOOD_WAIT`.
template <class E>
concept error_constant = std::derived_from<E, known_error> && requires { E::tl_name; };

/// A method around another one, such as `invokeWithTakeout<messages.getHistory>`.
template <class F>
concept wrapping_method =
    tl::function<F> && requires { requires tl::function<decltype(F::query)>; };

namespace detail {

/// Whether a list of names between commas contains a name.
[[nodiscard]] constexpr bool lists(std::string_view names, std::string_view name) noexcept {
    for (;;) {
        const auto end = names.find(',');
        if (names.substr(0, end) == name)
            return true;
        if (end == std::string_view::npos)
            return false;
        names.remove_prefix(end + 1);
    }
}

template <tl::function F>
[[nodiscard]] consteval tl::callers callers() noexcept {
    auto all = tl::callers::users_and_bots;
    if constexpr (requires { F::tl_callers; })
        all = F::tl_callers;
    if constexpr (wrapping_method<F>)
        all = all & callers<decltype(F::query)>();
    return all;
}

/// Whether the schema came with the errors of a method, and of those inside of it.
template <tl::function F>
[[nodiscard]] consteval bool errors_are_known() noexcept {
    if constexpr (wrapping_method<F>)
        return requires { F::tl_errors; } && errors_are_known<decltype(F::query)>();
    return requires { F::tl_errors; };
}

template <tl::function F>
[[nodiscard]] constexpr bool documents(std::string_view name) noexcept {
    if constexpr (wrapping_method<F>)
        if (documents<decltype(F::query)>(name))
            return true;
    return lists(F::tl_errors, name);
}

} // namespace detail

/// The kinds of accounts that may call a method, as far as Telegram's documentation says: both where it says nothing. Those of a method
/// around another one may call both.
template <tl::function F>
inline constexpr tl::callers callers_of = detail::callers<F>();

/// Whether accounts of one kind may call a method.
template <tl::function F>
inline constexpr bool for_users = (callers_of<F> & tl::callers::users) != tl::callers::nobody;
template <tl::function F>
inline constexpr bool for_bots = (callers_of<F> & tl::callers::bots) != tl::callers::nobody;

/// Whether a method may return an error: one that is documented for it, or one that any method may return.
template <tl::function F, error_constant E>
[[nodiscard]] consteval bool may_return() noexcept {
    if constexpr (std::derived_from<E, common_error> || !detail::errors_are_known<F>())
        return true;
    else
        return detail::documents<F>(E::tl_name);
}

namespace detail {

/// The callers that a client holds requests of a method to. Those of `auth` decide themselves who the caller is.
template <tl::function F>
inline constexpr tl::callers checked_callers =
    method_name(F::tl_line).starts_with("auth.") ? tl::callers::users_and_bots : callers_of<F>;

} // namespace detail

} // namespace awaitgram::rpc
