// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/session/error.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

namespace awaitgram::detail {

[[noreturn]] inline void throw_sqlite(sqlite3* database, const std::string& path) {
    const auto code = database != nullptr ? sqlite3_errcode(database) : SQLITE_NOMEM;
    auto kind = sessions::errc::storage;
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        kind = sessions::errc::not_a_session;
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        kind = sessions::errc::in_use;
    const auto* detail = database != nullptr ? sqlite3_errmsg(database) : "out of memory";
    throw std::system_error(make_error_code(kind), path + " (" + detail + ")");
}

/// One prepared statement; every call throws std::system_error when SQLite says no.
class statement {
public:
    statement(sqlite3* database, const std::string& path, const char* sql)
        : database_(database), path_(path) {
        sqlite3_stmt* prepared = nullptr;
        if (sqlite3_prepare_v2(database, sql, -1, &prepared, nullptr) != SQLITE_OK)
            throw_sqlite(database, path);
        handle_.reset(prepared);
    }

    statement& bind(std::int64_t value) {
        return check(sqlite3_bind_int64(handle_.get(), ++bound_, value));
    }
    statement& bind(const std::optional<std::int64_t>& value) {
        return value ? bind(*value) : check(sqlite3_bind_null(handle_.get(), ++bound_));
    }
    statement& bind(const std::string& text) {
        return check(sqlite3_bind_text(
            handle_.get(), ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT
        ));
    }
    statement& bind(byte_view blob) {
        return check(sqlite3_bind_blob(
            handle_.get(), ++bound_, blob.data(), static_cast<int>(blob.size()), SQLITE_TRANSIENT
        ));
    }
    statement& bind_null() { return check(sqlite3_bind_null(handle_.get(), ++bound_)); }

    /// Goes to the next row; false at the end.
    bool step() {
        const auto code = sqlite3_step(handle_.get());
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            throw_sqlite(database_, path_);
        return code == SQLITE_ROW;
    }

    /// Runs to the end and can be bound anew.
    void run() {
        while (step()) {
        }
        check(sqlite3_reset(handle_.get()));
        bound_ = 0;
    }

    [[nodiscard]] bool is_null(int column) const {
        return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
    }
    [[nodiscard]] std::int64_t number(int column) const {
        return sqlite3_column_int64(handle_.get(), column);
    }
    [[nodiscard]] std::optional<std::int64_t> optional_number(int column) const {
        return is_null(column) ? std::nullopt : std::optional{number(column)};
    }
    [[nodiscard]] byte_view blob(int column) const {
        const auto* data =
            static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_.get(), column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
        return data != nullptr ? byte_view{data, size} : byte_view{};
    }

private:
    struct finalizer {
        void operator()(sqlite3_stmt* prepared) const noexcept { sqlite3_finalize(prepared); }
    };

    statement& check(int code) {
        if (code != SQLITE_OK)
            throw_sqlite(database_, path_);
        return *this;
    }

    sqlite3* database_;
    const std::string& path_;
    std::unique_ptr<sqlite3_stmt, finalizer> handle_;
    int bound_ = 0;
};

/// An open session file.
class sqlite_file {
public:
    explicit sqlite_file(std::string path) : path_(std::move(path)) {}

    void open() {
        sqlite3* opened = nullptr;
        const auto code = sqlite3_open_v2(
            path_.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr
        );
        handle_.reset(opened);
        if (code != SQLITE_OK)
            throw_sqlite(opened, path_);
        sqlite3_busy_timeout(opened, 5000);
    }

    void close() { handle_.reset(); }

    [[nodiscard]] sqlite3* handle() const noexcept { return handle_.get(); }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// Errors: std::system_error with `sessions::errc::storage` when the file was closed.
    [[nodiscard]] statement prepare(const char* sql) const {
        if (!handle_)
            throw std::system_error(
                make_error_code(sessions::errc::storage), path_ + " (it was closed)"
            );
        return {handle_.get(), path_, sql};
    }

    void execute(const char* sql) const {
        if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            throw_sqlite(handle_.get(), path_);
    }

private:
    struct closer {
        void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
    };

    std::string path_;
    std::unique_ptr<sqlite3, closer> handle_;
};

/// Groups writes; they are undone unless `commit` was reached.
class transaction {
public:
    explicit transaction(const sqlite_file& file) : file_(&file) {
        file.prepare("begin immediate").run();
    }
    ~transaction() {
        if (file_ != nullptr)
            sqlite3_exec(file_->handle(), "rollback", nullptr, nullptr, nullptr);
    }
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;

    void commit() {
        file_->execute("commit");
        file_ = nullptr;
    }

private:
    const sqlite_file* file_;
};

} // namespace awaitgram::detail
