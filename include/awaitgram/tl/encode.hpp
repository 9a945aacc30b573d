// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/encoder.hpp>
#include <awaitgram/tl/detail/find_fault.hpp>
#include <awaitgram/tl/error.hpp>
#include <awaitgram/tl/types.hpp>

namespace awaitgram::tl {

/// Describes a type in memory and on the wire. Thin templates pass it to code that is compiled once.
using type_ref = const detail::type_entry&;

/// The `type_ref` of a struct, a boxed type, a vector, a number, a text or a `bool`.
template <class T>
[[nodiscard]] type_ref type_of() noexcept {
    return *detail::entry_of<T>();
}

namespace detail {

/// A struct with `type` as its only member, so that roots need no special code.
inline descriptor descriptor_around(type_ref type) noexcept {
    descriptor around{};
    around.ops = &type.shape.step;
    around.links = &type.shape.link;
    around.sum.required = around.sum.ops = 1;
    around.sum.fixed_room = static_cast<std::uint16_t>(type.shape.step.length + 8);
    return around;
}

/// Writes the only value of a frame.
inline std::uint8_t*
write_root(encoding& state, type_ref type, const char* value, std::uint8_t* at) {
    if (type.shape.step.what == kind::structure)
        return write_structure(state, type.shape.structure(), value, at);
    const auto around = descriptor_around(type);
    return write_members(state, around, value, at);
}

} // namespace detail

/// Appends the encoded form of `value`, which is of the type `type`; on an error the buffer is unchanged.
[[nodiscard]] inline std::error_code
encode_raw(type_ref type, const void* value, byte_buffer& out) {
    struct rollback {
        byte_buffer& out;
        std::size_t size = out.size();
        bool done = false;
        ~rollback() {
            if (!done)
                out.resize(size);
        }
    } guard{out};
    detail::encoding state(out);
    const auto* const end =
        detail::write_root(state, type, static_cast<const char*>(value), state.begin());
    if (state.error != errc{})
        return state.error;
    state.flush(end);
    guard.done = true;
    return {};
}

/// Appends the encoded form of a value, including ids; on an error the buffer is unchanged.
///
/// Errors: errc::null_value if a required box is empty; errc::text_too_long.
template <class T>
[[nodiscard]] std::error_code encode(const T& value, byte_buffer& out) {
    return encode_raw(type_of<T>(), &value, out);
}

namespace detail {

inline void encode_or_throw(type_ref type, const void* value, byte_buffer& out) {
    if (const auto error = encode_raw(type, value, out))
        throw encode_error(error, fault_finder::describe(type, static_cast<const char*>(value)));
}

inline byte_buffer encoded_raw(type_ref type, const void* value) {
    byte_buffer out;
    encode_or_throw(type, value, out);
    return out;
}

} // namespace detail

/// The encoded form of a value, including ids.
///
/// Errors: throws encode_error with errc::null_value if a required box is empty, or errc::text_too_long.
template <class T>
[[nodiscard]] byte_buffer encoded(const T& value) {
    return detail::encoded_raw(type_of<T>(), &value);
}

} // namespace awaitgram::tl
