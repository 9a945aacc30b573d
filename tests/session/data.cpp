// SPDX-License-Identifier: MIT
#include <awaitgram/formats/string.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <system_error>

#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using tests::directory;

namespace {

/// The content of a session in memory and of one in a file after importing the same, or the error of both.
struct outcome {
    session_data content;
    std::error_code error;
};

outcome given(const session_data& content) {
    outcome memory;
    try {
        memory.content = memory_session{content}.data();
    } catch (const std::system_error& error) {
        memory.error = error.code();
    }
    outcome file;
    file.error = tests::error_of([&]() -> awaitable<void> {
        sqlite_session storage{":memory:"};
        co_await storage.import(content);
        file.content = co_await storage.data();
    });
    CHECK(memory.error == file.error);
    CHECK(memory.content == file.content);
    return memory;
}

crypto::auth_key key_of(std::uint8_t fill) {
    return crypto::auth_key{byte_buffer(256, fill)};
}

bool fits(const std::string& host) {
    const dc_option ipv4{1, server_address{host, 443}, {}, {}};
    const dc_option ipv6{1, {}, server_address{host, 443}, {}};
    CHECK(check(ipv4) == check(ipv6));
    return !check(ipv4);
}

} // namespace

TEST_CASE("states are imported, and an impossible one is refused") {
    session_data content;
    content.states[{1, 2, 3, "b", "n"}] = {{4, 5}, 6};
    content.states[{}] = {{}, 0};
    CHECK(given(content).content.states == content.states);

    auto impossible = content;
    impossible.states[{}].expires = -1;
    CHECK(given(impossible).error == session_errc::invalid_state);
    impossible = content;
    impossible.states[{}].value.resize(kept_state::most_bytes + 1);
    CHECK(given(impossible).error == session_errc::invalid_state);
    impossible = content;
    impossible.states[{0, 0, 0, std::string(256, 'b'), {}}] = {};
    CHECK(given(impossible).error == session_errc::invalid_state);
}

TEST_CASE("expired states in memory make room before there are twice as many") {
    session_data content;
    const auto set = [&content](std::int64_t chat, std::int64_t expires, std::int64_t now) {
        content.set_state({chat, 0, 0, {}, {}}, kept_state{{1}, expires}, now);
    };
    for (std::int64_t chat = 1; chat <= 100; ++chat)
        set(chat, 50, 10);
    set(0, 0, 10);
    CHECK(content.states.size() == 101);
    for (std::int64_t chat = 101; chat <= 127; ++chat)
        set(chat, 100, 60);
    // 0, which never ends, and those that end at 100
    CHECK(content.states.size() == 28);
    for (std::int64_t chat = 1000; chat != 100'000; ++chat) {
        set(chat, chat + 10, chat);
        REQUIRE(content.states.size() <= 32);
    }
}

TEST_CASE("of several peers that are self the signed-in one remains, else the last") {
    session_data content;
    for (const std::int64_t id : {1, 2, 3})
        content.peers.emplace(*peer_id::user(id), user_info{id, {}, {}, true});
    const auto selves_of = [](const session_data& made) {
        std::string selves;
        for (const auto& [id, info] : made.peers)
            if (is_self(info))
                selves += std::to_string(id.bare_id()) + ' ';
        return selves;
    };

    CHECK(selves_of(given(content).content) == "3 ");
    content.self = signed_in_user{2, false};
    CHECK(selves_of(given(content).content) == "2 ");
    content.self = signed_in_user{9, false};
    CHECK(selves_of(given(content).content) == "3 ");
}

TEST_CASE("content in any order is stored sorted") {
    session_data content;
    content.updates = {1, 2, 3, 4, {{7, 20}, {5, 50}, {7, 30}}};
    content.salts[2] = {{1, 20, 30}, {2, 10, 20}};
    content.salts[3] = {};
    const auto made = given(content).content;

    const updates_state sorted{1, 2, 3, 4, {{5, 50}, {7, 30}}};
    CHECK(made.updates == sorted);
    REQUIRE(made.salts.size() == 1);
    CHECK(made.salts.at(2).front().salt == 2);
    CHECK(normalised(made) == made);
}

TEST_CASE("content is keyed by the ids of its values") {
    session_data content;
    content.dcs.emplace(1, *known_dc(4));
    content.peers.emplace(*peer_id::user(1), user_info{5, peer_auth{6}, {}, {}});
    content.peers.emplace(*peer_id::user(2), user_info{5, {}, true, {}});
    const auto made = given(content).content;

    CHECK(made.dcs.count(4) == 1);
    CHECK(made.dcs.size() == 1);
    const peer_info both = user_info{5, peer_auth{6}, true, {}};
    CHECK(made.peers.size() == 1);
    CHECK(made.peer(*peer_id::user(5)) == both);
}

