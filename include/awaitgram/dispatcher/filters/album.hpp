// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/album.hpp>

#include <algorithm>
#include <utility>

namespace awaitgram::filters {

namespace detail {

template <class P>
struct asks_every : awaitgram::detail::seen_by<P> {
    constexpr explicit asks_every(P asked) : inner(std::move(asked)) {}
    bool operator()(const album& all) const {
        return std::all_of(all.begin(), all.end(), [this](const message& each) {
            return static_cast<bool>(inner(each));
        });
    }
    P inner;
};

template <class P>
struct asks_any : awaitgram::detail::seen_by<P> {
    constexpr explicit asks_any(P asked) : inner(std::move(asked)) {}
    bool operator()(const album& all) const {
        return std::any_of(all.begin(), all.end(), [this](const message& each) {
            return static_cast<bool>(inner(each));
        });
    }
    P inner;
};

} // namespace detail

/// Albums of which every message passes a filter for messages: `every(photo)`. Other filters ask the first message alone.
template <class P>
[[nodiscard]] constexpr auto every(P inner) {
    return filter{detail::asks_every<P>{std::move(inner)}};
}

/// Albums of which some message passes a filter for messages: `some(video)`.
template <class P>
[[nodiscard]] constexpr auto some(P inner) {
    return filter{detail::asks_any<P>{std::move(inner)}};
}

} // namespace awaitgram::filters
