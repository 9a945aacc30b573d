// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/srp.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/testing/server/api/methods.hpp>
#include <awaitgram/testing/server/api/wrappers.hpp>
#include <awaitgram/testing/server/client_registry.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/deadlines.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/protocol/key_exchange.hpp>
#include <awaitgram/testing/server/world/world.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// An action on one connection.
struct connection_action {
    connection_id connection{};
    /// The packet to send, if not empty.
    byte_buffer packet{};
    /// The transport error to send, if not 0.
    std::int32_t transport_error = 0;
    bool close = false;
};

/// A Telegram data centre as a state machine: packets of any number of connections in, packets out.
///
/// Uses no clocks, sockets or threads: moments and randomness are arguments. A packet costs by the sessions that it concerns, not
/// by the number of clients.
class telegram {
public:
    /// `random` must outlive the machine.
    telegram(server_options options, crypto::rsa_private_key key, crypto::random_source& random)
        : options_(std::move(options)), random_(random),
          exchange_(std::move(key), options_.dc.value_or(default_dc), random, options_.others),
          accounts_(random_secret(random)) {
        exchange_.is_taken = [this](std::int64_t id) { return clients_.find(id) != nullptr; };
        if (!options_.password.empty())
            set_password(options_.password);
    }

    [[nodiscard]] world& accounts() noexcept { return accounts_; }
    [[nodiscard]] key_exchange& exchange() noexcept { return exchange_; }
    [[nodiscard]] const server_options& options() const noexcept { return options_; }
    [[nodiscard]] std::size_t key_count() const noexcept { return clients_.key_count(); }
    /// The number of packets that were rejected because of their salt.
    [[nodiscard]] std::size_t wrong_salts() const noexcept { return wrong_salts_; }
    /// The number of sessions that were looked at so far, for tests of the cost of a packet.
    [[nodiscard]] std::size_t session_visits() const noexcept { return clients_.visits(); }

    /// Sets the port that the configuration for clients names.
    void listens_at(std::uint16_t port) noexcept { port_ = port; }

    /// Takes a packet.
    void received(connection_id connection, byte_buffer packet, time_point now) {
        const auto key_id = mtproto::auth_key_id_of(packet);
        if (key_id == 0)
            return exchange_keys(connection, packet, now);
        auto* const key = clients_.find(key_id);
        if (key == nullptr)
            return transport_error(connection, -404, "an unknown key");
        const auto opened = mtproto::open(key->key, crypto::direction::to_server, packet);
        if (!opened || opened->header.session_id == 0)
            return transport_error(connection, -404, "a packet that cannot be opened");
        const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
        auto& session = clients_.session_of(*key, opened->header.session_id, connection, now);
        auto effects = session.machine.receive(opened->header, body, key->salts, random_, now);
        clients_.wait_for_flush(session);
        wrong_salts_ += effects.wrong_salts;
        if (effects.disconnect_delay)
            disconnections_.set(connection, now + *effects.disconnect_delay);
        for (const auto& query : effects.queries)
            execute(session, query, now);
        for (const auto session_id : effects.destroy_sessions)
            destroy_session(session, session_id, now);
        if (effects.destroy_key)
            destroy_key(session, now);
        flush(now);
    }

    /// The connection is gone.
    void closed(connection_id connection) {
        disconnections_.erase(connection);
        clients_.closed(connection);
    }

    /// Pushes changes of the world that no query caused, such as messages that a test sends.
    void deliver(const std::vector<delivery>& deliveries, time_point now) {
        std::vector<api_push> pushes;
        login_state signed_out;
        auto call = call_of(signed_out, now, pushes);
        call.deliver(deliveries);
        push_all(pushes, nullptr, now);
        flush(now);
        if (changed)
            changed();
    }

    /// Pushes an update of the test's own making to an account.
    void push(std::int64_t account_id, const api::Updates& updates, time_point now) {
        push_all({api_push{account_id, tl::encoded(updates), false}}, nullptr, now);
        flush(now);
    }

    /// Closes the connections whose clients did not ping again in the time they announced.
    void tick(time_point now) {
        while (const auto connection = disconnections_.take_due(now))
            close(*connection);
    }

