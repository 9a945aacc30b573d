// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/names.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace awaitgram::testing {

/// The name of a method; its id when the schema has no such method.
[[nodiscard]] inline std::string name_of_method(std::uint32_t constructor) {
    for (const auto& method : api::method_names)
        if (method.id == constructor)
            return method.name;
    char id[9];
    std::snprintf(id, sizeof id, "%08x", static_cast<unsigned>(constructor));
    return id;
}

/// The constructor id of a method of the schema; 0 when there is none with this name.
[[nodiscard]] inline std::uint32_t method_named(std::string_view name) {
    for (const auto& method : api::method_names)
        if (method.name == name)
            return method.id;
    return 0;
}

} // namespace awaitgram::testing
