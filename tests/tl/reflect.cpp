// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/detail/reflect.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace detail = awaitgram::tl::detail;

namespace {

/// The members that Boost.PFR finds, given their number.
template <class T>
using members_by_pfr = decltype(detail::types_in(
    ::boost::pfr::detail::tie_as_tuple(std::declval<T&>(), ::boost::pfr::detail::size_t_<T::tl_n>{})
));

template <class T>
constexpr bool agrees = std::is_same_v<detail::members_of<T>, members_by_pfr<T>>;

// Five members per line, seventy-three in total: one more than the library's own bindings.
#define FIVE(n) int n##0, n##1, n##2, n##3, n##4
struct wide {
    static constexpr std::size_t tl_n = 73;
    FIVE(a);
    FIVE(b);
    FIVE(c);
    FIVE(d);
    FIVE(e);
    FIVE(f);
    FIVE(g);
    FIVE(h);
    FIVE(i);
    FIVE(j);
    FIVE(k);
    FIVE(l);
    FIVE(m);
    FIVE(n);
    int o0, o1;
    double last;
};
#undef FIVE

template <class... F>
constexpr std::size_t count(detail::members<F...>) {
    return sizeof...(F);
}

} // namespace

TEST_CASE("every generated struct has the members that Boost.PFR finds") {
    std::size_t compared = 0;
#define X(name)                                                                                    \
    static_assert(name::tl_n == 0 || agrees<name>);                                                \
    ++compared;
#include "all_types.inc"
#undef X

    CHECK(compared > 1500);
}

TEST_CASE("a struct with more members than bindings is read by Boost.PFR") {
    CHECK(count(detail::members_of<wide>{}) == 73);
}
