// SPDX-License-Identifier: MIT
#pragma once

#include "syntax.hpp"

namespace generator {

/// Parses a schema. Errors are added to `problems`, and parsing continues after the next `;`.
schema_syntax parse(std::string_view text, std::vector<problem>& problems);

} // namespace generator
