// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace awaitgram::tests {

/// Runs `work` in a child process. Returns its result (0 to 99), 100 if it threw, 101 if the process ended otherwise.
inline int status_of_child(const std::function<int()>& work) {
    const auto process = ::fork();
    if (process == 0) {
        try {
            ::_exit(work());
        } catch (const std::exception& error) {
            std::fprintf(stderr, "the child failed: %s\n", error.what());
            ::_exit(100);
        }
    }
    auto status = 0;
    if (process < 0 || ::waitpid(process, &status, 0) != process || !WIFEXITED(status))
        return 101;
    return WEXITSTATUS(status);
}

/// Whether `check`, run in a child process, returned true.
inline bool in_child(const std::function<bool()>& check) {
    return status_of_child([&check] { return check() ? 0 : 1; }) == 0;
}

/// From now on, writes of this process beyond this file size fail as on a full disk.
inline void fill_disk_at(std::uint64_t size) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size;
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

} // namespace awaitgram::tests
