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
#include <cstdlib>
#include <string>
#include <sys/resource.h>

#include "child_process.hpp"
#include "cpu_time.hpp"

namespace support {

/// Raises the limit of open files to `count`; false if the system refuses.
inline bool allow_open_files(std::size_t count) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    if (limit.rlim_cur >= count)
        return true;
    limit.rlim_cur = count;
    if (limit.rlim_max < count)
        limit.rlim_max = count; // needs a privilege
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/// The key that client number `which` shares with the server; both processes derive it.
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

/// The test server in a separate process; it knows the first `keys` of the numbered keys.
///
/// main must call `serve_if_asked` first.
class server_process {
public:
    explicit server_process(std::uint32_t keys) : child_(serve_flag, std::to_string(keys)) {
        port_ = static_cast<std::uint16_t>(child_.next_number());
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Its processor time so far, in seconds.
    [[nodiscard]] double cpu_time() {
        child_.ask();
        return child_.next_number();
    }

    /// Serves and exits if this process was started as the server.
    static void serve_if_asked(int count, char** arguments) {
        const auto* const asked = child_process::argument(count, arguments, serve_flag);
        if (asked == nullptr)
            return;
        const auto keys = static_cast<std::uint32_t>(std::strtoul(asked, nullptr, 10));
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
        child_process::answer(telegram.port());
        while (child_process::asked())
            child_process::answer(process_cpu_time());
        std::_Exit(0); // with all its connections at once
    }

private:
    static constexpr const char* serve_flag = "--serve";

    child_process child_;
    std::uint16_t port_ = 0;
};

} // namespace support
