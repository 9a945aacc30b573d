// SPDX-License-Identifier: MIT
#include "source.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace generator {

std::string describe(const source& from, const problem& what) {
    return from.name + ':' + std::to_string(what.at.line) + ':' + std::to_string(what.at.column) +
           ": " + what.text;
}

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f) {
            out += c;
        } else {
            constexpr auto digits = "0123456789abcdef";
            out += "\\x";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out + "'";
}

namespace {

std::string contents(const std::string& path, bool& readable) {
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    readable = in.good() || in.eof();
    return text;
}

} // namespace

source read_source(const std::string& path) {
    bool readable = false;
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        throw std::runtime_error{path + ": is a directory, expected a file"};
    source result{path, contents(path, readable)};
    if (!readable)
        throw std::runtime_error{path + ": cannot be read, expected a file"};
    return result;
}

bool write_if_changed(const std::string& path, std::string_view text) {
    bool readable = false;
    if (contents(path, readable) == text && readable)
        return false;
    const std::filesystem::path where{path};
    if (where.has_parent_path())
        std::filesystem::create_directories(where.parent_path());
    // Written to a temporary file and renamed, so that no reader sees half a file.
    auto beside = where;
    beside += ".new";
    std::ofstream out{beside, std::ios::binary | std::ios::trunc};
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out)
        throw std::runtime_error{path + ": cannot be written"};
    std::filesystem::rename(beside, where);
    return true;
}

} // namespace generator
