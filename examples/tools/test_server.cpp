// SPDX-License-Identifier: MIT
// The in-process Telegram server of the tests as a program. Prints one line of JSON when it listens, with its address, and one when
// it ends, with the number of keys it knows and of packets with a wrong salt. With --control, the answers to commands are between.
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/crypto/server_key.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#ifdef TEST_SERVER_CONTROL
#include "test_server_control.hpp"
#endif

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace {

namespace ag = awaitgram;

constexpr auto usage = R"(usage: test_server --port N --key-out FILE [options]
--port N         the port to listen at; 0 takes any free one
--key-out FILE   the file to write the public RSA key to, as PEM
--key FILE       the private RSA key to use; it is generated and written when there is no such file
--dc N           the number of the data centre that the configuration names; by default the one that a client asks for
--files-dc N     the files of clients live at another data centre, which has this number and a port of its own
--password PW    the password of every user
--sign-up        unknown phone numbers have to sign up
--connections N  the most connections at a time
--log            writes one line per call and refusal to standard error
--control        reads commands from standard input, as the README describes)";

struct settings {
    ag::testing::server_options server{};
    std::string key_file{};
    std::string private_key_file{};
    bool control = false;
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
        if (option == "--log") {
            chosen.server.log = [](ag::log_level, std::string_view line) {
                std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
            };
            continue;
        }
        if (option == "--control") {
            chosen.control = true;
            continue;
        }
        const auto known = option == "--port" || option == "--key-out" || option == "--key" ||
                           option == "--dc" || option == "--files-dc" || option == "--password" ||
                           option == "--connections";
        if (!known || i + 1 == argc)
            throw std::invalid_argument(
                std::string{option} + (known ? " needs a value" : " is unknown") + "; try --help"
            );
        const std::string_view value = argv[++i];
        if (option == "--port") {
            chosen.server.port = number<std::uint16_t>(option, value);
            with_port = true;
        } else if (option == "--key-out") {
            chosen.key_file = value;
        } else if (option == "--key") {
            chosen.private_key_file = value;
        } else if (option == "--connections") {
            chosen.server.most_connections = number<std::size_t>(option, value);
        } else if (option == "--dc") {
            chosen.server.dc = number<std::int32_t>(option, value);
        } else if (option == "--files-dc") {
            chosen.server.files_dc = number<std::int32_t>(option, value);
            chosen.server.more_dcs = {*chosen.server.files_dc};
        } else {
            chosen.server.password = value;
        }
    }
    if (!with_port || chosen.key_file.empty())
        throw std::invalid_argument("--port and --key-out are needed; try --help");
    return chosen;
}

std::runtime_error cannot(const char* what, const std::string& path) {
    return std::runtime_error(
        std::string{"cannot "} + what + ' ' + path + ": " + std::strerror(errno)
    );
}

/// The private key in a file, which is created, readable for its owner alone, when there is none.
std::string private_key_in(const std::string& path) {
    if (std::ifstream existing{path}; existing) {
        std::string text{std::istreambuf_iterator<char>{existing}, {}};
        if (!ag::crypto::rsa_private_key::from_pem(text))
            throw std::runtime_error(path + " is no private RSA key of 2048 bits in PEM form");
        return text;
    }
    if (errno != ENOENT)
        throw cannot("read", path);
    auto text = ag::testing::make_server_key().to_pem();
    const auto file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        throw cannot("write", path);
    const auto written = ::write(file, text.data(), text.size());
    if (::close(file) != 0 || written != static_cast<ssize_t>(text.size()))
        throw cannot("write", path);
    return text;
}

/// Raises the limit of open files as far as the system allows: each connection is one.
void allow_open_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

#ifdef TEST_SERVER_CONTROL
/// The control that was asked for; it ends the program when it ends.
std::unique_ptr<test_server_control>
control_of(const settings& chosen, asio::io_context& io, ag::testing::server& server) {
    if (!chosen.control)
        return nullptr;
    auto control = std::make_unique<test_server_control>(io, server);
    asio::co_spawn(io, control->run(), [&io](const std::exception_ptr& failed) {
        io.stop();
        if (failed)
            std::rethrow_exception(failed);
    });
    return control;
}
#else
std::nullptr_t control_of(const settings& chosen, asio::io_context&, ag::testing::server&) {
    if (chosen.control)
        throw std::runtime_error(
            "--control is missing: this program was built without nlohmann-json"
        );
    return nullptr;
}
#endif

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc == 2 && std::string_view{argv[1]} == "--help") {
            std::printf("%s\n", usage);
            return 0;
        }
        auto chosen = read(argc, argv);
        if (!chosen.private_key_file.empty())
            chosen.server.key_pem = private_key_in(chosen.private_key_file);
        allow_open_files();
        asio::io_context io;
        asio::signal_set signals{io, SIGTERM, SIGINT};
        signals.async_wait([&io](const std::error_code&, int) { io.stop(); });

        ag::testing::server server{chosen.server};
        const auto control = control_of(chosen, io, server);
        std::ofstream key{chosen.key_file};
        key << server.public_key().to_pem();
        key.close();
        if (!key)
            throw cannot("write", chosen.key_file);
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
