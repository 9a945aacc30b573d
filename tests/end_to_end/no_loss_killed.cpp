// SPDX-License-Identifier: MIT
// No update is lost: a bot in a process of its own, which is killed again and again in the middle of its work.
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/directory.hpp"
#include "no_loss_scene.hpp"

namespace ag = awaitgram;
namespace api = awaitgram::api;
using namespace std::chrono_literals;

namespace {

constexpr auto token = "4711:token";
constexpr std::int64_t bot_id = 4711;

std::string variable(const char* name) {
    const auto* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// Writes a line to the parent, in one piece: what happened, the chat, the id and the text.
void tell(char what, std::int64_t dialog, std::int32_t id, std::string_view text = {}) {
    static const auto pipe = std::stoi(variable("NO_LOSS_PIPE"));
    std::ostringstream line;
    line << what << ' ' << dialog << ' ' << id << ' ' << text << '\n';
    const auto bytes = line.str();
    if (::write(pipe, bytes.data(), bytes.size()) < 0)
        std::abort();
}

void tell_of(char what, const api::Message& boxed) {
    if (const auto* message = boxed.get_if<api::message>())
        tell(what, ag::tests::dialog_of(message->peer_id), message->id, message->message.view());
}

/// A bot in a process of its own, which is killed by the destructor.
class child {
public:
    explicit child(int pipe) {
        ::setenv("NO_LOSS_PIPE", std::to_string(pipe).c_str(), 1);
        const auto parent = ::getpid();
        ::setenv("NO_LOSS_PARENT", std::to_string(parent).c_str(), 1);
        process_ = ::fork();
        if (process_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL); // also when the parent is killed
            ::execl(
                "/proc/self/exe",
                "test",
                "--no-skip",
                "--test-case=the bot that is killed",
                static_cast<char*>(nullptr)
            );
            ::_exit(127);
        }
        if (process_ < 0)
            throw std::runtime_error("cannot start a process");
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }

private:
    ::pid_t process_ = -1;
};

/// Receives what the children tell.
class listening {
public:
    listening() {
        if (::pipe(ends_) != 0)
            throw std::runtime_error("cannot create a pipe");
    }
    listening(const listening&) = delete;
    listening& operator=(const listening&) = delete;
    ~listening() {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }

    [[nodiscard]] int writer() const noexcept { return ends_[1]; }

    /// Sets `ready`, from another thread.
    void wake() const {
        constexpr std::string_view line{"r 0 0\n"};
        if (::write(ends_[1], line.data(), line.size()) < 0)
            std::abort();
    }

    /// Listens until a condition holds; false when it does not in time.
    template <class Condition>
    bool until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 30s;
        while (!condition()) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                end - std::chrono::steady_clock::now()
            );
            if (left <= 0ms || !listen(left))
                return false;
        }
        return true;
    }

    /// Takes everything that was told by a child that has ended.
    void finish_life() {
        while (listen(0ms))
            ;
        heard.begin_life();
    }

    ag::tests::hearing heard{};
    bool ready = false;

private:
    bool listen(std::chrono::milliseconds limit) {
        ::pollfd waiting{ends_[0], POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(limit.count())) <= 0)
            return false;
        char bytes[4096];
        const auto size = ::read(ends_[0], bytes, sizeof bytes);
        if (size <= 0)
            return false;
        unread_.append(bytes, static_cast<std::size_t>(size));
        for (auto end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n')) {
            take(unread_.substr(0, end));
            unread_.erase(0, end + 1);
        }
        return true;
    }

    void take(const std::string& line) {
        std::istringstream words{line};
        char what{};
        std::int64_t dialog{};
        std::int32_t id{};
        words >> what >> dialog >> id;
        words.ignore(1);
        std::string text;
        std::getline(words, text);
        if (what == 'n')
            heard.message(dialog, id, text);
        else if (what == 'e')
            heard.edit(dialog, id, text);
        else if (what == 'd')
            heard.deletion(dialog, id);
        else
            ready = true;
    }

    int ends_[2]{};
    std::string unread_;
};

} // namespace

