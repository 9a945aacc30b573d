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

    /// Its name in the schema.
    const char* line() const noexcept { return type->shape.structure().line; }
};

/// All constructors and methods except `Bool`; generic ones have `encoded_query` as their query.
std::span<const listed_type> every_type() noexcept;

} // namespace support
