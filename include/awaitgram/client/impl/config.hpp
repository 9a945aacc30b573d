// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/config.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/uncaught.hpp>
#include <awaitgram/crypto/rsa.hpp>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

inline std::string purpose_of(std::string_view name) {
    if (name == "API_ID" || name == "API_HASH")
        return "your application's values are on https://my.telegram.org, API development tools";
    if (name == "BOT_TOKEN")
        return "it is the token that https://t.me/BotFather gave your bot";
    if (name == "AWAITGRAM_DC")
        return "it names the data centre at which a new session starts, such as 2";
    if (name == "AWAITGRAM_TRANSPORT")
        return "it is abridged, intermediate, padded_intermediate or full, the first three also "
               "behind obfuscated_";
    if (name == "AWAITGRAM_SERVER_KEY")
        return "it names the PEM file with the public key of AWAITGRAM_SERVER";
    return "the program needs it";
}

/// The value of an optional variable; empty when it is not set.
inline std::string_view optional_environment(const char* name) {
    const auto* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

inline void read_dc(client_config& configuration) {
    const auto text = optional_environment("AWAITGRAM_DC");
    if (text.empty())
        return;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, configuration.dc);
    if (parsed.ec != std::errc{} || parsed.ptr != end || configuration.dc <= 0)
        throw_reported(std::runtime_error(
            "the environment variable AWAITGRAM_DC is not a positive number: " +
            purpose_of("AWAITGRAM_DC")
        ));
}

inline void read_transport(client_config& configuration) {
    constexpr std::pair<std::string_view, transport::kind> kinds[]{
        {"abridged", transport::kind::abridged},
        {"intermediate", transport::kind::intermediate},
        {"padded_intermediate", transport::kind::padded_intermediate},
        {"full", transport::kind::full},
    };
    constexpr std::string_view obfuscated = "obfuscated_";
    auto text = optional_environment("AWAITGRAM_TRANSPORT");
    if (text.empty())
        return;
    const auto hidden = text.substr(0, obfuscated.size()) == obfuscated;
    if (hidden)
        text.remove_prefix(obfuscated.size());
    for (const auto& [name, kind] : kinds)
        if (name == text && !(hidden && kind == transport::kind::full)) {
            configuration.transport = kind;
            configuration.obfuscation =
                hidden ? transport::obfuscation::on : transport::obfuscation::none;
            return;
        }
    throw_reported(std::runtime_error(
        "the environment variable AWAITGRAM_TRANSPORT names no transport: " +
        purpose_of("AWAITGRAM_TRANSPORT")
    ));
}

/// The text of a small file. Errors: std::system_error that names the file.
inline std::string read_small_file(const std::string& path) {
    struct closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    const std::unique_ptr<std::FILE, closer> file{std::fopen(path.c_str(), "rb")};
    if (!file)
        throw_reported(std::system_error(errno, std::generic_category(), "cannot open " + path));
    std::string text(65'536, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0)
        throw_reported(std::system_error(errno, std::generic_category(), "cannot read " + path));
    return text;
}

} // namespace detail

AWAITGRAM_DECL std::string environment(const char* name) {
    const auto* value = std::getenv(name);
    if (value == nullptr || *value == '\0')
        throw_reported(std::runtime_error(
            "the environment variable " + std::string{name} +
            " is not set: " + detail::purpose_of(name)
        ));
    return value;
}

AWAITGRAM_DECL client_config app_from_environment() {
    client_config configuration;
    const auto id = environment("API_ID");
    const auto* end = id.data() + id.size();
    const auto parsed = std::from_chars(id.data(), end, configuration.api_id);
    if (parsed.ec != std::errc{} || parsed.ptr != end || configuration.api_id <= 0)
        throw_reported(std::runtime_error(
            "the environment variable API_ID is not a positive number: " +
            detail::purpose_of("API_ID")
        ));
    configuration.api_hash = environment("API_HASH");
    detail::read_dc(configuration);
    detail::read_transport(configuration);
    if (const auto* test = std::getenv("AWAITGRAM_TEST_DC"); test != nullptr && *test != '\0') {
        const std::string_view number{test};
        if (number != "1" && number != "2" && number != "3")
            throw_reported(std::runtime_error(
                "the environment variable AWAITGRAM_TEST_DC is not 1, 2 or 3: it is the number of "
                "one of Telegram's test data centres"
            ));
        configuration.test_dc = true;
        configuration.dc = number.front() - '0';
    }
    const auto* server = std::getenv("AWAITGRAM_SERVER");
    if (server == nullptr || *server == '\0')
        return configuration;
    configuration.server = parse_server_address(server);
    if (!configuration.server)
        throw_reported(std::runtime_error(
            "the environment variable AWAITGRAM_SERVER is not host:port, such as 127.0.0.1:4443"
        ));
    const auto path = environment("AWAITGRAM_SERVER_KEY");
    auto key = crypto::rsa_public_key::from_pem(detail::read_small_file(path));
    if (!key)
        throw_reported(std::system_error(key.error(), path + " is no public key in PEM form"));
    configuration.server_keys.push_back(std::move(*key));
    return configuration;
}

} // namespace awaitgram
