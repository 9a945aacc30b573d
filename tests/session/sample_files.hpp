// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/convert.hpp>

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "../support/directory.hpp"
#include "sample.hpp"

namespace awaitgram::tests {

/// A directory to copy samples into.
struct scratch : directory {
    /// A copy of a sample that may be changed.
    [[nodiscard]] std::string copy(const std::string& sample, const std::string& name = {}) const {
        const auto to = path / (name.empty() ? sample : name);
        std::filesystem::copy(sample_path(sample), to, std::filesystem::copy_options::recursive);
        return to.string();
    }

    [[nodiscard]] std::string write(const std::string& name, const std::string& content) const {
        std::ofstream{file(name), std::ios::binary} << content;
        return file(name);
    }
};

/// An SQLite file that another program has open.
class database {
public:
    explicit database(const std::string& path) { sqlite3_open(path.c_str(), &handle_); }
    ~database() { sqlite3_close(handle_); }
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    void run(const char* sql) {
        char* error = nullptr;
        sqlite3_exec(handle_, sql, nullptr, nullptr, &error);
        CAPTURE(sql);
        CHECK(std::string{error != nullptr ? error : ""} == "");
        sqlite3_free(error);
    }

private:
    sqlite3* handle_ = nullptr;
};

/// Everything in a directory with its content and the time of its last change.
inline auto state_of(const std::filesystem::path& directory) {
    std::map<std::string, std::pair<std::filesystem::file_time_type, std::string>> state;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{directory})
        state.emplace(
            entry.path().string(),
            std::pair{
                entry.last_write_time(),
                entry.is_regular_file() ? content_of(entry.path()) : std::string{}}
        );
    return state;
}

inline const char* const sample_files[] = {
    "telethon.v1.session",
    "telethon.v3.session",
    "telethon.v5.session",
    "telethon125.v7.session",
    "pyrogram2.v3.session",
    "kurigram.v6.session",
    "mtcute.session",
    "mtcute.peers.session",
    "grammers.v1.session",
};

} // namespace awaitgram::tests
