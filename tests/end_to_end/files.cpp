// SPDX-License-Identifier: MIT
// Files go through the test server and come back whole.
#include <awaitgram/api/types.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "../support/with_client.hpp"

using namespace awaitgram;
using std::chrono_literals::operator""s;
using tests::quiet;
using tests::with_client;

namespace {

constexpr std::size_t mib = 1024 * 1024;

byte_buffer some_bytes(std::size_t size) {
    byte_buffer bytes(size);
    std::uint32_t state = 7;
    for (auto& each : bytes) {
        state = state * 1664525 + 1013904223;
        each = static_cast<std::uint8_t>(state >> 24);
    }
    return bytes;
}

/// Sends bytes as a document to the saved messages.
awaitable<message> send_bytes(client& telegram, const byte_buffer& bytes) {
    auto uploading = files::upload_bytes(telegram, bytes, "data.bin");
    api::inputMediaUploadedDocument document;
    document.file = co_await std::move(uploading);
    document.mime_type = "application/octet-stream";
    document.force_file = true;
    api::documentAttributeFilename name;
    name.file_name = "data.bin";
    document.attributes.push_back(std::move(name));
    const api::InputMedia media{std::move(document)};
    auto sending = telegram.send_media("me", media);
    co_return co_await std::move(sending);
}

files::remote_file file_of(const message& of) {
    return files::remote_file{*of.media().document()};
}

/// A user whose files live at another data centre.
struct scene {
    scene() : server(options()) {}

    static testing::server_options options() {
        testing::server_options all;
        all.more_dcs = {4};
        all.files_dc = 4;
        return all;
    }

    void run(std::function<awaitable<void>(client&)> act) {
        with_client(
            memory_session{},
            quiet(server.app()),
            [this, &act](client& telegram) -> awaitable<void> {
                co_await telegram.sign_in(alice.prompts());
                co_await act(telegram);
            }
        );
    }

    testing::server server;
    testing::test_user alice = server.user("Alice");
};

} // namespace

TEST_CASE("small and big files are sent, and come back whole from another data centre") {
    scene here;
    here.run([](client& telegram) -> awaitable<void> {
        for (const auto size : {std::size_t{1}, 100'000 + 3 * mib, 11 * mib}) {
            CAPTURE(size);
            const auto bytes = some_bytes(size);
            auto sending = send_bytes(telegram, bytes);
            const auto sent = co_await std::move(sending);
            REQUIRE(sent.media().document() != nullptr);
            CHECK(sent.media().document()->dc_id == 4);
            auto work = files::download_bytes(telegram, file_of(sent));
            const auto got = co_await std::move(work);
            CHECK(got == bytes);
        }
    });
    CHECK(here.server.transfers(4).imported == 1);
}

TEST_CASE("a file whose data centre is not known is followed to it") {
    scene here;
    here.run([](client& telegram) -> awaitable<void> {
        const auto bytes = some_bytes(2 * mib);
        auto sending = send_bytes(telegram, bytes);
        const auto sent = co_await std::move(sending);
        const auto known = file_of(sent);
        files::remote_file unknown{known.location(), 0, known.size()};
        auto work = files::download_bytes(telegram, std::move(unknown));
        const auto got = co_await std::move(work);
        CHECK(got == bytes);
    });
}

TEST_CASE("a reference that expires is found again by the message") { // S-107
    scene here;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto bytes = some_bytes(3 * mib);
        auto sending = send_bytes(telegram, bytes);
        const auto sent = co_await std::move(sending);
        here.server.expire_references();
        auto searches = 0;
        files::file_finder again = [&]() -> awaitable<files::remote_file> {
            ++searches;
            auto fetching = telegram.get_message("me", sent.id());
            const auto fresh = co_await std::move(fetching);
            co_return file_of(*fresh);
        };
        class memory final : public files::file_sink {
        public:
            explicit memory(std::size_t size) : bytes(size) {}
            awaitable<void> write(std::int64_t position, byte_view from) override {
                std::copy(from.begin(), from.end(), bytes.begin() + position);
                co_return;
            }
            byte_buffer bytes;
        };
        memory sink{bytes.size()};
        auto work = files::download(telegram, file_of(sent), sink, {}, std::move(again));
        co_await std::move(work);
        CHECK(sink.bytes == bytes);
        CHECK(searches == 1);
    });
}

TEST_CASE("transfers outlast limits of the speed and connections that break at every part") {
    const testing::clock time;
    scene here;
    here.server.limit_speed(mib);
    here.run([&](client& telegram) -> awaitable<void> {
        const auto bytes = some_bytes(6 * mib);
        auto cut = [&](files::progress) { here.server.cut(here.alice); };
        files::upload_options up;
        up.progress = cut;
        auto uploading = files::upload_bytes(telegram, bytes, "data.bin", up);
        api::inputMediaUploadedDocument document;
        document.file = co_await std::move(uploading);
        document.mime_type = "application/octet-stream";
        document.force_file = true;
        const api::InputMedia media{std::move(document)};
        auto sending = telegram.send_media("me", media);
        const auto sent = co_await std::move(sending);
        files::download_options down;
        down.progress = cut;
        auto work = files::download_bytes(telegram, file_of(sent), 8 * mib, down);
        const auto got = co_await std::move(work);
        CHECK(got == bytes);
    });
}
