// SPDX-License-Identifier: MIT
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "crc.hpp"
#include "emit.hpp"
#include "parser.hpp"

namespace {

using namespace generator;

constexpr auto usage =
    "usage: awaitgram_generate --schema FILE --namespace SPACE --out DIR [options]\n"
    "  --schema FILE           the schema, in TL\n"
    "  --namespace SPACE       the C++ namespace, such as awaitgram::api\n"
    "  --out DIR               where the headers go; they are included as <PREFIX/types.hpp>, so "
    "add DIR's parent\n"
    "  --include-prefix PREFIX default: the namespace with slashes\n"
    "  --errors FILE           names of errors and facts about methods\n"
    "  --doc-base URL          names have pages below it: URL/type/..., URL/constructor/..., "
    "URL/method/...\n"
    "  --doc-page URL          one page documents the schema\n"
    "  --strict                warnings are errors\n";

struct arguments {
    std::string schema;
    std::string errors;
    std::string out;
    bool strict = false;
    emit_options emit;
};

[[noreturn]] void refuse(const std::string& what) {
    std::fprintf(stderr, "awaitgram_generate: %s\n%s", what.c_str(), usage);
    std::exit(2);
}

arguments read_arguments(int count, char** values) {
    arguments result;
    for (int i = 1; i < count; ++i) {
        const std::string option = values[i];
        if (option == "--help") {
            std::fputs(usage, stdout);
            std::exit(0);
        }
        if (option == "--strict") {
            result.strict = true;
            continue;
        }
        std::string* target = option == "--schema"           ? &result.schema
                              : option == "--namespace"      ? &result.emit.space
                              : option == "--out"            ? &result.out
                              : option == "--include-prefix" ? &result.emit.include_prefix
                              : option == "--errors"         ? &result.errors
                              : option == "--doc-base"       ? &result.emit.doc_base
                              : option == "--doc-page"       ? &result.emit.doc_page
                                                             : nullptr;
        if (target == nullptr)
            refuse("unknown option '" + option + "'");
        if (++i == count)
            refuse("option '" + option + "' has no value");
        *target = values[i];
    }
    if (result.schema.empty() || result.emit.space.empty() || result.out.empty())
        refuse("--schema, --namespace and --out are needed");
    if (result.emit.include_prefix.empty()) {
        for (const char c : result.emit.space) {
            if (c != ':')
                result.emit.include_prefix += c;
            else if (!result.emit.include_prefix.ends_with('/'))
                result.emit.include_prefix += '/';
        }
    }
    return result;
}

void print(const source& from, const std::vector<problem>& problems, const char* kind) {
    for (const auto& one : problems)
        std::fprintf(stderr, "%s\n", describe(from, {one.at, kind + one.text}).c_str());
}

/// Removes headers of namespaces that are gone.
void remove_others(const std::string& directory, const std::vector<header>& made) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator{directory + "/methods", ignored}) {
        const auto path = "methods/" + entry.path().filename().string();
        bool known = false;
        for (const auto& one : made)
            known = known || one.path == path;
        if (!known && entry.path().extension() == ".hpp")
            std::filesystem::remove(entry.path(), ignored);
    }
}

int run(const arguments& options) {
    const auto schema_source = read_source(options.schema);
    findings found;
    const auto schema = parse(schema_source.text, found.errors);
    const auto resolved =
        found.errors.empty() ? resolve(schema, options.emit.space, found) : model{};
    print(schema_source, found.errors, "");
    print(schema_source, found.warnings, "warning: ");
    errors_file errors;
    std::vector<problem> error_problems;
    if (!options.errors.empty()) {
        const auto errors_source = read_source(options.errors);
        errors = read_errors(errors_source.text, error_problems);
        print(errors_source, error_problems, "");
    }
    if (!found.errors.empty() || !error_problems.empty() ||
        (options.strict && !found.warnings.empty()))
        return 1;

    std::vector<header> made = emit_methods(resolved, errors, options.emit);
    made.push_back(emit_types(resolved, options.emit));
    made.push_back(emit_errors(errors, options.emit));
    for (auto& one : emit_rest(resolved, options.emit))
        made.push_back(std::move(one));
    // Build tools know types.hpp but not the headers of namespaces, so it changes whenever one of them does.
    std::uint32_t fingerprint = 0;
    for (const auto& one : made)
        fingerprint = fingerprint * 31 + crc32(one.path + one.text);
    for (auto& one : made)
        if (one.path == "types.hpp")
            one.text +=
                "// Fingerprint of all that was written: " + std::to_string(fingerprint) + '\n';
    for (const auto& one : made)
        write_if_changed(options.out + '/' + one.path, one.text);
    remove_others(options.out, made);
    return 0;
}

} // namespace

int main(int count, char** values) {
    try {
        return run(read_arguments(count, values));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "awaitgram_generate: %s\n", error.what());
        return 1;
    }
}
