// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/config.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/testing/clock/clock.hpp>
#include <awaitgram/testing/detail/guarded_run.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/test_user.hpp>

#include <asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram::testing {

class telegram;

/// An in-process Telegram server, which speaks the real protocol over TCP on the loopback interface.
///
/// ```cpp
/// awaitgram::testing::server telegram;
/// awaitgram::bot bot{awaitgram::memory_session{}, telegram.app()};
/// bot.on_message(awaitgram::filters::text, echo);
/// auto alice = telegram.user("Alice");
/// alice.writes(bot, "hello");
/// CHECK(alice.reads(bot) == "hello");
/// ```
/// Runs in its own thread; the destructor ends it and its connections. Accounts live as long as the server.
class server {
public:
    /// Errors: std::system_error when it cannot listen at the address and port of the options, or their key is none.
    explicit server(server_options options = {});
    server(const server&) = delete;
    server& operator=(const server&) = delete;
    ~server();

    [[nodiscard]] const std::string& address() const noexcept { return options_.address; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] const crypto::rsa_public_key& public_key() const noexcept;
    /// The login code of every user.
    [[nodiscard]] const std::string& code() const noexcept { return options_.code; }

    /// The configuration of a client of this server.
    [[nodiscard]] awaitgram::client_config app() const;

    /// Adds a user, played by the test.
    [[nodiscard]] test_user user(const std::string& name);

    /// Stops the time of the whole library, which from then on moves only by this clock; see testing/clock.hpp.
    ///
    /// To be called first, before bots and clients exist.
    [[nodiscard]] testing::clock& clock();

    /// Runs `work` on the server's thread, where `data_centre` may be used, and returns its result.
    template <class Work>
    auto on_server(Work work) {
        using returned = decltype(work());
        if constexpr (std::is_void_v<returned>) {
            run(std::ref(work));
        } else {
            std::optional<returned> result;
            run([&] { result.emplace(work()); });
            return *std::move(result);
        }
    }

    /// The data centre, see testing/server/telegram.hpp; only inside `on_server`.
    [[nodiscard]] telegram& data_centre() noexcept;
    /// Sends the packets that the data centre has queued; only inside `on_server`.
    void pump();

private:
    friend class test_user;
    struct parts;

    /// Runs `work` on the server's thread and rethrows its exception here.
    void run(std::function<void()> work);
    /// The account id and the token of one of the test's bots, assigned at its first use.
    [[nodiscard]] std::int64_t bot_account(const void* bot, std::string& token);
    void write(std::int64_t from, std::int64_t to, std::string_view text);
    [[nodiscard]] std::optional<std::string> read(std::int64_t reader, std::int64_t writer);

    server_options options_;
    std::unique_ptr<testing::clock> clock_; // until the server has ended
    std::unique_ptr<parts> parts_;
    std::uint16_t port_ = 0;
};

namespace detail {

/// Runs a bot on this thread until `done`; false when it ended before, or hangs. Moves the time of the clock that lives.
template <class Bot, class Done>
bool run_until(Bot& bot, Done done) {
    const auto over = [&] { return done() || bot.failure(); };
    if (auto* time = clock::current())
        time->run_until(bot.context(), over);
    else if (!run_guarded(bot.context(), over))
        return false;
    return !bot.failure();
}

/// Throws the failure of a bot, or that it did not do something in time.
template <class Bot>
[[noreturn]] void give_up(Bot& bot, const std::string& what) {
    if (bot.failure())
        std::rethrow_exception(bot.failure());
    throw std::runtime_error(what + " within twenty seconds");
}

} // namespace detail

template <class Bot>
void test_user::writes(Bot& bot, std::string_view text) {
    constexpr auto starts = requires(std::string token) { bot.start(token); };
    static_assert(
        starts,
        "awaitgram: a test user writes to a bot, which it starts; a userbot signs in with the "
        "prompts() of a test user and writes to bots itself"
    );
    if constexpr (starts) {
        std::string token;
        const auto id = home_->bot_account(&bot, token);
        bot.start(token);
        if (!detail::run_until(bot, [&] { return bot.ready(); }))
            detail::give_up(bot, "the bot did not sign in");
        home_->write(id_, id, text);
    }
}

template <class Bot>
std::string test_user::reads(Bot& bot) {
    std::string token;
    const auto id = home_->bot_account(&bot, token);
    std::optional<std::string> text;
    if (!detail::run_until(bot, [&] { return (text = home_->read(id_, id)).has_value(); }))
        detail::give_up(bot, "the bot did not write to " + name_);
    return *text;
}

} // namespace awaitgram::testing
