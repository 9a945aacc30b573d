// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/dispatcher/detail/filter_answer.hpp>

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace awaitgram {

class message;

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

/// Whether a predicate is asked about service messages too.
template <class P>
constexpr bool sees_service() {
    if constexpr (requires { P::sees_service; })
        return P::sees_service;
    else
        return false;
}

/// Whether a predicate is asked about messages of business connections too.
template <class P>
constexpr bool sees_business() {
    if constexpr (requires { P::sees_business; })
        return P::sees_business;
    else
        return false;
}

/// Whether a predicate is asked about scheduled messages too.
template <class P>
constexpr bool sees_scheduled() {
    if constexpr (requires { P::sees_scheduled; })
        return P::sees_scheduled;
    else
        return false;
}

/// Whether a predicate is asked about edits that apps do not show, too.
template <class P>
constexpr bool sees_hidden_edits() {
    if constexpr (requires { P::sees_hidden_edits; })
        return P::sees_hidden_edits;
    else
        return false;
}

/// What any of some predicates is asked about beside incoming messages.
template <class... Ps>
struct seen_by {
    static constexpr bool sees_outgoing = (detail::sees_outgoing<Ps>() || ...);
    static constexpr bool sees_service = (detail::sees_service<Ps>() || ...);
    static constexpr bool sees_business = (detail::sees_business<Ps>() || ...);
    static constexpr bool sees_scheduled = (detail::sees_scheduled<Ps>() || ...);
    static constexpr bool sees_hidden_edits = (detail::sees_hidden_edits<Ps>() || ...);
};

template <class P, class Event>
inline constexpr bool waits = filter_answer_of<P, Event>::waits;

template <class P, class Event>
inline constexpr bool yields_nothing =
    std::is_same_v<typename filter_answer_of<P, Event>::yields, type_list<>>;

/// The answer of a predicate, awaited if it has to be.
template <class P, class Event>
auto settled(const P& asked, const Event& event) {
    if constexpr (waits<P, Event>) {
        return asked(event);
    } else {
        using answer = std::remove_cvref_t<std::invoke_result_t<const P&, const Event&>>;
        return [](answer known) -> awaitable<answer> { co_return known; }(asked(event));
    }
}

template <class Left, class Right>
struct joined_yields;
template <class... L, class... R>
struct joined_yields<type_list<L...>, type_list<R...>> {
    using type = std::optional<yielded<L..., R...>>;
};
template <>
struct joined_yields<type_list<>, type_list<>> {
    using type = bool;
};

/// The answer of a predicate behind `&&`: bool, or both sides' values in order.
template <class L, class R, class Event>
using joined_answer = typename joined_yields<
    typename filter_answer_of<L, Event>::yields,
    typename filter_answer_of<R, Event>::yields>::type;

template <class L, class R>
struct both : seen_by<L, R> {
    constexpr both(L first, R second) : left(std::move(first)), right(std::move(second)) {}

    template <class Event>
        requires filter_for<L, Event> && filter_for<R, Event>
    auto operator()(const Event& event) const {
        if constexpr (waits<L, Event> || waits<R, Event>)
            return later(event);
        else if constexpr (yields_nothing<L, Event> && yields_nothing<R, Event>)
            return static_cast<bool>(left(event)) && static_cast<bool>(right(event));
        else
            return joined(event);
    }

    L left;
    R right;

private:
    template <class Event>
    static joined_answer<L, R, Event> join(auto&& first, auto&& second) {
        if constexpr (std::is_same_v<joined_answer<L, R, Event>, bool>)
            return true;
        else
            return {{std::tuple_cat(
                filter_answer_of<L, Event>::values(std::move(first)),
                filter_answer_of<R, Event>::values(std::move(second))
            )}};
    }

    template <class Event>
    joined_answer<L, R, Event> joined(const Event& event) const {
        auto first = left(event);
        if (!static_cast<bool>(first))
            return {};
        auto second = right(event);
        if (!static_cast<bool>(second))
            return {};
        return join<Event>(first, second);
    }

    // The filter lives as long as its handler's entry; the event is copied.
    template <class Event>
    awaitable<joined_answer<L, R, Event>> later(Event event) const {
        auto first = co_await settled(left, event);
        if (!static_cast<bool>(first))
            co_return joined_answer<L, R, Event>{};
        auto second = co_await settled(right, event);
        if (!static_cast<bool>(second))
            co_return joined_answer<L, R, Event>{};
        co_return join<Event>(first, second);
    }
};

template <class L, class R>
struct either : seen_by<L, R> {
    constexpr either(L first, R second) : left(std::move(first)), right(std::move(second)) {}

    template <class Event>
        requires filter_for<L, Event> && filter_for<R, Event>
    auto operator()(const Event& event) const {
        if constexpr (waits<L, Event> || waits<R, Event>)
            return later(event);
        else
            return static_cast<bool>(left(event)) || static_cast<bool>(right(event));
    }

    L left;
    R right;

private:
    template <class Event>
    awaitable<bool> later(Event event) const {
        const auto first = co_await settled(left, event);
        if (static_cast<bool>(first))
            co_return true;
        const auto second = co_await settled(right, event);
        co_return static_cast<bool>(second);
    }
};

template <class P>
struct negation : seen_by<P> {
    constexpr explicit negation(P asked) : inner(std::move(asked)) {}

    template <class Event>
        requires filter_for<P, Event>
    auto operator()(const Event& event) const {
        if constexpr (waits<P, Event>)
            return later(event);
        else
            return !static_cast<bool>(inner(event));
    }

    P inner;

private:
    template <class Event>
    awaitable<bool> later(Event event) const {
        const auto answer = co_await inner(event);
        co_return !static_cast<bool>(answer);
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

    // The operators of other libraries, whose filters look the same.
    template <class L, class R>
    friend constexpr auto operator&(L left, R /*right*/) {
        return misspelt(std::move(left));
    }
    template <class L, class R>
    friend constexpr auto operator|(L left, R /*right*/) {
        return misspelt(std::move(left));
    }
    template <class P>
    friend constexpr auto operator~(filter<P> inner) {
        return misspelt(std::move(inner));
    }

private:
    template <class Operand>
    static constexpr Operand misspelt(Operand given) {
        static_assert(
            !std::is_same_v<Operand, Operand>,
            "awaitgram: filters are combined by &&, || and !, not by &, | and ~"
        );
        return given;
    }
};

} // namespace detail

/// A question about an event that answers yes or no, and combines with others by `&&`, `||` and `!`.
///
/// `awaitgram::filter{[](const awaitgram::message& m) { return m.text().size() < 100; }}` makes a custom one; beside a filter the
/// bare lambda is enough. A predicate that returns a `std::optional` yields its value to the handler, which may take it after the
/// event; behind `&&`, the values of both sides in order. A predicate may be a coroutine: one that returns `awaitable<bool>` or
/// `awaitable<std::optional<T>>`.
template <class P>
struct filter : detail::filter_operators, detail::seen_by<P> {
    constexpr explicit filter(P question) : predicate(std::move(question)) {}

    template <class Event>
        requires filter_for<P, Event>
    auto operator()(const Event& event) const {
        if constexpr (detail::waits<P, Event> || !detail::yields_nothing<P, Event>)
            return predicate(event);
        else
            return static_cast<bool>(predicate(event));
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
