// SPDX-License-Identifier: MIT
#pragma once

#include "syntax.hpp"

namespace generator {

/// The C++ type of a type built into TL, such as `int` or `Bool`; empty for others.
std::string_view builtin_type(std::string_view name);

/// Whether a declaration is one that the serializer has built in (`int`, `boolTrue`, `vector`, ...). Throws
/// schema_error if it declares such a name differently.
bool is_builtin(const declaration& what);

} // namespace generator
