// SPDX-License-Identifier: MIT
#include <cstdio>
#include <cstdlib>
#include <string>

#include "generate.hpp"

namespace {

using namespace generator;

constexpr auto usage =
    "usage: awaitgram_generate --schema FILE --namespace SPACE --out DIR [options]\n"
    "  --schema FILE           the schema, in TL\n"
    "  --namespace SPACE       the C++ namespace, such as awaitgram::api\n"
    "  --out DIR               the output directory, which is the directory that "
    "PREFIX names\n"
    "  --include-prefix PREFIX default: the namespace, with slashes\n"
    "  --errors FILE           names of errors and facts about methods\n"
    "  --doc-base URL          base of documentation pages: URL/type/..., URL/constructor/..., "
    "URL/method/...\n"
    "  --doc-page URL          one page that documents the schema\n"
    "  --strict                treat warnings as errors\n";

[[noreturn]] void refuse(const std::string& what) {
    std::fprintf(stderr, "awaitgram_generate: %s\n%s", what.c_str(), usage);
    std::exit(2);
}

/// Whether a text is words separated by `::`.
bool is_namespace(const std::string& text) {
    auto word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto letter = text[i] == '_' || (text[i] >= 'a' && text[i] <= 'z') ||
                            (text[i] >= 'A' && text[i] <= 'Z');
        if (letter || (word > 0 && text[i] >= '0' && text[i] <= '9')) {
            ++word;
        } else if (word > 0 && text.compare(i, 2, "::") == 0) {
            word = 0;
            ++i;
        } else {
            return false;
        }
    }
    return word > 0;
}

generate_options read_arguments(int count, char** values) {
    generate_options result;
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
    if (!is_namespace(result.emit.space))
        refuse(
            "'" + result.emit.space + "' is not a C++ namespace, expected words separated by '::'"
        );
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

} // namespace

int main(int count, char** values) {
    try {
        std::string log;
        const auto written = generate(read_arguments(count, values), log);
        std::fputs(log.c_str(), stderr);
        return written ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "awaitgram_generate: %s\n", error.what());
        return 1;
    }
}
