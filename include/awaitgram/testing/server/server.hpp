// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/config.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/testing/clock/clock.hpp>
#include <awaitgram/testing/detail/guarded_run.hpp>
#include <awaitgram/testing/server/fault_rates.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/test_chat.hpp>
#include <awaitgram/testing/test_user.hpp>
#include <awaitgram/tl/codec.hpp>

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
#include <vector>

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

    /// Adds a basic group of a user who creates it, and of other users and bots; bots are started and signed in first if necessary.
    ///
    /// A bot in a group sees commands, replies to it and mentions of it, unless it is an admin: see `promote`.
    /// Errors: std::runtime_error when a bot cannot sign in.
    template <class... Members>
    [[nodiscard]] test_chat group(std::string_view title, test_user creator, Members&... members) {
        return add_chat(room_kind::group, title, creator, {member_id(members)...});
    }
    /// As `group`, a supergroup.
    template <class... Members>
    [[nodiscard]] test_chat
    supergroup(std::string_view title, test_user creator, Members&... members) {
        return add_chat(room_kind::supergroup, title, creator, {member_id(members)...});
    }
    /// As `group`, a broadcast channel; bots become admins of it.
    template <class... Members>
    [[nodiscard]] test_chat
    channel(std::string_view title, test_user creator, Members&... members) {
        return add_chat(room_kind::channel, title, creator, {member_id(members)...});
    }
    /// Starts a bot, which signs in, if it does not run yet; returns the id of its account. A bot at the same address later is the
    /// same account.
    ///
    /// Errors: std::runtime_error when it cannot sign in.
    template <class Bot>
    std::int64_t start(Bot& bot) {
        return member_id(bot);
    }

    /// Makes a member of a group or channel an admin with all rights.
    template <class Member>
    void promote(const test_chat& chat, Member& member) {
        promote(chat.id(), member_id(member));
    }

    /// Makes any call as a user without a client, with the rights that it has.
    ///
    /// Errors: std::runtime_error with the refusal.
    template <tl::function Method>
    typename Method::tl_result call(const test_user& as, const Method& method) {
        const auto decoded =
            tl::decode<typename Method::tl_result>(call_as(as.id(), tl::frame{tl::encoded(method)})
            );
        if (!decoded)
            throw std::runtime_error("the answer of the test server cannot be decoded");
        return decoded->owned();
    }

    /// Refuses the next calls of a method, whoever makes them; several refusals of a method are used up in their order.
    ///
    /// ```cpp
    /// telegram.refuse<api::messages::sendMessage>(420, "FLOOD_WAIT_3");
    /// telegram.refuse<api::updates::getDifference>(500, "INTERNAL", 4);
    /// ```
    template <tl::function Method>
    void refuse(std::int32_t code, const std::string& name, std::int32_t times = 1) {
        refuse(Method::tl_id, code, name, times);
    }

    /// Loses, repeats and delays updates, cuts connections and refuses calls from now on, as these rates say.
    void set_faults(const fault_rates& rates);

    /// Breaks all connections of a user's or bot's clients.
    template <class Member>
    void cut(Member& member) {
        cut(member_id(member));
    }

    /// Limits how much clients get at once of what they have missed.
    void set_limits(const update_limits& limits);

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
    enum class room_kind { group, supergroup, channel };

    [[nodiscard]] std::int64_t member_id(const test_user& user) const { return user.id(); }
    /// The account of a bot, which is started.
    template <class Bot>
        requires(!std::is_same_v<std::remove_const_t<Bot>, test_user>)
    [[nodiscard]] std::int64_t member_id(Bot& bot);
    [[nodiscard]] test_chat add_chat(
        room_kind kind,
        std::string_view title,
        const test_user& creator,
        const std::vector<std::int64_t>& members
    );
    void promote(std::int64_t chat, std::int64_t member);
    void cut(std::int64_t account);
    void
    refuse(std::uint32_t method, std::int32_t code, const std::string& name, std::int32_t times);
    [[nodiscard]] tl::frame call_as(std::int64_t account, const tl::frame& query);

    /// Runs `work` on the server's thread and rethrows its exception here.
    void run(std::function<void()> work);
    /// The account id and the token of one of the test's bots, assigned at its first use.
    [[nodiscard]] std::int64_t bot_account(const void* bot, std::string& token);
    void write(std::int64_t from, std::int64_t to, std::string_view text);
    /// The next text of an account in a chat, which the reader marks as read.
    [[nodiscard]] std::optional<std::string>
    read(std::int64_t reader, std::int64_t writer, std::int64_t chat);

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
    requires(!std::is_same_v<std::remove_const_t<Bot>, test_user>)
std::int64_t server::member_id(Bot& bot) {
    constexpr auto starts = requires(std::string token) { bot.start(token); };
    static_assert(
        starts,
        "awaitgram: a test user writes to a bot, which it starts; a userbot signs in with the "
        "prompts() of a test user and writes to bots itself"
    );
    std::int64_t id = 0;
    if constexpr (starts) {
        std::string token;
        id = bot_account(&bot, token);
        bot.start(token);
        if (!detail::run_until(bot, [&] { return bot.ready(); }))
            detail::give_up(bot, "the bot did not sign in");
    }
    return id;
}

template <class Bot>
void test_user::writes(Bot& bot, std::string_view text) {
    home_->write(id_, home_->member_id(bot), text);
}

template <class Bot>
std::string test_user::reads(Bot& bot) {
    std::string token;
    return reads_in(bot, home_->bot_account(&bot, token));
}

template <class Bot>
std::string test_user::reads(Bot& bot, const test_chat& chat) {
    return reads_in(bot, chat.id());
}

template <class Bot>
std::string test_user::reads_in(Bot& bot, std::int64_t chat) {
    std::string token;
    const auto id = home_->bot_account(&bot, token);
    std::optional<std::string> text;
    if (!detail::run_until(bot, [&] { return (text = home_->read(id_, id, chat)).has_value(); }))
        detail::give_up(bot, "the bot did not write to " + name_);
    return *text;
}

} // namespace awaitgram::testing
