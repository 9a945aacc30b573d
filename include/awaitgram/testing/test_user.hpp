// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/login/prompts.hpp>
#include <awaitgram/testing/test_chat.hpp>

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
    /// Sends a message to a group, or to a channel in which it may write.
    ///
    /// Errors: std::runtime_error with the server's refusal.
    void writes(test_chat chat, std::string_view text);

    /// Waits for the next unread message of a bot and reads it; the bot runs meanwhile, on this thread.
    ///
    /// Errors: std::runtime_error when none comes within twenty seconds.
    template <class Bot>
    [[nodiscard]] std::string reads(Bot& bot);
    /// As the other, a message of the bot in a group or channel.
    template <class Bot>
    [[nodiscard]] std::string reads(Bot& bot, const test_chat& chat);

private:
    friend class server;
    test_user(server& home, std::int64_t id, std::string name, std::string phone)
        : home_(&home), id_(id), name_(std::move(name)), phone_(std::move(phone)) {}

    template <class Bot>
    std::string reads_in(Bot& bot, std::int64_t chat);

    server* home_;
    std::int64_t id_;
    std::string name_;
    std::string phone_;
};

} // namespace awaitgram::testing
