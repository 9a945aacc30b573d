// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/bindings.hpp>

#include <boost/pfr/detail/core17_generated.hpp>

#include <cstddef>
#include <utility>

namespace awaitgram::tl::detail {

// Boost.PFR finds the members of an aggregate by structured bindings, but at a price for a thousand structs: it counts them by
// trial, chooses among a hundred overloads and makes a tuple of references. Here the struct says how many members it has, a class
// stands for each overload, and only types are wanted: 0.1 ms a struct instead of 1 ms (38 s in all, with the counting).
// A wrong number of members doesn't compile. Structs with more members than there are bindings go to Boost.PFR itself, and a test
// holds the two against each other.

/// What Boost.PFR finds.
template <class... F>
members<F...> types_in(const ::boost::pfr::detail::sequence_tuple::tuple<F&...>&);
template <std::size_t Count>
struct binder {
    template <class T>
    static auto of(T& value) -> decltype(types_in(
        ::boost::pfr::detail::tie_as_tuple(value, ::boost::pfr::detail::size_t_<Count>{})
    ));
};

/// `members<...>` of the generated struct `T`.
template <class T>
using members_of = decltype(binder<T::tl_n>::of(std::declval<T&>()));

} // namespace awaitgram::tl::detail
