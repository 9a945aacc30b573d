// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/config.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/account.hpp>
#include <awaitgram/testing/options.hpp>
#include <awaitgram/testing/tcp_driver.hpp>
#include <awaitgram/testing/telegram.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace awaitgram::testing {

/// Makes a key for a server.
///
/// Its fingerprint doesn't begin with a zero: there are clients that compare fingerprints as text and lose such zeros.
[[nodiscard]] inline crypto::rsa_private_key make_server_key() {
    for (;;) {
        auto key = crypto::rsa_private_key::generate();
        if (static_cast<std::uint64_t>(key.public_key().fingerprint()) >> 60 != 0)
            return key;
    }
}

/// A Telegram of one's own, in this process: it speaks the real protocol over TCP on the loopback interface.
///
/// ```cpp
/// awaitgram::testing::server telegram;
/// awaitgram::bot bot{awaitgram::memory_session{}, telegram.app()};
/// bot.on_message(awaitgram::filters::text, echo);
/// auto alice = telegram.user("Alice");
/// alice.writes(bot, "hello");
/// CHECK(alice.reads(bot) == "hello");
/// ```
/// It runs in a thread of its own and ends, with all its connections, when it is destroyed. Accounts live as long as the server.
class server {
public:
    /// Errors: std::system_error when it can't listen at the address and port of the options.
    explicit server(server_options options = {}) : server(std::move(options), shared_key()) {}

    server(server_options options, crypto::rsa_private_key key)
        : public_key_(key.public_key()), options_(std::move(options)),
          machine_(options_, std::move(key), crypto::system_random()),
          driver_(io_, machine_, crypto::system_random()),
          port_(driver_.listen(options_.address, options_.port)), thread_([this] { io_.run(); }) {}

    server(const server&) = delete;
    server& operator=(const server&) = delete;

    ~server() {
        asio::post(io_, [this] {
            driver_.stop();
            io_.stop();
        });
        thread_.join();
    }

    [[nodiscard]] const std::string& address() const noexcept { return options_.address; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] const crypto::rsa_public_key& public_key() const noexcept { return public_key_; }
    /// The login code of every user.
    [[nodiscard]] const std::string& code() const noexcept { return options_.code; }

    /// What a client needs to reach this server and no other.
    [[nodiscard]] awaitgram::app app() const {
        awaitgram::app configuration;
        configuration.api_id = 1;
        configuration.api_hash = "0123456789abcdef0123456789abcdef";
        configuration.server = server_address{options_.address, port_};
        configuration.server_keys = {public_key_};
        configuration.dc = options_.dc;
        return configuration;
    }

    /// Runs `work` on the server's thread, where `telegram` may be used, and returns what it returns.
    template <class Work>
    auto on_server(Work work) {
        // Shared: the thread may still be leaving the task when its result is there.
        const auto task = std::make_shared<std::packaged_task<decltype(work())()>>(std::move(work));
        auto result = task->get_future();
        asio::post(io_, [task] { (*task)(); });
        return result.get();
    }

    /// A new user, played by the test.
    [[nodiscard]] account user(const std::string& name) {
        return on_server([&] {
            const auto& user = machine_.add_user(name);
            return account{*this, user.id, name, user.phone};
        });
    }

    /// The data centre itself; only inside `on_server`.
    [[nodiscard]] telegram& data_centre() noexcept { return machine_; }
    /// Sends what the data centre has to say; only inside `on_server`.
    void pump() { driver_.pump(); }

private:
    friend class account;

    static const crypto::rsa_private_key& shared_key() {
        static const auto key = make_server_key();
        return key;
    }

    /// The account of a bot that a test made, which gets a token at its first use.
    [[nodiscard]] std::int64_t bot_account(const void* bot, std::string& token) {
        return on_server([&] {
            auto& id = bots_[bot];
            if (id == 0)
                id = 7'000'000'000 + static_cast<std::int64_t>(bots_.size());
            token = std::to_string(id) + ":token";
            return id;
        });
    }

    void write(std::int64_t from, std::int64_t to, std::string_view text);
    [[nodiscard]] std::optional<std::string> read(std::int64_t reader, std::int64_t writer);

    crypto::rsa_public_key public_key_;
    server_options options_;
    asio::io_context io_{1};
    telegram machine_;
    tcp_driver driver_;
    std::uint16_t port_;
    std::map<const void*, std::int64_t> bots_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::int32_t> read_;
    std::thread thread_;
};

inline void server::write(std::int64_t from, std::int64_t to, std::string_view text) {
    on_server([&] {
        auto& everybody = machine_.everybody();
        auto* writer = everybody.find(from);
        auto* reader = everybody.find(to);
        if (writer == nullptr || reader == nullptr)
            throw std::logic_error("no such account");
        draft message;
        message.text = text;
        message.random_id = writer->box.next_id();
        const auto now = steady_now();
        const auto date = static_cast<std::int32_t>(unix_seconds(now));
        machine_.deliver(everybody.send(*writer, *reader, message, date), now);
        driver_.pump();
    });
}

inline std::optional<std::string> server::read(std::int64_t reader, std::int64_t writer) {
    return on_server([&]() -> std::optional<std::string> {
        auto& everybody = machine_.everybody();
        auto& last = read_[{reader, writer}];
        const auto& messages = everybody.find(reader)->box.messages();
        for (auto at = messages.upper_bound(last); at != messages.end(); ++at) {
            last = at->first;
            if (at->second.peer != writer || at->second.outgoing)
                continue;
            const auto now = steady_now();
            const auto date = static_cast<std::int32_t>(unix_seconds(now));
            machine_.deliver(everybody.read(*everybody.find(reader), writer, last, date), now);
            driver_.pump();
            return at->second.text;
        }
        return std::nullopt;
    });
}

namespace detail {

/// Runs a bot on this thread until `done`; false when it ended, or after ten seconds.
template <class Bot, class Done>
bool run_until(Bot& bot, Done done) {
    using clock = std::chrono::steady_clock;
    const auto deadline = clock::now() + std::chrono::seconds{10};
    while (!done()) {
        if (clock::now() > deadline || bot.failure())
            return false;
        bot.context().restart();
        bot.context().run_one_for(std::chrono::milliseconds{20});
        bot.context().poll();
    }
    return true;
}

/// Throws what ended a bot, or says what it didn't do.
template <class Bot>
[[noreturn]] void give_up(Bot& bot, const std::string& what) {
    if (bot.failure())
        std::rethrow_exception(bot.failure());
    throw std::runtime_error(what + " within ten seconds");
}

} // namespace detail

template <class Bot>
void account::writes(Bot& bot, std::string_view text) {
    std::string token;
    const auto id = home_->bot_account(&bot, token);
    bot.start(token);
    if (!detail::run_until(bot, [&] { return bot.ready(); }))
        detail::give_up(bot, "the bot didn't sign in");
    home_->write(id_, id, text);
}

template <class Bot>
std::string account::reads(Bot& bot) {
    std::string token;
    const auto id = home_->bot_account(&bot, token);
    std::optional<std::string> text;
    if (!detail::run_until(bot, [&] { return (text = home_->read(id_, id)).has_value(); }))
        detail::give_up(bot, "the bot didn't write to " + name_);
    return *text;
}

} // namespace awaitgram::testing
