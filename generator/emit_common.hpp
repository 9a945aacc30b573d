// SPDX-License-Identifier: MIT
#pragma once

#include "emit.hpp"

namespace generator {

/// Collects the text of a header and keeps track of the namespace that is open in it.
class writer {
public:
    /// Starts a header that includes the given ones.
    writer(const emit_options& options, const std::vector<std::string>& includes);

    /// Opens a namespace below the generated one (empty: that itself), unless it is open.
    void enter(std::string_view space);

    /// Closes what is open.
    void leave();

    /// Appends text and the end of the line.
    void line(std::string_view text);

    /// The whole header.
    std::string finish();

private:
    const emit_options& options_;
    std::string text_;
    std::string space_;
    bool open_ = false;
};

/// The lines `Spec: ...` of a name; `kind` is `type`, `constructor` or `method`.
void write_spec(
    writer& out,
    std::string_view indent,
    const emit_options& options,
    std::string_view kind,
    std::string_view name
);

/// A struct for a constructor (`result_name` is `tl_type`) or a function (`tl_result`).
void write_structure(writer& out, const structure& what, std::string_view result_name);

} // namespace generator
