// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/method_facts.hpp>
#include <awaitgram/tl/concepts.hpp>
#include <awaitgram/tl/reply.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram {

namespace rpc {

namespace detail {

/// Refuses at compile time an error that a method never returns.
template <class Method, class Error>
constexpr void check_error() noexcept {
    static_assert(
        may_return<Method, Error>(),
        "awaitgram: this method never returns this error, says Telegram's documentation; "
        "error.is_named(\"...\") asks for one that is not documented"
    );
}

template <class Error, class Function>
struct error_case {
    using error = Error;
    Function run;
};
template <class Function>
struct other_case {
    Function run;
};

template <class Case>
inline constexpr bool is_otherwise = false;
template <class Function>
inline constexpr bool is_otherwise<other_case<Function>> = true;

/// The name of an error as a template argument, which compilers show.
template <std::size_t N>
struct shown_name {
    char text[N + 1]{};
};

/// The first name of a list that none of `named` is; empty if there is none.
template <std::size_t N>
[[nodiscard]] constexpr std::string_view
first_unnamed(std::string_view names, const std::array<std::string_view, N>& named) noexcept {
    for (;;) {
        const auto end = names.find(',');
        const auto name = names.substr(0, end);
        if (!name.empty() && std::find(named.begin(), named.end(), name) == named.end())
            return name;
        if (end == std::string_view::npos)
            return {};
        names.remove_prefix(end + 1);
    }
}

template <tl::function F, class... Errors>
[[nodiscard]] consteval std::string_view first_missing() noexcept {
    constexpr std::array<std::string_view, sizeof...(Errors)> named{Errors::tl_name...};
    if constexpr (wrapping_method<F>)
        if (const auto inner = first_missing<decltype(F::query), Errors...>(); !inner.empty())
            return inner;
    return first_unnamed(F::tl_errors, named);
}

template <tl::function F, class... Errors>
[[nodiscard]] consteval auto shown_missing() noexcept {
    constexpr auto name = first_missing<F, Errors...>();
    shown_name<name.size()> shown;
    std::copy(name.begin(), name.end(), shown.text);
    return shown;
}

/// Refuses a match at compile time that leaves an error out, whose name is `Missing`.
template <shown_name Missing>
constexpr void check_match() noexcept {
    constexpr auto complete = sizeof Missing.text == 1;
    static_assert(
        complete,
        "awaitgram: a match without otherwise(...) needs a when(...) for each error that is "
        "documented for the method"
    );
}

template <tl::function F, class... Errors>
constexpr void check_complete() noexcept {
    constexpr auto known = errors_are_known<F>();
    static_assert(
        known,
        "awaitgram: the errors of this method are not known, so that a match needs otherwise(...)"
    );
    if constexpr (known)
        check_match<shown_missing<F, Errors...>()>();
}

template <class Function>
decltype(auto) run_case(Function& function, const rpc_error& error) {
    if constexpr (std::is_invocable_v<Function&, const rpc_error&>)
        return function(error);
    else
        return function();
}

template <class Case>
using case_result = decltype(run_case(std::declval<Case&>().run, std::declval<const rpc_error&>()));

} // namespace detail

} // namespace rpc

/// For `method_error::match`: what to do with one error. `function` takes nothing or the rpc_error.
template <rpc::error_constant Error, class Function>
[[nodiscard]] constexpr rpc::detail::error_case<Error, Function>
when(const Error& /*error*/, Function function) {
    return {std::move(function)};
}

/// For `method_error::match`: what to do with all other errors. `function` takes nothing or the rpc_error.
template <class Function>
[[nodiscard]] constexpr rpc::detail::other_case<Function> otherwise(Function function) {
    return {std::move(function)};
}

/// A refusal by Telegram that knows which errors its method returns.
///
/// `error == errors::X` does not compile for an error that the method never returns; `error.is_named("X")` asks for any.
template <tl::function F>
class method_error : public rpc_error {
public:
    // Not explicit: a refusal becomes one where the method is known.
    method_error(rpc_error refusal) noexcept : rpc_error(std::move(refusal)) {}

    /// Calls the function of the case that this error is, and returns its result.
    ///
    /// ```cpp
    /// const auto text = error.match(
    ///     when(errors::INVITE_HASH_EXPIRED, [] { return "too late"; }),
    ///     otherwise([](const rpc_error& other) { return other.what(); })
    /// );
    /// ```
    /// Without `otherwise` there must be a case for each error that is documented for the method.
    ///
    /// Errors: without `otherwise`, the rpc_error that is none of the cases.
    template <class First, class... Rest>
    auto match(First first, Rest... rest) const {
        constexpr auto has_otherwise =
            (rpc::detail::is_otherwise<First> || ... || rpc::detail::is_otherwise<Rest>);
        if constexpr (!has_otherwise)
            rpc::detail::check_complete<F, typename First::error, typename Rest::error...>();
        using returned =
            std::common_type_t<rpc::detail::case_result<First>, rpc::detail::case_result<Rest>...>;
        return choose<returned>(first, rest...);
    }

    template <rpc::error_constant Error>
    friend bool operator==(const method_error& error, const Error& known) noexcept {
        rpc::detail::check_error<F, Error>();
        return error.name() == known.tl_name;
    }

private:
    template <class Result>
    [[noreturn]] Result choose() const {
        throw rpc_error{*this};
    }
    template <class Result, class Case, class... Rest>
    Result choose(Case& one, Rest&... rest) const {
        if constexpr (rpc::detail::is_otherwise<Case>) {
            static_assert(sizeof...(Rest) == 0, "awaitgram: otherwise(...) is the last case");
            return rpc::detail::run_case(one.run, *this);
        } else {
            if (*this == typename Case::error{})
                return rpc::detail::run_case(one.run, *this);
            return choose<Result>(rest...);
        }
    }
};

/// The outcome of `try_invoke`: the reply, or Telegram's refusal.
template <tl::function F>
using method_result = result<tl::reply<typename F::tl_result>, method_error<F>>;

} // namespace awaitgram
