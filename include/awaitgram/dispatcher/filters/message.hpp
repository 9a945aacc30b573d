// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>

namespace awaitgram::filters {

namespace detail {

struct any_message {
    static constexpr bool sees_outgoing = true;
    bool operator()(const message&) const noexcept { return true; }
};

struct outgoing_message {
    static constexpr bool sees_outgoing = true;
    bool operator()(const message& m) const noexcept { return m.outgoing(); }
};

struct incoming_message {
    bool operator()(const message& m) const noexcept { return !m.outgoing(); }
};

struct has_media {
    bool operator()(const message& m) const noexcept { return static_cast<bool>(m.media()); }
};

} // namespace detail

/// Every message, outgoing ones too.
inline constexpr filter all{detail::any_message{}};
/// Messages of others.
inline constexpr filter incoming{detail::incoming_message{}};
/// Messages that the account itself sent from another device.
inline constexpr filter outgoing{detail::outgoing_message{}};
/// Messages with a photo, a file, a place or the like.
inline constexpr filter media{detail::has_media{}};

} // namespace awaitgram::filters
