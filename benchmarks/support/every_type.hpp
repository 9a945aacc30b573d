// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/encode.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace support {

/// A constructor or a method of the schema.
struct listed_type {
    std::uint32_t id;
    const awaitgram::tl::detail::type_entry* type;
    bool is_method;

    /// As the schema spells it.
    const char* line() const noexcept { return type->shape.structure().line; }
};

/// All constructors and methods, generic ones with `encoded_query` as their query; `Bool` is none of them.
std::span<const listed_type> every_type() noexcept;

} // namespace support
