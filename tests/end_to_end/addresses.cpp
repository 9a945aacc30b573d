// SPDX-License-Identifier: MIT
// Data centres with several addresses, some of which do not work. Time is controlled.
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/rpc/connection_race.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::quiet;
using tests::with_client;
using kind = testing::further_address::kind;

namespace {

constexpr auto stagger = rpc::connection_race::stagger;

/// A server with the data centres 2, where clients begin, 4 and 5.
struct scene {
    explicit scene(std::vector<testing::further_address> addresses)
        : server(options(std::move(addresses))) {}

    static testing::server_options options(std::vector<testing::further_address> addresses) {
        testing::server_options all;
        all.more_dcs = {4, 5};
        all.files_dc = 4;
        all.further_addresses = std::move(addresses);
        return all;
    }

    void run(const std::function<awaitable<void>(client&)>& act) {
        with_client(storage, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
            co_await telegram.sign_in(alice.prompts());
            co_await act(telegram);
        });
    }

    /// Asks a data centre something; returns how long that took.
    static awaitable<monotonic_clock::duration> ask(client& telegram, std::int32_t dc) {
        const auto begun = monotonic_clock::now();
        api::help::getConfig request;
        call_options options;
        options.dc = dc;
        const auto config = co_await telegram.invoke(request, options);
        CHECK(config->this_dc == dc);
        co_return monotonic_clock::now() - begun;
    }

    /// Sends a file, and fetches it from DC 4; returns how long that took.
    static awaitable<monotonic_clock::duration> move_file(client& telegram) {
        const auto begun = monotonic_clock::now();
        const byte_buffer bytes(300'000, 0x5a);
        auto uploading = files::upload_bytes(telegram, bytes, "data.bin");
        api::inputMediaUploadedDocument document;
        document.file = co_await std::move(uploading);
        document.mime_type = "application/octet-stream";
        document.force_file = true;
        const api::InputMedia media{std::move(document)};
        auto sending = telegram.send_media("me", media);
        const auto sent = co_await std::move(sending);
        files::remote_file file{*sent.media().document()};
        auto downloading = files::download_bytes(telegram, std::move(file));
        const auto got = co_await std::move(downloading);
        CHECK(got == bytes);
        co_return monotonic_clock::now() - begun;
    }

    const testing::clock time{};
    testing::server server;
    testing::test_user alice = server.user("Alice");
    memory_session storage{};
};

/// Whether this machine has the IPv6 address ::1.
bool has_ipv6() {
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor{context};
    std::error_code error;
    acceptor.open(asio::ip::tcp::v6(), error);
    if (!error)
        acceptor.bind({asio::ip::make_address("::1"), 0}, error);
    return !error;
}

} // namespace

TEST_CASE("an account moves to a data centre some of whose addresses are dead") {
    scene here{{{5, kind::closed, false, {}}, {5, kind::silent, false, {}}}};
    here.server.set_home(here.alice, 5);
    here.run([&](client& telegram) -> awaitable<void> {
        CHECK(here.storage.home_dc_id() == 5);
        const auto took = co_await scene::ask(telegram, 5);
        CHECK(took < stagger);
    });
    CHECK(here.server.connections_at(here.server.further_port(1)) == 1);
    CHECK(here.server.connections_at(here.server.port_of(5)) == 1);
}

TEST_CASE("a closed port costs no time, and a silent one a quarter of a second") {
    for (const auto what : {kind::closed, kind::silent}) {
        scene here{{{5, what, false, {}}}};
        here.run([&](client& telegram) -> awaitable<void> {
            const auto took = co_await scene::ask(telegram, 5);
            CHECK(took == (what == kind::closed ? monotonic_clock::duration{0} : stagger));
        });
    }
}

TEST_CASE("files take the addresses for files, and other requests do not") {
    scene here{{{4, kind::serves, true, {}}}};
    here.run([&](client& telegram) -> awaitable<void> {
        co_await scene::ask(telegram, 4);
        const auto for_files = here.server.further_port(0);
        CHECK(here.server.connections_at(for_files) == 0);
        co_await scene::move_file(telegram);
        CHECK(here.server.connections_at(for_files) > 0);
    });
    // For the login and the first request.
    CHECK(here.server.connections_at(here.server.port_of(4)) == 1);
}

TEST_CASE("files take the other addresses where those for files are dead") {
    scene here{{{4, kind::closed, true, {}}, {4, kind::silent, true, {}}}};
    here.run([&](client& telegram) -> awaitable<void> {
        const auto took = co_await scene::move_file(telegram);
        CHECK(took <= 2 * stagger);
    });
    CHECK(here.server.connections_at(here.server.port_of(4)) > 1);
}

TEST_CASE("an IPv6 address is used where IPv4 does not answer") {
    if (!has_ipv6())
        return;
    scene here{{{5, kind::silent, false, {}}, {5, kind::serves, false, "::1"}}};
    here.run([&](client& telegram) -> awaitable<void> {
        const auto took = co_await scene::ask(telegram, 5);
        CHECK(took == stagger);
    });
    CHECK(here.server.connections_at(here.server.further_port(1)) == 1);
    CHECK(here.server.connections_at(here.server.port_of(5)) == 0);
}
