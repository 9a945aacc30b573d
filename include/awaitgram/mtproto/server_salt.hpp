// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

namespace awaitgram {

/// A salt of a data centre and its period of validity by the server's clock: from `valid_since` up to but excluding
/// `valid_until`.
/// Units: unix seconds.
struct server_salt {
    std::int64_t salt = 0;
    std::int64_t valid_since = 0;
    std::int64_t valid_until = 0;

    friend auto operator<=>(const server_salt&, const server_salt&) = default;
};

} // namespace awaitgram
