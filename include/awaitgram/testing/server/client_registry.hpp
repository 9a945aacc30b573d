// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/testing/server/api/login_state.hpp>
#include <awaitgram/testing/server/protocol/salts.hpp>
#include <awaitgram/testing/server/protocol/session.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Names one connection of a client.
using connection_id = std::uint64_t;

/// An action on one connection.
struct connection_action {
    connection_id connection{};
    /// The packet to send, if not empty.
    byte_buffer packet{};
    /// The transport error to send, if not 0.
    std::int32_t transport_error = 0;
    bool close = false;
};

struct client_key;

/// A session and the connections that it is used on.
struct client_session {
    client_session(client_key& owner, std::int64_t id) : key(owner), machine(id) {}

    client_key& key;
    server_session machine;
    std::vector<connection_id> connections{}; // the most recently used one last
    time_point used{};
    bool waiting = false; // to be flushed
};

/// A key, its login and its sessions.
struct client_key {
    client_key(crypto::auth_key created, std::int64_t salt, time_point now)
        : key(std::move(created)), salts(salt, now) {}

    crypto::auth_key key;
    key_salts salts;
    login_state login{};
    std::uint64_t number = 0; // in the order in which keys were added
    std::map<std::int64_t, std::unique_ptr<client_session>> sessions{};
};

/// The keys and sessions that a server knows, indexed so that the cost of a step does not depend on their number.
///
/// Sessions are found by connection and by account; those with something to send wait in a separate list.
class client_registry {
public:
    static constexpr std::size_t most_sessions = 64; // per key
    static constexpr std::size_t most_keys = 65'536;

    client_registry() = default;
    client_registry(const client_registry&) = delete;
    client_registry& operator=(const client_registry&) = delete;

    [[nodiscard]] std::size_t key_count() const noexcept { return keys_.size(); }

    /// Makes room for a key: the oldest one that is not signed in goes when there are too many. False when all are signed in.
    [[nodiscard]] bool make_room() {
        if (keys_.size() >= most_keys && !unused_.empty())
            remove(*find(unused_.begin()->second));
        return keys_.size() < most_keys;
    }

    /// How many sessions were looked at so far, for whatever reason: the cost that must not depend on the number of clients.
    [[nodiscard]] std::size_t visits() const noexcept { return visits_; }

    [[nodiscard]] client_key* find(std::int64_t key_id) {
        const auto known = keys_.find(key_id);
        return known == keys_.end() ? nullptr : known->second.get();
    }

    /// A session of a key; null when there is none.
    [[nodiscard]] client_session* find_session(std::int64_t key_id, std::int64_t session_id) {
        auto* key = find(key_id);
        if (key == nullptr)
            return nullptr;
        const auto known = key->sessions.find(session_id);
        return known == key->sessions.end() ? nullptr : known->second.get();
    }

    /// Whether a key is signed in as an account.
    [[nodiscard]] bool has_session(std::int64_t account_id) const {
        constexpr auto first = std::numeric_limits<std::int64_t>::min();
        const auto at = by_account_.lower_bound({account_id, first});
        return at != by_account_.end() && at->first.first == account_id;
    }

    /// Adds a key; one with the same id is replaced.
    client_key& add(crypto::auth_key key, std::int64_t salt, time_point now) {
        const auto id = key.id();
        if (auto* known = find(id))
            remove(*known);
        auto& place = keys_[id];
        place = std::make_unique<client_key>(std::move(key), salt, now);
        place->number = ++last_number_;
        place->login.key_id = id;
        unused_.emplace(place->number, id);
        return *place;
    }

    void remove(client_key& key) {
        while (!key.sessions.empty())
            remove_session(key, key.sessions.begin()->first);
        by_account_.erase({key.login.account_id, key.key.id()});
        unused_.erase({key.number, key.key.id()});
        keys_.erase(key.key.id());
    }

    /// Notes a change of the account that a key is signed in as.
    void login_changed(client_key& key, std::int64_t before) {
        if (key.login.account_id == before)
            return;
        by_account_.erase({before, key.key.id()});
        const std::pair unused{key.number, key.key.id()};
        if (key.login.account_id == 0) {
            unused_.insert(unused);
            return;
        }
        unused_.erase(unused);
        by_account_.emplace(std::pair{key.login.account_id, key.key.id()}, &key);
    }

    /// The session that a packet of a connection belongs to; created when it is new, in place of the key's least recently used one
    /// when there are too many.
    client_session&
    session_of(client_key& key, std::int64_t session_id, connection_id connection, time_point now) {
        ++visits_;
        auto& place = key.sessions[session_id];
        if (!place)
            place = std::make_unique<client_session>(key, session_id);
        auto& session = *place;
        session.used = now;
        if (key.sessions.size() > most_sessions)
            remove_least_recently_used(key, session);
        if (session.connections.empty() || session.connections.back() != connection) {
            const auto known = std::erase(session.connections, connection) != 0;
            session.connections.push_back(connection);
            by_connection_.emplace(connection, &session);
            if (!known)
                session.machine.reconnected();
        }
        return session;
    }

    /// Whether there was such a session.
    bool remove_session(client_key& key, std::int64_t session_id) {
        const auto known = key.sessions.find(session_id);
        if (known == key.sessions.end())
            return false;
        ++visits_;
        auto& session = *known->second;
        for (const auto connection : session.connections)
            by_connection_.erase({connection, &session});
        if (session.waiting)
            std::erase(waiting_, &session);
        key.sessions.erase(known);
        return true;
    }

    /// The connection is gone: its sessions forget it.
    void closed(connection_id connection) {
        auto at = by_connection_.lower_bound({connection, nullptr});
        while (at != by_connection_.end() && at->first == connection) {
            ++visits_;
            std::erase(at->second->connections, connection);
            at = by_connection_.erase(at);
        }
    }

    /// Calls `action` with every session of the keys that are signed in as an account.
    template <class Action>
    void for_each_session(std::int64_t account_id, Action action) {
        constexpr auto first = std::numeric_limits<std::int64_t>::min();
        auto at = by_account_.lower_bound({account_id, first});
        for (; at != by_account_.end() && at->first.first == account_id; ++at)
            for (auto& [id, session] : at->second->sessions) {
                ++visits_;
                action(*session);
            }
    }

    /// Notes that a session may have something to send.
    void wait_for_flush(client_session& session) {
        if (!std::exchange(session.waiting, true))
            waiting_.push_back(&session);
    }

    /// Calls `action`, which must not change the registry, with the sessions noted since the last time.
    template <class Action>
    void flush(Action action) {
        for (auto* session : waiting_) {
            ++visits_;
            session->waiting = false;
            action(*session);
        }
        waiting_.clear();
    }

private:
    void remove_least_recently_used(client_key& key, const client_session& except) {
        auto oldest = key.sessions.end();
        for (auto at = key.sessions.begin(); at != key.sessions.end(); ++at)
            if (at->second.get() != &except &&
                (oldest == key.sessions.end() || at->second->used < oldest->second->used))
                oldest = at;
        if (oldest != key.sessions.end())
            remove_session(key, oldest->first);
    }

    std::unordered_map<std::int64_t, std::unique_ptr<client_key>> keys_;
    std::map<std::pair<std::int64_t, std::int64_t>, client_key*> by_account_;
    std::set<std::pair<std::uint64_t, std::int64_t>>
        unused_; // the keys that are not signed in, by number and id
    std::uint64_t last_number_ = 0;
    std::set<std::pair<connection_id, client_session*>> by_connection_;
    std::vector<client_session*> waiting_;
    std::size_t visits_ = 0;
};

} // namespace awaitgram::testing
