// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/client/config.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/testing/clock/clock.hpp>
#include <awaitgram/testing/method_hook.hpp>
#include <awaitgram/testing/server/cdn_lie.hpp>
#include <awaitgram/testing/server/fault_rates.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/world/exported_logins.hpp>
#include <awaitgram/testing/test_chat.hpp>
#include <awaitgram/testing/test_peer.hpp>
#include <awaitgram/testing/test_user.hpp>
#include <awaitgram/tl/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {
class bot_base;
}

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
    /// The port of a data centre, of several: see server_options::more_dcs.
    ///
    /// Errors: std::out_of_range when there is no such data centre.
    [[nodiscard]] std::uint16_t port_of(std::int32_t dc) const;
    /// The port of one of server_options::further_addresses, by its place there.
    ///
    /// Errors: std::out_of_range when there is no such address.
    [[nodiscard]] std::uint16_t further_port(std::size_t which) const {
        return further_ports_.at(which);
    }
    /// How many connections came to a port so far.
    [[nodiscard]] std::size_t connections_at(std::uint16_t port);
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
    [[nodiscard]] test_chat
    group(std::string_view title, const test_user& creator, Members&... members) {
        return add_chat(room_kind::group, title, creator, {account_of(members)...});
    }
    /// As `group`, a supergroup.
    template <class... Members>
    [[nodiscard]] test_chat
    supergroup(std::string_view title, const test_user& creator, Members&... members) {
        return add_chat(room_kind::supergroup, title, creator, {account_of(members)...});
    }
    /// As `group`, a broadcast channel; bots become admins of it.
    template <class... Members>
    [[nodiscard]] test_chat
    channel(std::string_view title, const test_user& creator, Members&... members) {
        return add_chat(room_kind::channel, title, creator, {account_of(members)...});
    }
    /// Starts a bot or userbot, which signs in, if it does not run yet; returns the id of its account. A bot at the same address later
    /// is the same account. A client, which runs already, has signed in afterwards.
    ///
    /// Errors: std::runtime_error when it cannot sign in.
    std::int64_t start(const test_peer& program) { return account_of(program); }

    /// Makes a member of a group or channel an admin with all rights.
    void promote(const test_chat& chat, const test_peer& member);

    /// Moves an account to another data centre, before it signs in there: others refuse its sign-in and name that one.
    ///
    /// Errors: as `port_of`.
    void set_home(const test_peer& account, std::int32_t dc);
    /// How often logins were taken to a data centre from that of their account.
    [[nodiscard]] transfer_count transfers(std::int32_t to_dc);

    /// Keeps files that are sent from now on at a data centre.
    ///
    /// Errors: as `port_of`.
    void files_live_at(std::int32_t dc);
    /// All references to files so far have expired: clients have to ask again for the messages that show them.
    void expire_references();
    /// Loses a part of the file that an account has sent last; false when there is none with this number. May be called by a function
    /// that was given to `on`.
    bool lose_part(std::int64_t account, std::int32_t part);
    /// Makes accounts that move more bytes a second wait, each for itself, and those with Premium for their own limit; 0 is none.
    void limit_speed(std::size_t usual, std::size_t premium = 0);
    /// Gives an account Telegram Premium.
    void give_premium(const test_peer& account);

    /// Lets the data centre for public files, server_options::cdn_dc, hand out the document of a message.
    ///
    /// With `cdn_state::needs_upload`, the first client to fetch it has to have it sent there.
    /// Errors: std::runtime_error when the message has none, or there is no such data centre.
    void put_on_cdn(const seen_message& message, cdn_state state = cdn_state::ready);
    /// What the data centre for public files does wrong from now on.
    void set_cdn_lie(cdn_lie lie);

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

    /// Asks a function of the test before calls of a method by clients are carried out.
    ///
    /// ```cpp
    /// telegram.on<api::messages::editMessage>([](const auto& call) {
    ///     return awaitgram::testing::refuse(420, "FLOOD_WAIT_3");
    /// });
    /// ```
    /// It takes the request, and if it wants, the id of the account that makes it. It returns `refuse(...)`, a value of the method's
    /// result, or `pass`, which leaves the call to the function that was added before, and in the end to the server; see method_reply.
    /// It is called on the server's thread, until it is removed or the server ends. Its exceptions end the waiting test. What test
    /// users do, and `call`, are no calls of clients.
    template <tl::function Method, class Handler>
    method_hook on(Handler handler) {
        constexpr auto fits = detail::hook_of<Handler, Method>;
        static_assert(
            fits,
            "awaitgram: a function given to on<Method> takes a const Method&, and if it wants the "
            "account's id, and returns refuse(...), pass, or a value of the method's result"
        );
        if constexpr (fits)
            return add_hook(Method::tl_id, detail::call_hook_of<Method>(std::move(handler)));
        else
            return method_hook{*this, 0};
    }

    /// From now on, exceptions of handlers do not end the waiting test.
    void tolerate_failures(bool tolerated = true);

    /// Pushes an update of any kind to an account, with the next number of its sequence, and with the users and chats `about`.
    ///
    /// ```cpp
    /// telegram.pushes(bot, api::updateBotWebhookJSON{...}, {alice});
    /// ```
    void pushes(
        const test_peer& to, const api::Update& update, const std::vector<test_peer>& about = {}
    );

    /// Loses, repeats and delays updates, cuts connections and refuses calls from now on, as these rates say.
    void set_faults(const fault_rates& rates);

    /// Breaks all connections of a user's or bot's clients.
    void cut(const test_peer& account);

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
    friend class method_hook;
    struct parts;
    enum class room_kind { group, supergroup, channel };

    /// The id of an account, whose program is started, or of a chat.
    std::int64_t account_of(const test_peer& named);
    [[nodiscard]] test_chat add_chat(
        room_kind kind,
        std::string_view title,
        const test_user& creator,
        const std::vector<std::int64_t>& members
    );
    void
    refuse(std::uint32_t method, std::int32_t code, const std::string& name, std::int32_t times);
    [[nodiscard]] tl::frame call_as(std::int64_t account, const tl::frame& query);

    /// Runs `work` on the server's thread and rethrows its exception here.
    void run(std::function<void()> work);
    method_hook add_hook(std::uint32_t method, detail::call_hook hook);
    /// Throws that something did not happen.
    [[noreturn]] void give_up(const std::string& what);
    // One that was stopped and has not ended cannot be started.
    void wait_for_end(bot_base& stopped);
    /// Runs `act` with a player on the server's thread, sends what that causes, and returns its result.
    template <class Act>
    auto play(Act act);

    server_options options_;
    std::unique_ptr<testing::clock> clock_; // until the server has ended
    std::unique_ptr<parts> parts_;
    std::uint16_t port_ = 0;
    std::map<std::int32_t, std::uint16_t> ports_; // by data centre
    std::vector<std::uint16_t> further_ports_{};
};

} // namespace awaitgram::testing
