// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstdint>
#include <string>

namespace support {

/// A user as it comes along with updates.
inline awaitgram::api::User person(std::int64_t id) {
    awaitgram::api::user value{};
    value.id = id;
    value.access_hash = id * 1'000'003;
    value.first_name = "Somebody";
    value.username = "user" + std::to_string(id);
    return value;
}

} // namespace support
