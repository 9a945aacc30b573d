// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <string>

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
    out.enter({});
    name_scope names;
    std::set<std::string> seen;
    for (const auto& error : errors.errors) {
        const auto name = without_number(error.name);
        if (!seen.insert(name).second)
            continue;
        const auto code = std::to_string(error.code);
        out.line("/// " + code + ' ' + error.name);
        out.line(
            "inline constexpr ::awaitgram::error_name " + names.claim(identifier(name)) + "{\"" +
            name + "\", " + code + "};"
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
