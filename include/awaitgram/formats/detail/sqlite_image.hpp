// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_helpers.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// Larger files are refused.
inline constexpr std::size_t largest_session_file = std::size_t{512} << 20;

inline constexpr std::string_view sqlite_magic{"SQLite format 3\0", 16};

/// The content of a file; nothing when it does not exist.
inline std::optional<byte_buffer> read_file(const std::string& path, std::size_t limit) {
    std::ifstream file{path, std::ios::binary | std::ios::ate};
    if (!file)
        return std::nullopt;
    const auto size = file.tellg();
    if (size < 0 || static_cast<std::size_t>(size) > limit)
        refuse(session_errc::storage, path + " (too large, or no file)");
    byte_buffer bytes(static_cast<std::size_t>(size));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    if (file.gcount() != static_cast<std::streamsize>(size))
        refuse(session_errc::storage, path + " (it cannot be read)");
    return bytes;
}

/// A file read through SQLite's VFS: closing a descriptor of our own would release the locks that SQLite may hold on the file in
/// this process.
class shared_file {
public:
    explicit shared_file(const std::string& path) : path_(path) {
        std::string full(static_cast<std::size_t>(vfs_->mxPathname) + 1, '\0');
        if (vfs_->xFullPathname(vfs_, path.c_str(), vfs_->mxPathname + 1, full.data()) != SQLITE_OK)
            fail("it cannot be opened");
        name_.reset(sqlite3_create_filename(full.c_str(), "", "", 0, nullptr));
        memory_ = std::make_unique<std::max_align_t[]>(
            static_cast<std::size_t>(vfs_->szOsFile) / sizeof(std::max_align_t) + 1
        );
        file_ = reinterpret_cast<sqlite3_file*>(memory_.get());
        constexpr auto flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
        if (!name_ || vfs_->xOpen(vfs_, name_.get(), file_, flags, nullptr) != SQLITE_OK) {
            close();
            fail("it cannot be opened");
        }
    }
    ~shared_file() {
        file_->pMethods->xUnlock(file_, SQLITE_LOCK_NONE);
        close();
    }
    shared_file(const shared_file&) = delete;
    shared_file& operator=(const shared_file&) = delete;

    /// Locks out writers until this is destroyed.
    void lock() const {
        if (file_->pMethods->xLock(file_, SQLITE_LOCK_SHARED) != SQLITE_OK)
            refuse(session_errc::in_use, path_);
    }

    [[nodiscard]] std::size_t size() const {
        sqlite3_int64 size = 0;
        if (file_->pMethods->xFileSize(file_, &size) != SQLITE_OK || size < 0)
            fail("it cannot be read");
        return static_cast<std::size_t>(size);
    }

    /// The content, at most `most` bytes of it.
    [[nodiscard]] byte_buffer read(std::size_t most = largest_session_file + 1) const {
        byte_buffer bytes(std::min(size(), most));
        if (bytes.size() > largest_session_file)
            fail("it is too large");
        constexpr std::size_t step = std::size_t{1} << 24;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            const auto part = static_cast<int>(std::min(step, bytes.size() - at));
            if (file_->pMethods->xRead(file_, &bytes[at], part, static_cast<sqlite3_int64>(at)) !=
                SQLITE_OK)
                fail("it cannot be read");
        }
        return bytes;
    }

private:
    struct name_deleter {
        void operator()(const char* name) const noexcept { sqlite3_free_filename(name); }
    };

    void close() noexcept {
        if (file_->pMethods != nullptr)
            file_->pMethods->xClose(file_);
    }
    [[noreturn]] void fail(const char* why) const {
        refuse(session_errc::storage, path_ + " (" + why + ')');
    }

    const std::string& path_;
    sqlite3_vfs* vfs_ = sqlite3_vfs_find(nullptr);
    std::unique_ptr<const char, name_deleter> name_;
    std::unique_ptr<std::max_align_t[]> memory_;
    sqlite3_file* file_ = nullptr;
};

/// Applies the committed pages of a write-ahead log to the image of its database, as SQLite does when opening it.
///
///     | magic:u32 | format:u32 | page size:u32 | checkpoint:u32 | salt:8 | check:8 |
///     then frames | page:u32 | pages after commit, or 0:u32 | salt:8 | check:8 | the page |
///
/// Spec: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
inline void apply_log(byte_buffer& image, byte_view log) {
    if (log.size() < 32)
        return;
    const auto number = [log](std::size_t at) {
        return static_cast<std::uint32_t>(load_be(log.subspan(at, 4)));
    };
    const auto big_endian = number(0) == 0x377f0683;
    const std::size_t page_size = number(8);
    if ((!big_endian && number(0) != 0x377f0682) || number(4) != 3007000 || page_size < 512 ||
        page_size > 65536 || (page_size & (page_size - 1)) != 0)
        return;
    std::uint32_t check[2] = {0, 0};
    const auto add = [&](std::size_t at, std::size_t size) {
        for (const auto end = at + size; at < end; at += 8) {
            const auto word = [&](std::size_t from) {
                return big_endian ? number(from) : load_le<std::uint32_t>(&log[from]);
            };
            check[0] += word(at) + check[1];
            check[1] += word(at + 4) + check[0];
        }
    };
    const auto checked = [&](std::size_t at) {
        return number(at) == check[0] && number(at + 4) == check[1];
    };
    add(0, 24);
    if (!checked(24))
        return;
    std::size_t committed = 32;
    std::size_t pages = 0;
    for (auto at = committed; at + 24 + page_size <= log.size(); at += 24 + page_size) {
        add(at, 8);
        add(at + 24, page_size);
        if (std::memcmp(&log[at + 8], &log[16], 8) != 0 || !checked(at + 16))
            break;
        if (number(at + 4) != 0) {
            committed = at + 24 + page_size;
            pages = number(at + 4);
        }
    }
    if (pages == 0 || pages > largest_session_file / page_size)
        return;
    image.resize(pages * page_size);
    for (std::size_t at = 32; at < committed; at += 24 + page_size)
        if (const std::size_t page = number(at); page != 0 && page <= pages)
            std::memcpy(&image[(page - 1) * page_size], &log[at + 24], page_size);
}

/// The database in a file, with its write-ahead log applied. Neither file is changed.
///
/// Errors: std::system_error with `session_errc`: `in_use` when a program is writing to it or left a journal, `storage`.
inline byte_buffer read_database(const shared_file& database, const std::string& path) {
    const auto log_of = [&path] {
        return read_file(path + "-wal", largest_session_file).value_or(byte_buffer{});
    };
    database.lock();
    const auto journal = read_file(path + "-journal", largest_session_file);
    if (journal && !journal->empty() && (*journal)[0] != 0)
        refuse(
            session_errc::in_use,
            path + " (it has an unfinished journal: start and end the program that wrote it)"
        );
    secret_bytes log{log_of()};
    auto image = database.read();
    const secret_bytes after{log_of()};
    if (after.bytes != log.bytes)
        refuse(session_errc::in_use, path + " (it is being written)");
    apply_log(image, log.bytes);
    return image;
}

} // namespace awaitgram::detail
