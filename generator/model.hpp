// SPDX-License-Identifier: MIT
#pragma once

#include <map>

#include "syntax.hpp"

namespace generator {

/// A C++ name: its namespace inside the generated one (empty for the generated one; `a::b` when nested), and the name in it.
struct cpp_name {
    std::string space;
    std::string name;
};

/// A data member of a generated struct.
struct member {
    std::string tl_name;
    std::string cpp_name;
    std::string cpp_type;
    /// `flags.N?true`: a bool that represents a bit.
    bool is_flag = false;
};

/// A constructor or a function, with all that is needed to write it.
struct structure {
    std::string tl_name;
    cpp_name name;
    std::uint32_t id = 0;
    position at;
    /// The declaration on one line, each field as one word.
    std::string tl_line;
    /// A constructor's type or a function's result, in TL and in C++.
    std::string tl_result;
    std::string cpp_result;
    /// The names of a function's type parameters.
    std::vector<std::string> parameters;
    std::vector<member> members;
    /// One character for each field of the schema: '#' for a flags word, which is no member; '.' for a required field;
    /// '0' + 32 * word + bit for a conditional one. Empty when there is no flags word.
    std::string bits;
    /// Indices of the constructors that have to be complete before this one.
    std::vector<std::size_t> needs;
};

/// A type and its constructors.
struct type_entry {
    std::string tl_name;
    cpp_name name;
    position at;
    std::vector<std::size_t> constructors;
};

/// A schema in terms of C++.
struct model {
    /// Ordered so that each one comes after those it needs.
    std::vector<structure> constructors;
    std::vector<structure> functions;
    std::vector<type_entry> types;
    /// The C++ names of the schema's namespaces, `a::b`, by their TL names, `a.b`.
    std::map<std::string, std::string> spaces;
    int layer = 0;
};

/// Problems found in a schema.
struct findings {
    std::vector<problem> errors;
    std::vector<problem> warnings;
};

/// Resolves names and types; `space` is the C++ namespace to generate.
model resolve(const schema_syntax& schema, std::string_view space, findings& problems);

} // namespace generator
