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

/// Changes types.hpp whenever a header of a namespace changes, because build tools track types.hpp alone.
void add_fingerprint(std::vector<header>& headers) {
    std::uint32_t fingerprint = 0;
    for (const auto& one : headers)
        fingerprint = fingerprint * 31 + crc32(one.path + one.text);
    std::ranges::find(headers, "types.hpp", &header::path)->text +=
        "// Fingerprint of all that was written: " + std::to_string(fingerprint) + '\n';
}

/// Removes the headers of namespaces that the schema no longer has.
void remove_others(const std::string& directory, const std::vector<header>& headers) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator{directory + "/methods", ignored}) {
        const auto path = "methods/" + entry.path().filename().string();
        if (path.ends_with(".hpp") &&
            std::ranges::find(headers, path, &header::path) == headers.end())
            std::filesystem::remove(entry.path(), ignored);
    }
}

} // namespace

bool generate(const generate_options& options, std::string& log) {
    const auto schema_source = read_source(options.schema);
    findings problems;
    const auto schema = parse(schema_source.text, problems.errors);
    const auto resolved =
        problems.errors.empty() ? resolve(schema, options.emit.space, problems) : model{};
    report(schema_source, problems.errors, "", log);
    report(schema_source, problems.warnings, "warning: ", log);
    errors_file errors;
    std::vector<problem> error_problems;
    if (!options.errors.empty()) {
        const auto errors_source = read_source(options.errors);
        errors = read_errors(errors_source.text, error_problems);
        report(errors_source, error_problems, "", log);
    }
    if (!problems.errors.empty() || !error_problems.empty() ||
        (options.strict && !problems.warnings.empty()))
        return false;

    auto headers = emit_methods(resolved, errors, options.emit);
    headers.push_back(emit_types(resolved, options.emit));
    headers.push_back(emit_errors(errors, options.emit));
    for (auto& one : emit_rest(resolved, options.emit))
        headers.push_back(std::move(one));
    add_fingerprint(headers);
    for (const auto& one : headers)
        write_if_changed(options.out + '/' + one.path, one.text);
    remove_others(options.out, headers);
    return true;
}

} // namespace generator
