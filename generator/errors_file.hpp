// SPDX-License-Identifier: MIT
#pragma once

#include <map>

#include "source.hpp"

namespace generator {

/// An error that methods return.
struct error_entry {
    int code = 0;
    /// With `%d` in place of a number.
    std::string name;
};

/// Facts about a method besides its declaration.
struct method_facts {
    /// `users`, `bots` or `users,bots`.
    std::string callers;
    std::vector<std::string> errors;
};

/// The contents of a file of errors. Its format:
///
///     # a comment
///     error <tab> code <tab> name
///     method <tab> name <tab> users, bots or users,bots [<tab> names of errors, separated by commas]
struct errors_file {
    std::vector<error_entry> errors;
    std::map<std::string, method_facts, std::less<>> methods;

    /// The code of an error; zero if unknown.
    int code_of(std::string_view name) const;
};

/// Reads a file of errors; mistakes in it are added to `problems`.
errors_file read_errors(std::string_view text, std::vector<problem>& problems);

/// An error's name without the number in it: `FILE_PART_%d_MISSING` is `FILE_PART_MISSING`.
std::string without_number(std::string_view name);

} // namespace generator
