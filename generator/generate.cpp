// SPDX-License-Identifier: MIT
#include "generate.hpp"

#include <algorithm>
#include <filesystem>

#include "crc.hpp"
#include "parser.hpp"

namespace generator {

namespace {

void report(
    const source& from, const std::vector<problem>& problems, const char* kind, std::string& log
) {
    for (const auto& one : problems)
        log += describe(from, {one.at, kind + one.text}) + '\n';
}

/// Build tools know types.hpp but not the headers of namespaces, so it changes whenever one of them does.
void add_fingerprint(std::vector<header>& made) {
    std::uint32_t fingerprint = 0;
    for (const auto& one : made)
        fingerprint = fingerprint * 31 + crc32(one.path + one.text);
    std::ranges::find(made, "types.hpp", &header::path)->text +=
        "// Fingerprint of all that was written: " + std::to_string(fingerprint) + '\n';
}

/// Removes headers of namespaces that are gone.
void remove_others(const std::string& directory, const std::vector<header>& made) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator{directory + "/methods", ignored}) {
        const auto path = "methods/" + entry.path().filename().string();
        if (path.ends_with(".hpp") && std::ranges::find(made, path, &header::path) == made.end())
            std::filesystem::remove(entry.path(), ignored);
    }
}

} // namespace

bool generate(const generate_options& options, std::string& log) {
    const auto schema_source = read_source(options.schema);
    findings found;
    const auto schema = parse(schema_source.text, found.errors);
    const auto resolved =
        found.errors.empty() ? resolve(schema, options.emit.space, found) : model{};
    report(schema_source, found.errors, "", log);
    report(schema_source, found.warnings, "warning: ", log);
    errors_file errors;
    std::vector<problem> error_problems;
    if (!options.errors.empty()) {
        const auto errors_source = read_source(options.errors);
        errors = read_errors(errors_source.text, error_problems);
        report(errors_source, error_problems, "", log);
    }
    if (!found.errors.empty() || !error_problems.empty() ||
        (options.strict && !found.warnings.empty()))
        return false;

    auto made = emit_methods(resolved, errors, options.emit);
    made.push_back(emit_types(resolved, options.emit));
    made.push_back(emit_errors(errors, options.emit));
    for (auto& one : emit_rest(resolved, options.emit))
        made.push_back(std::move(one));
    add_fingerprint(made);
    for (const auto& one : made)
        write_if_changed(options.out + '/' + one.path, one.text);
    remove_others(options.out, made);
    return true;
}

} // namespace generator
