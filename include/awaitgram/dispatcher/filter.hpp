// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

namespace awaitgram {

class message;

/// Anything that can be asked about a message.
template <class P>
concept message_predicate = std::predicate<const std::remove_cvref_t<P>&, const message&>;

template <class P>
struct filter;

namespace detail {

template <class P>
inline constexpr bool is_filter = false;
template <class P>
inline constexpr bool is_filter<filter<P>> = true;

/// Whether a predicate wants to be asked about the account's own messages too.
template <class P>
constexpr bool sees_outgoing() {
    if constexpr (requires { P::sees_outgoing; })
        return P::sees_outgoing;
    else
        return false;
}

template <class L, class R>
struct both {
    static constexpr bool sees_outgoing = detail::sees_outgoing<L>() || detail::sees_outgoing<R>();
    L left;
    R right;
    bool operator()(const message& m) const { return left(m) && right(m); }
};

template <class L, class R>
struct either {
    static constexpr bool sees_outgoing = detail::sees_outgoing<L>() || detail::sees_outgoing<R>();
    L left;
    R right;
    bool operator()(const message& m) const { return left(m) || right(m); }
};

template <class P>
struct negation {
    static constexpr bool sees_outgoing = detail::sees_outgoing<P>();
    P inner;
    bool operator()(const message& m) const { return !inner(m); }
};

template <template <class, class> class Combination, class L, class R>
constexpr auto combined(L left, R right);
template <class P>
constexpr auto negated(P inner);

// Found by argument-dependent look-up for filters only: other types keep their && and ||.
struct filter_operators {
    template <class L, class R>
    friend constexpr auto operator&&(L left, R right) {
        return combined<both>(std::move(left), std::move(right));
    }
    template <class L, class R>
    friend constexpr auto operator||(L left, R right) {
        return combined<either>(std::move(left), std::move(right));
    }
    template <class P>
    friend constexpr auto operator!(filter<P> inner) {
        return negated(std::move(inner));
    }
};

} // namespace detail

/// A question about a message that answers yes or no, and combines with others by `&&`, `||` and `!`.
///
/// `awaitgram::filter{[](const awaitgram::message& m) { return m.text().size() < 100; }}` makes one of your own; beside a filter
/// the bare lambda is enough.
template <class P>
struct filter : detail::filter_operators {
    static constexpr bool sees_outgoing = detail::sees_outgoing<P>();

    constexpr explicit filter(P question) : predicate(std::move(question)) {}

    bool operator()(const message& m) const { return predicate(m); }

    P predicate;
};

namespace detail {

template <template <class, class> class Combination, class L, class R>
constexpr auto combined(L left, R right) {
    static_assert(
        message_predicate<L> && message_predicate<R>,
        "awaitgram: both sides of && and || must be filters, or callable as bool(const "
        "awaitgram::message&)"
    );
    if constexpr (message_predicate<L> && message_predicate<R>)
        return filter{Combination<L, R>{std::move(left), std::move(right)}};
    else
        return filter{[](const message&) { return false; }};
}

template <class P>
constexpr auto negated(P inner) {
    return filter{negation<P>{std::move(inner)}};
}

} // namespace detail

} // namespace awaitgram
