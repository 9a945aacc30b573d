// SPDX-License-Identifier: MIT
#pragma once

#include "syntax.hpp"

namespace generator {

/// A type in TL, as one word unless it is a repetition.
std::string spelled(const type_expression& type);

/// A declaration on one line with its id, each field as one word, without `;`.
std::string spelled(const declaration& what, std::uint32_t id);

/// Eight hexadecimal digits.
std::string hex8(std::uint32_t id);

} // namespace generator
