// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "emit_common.hpp"
#include "names.hpp"

namespace generator {

namespace {

/// An error's name as a C++ identifier.
std::string identifier(std::string_view name) {
    std::string out;
    for (const char c : name) {
        const auto word =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out += word ? c : '_';
    }
    if (out.empty() || (out.front() >= '0' && out.front() <= '9'))
        out.insert(0, "_");
    return out;
}

/// The names of the errors that any method may return: those with a number or a code that says so, and those that are documented for no
/// method.
std::set<std::string> common_errors(const errors_file& errors) {
    std::set<std::string> of_methods;
    for (const auto& [name, facts] : errors.methods)
        for (const auto& error : facts.errors)
            of_methods.insert(without_number(error));
    std::set<std::string> common;
    for (const auto& error : errors.errors) {
        const auto name = without_number(error.name);
        const auto about_request = error.code == 400 || error.code == 403 || error.code == 406;
        if (name != error.name || !about_request || !of_methods.contains(name))
            common.insert(name);
    }
    return common;
}

/// `names.hpp`: the names of methods by their ids.
header emit_names(const model& from, const emit_options& options) {
    writer out{options, {"array", "cstdint"}};
    out.enter({});
    // Of functions that share an id, the one of the shortest name is listed: the others are variants of it.
    std::map<std::uint32_t, std::string> names;
    for (const auto& one : from.functions) {
        auto& name = names[one.id];
        if (name.empty() || one.tl_name.size() < name.size())
            name = one.tl_name;
    }
    out.line("/// A method's constructor id, and its name in the schema.");
    out.line("struct method_name {");
    out.line("    ::std::uint32_t id;");
    out.line("    const char* name;");
    out.line("};");
    out.line("/// The names of all methods, ordered by id.");
    out.line(
        "inline constexpr ::std::array<method_name, " + std::to_string(names.size()) +
        "> method_names{{"
    );
    for (const auto& [id, name] : names) {
        char digits[9];
        std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(id));
        out.line(std::string{"    {0x"} + digits + ", \"" + name + "\"},");
    }
    out.line("}};");
    return {"names.hpp", out.finish()};
}

} // namespace

header emit_errors(const errors_file& errors, const emit_options& options) {
    emit_options beside = options;
    const auto parent = options.space.rfind("::");
    beside.space =
        (parent == std::string::npos ? "" : options.space.substr(0, parent + 2)) + "errors";
    writer out{beside, {"awaitgram/core/error_name.hpp"}};
    struct constant {
        std::string name;
        std::string text;
        const error_entry* entry;
    };
    std::vector<constant> constants;
    name_scope names;
    names.reserve("types");
    std::set<std::string> seen;
    for (const auto& error : errors.errors) {
        const auto text = without_number(error.name);
        if (seen.insert(text).second)
            constants.push_back({names.claim(identifier(text)), text, &error});
    }
    const auto common = common_errors(errors);
    out.enter("types");
    for (const auto& each : constants)
        out.line(
            "struct " + each.name +
            " : ::awaitgram::" + (common.contains(each.text) ? "common_error" : "known_error") +
            " { static constexpr const char* tl_name = \"" + each.text + "\"; };"
        );
    out.enter({});
    for (const auto& each : constants) {
        const auto code = std::to_string(each.entry->code);
        out.line("/// " + code + ' ' + each.entry->name);
        out.line(
            "inline constexpr types::" + each.name + ' ' + each.name + "{" +
            (common.contains(each.text) ? "{{{" : "{{") + '"' + each.text + "\", " + code +
            (common.contains(each.text) ? "}}}" : "}}") + "};"
        );
    }
    return {"errors.hpp", out.finish()};
}

std::vector<header> emit_rest(const model& from, const emit_options& options) {
    writer layer{options, {"cstdint"}};
    layer.enter({});
    layer.line("/// The layer that the schema states; zero when it states none.");
    layer.line("inline constexpr ::std::int32_t layer = " + std::to_string(from.layer) + ';');
    const auto& prefix = options.include_prefix;
    return {
        {"layer.hpp", layer.finish()},
        emit_names(from, options),
        {"all.hpp",
         writer{
             options,
             {prefix + "/errors.hpp",
              prefix + "/layer.hpp",
              prefix + "/methods.hpp",
              prefix + "/names.hpp",
              prefix + "/types.hpp"}}
             .finish()},
    };
}

} // namespace generator
