// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace generator {

/// A position in a schema; both numbers count from one.
struct position {
    std::size_t line = 1;
    std::size_t column = 1;
};

/// An error in a schema: its position, and a text that says what is wrong and what was expected.
struct problem {
    position at;
    std::string text;
};

/// Ends the parsing of one declaration; the parser continues with the next.
class schema_error : public std::exception {
public:
    schema_error(position at, std::string text) : problem_{at, std::move(text)} {}

    /// The text and the position.
    const problem& details() const { return problem_; }
    const char* what() const noexcept override { return problem_.text.c_str(); }

private:
    problem problem_;
};

/// A schema's name and text.
struct source {
    std::string name;
    std::string text;
};

/// `file:line:column: text`
std::string describe(const source& from, const problem& what);

/// Quotes a character for an error message; unprintable bytes are written in hexadecimal.
std::string quoted(std::string_view text);

/// Reads a whole file; throws std::runtime_error with its name.
source read_source(const std::string& path);

/// Writes a file, and creates the directories above it, unless it holds the text already. Returns whether it wrote.
bool write_if_changed(const std::string& path, std::string_view text);

} // namespace generator
