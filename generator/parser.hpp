// SPDX-License-Identifier: MIT
#pragma once

#include "syntax.hpp"

namespace generator {

/// Reads a schema; what can't be read is added to `problems`, and reading goes on after the next `;`.
schema_syntax parse(std::string_view text, std::vector<problem>& problems);

} // namespace generator
