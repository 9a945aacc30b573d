// SPDX-License-Identifier: MIT
#include <map>
#include <set>

#include "emit_common.hpp"

namespace generator {

namespace {

void write_facts(writer& out, const structure& method, const errors_file& errors) {
    const auto facts = errors.methods.find(method.tl_name);
    std::string returned = "/// Returns " + method.tl_result + '.';
    if (facts == errors.methods.end()) {
        out.line(returned);
        return;
    }
    const auto& callers = facts->second.callers;
    out.line(
        returned + " For " +
        (callers == "users"  ? "users only."
         : callers == "bots" ? "bots only."
                             : "users and bots.")
    );
    std::map<int, std::string> by_code;
    for (const auto& name : facts->second.errors) {
        auto& list = by_code[errors.code_of(name)];
        list += (list.empty() ? "" : ", ") + without_number(name);
    }
    std::string all;
    for (const auto& [code, list] : by_code)
        all += (all.empty() ? "" : "; ") +
               (code == 0 ? std::string{} : std::to_string(code) + ' ') + list;
    if (!all.empty())
        out.line("/// Errors: " + all);
}

/// The constants that say who may call a method and which errors it is known to return; none where nothing is known.
std::vector<std::string> facts_of(const structure& method, const errors_file& errors) {
    const auto facts = errors.methods.find(method.tl_name);
    if (facts == errors.methods.end())
        return {};
    std::string names;
    std::set<std::string> seen;
    for (const auto& name : facts->second.errors) {
        const auto known = without_number(name);
        if (errors.code_of(name) != 0 && seen.insert(known).second)
            names += (names.empty() ? "" : ",") + known;
    }
    const auto callers = facts->second.callers == "users"  ? "users"
                         : facts->second.callers == "bots" ? "bots"
                                                           : "users_and_bots";
    return {
        std::string{"::awaitgram::tl::callers tl_callers = ::awaitgram::tl::callers::"} + callers,
        "const char* tl_errors = \"" + names + '"'};
}

/// The header of a namespace's methods: `methods/a.b.hpp` for `a::b`.
std::string path_of(std::string_view space) {
    if (space.empty())
        return "methods/root.hpp";
    std::string name{space == "root" ? "root_" : space};
    for (auto at = name.find("::"); at != std::string::npos; at = name.find("::", at))
        name.replace(at, 2, ".");
    return "methods/" + name + ".hpp";
}

} // namespace

std::vector<header>
emit_methods(const model& from, const errors_file& errors, const emit_options& options) {
    std::map<std::string, std::vector<const structure*>> spaces;
    for (const auto& method : from.functions)
        spaces[method.name.space].push_back(&method);
    std::vector<header> headers;
    std::vector<std::string> all{options.include_prefix + "/types.hpp"};
    for (const auto& [space, methods] : spaces) {
        writer out{options, {options.include_prefix + "/types.hpp"}};
        out.enter(space);
        out.line("using ::awaitgram::tl::operator==;");
        for (const auto* method : methods) {
            out.line("/// " + method->tl_line + ';');
            write_facts(out, *method, errors);
            write_spec(out, {}, options, "method", method->tl_name);
            write_structure(out, *method, "tl_result", facts_of(*method, errors));
        }
        const auto path = path_of(space);
        headers.push_back({path, out.finish()});
        all.push_back(options.include_prefix + '/' + path);
    }
    headers.push_back({"methods.hpp", writer{options, all}.finish()});
    return headers;
}

} // namespace generator
