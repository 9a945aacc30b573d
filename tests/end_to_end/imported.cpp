// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/formats/string.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "../support/directory.hpp"
#include "../support/run.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::quiet;
using tests::say;

namespace {

/// Runs `body` with a client of the server.
void with_client(
    testing::server& server, any_session storage, std::function<awaitable<void>(client&)> body
) {
    tests::with_client(std::move(storage), quiet(server.app()), std::move(body));
}

sign_in_prompts person() {
    sign_in_prompts prompts;
    prompts.phone = [] { return say("15550001"); };
    prompts.code = [](const std::string&) { return say("22222"); };
    return prompts;
}

/// Prompts that fail the test when they are used.
sign_in_prompts no_prompts() {
    sign_in_prompts prompts;
    prompts.phone = []() -> awaitable<std::string> {
        throw std::runtime_error("the phone number was asked for");
        co_return "";
    };
    return prompts;
}

/// The session as read back from its Telethon string, which holds only a key and the home data centre.
imported_session through_telethon(const memory_session& storage) {
    imported_session session;
    session.data = storage.data();
    const auto text = write_session_string(session, session_format::telethon_string);
    auto back = read_session_string(text);
    CHECK_FALSE(back.data.self);
    return back;
}

/// The session of a user, signed in here and exported through another library.
imported_session user_session(testing::server& server) {
    memory_session storage;
    with_client(server, storage, [](client& telegram) { return telegram.sign_in(person()); });
    return through_telethon(storage);
}

imported_session bot_session(testing::server& server) {
    memory_session storage;
    with_client(server, storage, [](client& telegram) {
        return telegram.sign_in_bot("123:secret");
    });
    return through_telethon(storage);
}

std::size_t keys(testing::server& server) {
    return server.on_server([&] { return server.data_centre().key_count(); });
}

} // namespace

TEST_CASE("a user's session string of another library needs no sign-in") {
    testing::server server;
    memory_session storage{user_session(server).data};

    with_client(server, storage, [](client& telegram) { return telegram.sign_in(no_prompts()); });
    const auto self = storage.data().self;
    REQUIRE(self);
    CHECK_FALSE(self->bot);
    const auto peer = storage.data().peer(peer_id::self_user());
    REQUIRE(peer);
    CHECK(id_of(*peer)->bare_id() == self->id);
    CHECK(ref_of(*peer));
    CHECK(keys(server) == 1);
}

TEST_CASE("a userbot on a file made from a session string prompts for nothing") {
    testing::server server;
    const tests::directory directory;
    auto imported = user_session(server);
    const auto text = write_session_string(imported, session_format::telethon_string);

    auto worked = 0;
    for (auto start = 1; start <= 2; ++start) {
        auto storage = sqlite_session::from_telethon_string(text, directory.file("me.session"));
        asio::io_context context;
        userbot me{context.get_executor(), std::move(storage), quiet(server.app()), no_prompts()};
        const std::function<awaitable<void>(client&)> work = [&worked](client& telegram
                                                             ) -> awaitable<void> {
            const auto signed_in = co_await telegram.signed_in();
            worked += signed_in ? 1 : 0;
        };
        const task running{context.get_executor(), me.serve(work), nullptr};
        context.run();
        CHECK_FALSE(running.error());
        CHECK(worked == start);
    }
    CHECK(keys(server) == 1);
}

TEST_CASE("a bot's session string of another library needs no sign-in, which Telegram limits") {
    testing::server server;
    memory_session storage{bot_session(server).data};

    // The server would refuse this token.
    with_client(server, storage, [](client& telegram) {
        return telegram.sign_in_bot("123:another");
    });
    CHECK(storage.data().self == signed_in_user{123, true});
    CHECK(keys(server) == 1);
}

TEST_CASE("a session string of a login that has ended is signed in anew, with the same key") {
    testing::server server;
    const auto end_logins = [&server](imported_session session) {
        memory_session storage{std::move(session.data)};
        with_client(server, storage, [](client& telegram) -> awaitable<void> {
            co_await telegram.sign_in(no_prompts());
            // `log_out` would destroy the key, too.
            api::auth::logOut request;
            const auto done = co_await telegram.invoke(request);
        });
    };
    const auto user = user_session(server);
    end_logins(user);
    memory_session storage{user.data};
    CHECK_THROWS_WITH(
        with_client(
            server, storage, [](client& telegram) { return telegram.sign_in(no_prompts()); }
        ),
        "the phone number was asked for"
    );
    with_client(server, storage, [](client& telegram) { return telegram.sign_in(person()); });
    CHECK(storage.data().self);

    const auto bot = bot_session(server);
    end_logins(bot);
    memory_session bots_storage{bot.data};
    with_client(server, bots_storage, [](client& telegram) {
        return telegram.sign_in_bot("123:secret");
    });
    CHECK(bots_storage.data().self == signed_in_user{123, true});
    CHECK(keys(server) == 2);
}

TEST_CASE("a session string of another account than the token's becomes the bot's") {
    testing::server server;
    auto imported = user_session(server);
    imported.data.updates.pts = 70;
    memory_session storage{imported.data};

    with_client(server, storage, [](client& telegram) {
        return telegram.sign_in_bot("123:secret");
    });
    CHECK(storage.data().self == signed_in_user{123, true});
    CHECK(storage.data().updates.pts == 0);
}

TEST_CASE("an imported login continues from its own update state") {
    testing::server server;
    auto imported = bot_session(server);
    imported.data.updates.pts = 1;
    memory_session storage{imported.data};

    with_client(server, storage, [](client& telegram) {
        return telegram.sign_in_bot("123:secret");
    });
    CHECK(storage.data().updates.pts == 1);
}
