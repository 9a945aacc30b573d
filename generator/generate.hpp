// SPDX-License-Identifier: MIT
#pragma once

#include "emit.hpp"

namespace generator {

/// What to generate from which files.
struct generate_options {
    std::string schema;
    /// A file of errors; empty for none.
    std::string errors;
    /// Directory of the headers.
    std::string out;
    /// Warnings are errors.
    bool strict = false;
    emit_options emit;
};

/// Writes all headers of a schema, or none when something is wrong with it; unchanged files stay untouched.
///
/// Appends lines about what is wrong to `log` and tells whether headers were written.
/// Errors: std::runtime_error for files that can't be read or written.
bool generate(const generate_options& options, std::string& log);

} // namespace generator
