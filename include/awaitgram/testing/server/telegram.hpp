// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/srp.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/testing/server/api/dispatch.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/key_exchange.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/salts.hpp>
#include <awaitgram/testing/server/session.hpp>
#include <awaitgram/testing/server/world.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Names one connection of a client.
using connection_id = std::uint64_t;

/// Something to do on a connection.
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
/// No clocks, sockets or threads: moments and randomness are given to it.
class telegram {
public:
    /// `random` must outlive the machine.
    telegram(server_options options, crypto::rsa_private_key key, crypto::random_source& random)
        : options_(std::move(options)), random_(random),
          exchange_(std::move(key), options_.dc, random), world_(secret(random)) {
        exchange_.is_taken = [this](std::int64_t id) { return keys_.count(id) != 0; };
        if (!options_.password.empty())
            set_password(options_.password);
    }

    [[nodiscard]] world& everybody() noexcept { return world_; }
    [[nodiscard]] key_exchange& exchange() noexcept { return exchange_; }
    [[nodiscard]] const server_options& options() const noexcept { return options_; }
    [[nodiscard]] std::size_t key_count() const noexcept { return keys_.size(); }
    /// How many packets were refused because of their salt.
    [[nodiscard]] std::size_t wrong_salts() const noexcept { return wrong_salts_; }

    /// The port that clients are told.
    void listens_at(std::uint16_t port) noexcept { port_ = port; }

    /// Takes a packet.
    void received(connection_id connection, byte_buffer packet, time_point now) {
        const auto key_id = mtproto::auth_key_id_of(packet);
        if (key_id == 0)
            return exchange_keys(connection, packet, now);
        const auto found = keys_.find(key_id);
        if (found == keys_.end())
            return transport_error(connection, -404);
        auto& key = *found->second;
        const auto opened = mtproto::open(key.key, crypto::direction::to_server, packet);
        if (!opened || opened->header.session_id == 0)
            return transport_error(connection, -404);
        auto& session = session_of(key, opened->header.session_id, connection, now);
        auto effects = session.machine.receive(
            opened->header,
            byte_view{packet}.subspan(opened->offset, opened->size),
            key.salts,
            random_,
            now
        );
        wrong_salts_ += effects.wrong_salts;
        if (effects.disconnect_delay)
            deadlines_[connection] = now + *effects.disconnect_delay;
        for (const auto& query : effects.queries)
            execute(key, session, query, now);
        for (const auto& [msg_id, session_id] : effects.destroy_sessions)
            destroy_session(key, session, msg_id, session_id, now);
        if (effects.destroy_key != 0)
            return destroy_key(key, session, effects.destroy_key, connection, now);
        flush_all(now);
    }

    /// The connection is gone.
    void closed(connection_id connection) {
        deadlines_.erase(connection);
        for (auto& [id, key] : keys_)
            for (auto& [session_id, session] : key->sessions)
                std::erase(session->connections, connection);
    }

    /// Sends what the world did without a query: messages that a test writes by itself.
    void deliver(const std::vector<delivery>& deliveries, time_point now) {
        std::vector<api_push> pushes;
        login nobody;
        auto call = call_of(nobody, now, pushes);
        call.deliver(deliveries);
        push_all(pushes, nullptr, now);
        flush_all(now);
    }

    /// Sends an account an update that a test made up.
    void push(std::int64_t account, const api::Updates& updates, time_point now) {
        push_all({api_push{account, tl::encoded(updates), false}}, nullptr, now);
        flush_all(now);
    }

    /// Closes connections whose clients didn't ping again as they had announced.
    void tick(time_point now) {
        for (const auto& [connection, deadline] : deadlines_)
            if (deadline <= now)
                close(connection);
        std::erase_if(deadlines_, [now](const auto& one) { return one.second <= now; });
    }

    /// The next thing to do, in order; nothing when all is done.
    [[nodiscard]] std::optional<connection_action> poll() {
        if (actions_.empty())
            return std::nullopt;
        auto action = std::move(actions_.front());
        actions_.pop_front();
        return action;
    }

    /// Gives every user without a password this one; those that come later get it too.
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

    /// Knows a key from now on, as after a key exchange: for clients whose sessions were prepared.
    void add_key(crypto::auth_key key, std::int64_t salt, time_point now) {
        const auto id = key.id();
        keys_[id] = std::make_unique<client_key>(std::move(key), salt, now);
    }

