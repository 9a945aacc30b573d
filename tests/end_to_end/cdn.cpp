// SPDX-License-Identifier: MIT
// Public files come from a content delivery network, whatever it does.
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "../support/with_client.hpp"

using namespace awaitgram;
using testing::cdn_lie;
using testing::cdn_state;
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

/// A user with a file that lives at DC 4 and is in the network, DC 203.
struct scene {
    explicit scene(std::size_t size = 3 * mib + 77) : bytes(some_bytes(size)), server(options()) {
        count<api::upload::getCdnFile>(from_network);
        count<api::upload::getFile>(from_master);
        count<api::help::getCdnConfig>(key_requests);
    }

    static testing::server_options options() {
        testing::server_options all;
        all.more_dcs = {4};
        all.files_dc = 4;
        all.cdn_dc = 203;
        return all;
    }

    /// Sends the file to the saved messages.
    awaitable<files::remote_file> send(client& telegram) {
        auto uploading = files::upload_bytes(telegram, bytes, "data.bin");
        api::inputMediaUploadedDocument document;
        document.file = co_await std::move(uploading);
        document.mime_type = "application/octet-stream";
        document.force_file = true;
        const api::InputMedia media{std::move(document)};
        auto sending = telegram.send_media("me", media);
        const auto sent = co_await std::move(sending);
        co_return files::remote_file{*sent.media().document()};
    }

    void put(const files::remote_file& file, cdn_state state = cdn_state::ready) {
        const auto id = file.location().get_if<api::inputDocumentFileLocation>()->id;
        server.on_server([&] { server.data_centre().put_on_cdn(id, state == cdn_state::ready); });
    }

    void run(std::function<awaitable<void>(client&, files::remote_file)> act) {
        with_client(
            memory_session{},
            quiet(server.app()),
            [this, &act](client& telegram) -> awaitable<void> {
                co_await telegram.sign_in(alice.prompts());
                auto sending = send(telegram);
                auto file = co_await std::move(sending);
                auto acting = act(telegram, std::move(file));
                co_await std::move(acting);
            }
        );
    }

    byte_buffer bytes;
    std::atomic<int> from_network = 0;
    std::atomic<int> from_master = 0;
    std::atomic<int> key_requests = 0;
    testing::server server;
    testing::test_user alice = server.user("Alice");

private:
    template <class Method>
    void count(std::atomic<int>& calls) {
        server.on<Method>([&calls](const auto&) {
            ++calls;
            return testing::pass;
        });
    }
};

} // namespace

TEST_CASE("a public file comes whole from the network, whose keys are asked for once") {
    scene here;
    here.run([&](client& telegram, files::remote_file file) -> awaitable<void> {
        here.put(file);
        for (auto times = 0; times != 2; ++times) {
            auto work = files::download_bytes(telegram, file);
            const auto got = co_await std::move(work);
            CHECK(got == here.bytes);
        }
        files::file_reader reader{telegram, file};
        auto reading = reader.read(1'500'000, 1000);
        const auto some = co_await std::move(reading);
        CHECK(std::equal(some.begin(), some.end(), here.bytes.begin() + 1'500'000));
    });
    CHECK(here.from_network == 2 * 7 + 1);
    CHECK(here.key_requests == 1);
    CHECK(here.server.transfers(203).exported == 0);
}

TEST_CASE("a file that is in no network comes from its data centre") {
    scene here;
    here.run([&](client& telegram, files::remote_file file) -> awaitable<void> {
        auto work = files::download_bytes(telegram, file);
        const auto got = co_await std::move(work);
        CHECK(got == here.bytes);
    });
    CHECK(here.from_network == 0);
    CHECK(here.key_requests == 0);
}

TEST_CASE("a file that the network has lost is sent there again") {
    scene here;
    here.run([&](client& telegram, files::remote_file file) -> awaitable<void> {
        here.put(file, cdn_state::needs_upload);
        auto work = files::download_bytes(telegram, file);
        const auto got = co_await std::move(work);
        CHECK(got == here.bytes);
    });
    CHECK(here.from_network >= 8);
    CHECK(here.from_master <= 7);
}

TEST_CASE("whatever the network lies about, the file comes whole from its data centre"
) { // S-100, S-101, S-104
    for (const auto lie :
         {cdn_lie::flipped_bit,
          cdn_lie::shorter,
          cdn_lie::endless_reupload,
          cdn_lie::missing_hashes}) {
        CAPTURE(static_cast<int>(lie));
        scene here;
        here.run([&](client& telegram, files::remote_file file) -> awaitable<void> {
            here.put(file);
            here.server.set_cdn_lie(lie);
            auto work = files::download_bytes(telegram, file);
            const auto got = co_await std::move(work);
            CHECK(got == here.bytes);
        });
        CHECK(here.from_master >= 7);
        CHECK(here.from_network <= 4 * 7);
    }
}

TEST_CASE("hashes that come late are waited for, and the file comes from the network") { // S-101
    scene here;
    here.run([&](client& telegram, files::remote_file file) -> awaitable<void> {
        here.put(file);
        here.server.set_cdn_lie(cdn_lie::late_hashes);
        auto work = files::download_bytes(telegram, file);
        const auto got = co_await std::move(work);
        CHECK(got == here.bytes);
    });
    CHECK(here.from_network == 7);
}

TEST_CASE("a network without a key that Telegram tells is left at once") { // S-103
    scene here;
    here.server.on<api::help::getCdnConfig>([&here](const auto&) {
        api::cdnConfig told;
        api::cdnPublicKey key;
        key.dc_id = 203;
        // The network shows another one, and a network that shows this one is none.
        key.public_key = tl::string{here.server.public_key().to_pem()};
        told.public_keys.push_back(std::move(key));
        return told;
    });
    here.run([&](client& telegram, files::remote_file file) -> awaitable<void> {
        here.put(file);
        auto work = files::download_bytes(telegram, file);
        const auto got = co_await std::move(work);
        CHECK(got == here.bytes);
    });
    CHECK(here.from_network == 0);
}

TEST_CASE("a network that a file is sent to in the middle of its download takes over") {
    scene here{12 * mib};
    here.run([&](client& telegram, files::remote_file file) -> awaitable<void> {
        class moving_sink final : public files::file_sink {
        public:
            moving_sink(scene& of, const files::remote_file& what) : here(of), file(what) {}
            awaitable<void> write(std::int64_t position, byte_view from) override {
                if (writes++ == 0)
                    here.put(file);
                CHECK(std::equal(from.begin(), from.end(), here.bytes.begin() + position));
                written += from.size();
                co_return;
            }
            scene& here;
            const files::remote_file& file;
            int writes = 0;
            std::size_t written = 0;
        };
        moving_sink sink{here, file};
        auto work = files::download(telegram, file, sink);
        co_await std::move(work);
        CHECK(sink.written == here.bytes.size());
    });
    CHECK(here.from_network >= 1);
}
