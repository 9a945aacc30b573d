// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::tl {

/// Errors of decoding and encoding.
enum class errc {
    /// The frame ends inside a value.
    truncated = 1,
    /// The frame has bytes after the value.
    trailing_bytes,
    /// The id is not that of a constructor of the expected type.
    unknown_constructor,
    /// The id is not that of the only possible constructor.
    wrong_constructor,
    /// The id is not that of a vector.
    not_a_vector,
    /// The id is neither `boolTrue` nor `boolFalse`.
    not_a_bool,
    /// A text begins with the length byte 0xff, which is undefined.
    bad_length,
    /// A vector claims more items than fit into the frame.
    oversized_vector,
    /// Values are nested deeper than 128 levels.
    too_deep,
    /// The decoded value would take too much memory for the size of its frame.
    too_large,
    /// Memory allocation failed.
    out_of_memory,
    /// A required value is missing: a box is empty, or one of several members that share a flag bit is absent.
    null_value,
    /// A text is longer than 2^24 - 1 bytes.
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
        return "the frame has bytes after the value";
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
        return "a vector claims more items than fit into the frame";
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

/// The error in a frame, and its position.
struct decode_error {
    /// One of `errc`.
    std::error_code code;
    /// The offset in the frame, in bytes, of the value that cannot be read.
    std::size_t offset = 0;
    /// The path to it, such as `messages[3].entities[0].length`.
    std::string path;

    /// A message in one sentence.
    [[nodiscard]] std::string message() const {
        auto text = code.message() + " at byte " + std::to_string(offset);
        if (!path.empty())
            text += " in " + path;
        return text;
    }
};

/// A value cannot be encoded; what() says which field of it and why: `messages.sendMessage: peer is missing`.
class encode_error : public std::system_error {
public:
    encode_error(std::error_code code, std::string text)
        : std::system_error(code), text_(std::make_shared<const std::string>(std::move(text))) {}

    [[nodiscard]] const char* what() const noexcept override { return text_->c_str(); }

private:
    std::shared_ptr<const std::string> text_; // copying an exception must not throw
};

} // namespace awaitgram::tl

template <>
struct std::is_error_code_enum<awaitgram::tl::errc> : std::true_type {};
