// SPDX-License-Identifier: MIT
#pragma once

#include "syntax.hpp"

namespace generator {

/// The C++ type of a type that TL itself has, such as `int` or `Bool`; empty for others.
std::string_view builtin_type(std::string_view name);

/// Whether this declares what the serializer knows already (`int`, `boolTrue`, `vector`, ...); throws schema_error when it
/// declares it differently.
bool is_builtin(const declaration& what);

} // namespace generator
