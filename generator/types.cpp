// SPDX-License-Identifier: MIT
#include <algorithm>

#include "builtins.hpp"
#include "names.hpp"
#include "resolve.hpp"

namespace generator {

namespace {

using kind = type_expression::kind;

/// The type parameter of a function that a type refers to, or null.
const field_syntax* parameter_of(const declaration& in, const type_expression& type) {
    const auto match = std::ranges::find(in.implicit, type.name, &field_syntax::name);
    return type.what == kind::name && match != in.implicit.end() ? &*match : nullptr;
}

std::string bare_of(const std::string& cpp) {
    return "::awaitgram::tl::bare<" + cpp + '>';
}

} // namespace

type_resolver::type_resolver(const model& names, std::string_view space)
    : names_{names}, root_{"::" + std::string{space}} {
    for (const auto& type : names.types)
        types_.emplace(type.tl_name, &type);
    for (std::size_t i = 0; i < names.constructors.size(); ++i)
        constructors_.emplace(names.constructors[i].tl_name, i);
}

std::string type_resolver::qualified(const cpp_name& name) const {
    return root_ + "::" + (name.space.empty() ? "" : name.space + "::") + name.name;
}

resolved_type type_resolver::field_type(const type_expression& type, const declaration& in) const {
    if (type.what == kind::repetition)
        throw schema_error{type.at, "a repetition cannot be represented, expected a vector"};
    if (type.what == kind::number)
        throw schema_error{type.at, "unexpected number '" + type.name + "', expected a type"};
    if (type.what == kind::nat)
        return {"::std::uint32_t", {}};
    if (parameter_of(in, type) != nullptr) {
        if (!type.function)
            throw schema_error{
                type.at,
                "'" + type.name + "' is the result of a function, expected '!" + type.name + "'"};
        return {is_taken_word(type.name) ? type.name + '_' : type.name, {}};
    }
    if (type.function)
        throw schema_error{
            type.at,
            "'!" + type.name + "' is not a type parameter, expected '{" + type.name +
                ":Type}' before the fields"};
    if (type.name == "Vector" || type.name == "vector")
        return vector_of(type, in);
    if (!type.arguments.empty())
        throw schema_error{
            type.arguments.front().at,
            "'" + type.name + "' takes no arguments, expected them after Vector only"};
    if (const auto known = builtin_type(type.name); !known.empty()) {
        if (type.bare && is_type_name(type.name))
            throw schema_error{
                type.at,
                "'%" + type.name + "' cannot be represented, expected '" + type.name + "'"};
        return {std::string{known}, {}};
    }
    return is_type_name(type.name) ? boxed(type) : bare(type);
}

resolved_type type_resolver::vector_of(const type_expression& type, const declaration& in) const {
    if (type.arguments.size() != 1)
        throw schema_error{
            type.at,
            "'" + type.name + "' has " + std::to_string(type.arguments.size()) +
                " arguments, expected one, as in " + type.name + "<int>"};
    const auto& of = type.arguments.front();
    if (of.name == "Object" || of.function)
        throw schema_error{
            of.at,
            "a vector of values of unknown size cannot be represented, expected another type"};
    auto item = field_type(of, in);
    // A vector of declared types is fine, except that tl::bare derives from its struct, which has to be complete.
    if (!item.cpp.starts_with("::awaitgram::tl::bare"))
        item.needs.reset();
    const auto is_bare = type.bare || type.name == "vector";
    return {
        (is_bare ? "::awaitgram::tl::bare_vector<" : "::awaitgram::tl::vector<") + item.cpp + '>',
        item.needs};
}

resolved_type type_resolver::boxed(const type_expression& type) const {
    const auto match = types_.find(type.name);
    if (match == types_.end())
        throw schema_error{
            type.at,
            "unknown type '" + type.name +
                "', expected a type that a constructor of this schema has"};
    const auto& entry = *match->second;
    if (entry.constructors.size() > 1) {
        if (type.bare)
            throw schema_error{
                type.at,
                "'%" + type.name + "' is ambiguous, expected a type with one constructor; it has " +
                    std::to_string(entry.constructors.size())};
        return {qualified(entry.name), {}};
    }
    const auto only = entry.constructors.front();
    auto cpp = qualified(names_.constructors[only].name);
    return {type.bare ? bare_of(cpp) : cpp, only};
}

resolved_type type_resolver::bare(const type_expression& type) const {
    const auto match = constructors_.find(type.name);
    if (match == constructors_.end())
        throw schema_error{
            type.at,
            "unknown type '" + type.name +
                "', expected a constructor of this schema or a built-in type"};
    return {bare_of(qualified(names_.constructors[match->second].name)), match->second};
}

std::string type_resolver::result_type(const declaration& of) const {
    const auto& type = of.result;
    if (parameter_of(of, type) != nullptr)
        return "typename " + type.name + (is_taken_word(type.name) ? "_" : "") + "::tl_result";
    if (type.bare || type.name == "vector")
        throw schema_error{type.at, "a bare value cannot be a result, expected a boxed type"};
    return field_type(type, of).cpp;
}

std::string type_resolver::constructed_type(const declaration& by, const structure& itself) const {
    const auto& type = *types_.at(by.result.name);
    return type.constructors.size() == 1 || type.tl_name == "Object" ? itself.name.name
                                                                     : qualified(type.name);
}

} // namespace generator
