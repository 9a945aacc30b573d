// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "../../generator/generate.hpp"
#include "../../generator/parser.hpp"

namespace generator_tests {

/// A temporary directory, removed by the destructor.
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

/// The problems of a schema: one line each, `line:column: text`.
inline std::string problems_of(std::string_view schema) {
    generator::findings problems;
    const auto parsed = generator::parse(schema, problems.errors);
    if (problems.errors.empty())
        generator::resolve(parsed, "test", problems);
    std::string all;
    for (const auto& list : {problems.errors, problems.warnings})
        for (const auto& one : list)
            all += std::to_string(one.at.line) + ':' + std::to_string(one.at.column) + ": " +
                   one.text + '\n';
    return all;
}

/// The model of a schema without errors.
inline generator::model model_of(std::string_view schema) {
    generator::findings problems;
    const auto parsed = generator::parse(schema, problems.errors);
    return generator::resolve(parsed, "test", problems);
}

} // namespace generator_tests
