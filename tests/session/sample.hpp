// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/formats/string.hpp>

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

/// The fictitious account of tests/vectors/sessions; its README lists the programs that wrote the files.
namespace awaitgram::tests {

inline constexpr std::int64_t sample_user = 7000000001;
inline constexpr std::int64_t sample_bot = 7000000002;
inline constexpr std::int32_t sample_api_id = 12345;

/// SHA-512 of "mtproto-session-sample-0" to "-3", one after another.
inline crypto::auth_key sample_key() {
    byte_buffer bytes(256);
    for (auto i = 0; i < 4; ++i) {
        const auto text = "mtproto-session-sample-" + std::to_string(i);
        EVP_Digest(
            text.data(), text.size(), &bytes[std::size_t(i) * 64], nullptr, EVP_sha512(), nullptr
        );
    }
    return crypto::auth_key{bytes};
}

inline std::string sample_path(const std::string& name) {
    return std::string{AWAITGRAM_SESSION_VECTORS "/"} + name;
}

inline std::string content_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    REQUIRE(file.good());
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// A file's only line.
inline std::string sample_line(const std::string& name) {
    auto text = content_of(sample_path(name));
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

/// The code and the text of the exception of `action`.
inline std::system_error refusal(const std::function<void()>& action) {
    try {
        action();
    } catch (const std::system_error& error) {
        return error;
    }
    return std::system_error{std::error_code{}, "nothing was thrown"};
}

inline std::error_code code_of(const std::function<void()>& action) {
    return refusal(action).code();
}

/// The home data centre as it is stored.
inline const dc_option& home_of(const imported_session& session) {
    const auto found = session.data.dcs.find(session.data.home_dc);
    REQUIRE(found != session.data.dcs.end());
    return found->second;
}

} // namespace awaitgram::tests
