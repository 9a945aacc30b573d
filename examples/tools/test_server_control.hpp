// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/testing/server.hpp>

#include <asio/io_context.hpp>

#include <memory>

/// Lets a test in any language act as the users of a test server: commands on standard input, answers on standard output, both as
/// JSON, one object a line.
///
/// The commands are carried out in their order, each after the answer to the one before.
class test_server_control {
public:
    /// The server must outlive the control.
    ///
    /// Errors: std::system_error when standard input is a file: a pipe, a socket or a terminal is needed.
    test_server_control(asio::io_context& io, awaitgram::testing::server& server);
    test_server_control(const test_server_control&) = delete;
    test_server_control& operator=(const test_server_control&) = delete;
    ~test_server_control();

    /// Carries out commands until standard input ends.
    [[nodiscard]] awaitgram::awaitable<void> run();

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};
