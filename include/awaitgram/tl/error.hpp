// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <cstddef>
#include <string>
#include <system_error>

namespace awaitgram::tl {

/// Why bytes can't be a value, or a value can't become bytes.
enum class errc {
    /// The frame ended inside a value.
    truncated = 1,
    /// The frame holds more bytes than the value.
    trailing_bytes,
    /// The id belongs to no constructor of the expected type.
    unknown_constructor,
    /// The id isn't the one of the only constructor that may stand here.
    wrong_constructor,
    /// The id isn't the one of a vector.
    not_a_vector,
    /// The id is neither `boolTrue` nor `boolFalse`.
    not_a_bool,
    /// A text begins with the length byte 0xff, which means nothing.
    bad_length,
    /// A vector claims more items than the frame could hold.
    oversized_vector,
    /// Values are nested deeper than 128 levels.
    too_deep,
    /// The decoded value would take too much memory for the size of its frame.
    too_large,
    /// There is no memory.
    out_of_memory,
    /// A required value isn't there: a box is empty, or one of several members under the same flag bit is absent.
    null_value,
    /// A text has more than 2^24 - 1 bytes.
    text_too_long,
};

[[nodiscard]] inline const char* category_name(errc) noexcept {
    return "tl";
}

[[nodiscard]] inline const char* to_string(errc error) noexcept {
    switch (error) {
    case errc::truncated:
        return "the frame ends inside a value";
    case errc::trailing_bytes:
        return "the frame holds more bytes than the value";
    case errc::unknown_constructor:
        return "unknown constructor of this type";
    case errc::wrong_constructor:
        return "another constructor than expected";
    case errc::not_a_vector:
        return "not a vector";
    case errc::not_a_bool:
        return "neither boolTrue nor boolFalse";
    case errc::bad_length:
        return "undefined length byte 0xff";
    case errc::oversized_vector:
        return "a vector claims more items than the frame could hold";
    case errc::too_deep:
        return "values are nested too deeply";
    case errc::too_large:
        return "the value would take too much memory for its frame";
    case errc::out_of_memory:
        return "out of memory";
    case errc::null_value:
        return "a required value is missing";
    case errc::text_too_long:
        return "a text has more than 16777215 bytes";
    }
    return "unknown error";
}

[[nodiscard]] inline std::error_code make_error_code(errc error) noexcept {
    return {static_cast<int>(error), category_of<errc>()};
}

/// What is wrong with a frame, and where.
struct decode_error {
    /// Why: one of `errc`.
    std::error_code code;
    /// Where in the frame the value that can't be read begins, in bytes.
    std::size_t offset = 0;
    /// The members and indices that lead there, such as `messages[3].entities[0].length`.
    std::string path;

    /// One sentence for people.
    [[nodiscard]] std::string message() const {
        auto text = code.message() + " at byte " + std::to_string(offset);
        if (!path.empty())
            text += " in " + path;
        return text;
    }
};

} // namespace awaitgram::tl

template <>
struct std::is_error_code_enum<awaitgram::tl::errc> : std::true_type {};
