// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

namespace awaitgram {

class message;

/// A question about an event, such as a message.
template <class P, class Event>
concept predicate_of = std::predicate<const std::remove_cvref_t<P>&, const Event&>;

/// A question about a message.
template <class P>
concept message_predicate = predicate_of<P, message>;

template <class P>
struct filter;

namespace detail {

template <class P>
inline constexpr bool is_filter = false;
template <class P>
inline constexpr bool is_filter<filter<P>> = true;

/// Whether a type can stand beside a filter: a filter, a lambda, a functor or a function. What it takes is checked when a handler
/// is registered, because that says the kind of event.
template <class P>
concept filter_operand =
    is_filter<P> || requires { &P::operator(); } || std::is_function_v<std::remove_pointer_t<P>>;

/// Whether a predicate is asked about the account's own messages too.
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
    template <class Event>
        requires predicate_of<L, Event> && predicate_of<R, Event>
    bool operator()(const Event& event) const {
        return left(event) && right(event);
    }
};

template <class L, class R>
struct either {
    static constexpr bool sees_outgoing = detail::sees_outgoing<L>() || detail::sees_outgoing<R>();
    L left;
    R right;
    template <class Event>
        requires predicate_of<L, Event> && predicate_of<R, Event>
    bool operator()(const Event& event) const {
        return left(event) || right(event);
    }
};

template <class P>
struct negation {
    static constexpr bool sees_outgoing = detail::sees_outgoing<P>();
    P inner;
    template <class Event>
        requires predicate_of<P, Event>
    bool operator()(const Event& event) const {
        return !inner(event);
    }
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

/// A question about an event that answers yes or no, and combines with others by `&&`, `||` and `!`.
///
/// `awaitgram::filter{[](const awaitgram::message& m) { return m.text().size() < 100; }}` makes a custom one; beside a filter the
/// bare lambda is enough.
template <class P>
struct filter : detail::filter_operators {
    static constexpr bool sees_outgoing = detail::sees_outgoing<P>();

    constexpr explicit filter(P question) : predicate(std::move(question)) {}

    template <class Event>
        requires predicate_of<P, Event>
    bool operator()(const Event& event) const {
        return predicate(event);
    }

    P predicate;
};

namespace detail {

template <template <class, class> class Combination, class L, class R>
constexpr auto combined(L left, R right) {
    static_assert(
        filter_operand<L> && filter_operand<R>,
        "awaitgram: both sides of && and || must be filters, or callable as bool(const "
        "awaitgram::message&)"
    );
    if constexpr (filter_operand<L> && filter_operand<R>)
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
