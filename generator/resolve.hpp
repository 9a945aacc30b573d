// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>

#include "model.hpp"

namespace generator {

/// What a type expression is in C++.
struct resolved_type {
    std::string cpp;
    /// The constructor that has to be complete where this is a member.
    std::optional<std::size_t> needs;
};

/// Finds the C++ types of a schema's types, once everything has its name.
class type_resolver {
public:
    /// `space` is the C++ namespace to generate into.
    type_resolver(const model& names, std::string_view space);

    /// The type of a field; throws schema_error when C++ cannot have it.
    resolved_type field_type(const type_expression& type, const declaration& in) const;

    /// What a function returns; throws schema_error when C++ cannot have it.
    std::string result_type(const declaration& of) const;

    /// A constructor's type: itself when it is the only one.
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

/// Fills in the members of a structure, and what it needs; problems are added to `found`.
void resolve_members(
    const type_resolver& types, const declaration& from, structure& to, std::vector<problem>& found
);

/// Puts every constructor behind those it holds as members; one that contains itself is added to `found`.
void order_constructors(model& all, std::vector<problem>& found);

} // namespace generator
