// SPDX-License-Identifier: MIT
// Transfers go on in another client where they were when the last one ended.
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/files/transfer_store.hpp>
#include <awaitgram/methods/media.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/error.hpp>
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::quiet;
using tests::with_client;

namespace {

constexpr std::size_t mib = 1024 * 1024;

byte_buffer some_bytes(std::size_t size) {
    byte_buffer bytes(size);
    std::uint32_t state = 9;
    for (auto& each : bytes) {
        state = state * 1664525 + 1013904223;
        each = static_cast<std::uint8_t>(state >> 24);
    }
    return bytes;
}

byte_buffer read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void write_file(const std::string& path, const byte_buffer& bytes) {
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file.write(
        reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
    );
}

/// Counts the calls of each method.
class counting final : public rpc::middleware {
public:
    counting(rpc::invoker& inner, std::map<std::string, int>& counts) noexcept
        : middleware(inner), counts_(&counts) {}

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        ++(*counts_)[std::string{sent.name()}];
        return inner().call(std::move(sent), options);
    }

private:
    std::map<std::string, int>* counts_;
};

/// An account with several clients, one after the other.
struct scene {
    /// Runs a client that signs in when the account is not yet; it may be cancelled.
    void run(std::function<awaitable<void>(client&)> act) {
        calls.clear();
        auto configuration = quiet(server.app());
        configuration.middleware.emplace_back([this](rpc::invoker& inner) {
            return std::make_unique<counting>(inner, calls);
        });
        const auto body = [this, &act](client& telegram) -> awaitable<void> {
            const auto known = co_await telegram.signed_in();
            if (!known)
                co_await telegram.sign_in(alice.prompts());
            co_await act(telegram);
        };
        try {
            with_client(storage, std::move(configuration), body);
        } catch (const std::system_error& problem) {
            CHECK(problem.code() == asio::error::operation_aborted);
        }
    }

    testing::server server{};
    testing::test_user alice = server.user("Alice");
    memory_session storage{};
    tests::directory folder{};
    std::map<std::string, int> calls{};
};

} // namespace

TEST_CASE("a download goes on in another client, which asks for the parts that are missing") {
    scene here;
    const auto bytes = some_bytes(11 * mib + 77);
    std::int32_t id = 0;
    here.run([&](client& telegram) -> awaitable<void> {
        const auto file = in_memory(bytes, "film.bin");
        auto sending = telegram.send_document("me", file);
        const auto sent = co_await std::move(sending);
        id = sent.id();
    });
    const auto folder = here.folder.file("received/");
    std::string path;
    const auto download = [&](bool stops) {
        return [&, stops](client& telegram) -> awaitable<void> {
            auto told = [&telegram, stops](files::progress) {
                if (stops)
                    telegram.cancel();
            };
            auto fetching = telegram.get_message("me", id);
            const auto sent = co_await std::move(fetching);
            files::download_options options;
            options.resume = true;
            options.progress = told;
            auto loading = telegram.download(*sent, folder, options);
            path = co_await std::move(loading);
        };
    };
    here.run(download(true));
    CHECK(path.empty());
    CHECK(std::filesystem::exists(folder + "film.bin.part"));
    CHECK(here.calls["upload.getFileHashes"] == 0);

    here.run(download(false));
    CHECK(path == folder + "film.bin");
    CHECK(here.calls["upload.getFile"] < 23);
    CHECK(here.calls["upload.getFileHashes"] >= 1);
    CHECK(crypto::sha256({read_file(path)}) == crypto::sha256({bytes}));
    CHECK(
        std::distance(std::filesystem::directory_iterator{folder}, {}) == 1
    ); // no note of it is left
}

TEST_CASE("an upload goes on in another client, also when Telegram has forgotten some of it") {
    scene here;
    const auto path = here.folder.file("film.bin");
    const auto bytes = some_bytes(12 * mib + 5);
    write_file(path, bytes);
    byte_buffer got;
    const auto send = [&](bool stops) {
        return [&, stops](client& telegram) -> awaitable<void> {
            auto told = [&telegram, stops](files::progress) {
                if (stops)
                    telegram.cancel();
            };
            const auto store = files::transfers_in_session(telegram.session());
            media_options options;
            options.progress = told;
            options.resume = store.get();
            auto sending = telegram.send_document("me", path, options);
            const auto sent = co_await std::move(sending);
            auto loading = telegram.download_bytes(sent);
            got = co_await std::move(loading);
        };
    };
    here.run(send(true));
    CHECK(got.empty());
    const auto before = here.calls["upload.saveBigFilePart"];
    CHECK(before <= 25);
    here.run(send(false));
    CHECK(here.calls["upload.saveBigFilePart"] < 25);
    CHECK((got == bytes));

    // A part that was stored before is lost.
    here.run(send(true));
    std::int32_t lost = 0;
    while (lost < 25 && !here.server.lose_part(here.alice.id(), lost))
        ++lost;
    REQUIRE(lost < 25);
    got.clear();
    here.run(send(false));
    CHECK((got == bytes));
    CHECK(here.calls["messages.sendMedia"] == 2);
}

