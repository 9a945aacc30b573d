// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace generator {

/// A place in a schema, both counted from one.
struct position {
    std::size_t line = 1;
    std::size_t column = 1;
};

/// Something wrong with a schema: what, and what was expected.
struct problem {
    position at;
    std::string text;
};

/// Ends the reading of one declaration; the parser goes on with the next.
class schema_error : public std::exception {
public:
    schema_error(position at, std::string text) : problem_{at, std::move(text)} {}

    /// What is wrong, and where.
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

/// `file:line:column: what, and what was expected`
std::string describe(const source& from, const problem& what);

/// The character for an error message, readable also when it isn't printable.
std::string quoted(std::string_view text);

/// Reads a whole file; throws std::runtime_error that names it.
source read_source(const std::string& path);

/// Writes a file and the directories above it, unless it holds the text already. Tells whether it was written.
bool write_if_changed(const std::string& path, std::string_view text);

} // namespace generator
