// SPDX-License-Identifier: MIT
#pragma once

#include "errors_file.hpp"
#include "model.hpp"

namespace generator {

/// Options for writing headers.
struct emit_options {
    /// The C++ namespace, `awaitgram::api`.
    std::string space;
    /// The directory of the headers as written in an #include, `awaitgram/api`.
    std::string include_prefix;
    /// Base address of the documentation pages, which are in `type/`, `constructor/` and `method/` below it; empty for
    /// none.
    std::string doc_base;
    /// Address of one page that documents the whole schema; empty for none.
    std::string doc_page;
};

/// A generated header: its path relative to the output directory, and its text.
struct header {
    std::string path;
    std::string text;
};

/// `types.hpp`: every type and constructor.
header emit_types(const model& from, const emit_options& options);

/// `methods/<namespace>.hpp` for each namespace, and `methods.hpp` that includes them.
std::vector<header>
emit_methods(const model& from, const errors_file& errors, const emit_options& options);

/// `errors.hpp`: the names of errors.
header emit_errors(const errors_file& errors, const emit_options& options);

/// `layer.hpp`, `names.hpp` and `all.hpp`.
std::vector<header> emit_rest(const model& from, const emit_options& options);

} // namespace generator
