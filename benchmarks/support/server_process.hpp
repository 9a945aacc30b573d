// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpu_time.hpp"

namespace support {

/// Lets this process have so many files open; false when the system doesn't.
inline bool allow_open_files(std::size_t count) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    if (limit.rlim_cur >= count)
        return true;
    limit.rlim_cur = count;
    if (limit.rlim_max < count)
        limit.rlim_max = count; // for those who may
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/// The key that number `which` of the clients shares with the server; both processes derive it.
inline awaitgram::crypto::auth_key numbered_key(std::uint32_t which) {
    awaitgram::byte_buffer bytes;
    for (std::uint32_t part = 0; part < 8; ++part) {
        std::array<std::uint8_t, 8> seed{};
        awaitgram::store_le(seed.data(), which);
        awaitgram::store_le(seed.data() + 4, part);
        const auto hash = awaitgram::crypto::sha256({seed});
        bytes.insert(bytes.end(), hash.begin(), hash.end());
    }
    return awaitgram::crypto::auth_key{bytes};
}

/// The test server in a process of its own, which knows the first `keys` of the numbered keys.
///
/// The process is this program started anew, so main calls `serve_if_asked` first. Commands and answers are lines of a pipe.
class server_process {
public:
    explicit server_process(std::uint32_t keys) {
        int to_server[2];
        int to_client[2];
        if (::pipe(to_server) != 0 || ::pipe(to_client) != 0)
            std::abort();
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(to_server[0], STDIN_FILENO);
            ::dup2(to_client[1], STDOUT_FILENO);
            for (const auto end : {to_server[0], to_server[1], to_client[0], to_client[1]})
                ::close(end);
            const auto count = std::to_string(keys);
            ::execl("/proc/self/exe", "benchmark", serve_flag, count.c_str(), nullptr);
            std::_Exit(1);
        }
        ::close(to_server[0]);
        ::close(to_client[1]);
        commands_ = ::fdopen(to_server[1], "w");
        answers_ = ::fdopen(to_client[0], "r");
        port_ = static_cast<std::uint16_t>(next_number());
    }
    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;
    ~server_process() {
        std::fclose(commands_); // the end of its commands ends it
        std::fclose(answers_);
        ::waitpid(child_, nullptr, 0);
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// The processor time that it has used so far, in seconds.
    [[nodiscard]] double cpu_time() {
        std::fputs("time\n", commands_);
        std::fflush(commands_);
        return next_number();
    }

    /// Serves and doesn't return where this process was started to be the server.
    static void serve_if_asked(int count, char** arguments) {
        if (count != 3 || std::strcmp(arguments[1], serve_flag) != 0)
            return;
        const auto keys = static_cast<std::uint32_t>(std::strtoul(arguments[2], nullptr, 10));
        if (!allow_open_files(keys + 100))
            std::exit(1);
        awaitgram::testing::server_options options;
        options.most_connections = std::size_t{4} * keys + 100;
        awaitgram::testing::server telegram{options};
        telegram.on_server([&] {
            const auto now = awaitgram::steady_now();
            for (std::uint32_t i = 0; i < keys; ++i)
                telegram.data_centre().add_key(numbered_key(i), i + 1, now);
        });
        std::printf("%d\n", telegram.port());
        std::fflush(stdout);
        while (std::getchar() != EOF) {
            char rest[8];
            if (std::fgets(rest, sizeof rest, stdin) == nullptr)
                break;
            std::printf("%.6f\n", process_cpu_time());
            std::fflush(stdout);
        }
        std::_Exit(0); // with all its connections at once
    }

private:
    static constexpr const char* serve_flag = "--serve";

    double next_number() {
        double number = 0;
        if (std::fscanf(answers_, "%lf", &number) != 1)
            std::abort();
        return number;
    }

    pid_t child_;
    std::FILE* commands_ = nullptr;
    std::FILE* answers_ = nullptr;
    std::uint16_t port_ = 0;
};

} // namespace support