    /// Refuses the next call of a method, whoever makes it; several refusals of a method are used up in their order.
    void refuse_next(std::uint32_t method, api_refusal with) {
        planned_refusals_[method].push_back(std::move(with));
    }

    /// Whether a client is signed in to an account and handles its updates.
    [[nodiscard]] bool is_followed(std::int64_t account_id) {
        auto followed = false;
        clients_.for_each_session(account_id, [&](const client_session& session) {
            followed =
                followed || (session.key.login.follows_updates && !session.connections.empty());
        });
        return followed;
    }

    /// Called after every change of the world.
    std::function<void()> changed{};

    /// Writes a line about a connection to the log.
    void note(connection_id connection, const std::string& text) const {
        if (options_.log)
            options_.log(log_level::info, "connection " + std::to_string(connection) + ": " + text);
    }

    /// The moment at which `tick` has something to do next; nothing while there is no such moment.
    [[nodiscard]] std::optional<time_point> next_tick() const { return disconnections_.next(); }

    /// The next action, in order; nothing when there is none left.
    [[nodiscard]] std::optional<connection_action> poll() {
        if (actions_.empty())
            return std::nullopt;
        auto action = std::move(actions_.front());
        actions_.pop_front();
        return action;
    }

    /// Sets the password of all users that are added from now on.
    void set_password(const std::string& password) {
        password_record record;
        record.salt1.resize(8 + 32);
        record.salt2.resize(16);
        if (!random_.fill(record.salt1) || !random_.fill(record.salt2))
            return;
        record.verifier = crypto::password_verifier(
            {record.salt1, record.salt2, 3, crypto::known_prime()}, password
        );
        password_ = std::move(record);
    }

    /// Adds a key as if by a key exchange, for clients whose sessions were prepared with it; one with the same id is replaced.
    void add_key(crypto::auth_key key, std::int64_t salt, time_point now) {
        clients_.add(std::move(key), salt, now);
    }

