// SPDX-License-Identifier: MIT
// The in-process Telegram server of the tests as a program. Prints one line of JSON when it listens, with its address, and one when
// it ends, with the number of keys it knows and of packets with a wrong salt.
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <utility>

namespace {

namespace ag = awaitgram;

constexpr auto usage =
    "usage: test_server --port N --key-out FILE.pem [--dc N] [--password PW] [--sign-up]";

struct settings {
    ag::testing::server_options server{};
    std::string key_file{};
};

template <class Number>
Number number(std::string_view option, std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        throw std::invalid_argument(
            std::string{option} + " needs a number, not \"" + std::string{text} + '"'
        );
    return value;
}

settings read(int argc, char** argv) {
    settings chosen;
    auto with_port = false;
    for (auto i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--sign-up") {
            chosen.server.unknown = ag::testing::unknown_number::signs_up;
            continue;
        }
        const auto known = option == "--port" || option == "--key-out" || option == "--dc" ||
                           option == "--password";
        if (!known || i + 1 == argc)
            throw std::invalid_argument(
                std::string{option} + (known ? " needs a value; " : " is unknown; ") + usage
            );
        const std::string_view value = argv[++i];
        if (option == "--port") {
            chosen.server.port = number<std::uint16_t>(option, value);
            with_port = true;
        } else if (option == "--key-out") {
            chosen.key_file = value;
        } else if (option == "--dc") {
            chosen.server.dc = number<std::int32_t>(option, value);
        } else {
            chosen.server.password = value;
        }
    }
    if (!with_port || chosen.key_file.empty())
        throw std::invalid_argument(usage);
    return chosen;
}

/// Raises the limit of open files as far as the system allows: each connection is one.
void allow_open_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char** argv) {
    try {
        const auto chosen = read(argc, argv);
        allow_open_files();
        asio::io_context io;
        asio::signal_set signals{io, SIGTERM, SIGINT};
        signals.async_wait([](const std::error_code&, int) {});

        ag::testing::server server{chosen.server};
        std::ofstream key{chosen.key_file};
        key << server.public_key().to_pem();
        key.close();
        if (!key)
            throw std::runtime_error(
                "cannot write " + chosen.key_file + ": " + std::strerror(errno)
            );
        std::printf(
            R"({"address":"%s","port":%u,"fingerprint":"%016llx","code":"%s"})"
            "\n",
            server.address().c_str(),
            unsigned{server.port()},
            static_cast<unsigned long long>(server.public_key().fingerprint()),
            server.code().c_str()
        );
        std::fflush(stdout);
        io.run();
        const auto [keys, wrong_salts] = server.on_server([&server] {
            const auto& machine = server.data_centre();
            return std::pair{machine.key_count(), machine.wrong_salts()};
        });
        std::printf("{\"keys\":%zu,\"wrong_salts\":%zu}\n", keys, wrong_salts);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "test_server: %s\n", error.what());
        return 1;
    }
}
