// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/walk.hpp>

namespace awaitgram {

namespace detail {

template <class Sink, class... Kinds>
[[nodiscard]] bool take_one(const tl::part& some, Sink& sink) {
    const auto take = [&](const auto* kind) {
        if (kind != nullptr)
            sink.note(*kind);
        return kind != nullptr;
    };
    return (take(some.template get_if<Kinds>()) || ...);
}

} // namespace detail

/// Calls `sink.note(...)` with each user, group, channel and message in a value of any type, wherever in it: an answer, an update, or
/// lists of them. Messages inside of messages count as parts of them. The user of a login that is granted is left out: until the login
/// is stored, what is noted counts for the account before.
template <class Sink>
void harvest(tl::type_ref type, const void* value, Sink& sink) {
    tl::walk(type, value, [&sink](const tl::part& some) {
        return some.get_if<api::auth::authorization>() == nullptr &&
               !detail::take_one<
                   Sink,
                   api::user,
                   api::chat,
                   api::channel,
                   api::chatForbidden,
                   api::channelForbidden,
                   api::message,
                   api::messageService>(some, sink);
    });
}
template <class T, class Sink>
void harvest(const T& value, Sink& sink) {
    harvest(tl::type_of<T>(), &value, sink);
}

} // namespace awaitgram
