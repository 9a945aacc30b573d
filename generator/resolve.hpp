// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>

#include "model.hpp"

namespace generator {

/// The C++ equivalent of a type expression.
struct resolved_type {
    std::string cpp;
    /// The constructor that has to be complete where the type is used for a member.
    std::optional<std::size_t> needs;
};

/// Maps the types of a schema to C++ types, once all names are assigned.
class type_resolver {
public:
    /// `space` is the C++ namespace to generate.
    type_resolver(const model& names, std::string_view space);

    /// The type of a field; throws schema_error if C++ cannot represent it.
    resolved_type field_type(const type_expression& type, const declaration& in) const;

    /// The return type of a function; throws schema_error if C++ cannot represent it.
    std::string result_type(const declaration& of) const;

    /// The type of a constructor: the constructor itself if its type has no other.
    std::string constructed_type(const declaration& by, const structure& itself) const;

private:
    std::string qualified(const cpp_name& name) const;
    resolved_type vector_of(const type_expression& type, const declaration& in) const;
    resolved_type boxed(const type_expression& type) const;
    resolved_type bare(const type_expression& type) const;

    const model& names_;
    std::string root_;
    std::map<std::string_view, const type_entry*> types_;
    std::map<std::string_view, std::size_t> constructors_;
};

/// Fills in the members of a structure and the constructors it needs; errors are added to `problems`.
void resolve_members(
    const type_resolver& types,
    const declaration& from,
    structure& to,
    std::vector<problem>& problems
);

/// Moves every constructor after those it holds as members; one that contains itself is added to `problems`.
void order_constructors(model& all, std::vector<problem>& problems);

} // namespace generator
