// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "../../generator/generate.hpp"
#include "../../generator/parser.hpp"

namespace generator_tests {

/// A directory that goes away with its name.
class scratch {
public:
    scratch() {
        const auto here = reinterpret_cast<std::uintptr_t>(this);
        for (int attempt = 0;; ++attempt) {
            path_ = std::filesystem::temp_directory_path() /
                    ("awaitgram-generator-" + std::to_string(here) + '-' + std::to_string(attempt));
            if (std::filesystem::create_directory(path_))
                return;
        }
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

    /// Writes a file into it.
    std::string file(const std::string& name, std::string_view text) const {
        std::ofstream{path_ / name, std::ios::binary} << text;
        return *this / name;
    }

private:
    std::filesystem::path path_;
};

/// What a generator says about a schema: `line:column: text`, one line each.
inline std::string problems_of(std::string_view schema) {
    generator::findings found;
    const auto parsed = generator::parse(schema, found.errors);
    if (found.errors.empty())
        generator::resolve(parsed, "test", found);
    std::string all;
    for (const auto& list : {found.errors, found.warnings})
        for (const auto& one : list)
            all += std::to_string(one.at.line) + ':' + std::to_string(one.at.column) + ": " +
                   one.text + '\n';
    return all;
}

/// The model of a schema without problems.
inline generator::model model_of(std::string_view schema) {
    generator::findings found;
    const auto parsed = generator::parse(schema, found.errors);
    return generator::resolve(parsed, "test", found);
}

} // namespace generator_tests