// Runs in the children of the next test alone.
TEST_CASE("the bot that is killed" * doctest::skip()) {
    if (variable("NO_LOSS_PARENT") != std::to_string(::getppid()))
        return;
    ag::client_config app;
    app.api_id = 1;
    app.api_hash = "0123456789abcdef0123456789abcdef";
    app.server = ag::server_address{
        "127.0.0.1", static_cast<std::uint16_t>(std::stoi(variable("NO_LOSS_PORT")))};
    app.server_keys = {ag::crypto::rsa_public_key::from_pem(variable("NO_LOSS_KEY")).value()};
    app.log = nullptr;
    ag::bot bot{variable("NO_LOSS_FILE"), app};
    bot.on<api::updateNewMessage>([](auto update) -> ag::awaitable<void> {
        tell_of('n', update->message);
        co_return;
    });
    bot.on<api::updateNewChannelMessage>([](auto update) -> ag::awaitable<void> {
        tell_of('n', update->message);
        co_return;
    });
    bot.on<api::updateEditMessage>([](auto update) -> ag::awaitable<void> {
        tell_of('e', update->message);
        co_return;
    });
    bot.on<api::updateEditChannelMessage>([](auto update) -> ag::awaitable<void> {
        tell_of('e', update->message);
        co_return;
    });
    bot.on<api::updateDeleteMessages>([](auto update) -> ag::awaitable<void> {
        for (const auto id : update->messages)
            tell('d', 0, id);
        co_return;
    });
    bot.on<api::updateDeleteChannelMessages>([](auto update) -> ag::awaitable<void> {
        for (const auto id : update->messages)
            tell('d', ag::testing::channel_dialog(update->channel_id), id);
        co_return;
    });
    (void)bot.run(token);
}

TEST_CASE("a bot whose process is killed hears everything, and repeats at most what it heard "
          "before a kill") {
    const auto seed = ag::tests::seeds({6}).front();
    const ag::tests::directory place;
    ag::tests::counting_server counting;
    auto& telegram = counting.telegram;
    ::setenv("NO_LOSS_PORT", std::to_string(telegram.port()).c_str(), 1);
    ::setenv("NO_LOSS_KEY", telegram.public_key().to_pem().c_str(), 1);
    ::setenv("NO_LOSS_FILE", place.file("bot.session").c_str(), 1);
    REQUIRE(telegram.on_server([&] {
        return telegram.data_centre().accounts().bot_of({bot_id, "token"}) != nullptr;
    }));
    listening listener;
    telegram.on_server([&] {
        telegram.data_centre().changed = [&] {
            if (telegram.data_centre().is_followed(bot_id))
                listener.wake();
        };
    });
    const auto& heard = listener.heard;
    std::optional<child> bot;
    bot.emplace(listener.writer());
    // A new bot hears what is sent from now on.
    REQUIRE(listener.until([&] { return listener.ready; }));
    telegram.on_server([&] { telegram.data_centre().changed = nullptr; });

    ag::tests::town here{telegram, bot_id, seed};
    const auto is_complete = [&] { return here.differences(heard).empty(); };
    REQUIRE(listener.until(is_complete));
    ag::testing::fault_rates rates;
    rates.seed = seed;
    rates.lost_push = 0.2;
    rates.repeated_push = 0.05;
    rates.cut_at_push = 0.02;
    telegram.set_faults(rates);
    for (auto life = 0; life != 6; ++life) {
        const auto enough = heard.count() + 1 + here.below(20);
        for (auto at = 0; at != 30; ++at)
            here.act();
        CHECK(listener.until([&] { return heard.count() >= enough; }));
        bot.reset();
        listener.finish_life();
        for (auto at = 0; at != 10; ++at)
            here.act();
        bot.emplace(listener.writer());
    }
    telegram.set_faults({});
    CHECK(listener.until(is_complete));
    ag::tests::check_that_all_was_heard(here, heard, seed);
    CHECK(counting.fetched > 6);
}
