// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/testing/server/cdn_lie.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// A file that a data centre for public files hands out, encrypted.
struct cdn_file {
    std::int64_t file{};
    byte_buffer key{};
    byte_buffer iv{};
    /// The token by which a client has it fetched there again; empty while it is there.
    std::string request{};
};

/// The files of the data centre for public files, by their tokens in hexadecimal digits.
class cdn_store {
public:
    /// What it does wrong from now on.
    cdn_lie lie = cdn_lie::none;

    void put(const std::string& token, cdn_file file) {
        tokens_[file.file] = token;
        files_[token] = std::move(file);
    }
    /// The token of a file; empty when it is not there.
    [[nodiscard]] std::string token_of(std::int64_t file) const {
        const auto known = tokens_.find(file);
        return known == tokens_.end() ? std::string{} : known->second;
    }
    [[nodiscard]] cdn_file* find(const std::string& token) {
        const auto known = files_.find(token);
        return known == files_.end() ? nullptr : &known->second;
    }

private:
    std::map<std::int64_t, std::string> tokens_; // by file
    std::map<std::string, cdn_file> files_;
};

} // namespace awaitgram::testing
