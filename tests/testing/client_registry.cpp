// SPDX-License-Identifier: MIT
#include <awaitgram/testing/server/client_registry.hpp>
#include <awaitgram/testing/server/deadlines.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace {

using namespace awaitgram;
using namespace awaitgram::testing;
using namespace std::chrono_literals;

const time_point start = from_unix(1'700'000'000);

crypto::auth_key numbered_key(std::uint32_t number) {
    byte_buffer bytes(256, 7);
    store_le(bytes.data(), number);
    return crypto::auth_key{bytes};
}

/// A key that is signed in as account `number`, with a session on connection `number`.
client_session& add_client(client_registry& clients, std::uint32_t number) {
    auto& key = clients.add(numbered_key(number), 1, start);
    key.login.account_id = number;
    clients.login_changed(key, 0);
    return clients.session_of(key, 77, number, start);
}

std::vector<client_session*> sessions_of(client_registry& clients, std::int64_t account_id) {
    std::vector<client_session*> sessions;
    clients.for_each_session(account_id, [&](client_session& each) { sessions.push_back(&each); });
    return sessions;
}

std::vector<client_session*> flushed(client_registry& clients) {
    std::vector<client_session*> sessions;
    clients.flush([&](client_session& each) { sessions.push_back(&each); });
    return sessions;
}

} // namespace

TEST_CASE("a step among ten thousand clients visits the sessions that it concerns") {
    constexpr std::uint32_t count = 10'000;
    client_registry clients;
    for (std::uint32_t number = 1; number <= count; ++number)
        add_client(clients, number);
    auto& second = clients.session_of(*clients.find(numbered_key(5'000).id()), 78, 1, start);
    const auto visits_of = [&](auto step) {
        const auto before = clients.visits();
        step();
        return clients.visits() - before;
    };

    CHECK(clients.key_count() == count);
    CHECK(visits_of([&] { CHECK(sessions_of(clients, 5'000).size() == 2); }) == 2);
    CHECK(visits_of([&] { CHECK(sessions_of(clients, count + 1).empty()); }) == 0);
    clients.wait_for_flush(second);
    clients.wait_for_flush(second);
    CHECK(visits_of([&] { CHECK(flushed(clients) == std::vector{&second}); }) == 1);
    CHECK(visits_of([&] { CHECK(flushed(clients).empty()); }) == 0);
    CHECK(visits_of([&] { clients.closed(1); }) == 2); // of the first client, and `second`
    CHECK(second.connections.empty());
    CHECK(visits_of([&] { clients.closed(1); }) == 0);
    CHECK(visits_of([&] { clients.remove(*clients.find(numbered_key(5'000).id())); }) == 2);
    CHECK(sessions_of(clients, 5'000).empty());
}

TEST_CASE("a key belongs to the account that it is signed in as") {
    client_registry clients;
    auto& session = add_client(clients, 1);
    auto& login = session.key.login;
    CHECK(sessions_of(clients, 1) == std::vector{&session});

    login.account_id = 2;
    clients.login_changed(session.key, 1);
    CHECK(sessions_of(clients, 1).empty());
    CHECK(sessions_of(clients, 2) == std::vector{&session});
    login.account_id = 0;
    clients.login_changed(session.key, 2);
    CHECK(sessions_of(clients, 2).empty());
    CHECK(sessions_of(clients, 0).empty());
}

TEST_CASE("a session that is removed is neither flushed nor closed any more") {
    client_registry clients;
    auto& session = add_client(clients, 1);
    auto& key = session.key;
    clients.wait_for_flush(session);

    CHECK(clients.remove_session(key, 77));
    CHECK(!clients.remove_session(key, 77));
    CHECK(flushed(clients).empty());
    CHECK(sessions_of(clients, 1).empty());
    clients.closed(1);
}

TEST_CASE("a key has a limited number of sessions and loses the least recently used one") {
    client_registry clients;
    auto& key = clients.add(numbered_key(1), 1, start);
    for (std::size_t id = 1; id <= client_registry::most_sessions; ++id)
        clients.wait_for_flush(
            clients.session_of(key, static_cast<std::int64_t>(id), id, start + id * 1ms)
        );
    (void)clients.session_of(key, 1, 1, start + 1s);

    const auto& added = clients.session_of(key, -5, 1, start + 2s);

    CHECK(key.sessions.size() == client_registry::most_sessions);
    CHECK(key.sessions.count(1) == 1);
    CHECK(key.sessions.count(2) == 0);
    CHECK(key.sessions.at(-5).get() == &added);
    CHECK(flushed(clients).size() == client_registry::most_sessions - 1);
}

TEST_CASE("a session uses the connection of its last packet") {
    client_registry clients;
    auto& session = add_client(clients, 1);
    (void)clients.session_of(session.key, 77, 2, start);
    CHECK(session.connections == std::vector<connection_id>{1, 2});
    (void)clients.session_of(session.key, 77, 1, start);
    CHECK(session.connections == std::vector<connection_id>{2, 1});
    clients.closed(1);
    CHECK(session.connections == std::vector<connection_id>{2});
}

TEST_CASE("a key with a known id takes the place of the known one") {
    client_registry clients;
    clients.wait_for_flush(add_client(clients, 1));
    auto& key = clients.add(numbered_key(1), 2, start);

    CHECK(clients.key_count() == 1);
    CHECK(key.sessions.empty());
    CHECK(key.login.account_id == 0);
    CHECK(flushed(clients).empty());
    CHECK(sessions_of(clients, 1).empty());
}

TEST_CASE("deadlines come in the order of time, each key has one") {
    deadlines<int> waiting;
    CHECK(!waiting.next());
    waiting.set(1, start + 3s);
    waiting.set(2, start + 1s);
    waiting.set(3, start + 2s);
    waiting.set(2, start + 4s); // moved
    CHECK(waiting.next() == start + 2s);

    CHECK(!waiting.take_due(start + 1s));
    waiting.erase(3);
    CHECK(waiting.next() == start + 3s);
    CHECK(waiting.take_due(start + 4s) == 1);
    CHECK(waiting.take_due(start + 4s) == 2);
    CHECK(!waiting.take_due(start + 4s));
    CHECK(!waiting.next());
}

TEST_CASE("too many keys push out the oldest that is not signed in, and no other") {
    client_registry clients;
    add_client(clients, 1);
    auto& left = clients.add(numbered_key(2), 1, start);
    left.login.account_id = 2;
    clients.login_changed(left, 0);
    left.login.account_id = 0; // signed out again
    clients.login_changed(left, 2);
    for (std::uint32_t number = 3; clients.key_count() != client_registry::most_keys; ++number) {
        CHECK(clients.make_room());
        clients.add(numbered_key(number), 1, start);
    }

    CHECK(clients.make_room());
    CHECK(clients.key_count() == client_registry::most_keys - 1);
    CHECK(clients.find(numbered_key(1).id()));
    CHECK(!clients.find(numbered_key(2).id()));
    CHECK(clients.find(numbered_key(3).id()));
    clients.add(numbered_key(2), 1, start);
    CHECK(clients.make_room());
    CHECK(!clients.find(numbered_key(3).id()));
}
