// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/login/prompts.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::testing {

class server;

/// A user of a test server, played by the test itself, without a client.
class test_user {
public:
    [[nodiscard]] std::int64_t id() const noexcept { return id_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// The phone number, for tests that sign in as this user with a client.
    [[nodiscard]] const std::string& phone() const noexcept { return phone_; }
    /// Answers that sign a `userbot` or `client` in as this user.
    [[nodiscard]] sign_in_prompts prompts() const;

    /// Sends a message to a bot, which is started and signed in first if necessary.
    ///
    /// Errors: std::runtime_error when the bot cannot sign in.
    template <class Bot>
    void writes(Bot& bot, std::string_view text);

    /// Waits for the next unread message of a bot and reads it; the bot runs meanwhile, on this thread.
    ///
    /// Errors: std::runtime_error when none comes within twenty seconds.
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
