// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::testing {

class server;

/// A user of a test server, played by the test itself: he needs no client.
class test_user {
public:
    [[nodiscard]] std::int64_t id() const noexcept { return id_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// The number to sign in with, for tests that use a client after all.
    [[nodiscard]] const std::string& phone() const noexcept { return phone_; }

    /// Writes to a bot, which is started if it isn't running and then has the message.
    ///
    /// Errors: std::runtime_error when the bot can't sign in.
    template <class Bot>
    void writes(Bot& bot, std::string_view text);

    /// Waits for the next message of a bot that wasn't read yet, and reads it; the bot runs meanwhile, on this thread.
    ///
    /// Errors: std::runtime_error when none comes within ten seconds.
    template <class Bot>
    [[nodiscard]] std::string reads(Bot& bot);

private:
    friend class server;
    test_user(server& home, std::int64_t id, std::string name, std::string phone)
        : home_(&home), id_(id), name_(std::move(name)), phone_(std::move(phone)) {}

    server* home_;
    std::int64_t id_;
    std::string name_;
    std::string phone_;
};

} // namespace awaitgram::testing
