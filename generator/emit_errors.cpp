// SPDX-License-Identifier: MIT
#include <set>

#include "emit_common.hpp"
#include "names.hpp"

namespace generator {

namespace {

/// An error's name as C++ can say it.
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
        {"all.hpp",
         writer{
             options,
             {prefix + "/errors.hpp",
              prefix + "/layer.hpp",
              prefix + "/methods.hpp",
              prefix + "/types.hpp"}}
             .finish()},
    };
}

} // namespace generator
