// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/error.hpp>

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace awaitgram::detail {

/// Restricts a session file to one user at a time, by a locked file beside it, `<path>.lock`, with the process id.
///
/// The session file itself is not locked: when a process closes any descriptor of a file, Linux releases all POSIX locks that the
/// process holds on it, including SQLite's. The kernel releases a flock lock with the process, so nothing remains after a kill.
/// The owner of the lock removes the file. A process that opened it before and then gets the lock sees that the name refers to
/// another file, or none, and starts again.
class file_lock {
public:
    file_lock() = default;

    /// `path` is without symbolic links; error texts name `shown`.
    ///
    /// Errors: std::system_error with `session_errc::in_use` or a system error.
    file_lock(const std::string& path, const std::string& shown) : name_(path + ".lock") {
        do {
            take(shown);
        } while (!is_ours());
        // On a full disk the lock works nevertheless, but without the id of its owner.
        const auto id = std::to_string(::getpid()) + '\n';
        if (::ftruncate(descriptor_, 0) == 0 &&
            ::pwrite(descriptor_, id.data(), id.size(), 0) != static_cast<ssize_t>(id.size()))
            errno = 0;
    }

    file_lock(file_lock&& other) noexcept
        : name_(std::move(other.name_)), descriptor_(std::exchange(other.descriptor_, -1)),
          held_(other.held_), owner_(other.owner_) {}
    file_lock& operator=(file_lock&& other) noexcept {
        std::swap(name_, other.name_);
        std::swap(descriptor_, other.descriptor_);
        std::swap(held_, other.held_);
        std::swap(owner_, other.owner_);
        return *this;
    }
    ~file_lock() {
        if (descriptor_ >= 0 && owner_ == ::getpid()) // not by the copy in a forked process
            ::unlink(name_.c_str());
        drop();
    }

    /// False where the file system has no such locks.
    [[nodiscard]] bool is_held() const noexcept { return held_; }

private:
    void take(const std::string& shown) {
        drop();
        descriptor_ =
            ::open(name_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
        if (descriptor_ < 0)
            refuse(errno, shown);
        held_ = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
        if (held_)
            return;
        const auto reason = errno;
        // Without such locks, SQLite's own must suffice.
        if (reason != EWOULDBLOCK)
            return;
        const auto user = holder();
        drop();
        throw std::system_error(
            make_error_code(session_errc::in_use), shown + " is already in use by " + user
        );
    }

    /// Whether the name still refers to the locked file: its previous owner may have removed it meanwhile.
    [[nodiscard]] bool is_ours() const {
        struct stat named {};
        struct stat locked {};
        return ::fstat(descriptor_, &locked) == 0 && ::stat(name_.c_str(), &named) == 0 &&
               named.st_ino == locked.st_ino && named.st_dev == locked.st_dev;
    }

    [[nodiscard]] std::string holder() const {
        char text[16];
        const auto size = ::pread(descriptor_, text, sizeof text, 0);
        long id = 0;
        if (size > 0)
            std::from_chars(text, text + size, id);
        if (id == 0)
            return "another process";
        return (id == ::getpid() ? "this process, " : "process ") + std::to_string(id);
    }

    [[noreturn]] void refuse(int reason, const std::string& shown) {
        drop();
        auto text = "cannot open the session " + shown;
        if (reason == EACCES || reason == EPERM || reason == EROFS)
            text += " (files are made beside it, so its directory must be writable)";
        throw std::system_error(reason, std::generic_category(), text);
    }

    void drop() noexcept {
        if (descriptor_ >= 0)
            ::close(std::exchange(descriptor_, -1));
    }

    std::string name_;
    int descriptor_ = -1;
    bool held_ = false;
    ::pid_t owner_ = ::getpid();
};

} // namespace awaitgram::detail
