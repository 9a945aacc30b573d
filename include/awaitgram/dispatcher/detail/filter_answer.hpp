// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace awaitgram::detail {

template <class... T>
struct type_list {};

/// What a filter yields that yields several values.
template <class... T>
struct yielded {
    std::tuple<T...> values;
};

/// What the answer of a filter means: `bool`, or a `std::optional` of what it proved, or an awaitable of either.
template <class Answer>
struct filter_answer {
    static constexpr bool valid = std::is_constructible_v<bool, Answer>;
    static constexpr bool waits = false;
    using yields = type_list<>;

    static std::tuple<> values(const Answer& /*answer*/) { return {}; }
};

template <class T>
struct filter_answer<std::optional<T>> {
    static constexpr bool valid = true;
    static constexpr bool waits = false;
    using yields = type_list<T>;

    static std::tuple<T> values(std::optional<T> answer) { return {std::move(*answer)}; }
};

template <class... T>
struct filter_answer<std::optional<yielded<T...>>> {
    static constexpr bool valid = true;
    static constexpr bool waits = false;
    using yields = type_list<T...>;

    static std::tuple<T...> values(std::optional<yielded<T...>> answer) {
        return std::move(answer->values);
    }
};

template <class Answer>
struct filter_answer<awaitable<Answer>> : filter_answer<Answer> {
    static constexpr bool waits = true;
};

/// As filter_answer, for a filter asked about an event.
template <class Filter, class Event>
using filter_answer_of =
    filter_answer<std::remove_cvref_t<std::invoke_result_t<const Filter&, const Event&>>>;

} // namespace awaitgram::detail

namespace awaitgram {

/// A question about an event: a filter, or anything callable with it. It answers `bool`, a `std::optional` of what it yields to the
/// handler, or an awaitable of either.
template <class P, class Event>
concept filter_for = requires(const std::remove_cvref_t<P>& asked, const Event& event) {
    asked(event);
    requires detail::filter_answer_of<std::remove_cvref_t<P>, Event>::valid;
};

} // namespace awaitgram
