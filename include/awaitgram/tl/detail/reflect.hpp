// SPDX-License-Identifier: MIT
#pragma once

#include <boost/pfr/detail/core17_generated.hpp>

#include <utility>

namespace awaitgram::tl::detail {

/// `tuple<F&...>` of references to the members of the generated struct `T`.
///
/// Boost.PFR's own counting of members costs more than everything else here together, so the count comes from the struct.
/// This is the only place that names the insides of Boost.PFR.
template <class T>
using members_of = decltype(::boost::pfr::detail::tie_as_tuple(
    std::declval<T&>(), ::boost::pfr::detail::size_t_<T::tl_n>{}
));

template <class... F>
using members = ::boost::pfr::detail::sequence_tuple::tuple<F&...>;

} // namespace awaitgram::tl::detail