    /// A new user as if he had signed up; his number is made up.
    person& add_user(const std::string& name) {
        auto phone = std::to_string(99'966'000'000 + ++made_up_);
        auto& user = world_.add_user(std::move(phone), name, "");
        user.password = password_;
        return user;
    }

private:
    struct client_session {
        explicit client_session(std::int64_t id) : machine(id) {}
        server_session machine;
        std::vector<connection_id> connections{}; // the one used last is at the end
        time_point used{};
    };
    struct client_key {
        client_key(crypto::auth_key created, std::int64_t salt, time_point now)
            : key(std::move(created)), salts(salt, now) {}
        crypto::auth_key key;
        key_salts salts;
        login who{};
        std::map<std::int64_t, std::unique_ptr<client_session>> sessions{};
    };

    static constexpr std::size_t most_sessions = 64;
    static constexpr std::size_t most_keys = 65'536;

    static std::array<std::uint8_t, 32> secret(crypto::random_source& random) {
        std::array<std::uint8_t, 32> bytes{};
        (void)random.fill(bytes);
        return bytes;
    }

    void exchange_keys(connection_id connection, byte_view packet, time_point now) {
        auto reply = exchange_.receive(packet, now);
        if (reply.created && keys_.size() < most_keys) {
            const auto id = reply.created->key.id();
            keys_[id] = std::make_unique<client_key>(
                std::move(reply.created->key), reply.created->salt, now
            );
        }
        if (reply.transport_error != 0)
            return transport_error(connection, reply.transport_error);
        send(connection, std::move(reply.packet));
    }

    client_session&
    session_of(client_key& key, std::int64_t session_id, connection_id connection, time_point now) {
        auto& place = key.sessions[session_id];
        if (!place) {
            place = std::make_unique<client_session>(session_id);
            place->used = now;
            if (key.sessions.size() > most_sessions)
                forget_one_session(key, session_id);
        }
        auto& session = *key.sessions[session_id];
        session.used = now;
        if (session.connections.empty() || session.connections.back() != connection) {
            const auto known = std::erase(session.connections, connection) != 0;
            session.connections.push_back(connection);
            if (!known)
                session.machine.reconnected();
        }
        return session;
    }

    static void forget_one_session(client_key& key, std::int64_t except) {
        auto oldest = key.sessions.end();
        for (auto at = key.sessions.begin(); at != key.sessions.end(); ++at)
            if (at->first != except &&
                (oldest == key.sessions.end() || at->second->used < oldest->second->used))
                oldest = at;
        if (oldest != key.sessions.end())
            key.sessions.erase(oldest);
    }

    api_call call_of(login& who, time_point now, std::vector<api_push>& pushes) {
        return api_call{
            world_,
            options_,
            random_,
            password_,
            port_,
            who,
            world_.find(who.account),
            now,
            pushes};
    }

    void
    execute(client_key& key, client_session& session, const session_query& query, time_point now) {
        std::vector<api_push> pushes;
        query_wrappers wrappers{key.who, [&session](std::int64_t msg_id) {
                                    return session.machine.outcome_of(msg_id);
                                }};
        const auto unwrapped = wrappers.unwrap(query.body);
        api_reply reply = byte_buffer{};
        if (unwrapped) {
            session.machine.without_updates = unwrapped->without_updates;
            auto call = call_of(key.who, now, pushes);
            reply = call_api(call, unwrapped->body);
        } else {
            reply = failure{unwrapped.error()};
        }
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
    }

    void
    push_all(const std::vector<api_push>& pushes, const client_session* caller, time_point now) {
        for (const auto& push : pushes)
            for (auto& [id, key] : keys_)
                if (key->who.account == push.account)
                    for (auto& [session_id, session] : key->sessions)
                        if (!session->machine.without_updates &&
                            !(push.except_caller && session.get() == caller))
                            session->machine.push(push.updates, now);
    }

    void destroy_session(
        client_key& key,
        client_session& caller,
        std::int64_t msg_id,
        std::int64_t session_id,
        time_point now
    ) {
        (void)msg_id; // the answer names the session, not the question
        const auto own = session_id == caller.machine.id();
        const auto known = !own && key.sessions.erase(session_id) != 0;
        byte_buffer body;
        append_le(body, known ? id::destroy_session_ok : id::destroy_session_none);
        append_le(body, session_id);
        caller.machine.reply(std::move(body), now);
    }

    void destroy_key(
        client_key& key,
        client_session& caller,
        std::int64_t msg_id,
        connection_id connection,
        time_point now
    ) {
        (void)msg_id;
        byte_buffer body;
        append_le(body, id::destroy_auth_key_ok);
        caller.machine.reply(std::move(body), now);
        flush(key, caller, now);
        (void)connection;
        keys_.erase(key.key.id());
        flush_all(now);
    }

    void flush_all(time_point now) {
        for (auto& [id, key] : keys_)
            for (auto& [session_id, session] : key->sessions)
                flush(*key, *session, now);
    }

    void flush(client_key& key, client_session& session, time_point now) {
        if (session.connections.empty())
            return;
        byte_buffer packet;
        while (session.machine.poll_packet(key.key, key.salts, random_, now, packet))
            send(session.connections.back(), std::exchange(packet, {}));
    }

    void send(connection_id connection, byte_buffer packet) {
        actions_.push_back({connection, std::move(packet), 0, false});
    }
    void transport_error(connection_id connection, std::int32_t code) {
        actions_.push_back({connection, {}, code, false});
    }
    void close(connection_id connection) { actions_.push_back({connection, {}, 0, true}); }

    server_options options_;
    crypto::random_source& random_;
    key_exchange exchange_;
    world world_;
    std::optional<password_record> password_;
    std::uint16_t port_ = 0;
    std::int64_t made_up_ = 0;
    std::size_t wrong_salts_ = 0;
    std::map<std::int64_t, std::unique_ptr<client_key>> keys_;
    std::map<connection_id, time_point> deadlines_;
    std::deque<connection_action> actions_;
};

} // namespace awaitgram::testing
