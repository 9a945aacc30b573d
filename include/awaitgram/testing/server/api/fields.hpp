// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/api/call.hpp>

#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

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

/// The number of an item of a list, from an offset that the server has given: a prefix and the number. 0 for an empty offset, nothing
/// for one that the server has not given.
[[nodiscard]] inline std::optional<std::size_t>
read_offset(std::string_view offset, std::string_view prefix = {}) {
    if (offset.empty())
        return std::size_t{0};
    if (!offset.starts_with(prefix))
        return std::nullopt;
    offset.remove_prefix(prefix.size());
    std::size_t number = 0;
    const auto* const end = offset.data() + offset.size();
    const auto read = std::from_chars(offset.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end ? std::optional{number} : std::nullopt;
}

} // namespace awaitgram::testing
