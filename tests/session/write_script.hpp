// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace awaitgram::tests {

/// Waits for a condition; false after 20 seconds, a guard against hanging.
inline bool wait_guarded(
    std::condition_variable& changed,
    std::unique_lock<std::mutex>& lock,
    const std::function<bool()>& condition
) {
    return changed.wait_for(lock, std::chrono::seconds{20}, condition);
}

/// Counts the writes of a medium, on any thread, and disturbs one of them.
class write_script {
public:
    /// Called before each write; false when it must fail.
    bool write() {
        std::unique_lock lock{guard_};
        if (count_++ != disturbed_)
            return true;
        if (deed_ == deed::fail)
            return false;
        held_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !held_; });
        return true;
    }

    /// The number of writes since the last of the calls below.
    [[nodiscard]] std::size_t count() const {
        const std::lock_guard lock{guard_};
        return count_;
    }

    void only_count() { reset(none, deed::fail); }
    void fail_at(std::size_t number) { reset(number, deed::fail); }
    /// Blocks a write until `release`.
    void hold_at(std::size_t number) { reset(number, deed::hold); }

    /// Returns when the write is blocked; throws when that takes too long.
    void wait_until_held() {
        std::unique_lock lock{guard_};
        if (!wait_guarded(changed_, lock, [this] { return held_; }))
            throw std::runtime_error("the write was not reached");
    }
    void release() {
        const std::lock_guard lock{guard_};
        held_ = false;
        changed_.notify_all();
    }

private:
    enum class deed { fail, hold };
    static constexpr auto none = static_cast<std::size_t>(-1);

    void reset(std::size_t number, deed what) {
        const std::lock_guard lock{guard_};
        count_ = 0;
        disturbed_ = number;
        deed_ = what;
    }

    mutable std::mutex guard_;
    std::condition_variable changed_;
    std::size_t count_ = 0;
    std::size_t disturbed_ = none;
    deed deed_ = deed::fail;
    bool held_ = false;
};

/// While one lives, SQLite's writes, syncs, truncations and removals of files follow a script.
class scripted_files {
public:
    explicit scripted_files(write_script& script)
        : script_(script), real_(*sqlite3_vfs_find(nullptr)) {
        vfs_ = real_;
        vfs_.zName = "scripted";
        vfs_.szOsFile = real_.szOsFile + static_cast<int>(sizeof(file));
        vfs_.pAppData = this;
        vfs_.xOpen = &open;
        vfs_.xDelete = &remove;
        REQUIRE(sqlite3_vfs_register(&vfs_, 1) == SQLITE_OK);
    }
    scripted_files(const scripted_files&) = delete;
    scripted_files& operator=(const scripted_files&) = delete;
    ~scripted_files() { sqlite3_vfs_unregister(&vfs_); }

private:
    /// The real file follows in memory, which SQLite aligns to 8 bytes.
    struct file {
        sqlite3_file base;
        sqlite3_io_methods methods;
        write_script* script;
    };

    static file& self(sqlite3_file* of) { return *reinterpret_cast<file*>(of); }
    static sqlite3_file* real(sqlite3_file* of) {
        return reinterpret_cast<sqlite3_file*>(reinterpret_cast<file*>(of) + 1);
    }
    /// Calls the method of the real file.
    template <auto Member, class... Args>
    static int pass(sqlite3_file* of, Args... args) {
        return (real(of)->pMethods->*Member)(real(of), args...);
    }
    template <auto Member, int Failure, class... Args>
    static int write(sqlite3_file* of, Args... args) {
        return self(of).script->write() ? pass<Member>(of, args...) : Failure;
    }

    static int
    open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* of, int flags, int* out) {
        auto& owner = *static_cast<scripted_files*>(vfs->pAppData);
        self(of).base.pMethods = nullptr;
        real(of)->pMethods = nullptr;
        const auto code =
            owner.real_.xOpen(sqlite3_vfs_find(owner.real_.zName), name, real(of), flags, out);
        if (real(of)->pMethods == nullptr)
            return code;
        using methods = sqlite3_io_methods;
        auto& own = self(of).methods;
        own = *real(of)->pMethods;
        own.iVersion = 1; // no memory maps: SQLite writes by xWrite alone
        own.xClose = &pass<&methods::xClose>;
        own.xRead = &pass<&methods::xRead, void*, int, sqlite3_int64>;
        own.xWrite = &write<&methods::xWrite, SQLITE_IOERR_WRITE, const void*, int, sqlite3_int64>;
        own.xTruncate = &write<&methods::xTruncate, SQLITE_IOERR_TRUNCATE, sqlite3_int64>;
        own.xSync = &write<&methods::xSync, SQLITE_IOERR_FSYNC, int>;
        own.xFileSize = &pass<&methods::xFileSize, sqlite3_int64*>;
        own.xLock = &pass<&methods::xLock, int>;
        own.xUnlock = &pass<&methods::xUnlock, int>;
        own.xCheckReservedLock = &pass<&methods::xCheckReservedLock, int*>;
        own.xFileControl = &pass<&methods::xFileControl, int, void*>;
        own.xSectorSize = &pass<&methods::xSectorSize>;
        own.xDeviceCharacteristics = &pass<&methods::xDeviceCharacteristics>;
        self(of).script = &owner.script_;
        self(of).base.pMethods = &own;
        return code;
    }

    static int remove(sqlite3_vfs* vfs, const char* name, int sync) {
        auto& owner = *static_cast<scripted_files*>(vfs->pAppData);
        if (!owner.script_.write())
            return SQLITE_IOERR_DELETE;
        return owner.real_.xDelete(sqlite3_vfs_find(owner.real_.zName), name, sync);
    }

    write_script& script_;
    sqlite3_vfs real_;
    sqlite3_vfs vfs_{};
};

} // namespace awaitgram::tests
