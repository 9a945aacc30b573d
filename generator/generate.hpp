// SPDX-License-Identifier: MIT
#pragma once

#include "emit.hpp"

namespace generator {

/// Input files, output directory and options of a run.
struct generate_options {
    std::string schema;
    /// A file of errors; empty for none.
    std::string errors;
    /// The output directory.
    std::string out;
    /// Treat warnings as errors.
    bool strict = false;
    emit_options emit;
};

/// Writes all headers of a schema, or none if it has errors; unchanged files are not touched.
///
/// Appends errors and warnings to `log`, and returns whether headers were written.
/// Errors: std::runtime_error for files that cannot be read or written.
bool generate(const generate_options& options, std::string& log);

} // namespace generator
