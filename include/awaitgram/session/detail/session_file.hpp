// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace awaitgram::detail {

/// The names of a session file and of the files beside it.
///
/// Symbolic links are resolved once, here, including one to a file that does not exist yet: all names of a file must share one
/// lock, and SQLite creates its journals beside the target of a link.
class session_file {
public:
    /// Error texts name `shown`.
    explicit session_file(const std::string& shown)
        : shown_(shown), path_(is_file(shown) ? resolved(shown) : shown) {}

    /// False for a session in memory.
    [[nodiscard]] bool is_file() const noexcept { return is_file(path_); }
    /// Without symbolic links.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// Creates the file with mode 0600 before SQLite opens it; its journals get the same mode. Returns whether it was created.
    ///
    /// An existing file is not opened: closing it would release the locks that this process may hold on it.
    [[nodiscard]] bool make_private() const {
        const auto descriptor = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0 && errno != EEXIST)
            throw std::system_error(
                errno, std::generic_category(), "cannot open the session " + shown_
            );
        if (descriptor >= 0)
            ::close(descriptor);
        return descriptor >= 0;
    }

    /// Removes the permissions of others from an existing session and its journals.
    void protect() const {
        for (const auto* const suffix : suffixes) {
            // Regular files only, and not fatal where the file system has no modes.
            const auto name = path_ + suffix;
            struct stat status {};
            if (::stat(name.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
                (status.st_mode & 077) != 0 && ::chmod(name.c_str(), 0600) != 0)
                errno = 0;
        }
    }

    /// Removes a file whose creation failed, and its journals.
    void remove() const noexcept {
        for (const auto* const suffix : suffixes)
            ::unlink((path_ + suffix).c_str());
    }

private:
    static constexpr const char* suffixes[] = {"", "-wal", "-shm", "-journal"};
    static constexpr auto most_links = 40; // as Linux has it

    struct releaser {
        void operator()(char* text) const noexcept { std::free(text); }
    };
    using c_text = std::unique_ptr<char, releaser>;

    static bool is_file(const std::string& path) noexcept {
        return path != ":memory:" && !path.empty();
    }

    /// Returns an impossible path unchanged: opening it reports the error.
    static std::string resolved(std::string path) {
        for (auto left = most_links; left != 0; --left) {
            if (const c_text resolved{::realpath(path.c_str(), nullptr)})
                return resolved.get();
            // Only the directory exists, perhaps with a dangling link.
            const auto name = path.rfind('/') + 1;
            const c_text directory{
                ::realpath(name == 0 ? "." : path.substr(0, name).c_str(), nullptr)};
            if (!directory || name == path.size())
                break;
            const auto parent = std::string{directory.get()} + '/';
            const auto place = parent + path.substr(name);
            char target[PATH_MAX];
            const auto size = ::readlink(place.c_str(), target, sizeof target);
            if (size <= 0)
                return place;
            const std::string led_to(target, static_cast<std::size_t>(size));
            path = led_to.front() == '/' ? led_to : parent + led_to;
        }
        return path;
    }

    std::string shown_;
    std::string path_;
};

} // namespace awaitgram::detail
