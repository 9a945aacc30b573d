// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

namespace awaitgram::tl {

/// A struct that is encoded without its constructor id (`%T` or a lower-case type in the schema).
template <class T>
struct bare : T {
    bare() = default;
    bare(T tl_value) : T(std::move(tl_value)) {}
};

} // namespace awaitgram::tl
