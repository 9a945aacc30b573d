// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_table.hpp>
#include <awaitgram/formats/detail/sqlite_image.hpp>
#include <awaitgram/formats/detail/string_source.hpp>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

/// An examined file or directory.
struct session_source {
    /// Without trailing slashes; for a directory format, the directory itself.
    std::string path{};
    /// The format of a directory.
    const format_row* directory = nullptr;
    /// The content of a file.
    secret_bytes content{{}};

    [[nodiscard]] bool is_database() const {
        return text_of(content.bytes).starts_with(sqlite_magic);
    }
};

/// The format of an SQLite file, by its tables; null when it is unknown.
[[nodiscard]] inline const format_row* recognise(const sqlite_reader& file) {
    for (const auto& row : format_table)
        if (row.tables != nullptr && row.tables->looks_like(file))
            return &row;
    return nullptr;
}

[[nodiscard]] inline imported_session read_tables(const sqlite_reader& file) {
    const auto* const row = recognise(file);
    if (row == nullptr)
        refuse(
            session_errc::unknown_format,
            file.path() + " (an SQLite file, but not with the tables of a known library)"
        );
    auto session = row->tables->read(file);
    session.format = row->format;
    return session;
}

inline void look_into(session_source& source) {
    for (const auto& row : format_table)
        if (row.directory != nullptr)
            if (auto directory = row.directory->find(source.path)) {
                source.directory = &row;
                source.path = std::move(*directory);
                return;
            }
}

inline void look_at(session_source& source, const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    source.path = path;
    while (source.path.size() > 1 && source.path.back() == '/')
        source.path.pop_back();
    if (std::filesystem::is_directory(status)) {
        look_into(source);
        return;
    }
    if (!std::filesystem::is_regular_file(status))
        refuse(
            session_errc::storage,
            path + (std::filesystem::exists(status) ? " (neither a file nor a directory)"
                                                    : " (there is no such file)")
        );
    const shared_file file{path};
    const auto bytes = file.read(sqlite_magic.size());
    const auto start = text_of(bytes);
    if (start == sqlite_magic) {
        source.content.bytes = read_database(file, path);
        return;
    }
    for (const auto& row : format_table)
        if (row.directory != nullptr && !row.directory->magic.empty() &&
            start.starts_with(row.directory->magic)) {
            const auto parent = std::filesystem::path{path}.parent_path().string();
            source.path = parent.empty() ? "." : parent;
            look_into(source);
            return;
        }
    if (file.size() <= longest_session_string)
        source.content.bytes = file.read(longest_session_string);
}

[[nodiscard]] inline imported_session
read_source(session_source& source, const session_read_options& options) {
    if (source.directory != nullptr) {
        auto session = source.directory->directory->read(source.path, options);
        session.format = source.directory->format;
        return session;
    }
    static_cast<void>(chosen_account(options, 1));
    if (source.is_database())
        return read_tables({std::move(source.content.bytes), source.path});
    if (source.content.bytes.empty())
        refuse(session_errc::unknown_format, source.path);
    return read_string(string_source{text_of(source.content.bytes)});
}

} // namespace awaitgram::detail
