// SPDX-License-Identifier: MIT
// Storing the login of a Telethon string in a file.
#include <awaitgram/formats/string.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>

#include <string>

#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using tests::directory;

namespace {

dc_option centre(std::int32_t id, std::uint8_t fill) {
    auto option = *known_dc(id);
    option.auth_key = crypto::auth_key{byte_buffer(256, fill)};
    return option;
}

session_data former_account() {
    session_data content;
    content.home_dc = 4;
    content.dcs.emplace(4, centre(4, 0x42));
    content.dcs.emplace(2, centre(2, 0x43));
    content.self = signed_in_user{7, false};
    content.api_layer = 200;
    content.salts[4] = {{1, 2, 3}};
    content.salts[2] = {{4, 5, 6}};
    content.temporary_keys.emplace(
        4, temporary_key{crypto::auth_key{byte_buffer(256, 0x17)}, 1'800'000'000}
    );
    content.cache_peer(user_info{7, peer_auth{8}, false, true});
    content.cache_peer(channel_info{9, peer_auth{10}, channel_kind::megagroup});
    content.updates = {1, 2, 3, 4, {{9, 20}}};
    return content;
}

std::string telethon_string_of(const dc_option& home) {
    imported_session session;
    session.data.home_dc = home.id;
    session.data.dcs.emplace(home.id, home);
    return write_session_string(session, session_format::telethon_string);
}

session_data content_after(const std::string& path, const std::string& text) {
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path};
        const auto content = former_account();
        co_await storage.import(content);
        co_await storage.close();
    });
    session_data content;
    tests::run([&]() -> awaitable<void> {
        auto storage = sqlite_session::from_telethon_string(text, path);
        CHECK(storage.dc_option(5) == known_dc(5));
        const auto told = co_await storage.data();
        CHECK(storage.home_dc_id() == told.home_dc);
        CHECK(storage.dc_option(4) == told.dc(4));
        co_await storage.close();
        sqlite_session again{path};
        content = co_await again.data();
        CHECK(content == told);
    });
    return content;
}

} // namespace

TEST_CASE("another login removes everything of the previous one from the file") {
    const directory place;
    for (const std::int32_t home : {1, 2, 4}) {
        auto option = centre(home, 0x50);
        session_data expected;
        expected.home_dc = home;
        option.ipv6.reset();
        expected.dcs.emplace(home, option);

        CHECK(content_after(place.file("me.session"), telethon_string_of(option)) == expected);
    }
}

TEST_CASE("the same login again keeps everything in the file") {
    const directory place;

    CHECK(
        content_after(place.file("me.session"), telethon_string_of(centre(4, 0x42))) ==
        former_account()
    );
}

TEST_CASE("a known key at another data centre makes that one the home") {
    const directory place;
    auto expected = former_account();
    expected.home_dc = 2;

    CHECK(content_after(place.file("me.session"), telethon_string_of(centre(2, 0x43))) == expected);
}
