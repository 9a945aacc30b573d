// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace awaitgram::testing {

/// What happens when a telephone number that nobody has yet signs in.
enum class unknown_number {
    /// It gets an account there and then, named after its last digits.
    gets_account,
    /// The client is told to sign up, and has to say a name.
    signs_up,
};

/// How a test server behaves.
struct server_options {
    /// The data centre that it is.
    std::int32_t dc = 2;
    /// The login code that every user is sent.
    std::string code = "22222";
    /// The password of every user; none when empty.
    std::string password{};
    unknown_number unknown = unknown_number::gets_account;
    /// Where clients reach it.
    std::string address = "127.0.0.1";
    /// The port to listen at; 0 takes any free one.
    std::uint16_t port = 0;
    /// At most so many connections at a time; more are closed at once.
    std::size_t most_connections = 512;
};

} // namespace awaitgram::testing