    /// Adds a user with a generated phone number.
    account& add_user(const std::string& name) {
        auto phone = std::to_string(99'966'000'000 + ++generated_phones_);
        auto& user = accounts_.add_user(std::move(phone), name, "");
        user.password = password_;
        return user;
    }

private:
    static std::array<std::uint8_t, 32> random_secret(crypto::random_source& random) {
        std::array<std::uint8_t, 32> bytes{};
        (void)random.fill(bytes);
        return bytes;
    }

    void exchange_keys(connection_id connection, byte_view packet, time_point now) {
        auto reply = exchange_.receive(packet, now);
        if (reply.created && clients_.make_room()) {
            auto& added = clients_.add(std::move(reply.created->key), reply.created->salt, now);
            added.login.dc = reply.created->dc;
        }
        if (reply.transport_error != 0)
            return transport_error(
                connection,
                reply.transport_error,
                reply.transport_error == -404 ? "a wrong request of the key exchange"
                                              : "a request to another data centre"
            );
        send(connection, std::move(reply.packet));
    }

    api_call call_of(login_state& login, time_point now, std::vector<api_push>& pushes) {
        return api_call{
            accounts_,
            options_,
            random_,
            password_,
            port_,
            login,
            accounts_.find(login.account_id),
            now,
            pushes};
    }

    void execute(client_session& session, const session_query& query, time_point now) {
        auto& login = session.key.login;
        const auto account_before = login.account_id;
        std::vector<api_push> pushes;
        query_wrappers wrappers{
            login, [&session](std::int64_t msg_id) { return session.machine.outcome_of(msg_id); }};
        const auto unwrapped = wrappers.unwrap(query.body);
        api_reply reply = byte_buffer{};
        if (unwrapped) {
            session.machine.without_updates = unwrapped->without_updates;
            const auto method = mtproto::detail::constructor_of(unwrapped->body.bytes());
            if (auto planned = take_planned_refusal(method)) {
                reply = failure{*std::move(planned)};
            } else {
                auto call = call_of(login, now, pushes);
                reply = call_api(call, unwrapped->body);
            }
            if (options_.log)
                log_call(login, name_of_method(method), reply);
        } else {
            reply = failure{unwrapped.error()};
            if (options_.log)
                log_call(login, "a wrapped call", reply);
        }
        clients_.login_changed(session.key, account_before);
        if (reply) {
            session.machine.answer(query.msg_id, std::move(*reply), outcome::answered, now);
        } else {
            byte_buffer error;
            append_le(error, id::rpc_error);
            append_le(error, reply.error().code);
            mtproto::detail::append_string(error, bytes_of(reply.error().name));
            session.machine.answer(query.msg_id, std::move(error), outcome::refused, now);
        }
        push_all(pushes, &session, now);
        if (changed)
            changed();
    }

    std::optional<api_refusal> take_planned_refusal(std::uint32_t method) {
        const auto planned = planned_refusals_.find(method);
        if (planned == planned_refusals_.end())
            return std::nullopt;
        auto refusal = std::move(planned->second.front());
        planned->second.pop_front();
        if (planned->second.empty())
            planned_refusals_.erase(planned);
        return refusal;
    }

    void log_call(const login_state& login, const std::string& method, const api_reply& reply) {
        const auto account = login.account_id != 0 ? "account " + std::to_string(login.account_id)
                                                   : std::string{"not signed in"};
        if (reply)
            return options_.log(log_level::info, account + ": " + method + ": answered");
        const auto& refusal = reply.error();
        auto line =
            account + ": " + method + ": " + std::to_string(refusal.code) + ' ' + refusal.name;
        if (!refusal.detail.empty())
            line += " (" + refusal.detail + ')';
        options_.log(log_level::warning, line);
    }

    void
    push_all(const std::vector<api_push>& pushes, const client_session* caller, time_point now) {
        for (const auto& push : pushes)
            clients_.for_each_session(push.account_id, [&](client_session& session) {
                const auto own = push.except_caller && &session == caller;
                if (own || session.machine.without_updates)
                    return;
                session.machine.push(push.updates, now);
                clients_.wait_for_flush(session);
            });
    }

    /// The answer names the session, not the request.
    void destroy_session(client_session& caller, std::int64_t session_id, time_point now) {
        const auto own = session_id == caller.machine.id();
        const auto known = !own && clients_.remove_session(caller.key, session_id);
        byte_buffer body;
        append_le(body, known ? id::destroy_session_ok : id::destroy_session_none);
        append_le(body, session_id);
        caller.machine.reply(std::move(body), now);
    }

    void destroy_key(client_session& caller, time_point now) {
        byte_buffer body;
        append_le(body, id::destroy_auth_key_ok);
        caller.machine.reply(std::move(body), now);
        flush(caller, now);
        clients_.remove(caller.key);
    }

    void flush(time_point now) {
        clients_.flush([&](client_session& session) { flush(session, now); });
    }

    void flush(client_session& session, time_point now) {
        if (session.connections.empty())
            return;
        auto& key = session.key;
        byte_buffer packet;
        while (session.machine.poll_packet(key.key, key.salts, random_, now, packet))
            send(session.connections.back(), std::exchange(packet, {}));
    }

    void send(connection_id connection, byte_buffer packet) {
        actions_.push_back({connection, std::move(packet), 0, false});
    }
    void transport_error(connection_id connection, std::int32_t code, const char* why) {
        if (options_.log)
            note(connection, "transport error " + std::to_string(code) + ": " + why);
        actions_.push_back({connection, {}, code, false});
    }
    void close(connection_id connection) { actions_.push_back({connection, {}, 0, true}); }

    server_options options_;
    crypto::random_source& random_;
    key_exchange exchange_;
    world accounts_;
    std::optional<password_record> password_;
    std::uint16_t port_ = 0;
    std::int64_t generated_phones_ = 0;
    std::size_t wrong_salts_ = 0;
    client_registry clients_;
    deadlines<connection_id> disconnections_;
    std::map<std::uint32_t, std::deque<api_refusal>> planned_refusals_; // by method
    std::deque<connection_action> actions_;
};

} // namespace awaitgram::testing
