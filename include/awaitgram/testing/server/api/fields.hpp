// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/api/call.hpp>

#include <initializer_list>
#include <optional>
#include <string>

namespace awaitgram::testing {

/// A field of a query that the server would have to ignore.
struct unsupported_field {
    bool set;
    const char* name;
};

/// The refusal that names the first of these fields that is set, such as FIELD_NOT_SUPPORTED_schedule_date.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of(std::initializer_list<unsupported_field> fields) {
    for (const auto& field : fields)
        if (field.set)
            return refuse(400, std::string{"FIELD_NOT_SUPPORTED_"} + field.name);
    return std::nullopt;
}

} // namespace awaitgram::testing
