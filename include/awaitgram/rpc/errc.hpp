// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram::rpc {

/// Errors of a call other than refusals (rpc_error) and link failures (std::system_error of other categories).
enum class errc {
    /// A request was called while `client::run` was not running.
    not_running = 1,
    /// An answer of the server does not follow the schema.
    malformed_answer,
};

[[nodiscard]] inline const char* category_name(errc) noexcept {
    return "awaitgram.rpc";
}

[[nodiscard]] inline const char* to_string(errc code) noexcept {
    switch (code) {
    case errc::not_running:
        return "the client is not running: call requests inside the body of client.run";
    case errc::malformed_answer:
        return "the server's answer does not follow the schema";
    }
    return "unknown rpc error";
}

[[nodiscard]] inline std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), category_of<errc>()};
}

} // namespace awaitgram::rpc

template <>
struct std::is_error_code_enum<awaitgram::rpc::errc> : std::true_type {};
