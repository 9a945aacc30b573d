// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace awaitgram {

/// The kinds of events that handlers are registered for.
enum class event_kind : std::uint8_t {
    message,
    edited,
    raw,
};

/// The number of kinds.
inline constexpr std::size_t event_kinds = static_cast<std::size_t>(event_kind::raw) + 1;

/// "message", "edited message" and so on; for logs.
[[nodiscard]] constexpr const char* to_string(event_kind kind) noexcept {
    switch (kind) {
    case event_kind::message:
        return "message";
    case event_kind::edited:
        return "edited message";
    case event_kind::raw:
        break;
    }
    return "update";
}

} // namespace awaitgram
