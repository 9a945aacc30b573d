// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/session_fields.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::detail {

/// A foreign database, opened in memory, read-only and untrusted.
class sqlite_reader {
public:
    /// The rows of a query.
    class rows {
    public:
        bool next() {
            const auto code = sqlite3_step(handle_.get());
            if (code != SQLITE_ROW && code != SQLITE_DONE)
                reader_.fail(code);
            return code == SQLITE_ROW;
        }
        [[nodiscard]] std::optional<std::int64_t> number(int column) const {
            const auto type = sqlite3_column_type(handle_.get(), column);
            if (type == SQLITE_NULL)
                return std::nullopt;
            if (type != SQLITE_INTEGER)
                refuse(session_errc::damaged, reader_.path_ + " (a number is expected)");
            return sqlite3_column_int64(handle_.get(), column);
        }
        [[nodiscard]] std::int64_t number_or(int column, std::int64_t otherwise) const {
            return number(column).value_or(otherwise);
        }
        /// A number of 32 bits; 0 when there is none.
        [[nodiscard]] std::int32_t counter(int column) const {
            const auto value = number_or(column, 0);
            if (value < 0 || value > std::numeric_limits<std::int32_t>::max())
                refuse(session_errc::damaged, reader_.path_ + " (a counter is expected)");
            return static_cast<std::int32_t>(value);
        }
        /// A text or a blob; empty when there is none.
        [[nodiscard]] byte_view bytes(int column) const {
            const auto* data =
                static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_.get(), column));
            const auto size = sqlite3_column_bytes(handle_.get(), column);
            return data != nullptr ? byte_view{data, static_cast<std::size_t>(size)} : byte_view{};
        }
        [[nodiscard]] std::string_view text(int column) const { return text_of(bytes(column)); }

    private:
        friend sqlite_reader;
        struct finalizer {
            void operator()(sqlite3_stmt* prepared) const noexcept { sqlite3_finalize(prepared); }
        };
        rows(const sqlite_reader& reader, sqlite3_stmt* prepared)
            : reader_(reader), handle_(prepared) {}

        const sqlite_reader& reader_;
        std::unique_ptr<sqlite3_stmt, finalizer> handle_;
    };

    /// `path` is for messages.
    sqlite_reader(byte_buffer image, std::string path)
        : image_(std::move(image)), path_(std::move(path)) {
        auto& bytes = image_.bytes;
        if (bytes.size() < 100 ||
            text_of(bytes).substr(0, 16) != std::string_view{"SQLite format 3\0", 16})
            refuse(session_errc::unknown_format, path_ + " (an SQLite file is expected)");
        // There is no write-ahead log in memory; it was applied before.
        bytes[18] = bytes[19] = 1;
        steps_left_ = 1'000'000 + 4 * static_cast<std::int64_t>(bytes.size());

        sqlite3* opened = nullptr;
        const auto code = sqlite3_open_v2(
            ":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr
        );
        handle_.reset(opened);
        if (code != SQLITE_OK)
            fail(code);
        for (const auto option :
             {SQLITE_DBCONFIG_TRUSTED_SCHEMA,
              SQLITE_DBCONFIG_ENABLE_TRIGGER,
              SQLITE_DBCONFIG_ENABLE_VIEW})
            sqlite3_db_config(opened, option, 0, nullptr);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_limit(opened, SQLITE_LIMIT_LENGTH, 1 << 24);
        // A damaged tree may be cyclic.
        sqlite3_progress_handler(
            opened,
            100,
            [](void* self) {
                return static_cast<int>(
                    (static_cast<sqlite_reader*>(self)->steps_left_ -= 100) < 0
                );
            },
            this
        );
        const auto size = static_cast<sqlite3_int64>(bytes.size());
        if (const auto loaded = sqlite3_deserialize(
                opened, "main", bytes.data(), size, size, SQLITE_DESERIALIZE_READONLY
            );
            loaded != SQLITE_OK)
            fail(loaded);
    }
    sqlite_reader(const sqlite_reader&) = delete;
    sqlite_reader& operator=(const sqlite_reader&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    [[nodiscard]] rows query(const std::string& sql) const {
        sqlite3_stmt* prepared = nullptr;
        const auto code = sqlite3_prepare_v2(handle_.get(), sql.c_str(), -1, &prepared, nullptr);
        if (code != SQLITE_OK)
            fail(code);
        return {*this, prepared};
    }

    /// The first number of the first row, if there is one.
    [[nodiscard]] std::optional<std::int64_t> number(const std::string& sql) const {
        auto row = query(sql);
        return row.next() ? row.number(0) : std::nullopt;
    }

    [[nodiscard]] bool has(const char* table) const {
        return number(
                   std::string{
                       "select count(*) from sqlite_schema where type = 'table' and name = '"} +
                   table + '\''
               ) != 0;
    }
    [[nodiscard]] bool has(const char* table, const char* column) const {
        return number(
                   std::string{"select count(*) from pragma_table_info('"} + table +
                   "') where name = '" + column + '\''
               ) != 0;
    }

private:
    struct closer {
        void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
    };

    [[noreturn]] void fail(int code) const {
        const auto* const text = handle_ ? sqlite3_errmsg(handle_.get()) : "out of memory";
        const auto kind =
            code == SQLITE_NOTADB ? session_errc::unknown_format : session_errc::damaged;
        refuse(kind, path_ + " (" + text + ')');
    }

    secret_bytes image_;
    std::string path_;
    std::int64_t steps_left_ = 0;
    std::unique_ptr<sqlite3, closer> handle_;
};

/// Columns that are read from a table.
struct needed_columns {
    const char* table;
    std::initializer_list<const char*> columns;
};

/// Accepts a version of another library's tables that is newer than the known ones if it has every column that is read: libraries
/// add columns in most versions, and seldom change one. `version` is such as "Telethon's version 9".
///
/// Errors: std::system_error with `session_errc::unknown_version`, which names the missing column.
inline void check_newer_version(
    const sqlite_reader& file,
    const std::string& version,
    std::initializer_list<needed_columns> tables
) {
    for (const auto& [table, columns] : tables)
        for (const auto* column : columns)
            if (!file.has(table, column))
                refuse(
                    session_errc::unknown_version,
                    file.path() + " (" + version + " has no " + table + '.' + column + ')'
                );
}

} // namespace awaitgram::detail