TEST_CASE("a file that was sent before is not uploaded again, also by another client") {
    scene here;
    const auto path = here.folder.file("report.bin");
    write_file(path, some_bytes(mib + 5));
    std::int64_t document = 0;
    const auto send = [&](std::string caption, std::string name = {}) {
        here.run([&](client& telegram) -> awaitable<void> {
            const auto store = files::transfers_in_session(telegram.session());
            media_options options;
            options.caption = caption;
            options.reuse = store.get();
            options.details.name = name;
            auto sending = telegram.send_document("me", path, options);
            const auto sent = co_await std::move(sending);
            CHECK(sent.text() == caption);
            document = sent.media().document()->id;
        });
        return here.calls["upload.saveFilePart"];
    };
    CHECK(send("the first") > 0);
    const auto first = document;
    CHECK(send("the second") == 0);
    CHECK(document == first);
    CHECK(send("by another name", "other.bin") > 0);
    CHECK(document != first);
    auto changed = some_bytes(mib + 5);
    changed[mib] ^= 1;
    write_file(path, changed);
    CHECK(send("changed") > 0);
    CHECK(document != first);
    CHECK(send("changed again") == 0);
}

TEST_CASE("a file that was sent before is uploaded again when its reference has expired") {
    scene here;
    const auto store = files::transfers_in_folder(here.folder.file("sent"));
    const auto bytes = some_bytes(100'000);
    std::int64_t document = 0;
    const auto send = [&](client& telegram) -> awaitable<void> {
        const auto file = in_memory(bytes, "report.bin");
        media_options options;
        options.reuse = store.get();
        auto sending = telegram.send_document("me", file, options);
        const auto sent = co_await std::move(sending);
        document = sent.media().document()->id;
    };
    here.run(send);
    const auto first = document;
    here.server.expire_references();
    here.run(send);
    CHECK(here.calls["messages.sendMedia"] == 2);
    CHECK(here.calls["upload.saveFilePart"] > 0);
    CHECK(document != first);
    const auto second = document;
    here.run(send);
    CHECK(here.calls["upload.saveFilePart"] == 0);
    CHECK(document == second);
}

TEST_CASE("an album uses again what was sent before") {
    scene here;
    const auto store = files::transfers_in_folder(here.folder.file("sent"));
    const auto one = some_bytes(1000);
    const auto two = some_bytes(2000);
    const auto send = [&](client& telegram) -> awaitable<void> {
        const auto first = in_memory(one, "one.bin");
        const auto second = in_memory(two, "two.bin");
        attachment_options options;
        options.reuse = store.get();
        const std::vector album{
            attachment::document(first, options), attachment::document(second, options)};
        auto sending = telegram.send_media_group("me", album);
        const auto sent = co_await std::move(sending);
        CHECK(sent.size() == 2);
    };
    here.run(send);
    CHECK(here.calls["upload.saveFilePart"] == 2);
    here.run(send);
    CHECK(here.calls["upload.saveFilePart"] == 0);
}

TEST_CASE("a store that fails does not undo what was sent") {
    class full final : public files::transfer_store {
        awaitable<std::optional<byte_buffer>> load(std::string) override { co_return std::nullopt; }
        awaitable<void> save(std::string, byte_buffer) override {
            throw std::system_error(std::make_error_code(std::errc::no_space_on_device));
            co_return;
        }
        awaitable<void> remove(std::string) override { co_return; }
    } store;
    scene here;
    const auto bytes = some_bytes(1000);
    here.run([&](client& telegram) -> awaitable<void> {
        const auto file = in_memory(bytes, "report.bin");
        media_options options;
        options.reuse = &store;
        auto sending = telegram.send_document("me", file, options);
        const auto sent = co_await std::move(sending);
        CHECK(sent.id() != 0);
    });
}