TEST_CASE("impossible content is refused") {

    const auto error_of = [](const std::function<void(session_data&)>& spoil) {
        session_data content;
        spoil(content);
        return given(content).error;
    };
    CHECK(error_of([](auto& to) {
              to.dcs.emplace(1, dc_option{1, server_address{"a b", 1}, {}, {}});
          }) == session_errc::invalid_dc);
    CHECK(error_of([](auto& to) {
              to.dcs.emplace(1, dc_option{1, {}, {}, key_of(0)});
          }) == session_errc::invalid_auth_key);
    CHECK(error_of([](auto& to) {
              to.temporary_keys.emplace(1, temporary_key{key_of(0), 5});
          }) == session_errc::invalid_auth_key);
    CHECK(error_of([](auto& to) {
              to.peers.emplace(*peer_id::user(1), user_info{-1, {}, {}, {}});
          }) == session_errc::invalid_peer_id);
    CHECK(error_of([](auto& to) {
              to.updates.channels = {{0, 1}};
          }) == session_errc::invalid_peer_id);
    CHECK_FALSE(error_of([](auto&) {}));
}

TEST_CASE("an address has a host that reads back as it was written") {
    for (const auto* const host :
         {"1.2.3.4", "2001:db8::1", "::", "fe80::1%eth0", "dc-1.example", "data_centre", "x"})
        CHECK(fits(host));
    CHECK(fits(std::string(255, 'a')));
    for (const auto* const host :
         {"", "bad host", "a/b", "x]y", "[::1]", "::1 ", "a\nb", "a\tb", "[", "a:b c", "\x7f", "é"})
        CHECK_FALSE(fits(host));
    CHECK_FALSE(fits(std::string(256, 'a')));
    CHECK_FALSE(fits(std::string("a\0b", 3)));
    CHECK(check(server_address{"1.2.3.4", 0}) == session_errc::invalid_dc);
}

TEST_CASE("a data centre that one kind of session refuses is refused by all, so that a file can be "
          "opened again") {
    const directory place;
    const auto path = place.file("me.session");
    for (const auto* const host : {"bad host", "a/b", "x]y", "a:b c"}) {
        const dc_option option{1, server_address{host, 443}, {}, {}};
        memory_session memory;
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  co_await memory.set_dc_option(option);
              }) == session_errc::invalid_dc);
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  sqlite_session storage{path};
                  co_await storage.set_dc_option(option);
              }) == session_errc::invalid_dc);
        CHECK_NOTHROW(sqlite_session{path});
    }
}

TEST_CASE("the writer of a session string accepts only values that its reader accepts") {
    imported_session session;
    auto home = *known_dc(2);
    home.auth_key = key_of(1);
    session.data.dcs.emplace(2, home);
    session.data.self = signed_in_user{5, false};
    session.api_id = 12345;
    constexpr session_format formats[] = {
        session_format::session_string,
        session_format::telethon_string,
        session_format::pyrogram_string,
        session_format::gramjs_string,
        session_format::mtcute_string,
        session_format::mtkruto_string};
    for (const auto* const host :
         {"149.154.167.41",
          "2001:db8::1",
          "fe80::1%eth0",
          "data_centre",
          "bad host",
          "a/b",
          "x]y",
          "a:b c"})
        for (const auto format : formats) {
            CAPTURE(host);
            CAPTURE(to_string(format));
            auto changed = session;
            changed.data.dcs.at(2).ipv4 = server_address{host, 443};
            std::string written;
            try {
                written = write_session_string(changed, format);
            } catch (const std::system_error& error) {
                const auto refused = error.code() == session_errc::invalid_dc ||
                                     error.code() == session_errc::incomplete;
                CHECK(refused);
                continue;
            }
            CHECK_NOTHROW(static_cast<void>(read_session_string(written)));
        }

    // Data centres other than the home, for awaitgram's string, and a media server, for mtcute's.
    auto other = session;
    other.data.dcs.emplace(4, dc_option{4, server_address{"bad host", 443}, {}, {}});
    CHECK_THROWS_AS(
        static_cast<void>(write_session_string(other, session_format::session_string)),
        std::system_error
    );
    session.media = server_address{"bad host", 443};
    CHECK_THROWS_AS(
        static_cast<void>(write_session_string(session, session_format::mtcute_string)),
        std::system_error
    );
}
