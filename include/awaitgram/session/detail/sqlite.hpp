// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/session/error.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

[[noreturn]] inline void
refuse_session(session_errc kind, const std::string& path, const std::string& why) {
    throw std::system_error(make_error_code(kind), path + " (" + why + ")");
}

[[noreturn]] inline void throw_sqlite(sqlite3* database, const std::string& path, int code) {
    std::string why = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    auto kind = session_errc::storage;
    switch (code & 0xff) {
    case SQLITE_NOTADB:
        kind = session_errc::not_a_session;
        why = "expected an SQLite database that awaitgram made";
        break;
    // The statements are ours, so an error in one means that the tables are not as awaitgram created them.
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
        kind = session_errc::damaged;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        kind = session_errc::in_use;
        break;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        if (const auto reason = database != nullptr ? sqlite3_system_errno(database) : 0)
            why += std::string{": "} + std::strerror(reason);
        break;
    default:
        break;
    }
    refuse_session(kind, path, why);
}

/// An open SQLite file; errors name it by `path`.
class sqlite_file {
public:
    explicit sqlite_file(std::string path) : path_(std::move(path)) {}

    /// `name` is the same file, without symbolic links.
    void open(const std::string& name) {
        sqlite3* opened = nullptr;
        const auto code = sqlite3_open_v2(
            name.c_str(),
            &opened,
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
            nullptr
        );
        handle_.reset(opened);
        check(code);
        sqlite3_busy_timeout(opened, 5000);
        // A foreign file must not run code, and must not be changed before it is known to be a session.
        sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }

    /// From now on, closing writes the journal back into the file.
    void accept() { sqlite3_db_config(handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr); }

    void close() { handle_.reset(); }

    [[nodiscard]] sqlite3* handle() const noexcept { return handle_.get(); }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    void check(int code) const {
        if (code != SQLITE_OK)
            throw_sqlite(handle(), path_, code);
    }

    void execute(const char* sql) const {
        check(sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr));
    }

    /// The database as a file without a journal.
    [[nodiscard]] byte_buffer image() const {
        sqlite3_int64 size = 0;
        const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> copy{
            sqlite3_serialize(handle(), "main", &size, 0), sqlite3_free};
        if (!copy)
            throw_sqlite(nullptr, path_, SQLITE_NOMEM);
        const byte_span bytes{copy.get(), static_cast<std::size_t>(size)};
        byte_buffer image(bytes.begin(), bytes.end());
        crypto::wipe(bytes);
        return image;
    }

    [[noreturn]] void damaged(const std::string& why) const {
        refuse_session(session_errc::damaged, path_, why);
    }

private:
    struct closer {
        void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
    };

    std::string path_;
    std::unique_ptr<sqlite3, closer> handle_;
};

struct statement_closer {
    void operator()(sqlite3_stmt* prepared) const noexcept { sqlite3_finalize(prepared); }
};
using prepared_statement = std::unique_ptr<sqlite3_stmt, statement_closer>;

[[nodiscard]] inline prepared_statement
prepare(const sqlite_file& file, const char* sql, unsigned flags) {
    sqlite3_stmt* prepared = nullptr;
    file.check(sqlite3_prepare_v3(file.handle(), sql, -1, flags, &prepared, nullptr));
    return prepared_statement{prepared};
}

/// One run of a statement.
///
/// Bound texts and blobs must live until it has run: SQLite makes no copies, which would not be wiped.
///
/// Errors: std::system_error, from every function.
class statement {
public:
    /// A statement that is run once.
    statement(const sqlite_file& file, const char* sql)
        : file_(file), owned_(prepare(file, sql, 0)), handle_(owned_.get()) {}
    /// A prepared statement.
    statement(const sqlite_file& file, sqlite3_stmt* kept) : file_(file), handle_(kept) {}
    statement(const statement&) = delete;
    statement& operator=(const statement&) = delete;
    ~statement() {
        if (!owned_ && running_)
            sqlite3_reset(handle_);
    }

    statement& bind(std::int64_t value) {
        file_.check(sqlite3_bind_int64(handle_, ++bound_, value));
        return *this;
    }
    statement& bind_null() {
        file_.check(sqlite3_bind_null(handle_, ++bound_));
        return *this;
    }
    statement& bind(const std::optional<std::int64_t>& value) {
        return value ? bind(*value) : bind_null();
    }
    statement& bind_text(std::string_view text) {
        file_.check(sqlite3_bind_text(
            handle_, ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_STATIC
        ));
        return *this;
    }
    statement& bind_blob(byte_view blob) {
        file_.check(sqlite3_bind_blob(
            handle_, ++bound_, blob.data(), static_cast<int>(blob.size()), SQLITE_STATIC
        ));
        return *this;
    }

