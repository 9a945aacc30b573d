// SPDX-License-Identifier: MIT
#pragma once

#include "emit.hpp"

namespace generator {

/// Builds the text of a header and tracks the namespace that is open.
class writer {
public:
    /// Starts a header that includes the given ones.
    writer(const emit_options& options, const std::vector<std::string>& includes);

    /// Opens a namespace inside the generated one (empty: the generated one), unless it is open already.
    void enter(std::string_view space);

    /// Closes the open namespace, if any.
    void leave();

    /// Appends a line.
    void line(std::string_view text);

    /// The whole header.
    std::string finish();

private:
    const emit_options& options_;
    std::string text_;
    std::string space_;
    bool open_ = false;
};

/// Writes the `Spec:` line of a name; `kind` is `type`, `constructor` or `method`.
void write_spec(
    writer& out,
    std::string_view indent,
    const emit_options& options,
    std::string_view kind,
    std::string_view name
);

/// Writes the struct of a constructor (`result_name` is `tl_type`) or of a function (`tl_result`). `facts` are further constants: a
/// type, a name and a value each.
void write_structure(
    writer& out,
    const structure& what,
    std::string_view result_name,
    const std::vector<std::string>& facts = {}
);

} // namespace generator
