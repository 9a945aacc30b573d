// SPDX-License-Identifier: MIT
#pragma once

/// The values that a session stores.

#include <awaitgram/session/dc_option.hpp>    // IWYU pragma: export
#include <awaitgram/session/kept_state.hpp>   // IWYU pragma: export
#include <awaitgram/session/peer_id.hpp>      // IWYU pragma: export
#include <awaitgram/session/peer_info.hpp>    // IWYU pragma: export
#include <awaitgram/session/update_state.hpp> // IWYU pragma: export

#include <compare>
#include <cstdint>

namespace awaitgram {

/// The signed-in user.
struct signed_in_user {
    std::int64_t id = 0;
    bool bot = false;

    friend auto operator<=>(const signed_in_user&, const signed_in_user&) = default;
};

} // namespace awaitgram