    /// A blob of so many zeros, also of none.
    statement& bind_zeros(int count) {
        file_.check(sqlite3_bind_zeroblob(handle_, ++bound_, count));
        return *this;
    }

    /// Moves to the next row; false at the end.
    bool step() {
        running_ = true;
        const auto code = sqlite3_step(handle_);
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            throw_sqlite(file_.handle(), file_.path(), code);
        return code == SQLITE_ROW;
    }

    /// Runs to the end; then values can be bound again.
    void run() {
        while (step()) {
        }
        running_ = false;
        file_.check(sqlite3_reset(handle_));
        bound_ = 0;
    }

    [[nodiscard]] bool is_null(int column) const {
        return sqlite3_column_type(handle_, column) == SQLITE_NULL;
    }
    [[nodiscard]] std::int64_t number(int column) const {
        expect(column, SQLITE_INTEGER);
        return sqlite3_column_int64(handle_, column);
    }
    [[nodiscard]] std::int32_t small_number(int column) const {
        using limits = std::numeric_limits<std::int32_t>;
        const auto value = number(column);
        if (value < limits::min() || value > limits::max())
            damaged(column);
        return static_cast<std::int32_t>(value);
    }
    [[nodiscard]] bool flag(int column) const {
        const auto value = number(column);
        if (value != 0 && value != 1)
            damaged(column);
        return value == 1;
    }
    [[nodiscard]] std::optional<bool> optional_flag(int column) const {
        return is_null(column) ? std::nullopt : std::optional{flag(column)};
    }
    [[nodiscard]] std::string_view text(int column) const {
        expect(column, SQLITE_TEXT);
        return text_of(bytes(column));
    }
    [[nodiscard]] byte_view blob(int column) const {
        expect(column, SQLITE_BLOB);
        return bytes(column);
    }

    [[noreturn]] void damaged(int column) const {
        const auto* name = sqlite3_column_name(handle_, column);
        file_.damaged(
            std::string{"column "} + (name != nullptr ? name : "?") + " has an invalid value"
        );
    }

private:
    void expect(int column, int type) const {
        if (sqlite3_column_type(handle_, column) != type)
            damaged(column);
    }
    [[nodiscard]] byte_view bytes(int column) const {
        const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
        return data != nullptr ? byte_view{data, size} : byte_view{};
    }

    const sqlite_file& file_;
    prepared_statement owned_;
    sqlite3_stmt* handle_;
    int bound_ = 0;
    bool running_ = false;
};

/// A statement that is prepared on first use and then reused.
class kept_statement {
public:
    explicit kept_statement(const char* sql) : sql_(sql) {}

    [[nodiscard]] statement on(const sqlite_file& file) {
        if (!prepared_)
            prepared_ = prepare(file, sql_, SQLITE_PREPARE_PERSISTENT);
        return {file, prepared_.get()};
    }

private:
    const char* sql_;
    prepared_statement prepared_;
};

/// Groups writes; they are undone unless `commit` was reached.
class transaction {
public:
    /// Its statements, prepared once per file.
    struct statements {
        kept_statement begin{"begin immediate"};
        kept_statement commit{"commit"};
    };

    transaction(const sqlite_file& file, statements& kept) : file_(&file), kept_(kept) {
        kept.begin.on(file).run();
    }
    ~transaction() {
        if (file_ != nullptr)
            sqlite3_exec(file_->handle(), "rollback", nullptr, nullptr, nullptr);
    }
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;

    void commit() {
        kept_.commit.on(*file_).run();
        file_ = nullptr;
    }

private:
    const sqlite_file* file_;
    statements& kept_;
};

/// While it lives, a commit waits until the data is on disk.
class synced {
public:
    explicit synced(const sqlite_file& file) : file_(file) {
        file.execute("pragma synchronous = full");
    }
    ~synced() {
        sqlite3_exec(file_.handle(), "pragma synchronous = normal", nullptr, nullptr, nullptr);
    }
    synced(const synced&) = delete;
    synced& operator=(const synced&) = delete;

private:
    const sqlite_file& file_;
};

} // namespace awaitgram::detail
