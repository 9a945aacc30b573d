// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/aes_ctr.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/files/cdn_policy.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/tl/codec.hpp>

#include <asio/error.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "file_server.hpp"

using namespace awaitgram;
using namespace awaitgram::tests::transfers;

namespace {

/// A data centre that names a content delivery network for one file, and that network.
class public_file final : public rpc::invoker {
public:
    explicit public_file(std::size_t size, tests::script* script = nullptr)
        : content(some_bytes(size)), steps(script) {}

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        const auto name = std::string{sent.name()};
        const auto at_network = options.lane == rpc::lane::cdn;
        CHECK(at_network == (name == "upload.getCdnFile"));
        CHECK(options.dc == (at_network ? 203 : 4));
        ++called[name];
        if (steps != nullptr)
            co_await steps->step(name);
        else
            co_await pause(std::chrono::milliseconds{10});
        if (trouble)
            if (auto answer = trouble(sent))
                co_return *std::move(answer);
        co_return serve(sent);
    }

    rpc::answer serve(const rpc::request& sent) {
        const auto id = load_le<std::uint32_t>(sent.body().bytes().data());
        if (id == api::upload::getFile::tl_id) {
            const auto request = tl::decode<api::upload::getFile>(sent.body());
            return file(**request);
        }
        if (id == api::upload::getCdnFile::tl_id) {
            const auto request = tl::decode<api::upload::getCdnFile>(sent.body());
            return part(**request);
        }
        if (id == api::upload::reuploadCdnFile::tl_id) {
            const auto request = tl::decode<api::upload::reuploadCdnFile>(sent.body());
            if (there || (*request)->request_token != tl::bytes{std::string_view{"request"}})
                return failure{rpc_error{400, "REQUEST_TOKEN_INVALID"}};
            there = true;
            return tl::frame{tl::encoded(tl::vector<api::fileHash>{})};
        }
        const auto request = tl::decode<api::upload::getCdnFileHashes>(sent.body());
        return tl::frame{tl::encoded(hashes((*request)->offset))};
    }

    api::upload::fileCdnRedirect redirect(std::int64_t offset) const {
        api::upload::fileCdnRedirect told;
        told.dc_id = 203;
        told.file_token = tl::bytes{std::string_view{"token"}};
        told.encryption_key = tl::bytes{byte_buffer(32, 1)};
        told.encryption_iv = tl::bytes{byte_buffer(16, 2)};
        if (tells_hashes)
            told.file_hashes = hashes(offset);
        return told;
    }

    /// A few hashes, the first of which covers the offset.
    tl::vector<api::fileHash> hashes(std::int64_t offset) const {
        tl::vector<api::fileHash> all;
        const auto size = static_cast<std::int64_t>(content.size());
        for (auto at = offset / range * range; at < size && all.size() < 3; at += range) {
            api::fileHash hash;
            hash.offset = at;
            hash.limit = static_cast<std::int32_t>(std::min(range, size - at));
            const auto covered = byte_view{content}.subspan(
                static_cast<std::size_t>(at), static_cast<std::size_t>(hash.limit)
            );
            hash.hash = tl::bytes{byte_view{crypto::sha256({covered})}};
            if (change_hash)
                change_hash(hash);
            all.push_back(std::move(hash));
        }
        return all;
    }

    static rpc::answer sealed(byte_view plain, std::int64_t offset) {
        byte_buffer bytes{plain.begin(), plain.end()};
        std::array<std::uint8_t, 16> iv{};
        iv.fill(2);
        std::array<std::uint8_t, 32> key{};
        key.fill(1);
        crypto::aes_ctr{key, *files::cdn_counter(iv, offset, 1024 * 1024)}.apply(bytes);
        api::upload::cdnFile file;
        file.bytes = tl::bytes{byte_view{bytes}};
        return tl::frame{tl::encoded(api::upload::CdnFile{std::move(file)})};
    }

    byte_view cut(std::int64_t offset, std::int64_t limit) const {
        const auto from = std::min(static_cast<std::size_t>(offset), content.size());
        const auto size = std::min(static_cast<std::size_t>(limit), content.size() - from);
        return byte_view{content}.subspan(from, size);
    }

    byte_buffer content;
    tests::script* steps;
    std::int64_t range = 128 * 1024;
    bool redirects = true;
    bool tells_hashes = true;
    /// Whether the network has the file.
    bool there = true;
    std::function<void(api::fileHash&)> change_hash{};
    std::function<std::optional<rpc::answer>(const rpc::request&)> trouble{};
    std::map<std::string, int> called{};

private:
    rpc::answer file(const api::upload::getFile& request) {
        if (redirects && request.cdn_supported)
            return tl::frame{tl::encoded(api::upload::File{redirect(request.offset)})};
        api::upload::file file;
        file.type = api::storage::fileUnknown{};
        file.bytes = tl::bytes{cut(request.offset, request.limit)};
        return tl::frame{tl::encoded(api::upload::File{std::move(file)})};
    }

    rpc::answer part(const api::upload::getCdnFile& request) {
        if (request.offset % request.limit != 0 || request.limit % 4096 != 0 ||
            1024 * 1024 % request.limit != 0)
            return failure{rpc_error{400, "LIMIT_INVALID"}};
        if (!there) {
            api::upload::cdnFileReuploadNeeded needed;
            needed.request_token = tl::bytes{std::string_view{"request"}};
            return tl::frame{tl::encoded(api::upload::CdnFile{std::move(needed)})};
        }
        return sealed(cut(request.offset, request.limit), request.offset);
    }
};

files::remote_file file_of(std::int64_t size) {
    api::inputDocumentFileLocation place;
    place.id = 7;
    return {api::InputFileLocation{place}, 4, size};
}
files::remote_file file_on(const public_file& server) {
    return file_of(static_cast<std::int64_t>(server.content.size()));
}

/// Takes right bytes alone.
class checking_sink final : public files::file_sink {
public:
    explicit checking_sink(const byte_buffer& of) : content(of) {}
    awaitable<void> write(std::int64_t position, byte_view bytes) override {
        const auto at = static_cast<std::size_t>(position);
        REQUIRE(at + bytes.size() <= content.size());
        CHECK(std::equal(bytes.begin(), bytes.end(), content.begin() + position));
        written += bytes.size();
        co_return;
    }

    const byte_buffer& content;
    std::size_t written = 0;
};

/// Downloads the file; checks that every byte that is written is right, and all of them are.
void download_whole(public_file& server, std::int64_t size) {
    checking_sink sink{server.content};
    tests::run([&]() -> awaitable<void> {
        auto work = files::download(server, file_of(size), sink);
        co_await std::move(work);
    });
    CHECK(sink.written == server.content.size());
}
void download_whole(public_file& server) {
    download_whole(server, static_cast<std::int64_t>(server.content.size()));
}

std::function<std::optional<rpc::answer>(const rpc::request&)>
on(std::string method, std::function<rpc::answer(const rpc::request&)> reply) {
    return [method, reply](const rpc::request& sent) -> std::optional<rpc::answer> {
        return sent.name() == method ? std::optional{reply(sent)} : std::nullopt;
    };
}

} // namespace

TEST_CASE("a public file comes from the network, whatever ranges its hashes have") {
    const testing::clock time;
    for (const auto range : {128 * kib, std::size_t{49'999}, 700 * kib, 1024 * kib, 512 * kib}) {
        CAPTURE(range);
        public_file server{2 * mib + 77};
        server.range = static_cast<std::int64_t>(range);
        download_whole(server);
        CHECK(server.called["upload.getFile"] <= 5);
        CHECK(server.called["upload.getCdnFile"] >= 5);
        CHECK(server.called["upload.reuploadCdnFile"] == 0);
    }
}

TEST_CASE("small files, and those that end with a part, come from the network, too") {
    const testing::clock time;
    for (const auto size : {std::size_t{1}, std::size_t{16}, 4 * kib, 512 * kib, mib, mib + 1}) {
        CAPTURE(size);
        public_file server{size};
        download_whole(server);
        CHECK(server.called["upload.getCdnFile"] >= 1);
    }
}

TEST_CASE("hashes that did not come with the place are asked for") { // S-101
    const testing::clock time;
    public_file server{2 * mib};
    server.tells_hashes = false;
    download_whole(server);
    CHECK(server.called["upload.getCdnFile"] == 4);
    CHECK(server.called["upload.getCdnFileHashes"] >= 4);
}

TEST_CASE("where a file of unknown size ends is told by the data centre") {
    const testing::clock time;
    for (const auto size : {std::size_t{100}, 512 * kib, mib + 77}) {
        CAPTURE(size);
        public_file server{size};
        download_whole(server, files::unknown_size);
        CHECK(server.called["upload.getCdnFile"] == static_cast<int>(size / (512 * kib)));
    }
}

TEST_CASE("a file that the network does not have any more is sent there once") {
    const testing::clock time;
    public_file server{3 * mib};
    server.there = false;
    download_whole(server);
    CHECK(server.called["upload.reuploadCdnFile"] == 1);
    CHECK(server.called["upload.getFile"] <= 6);
}

TEST_CASE("a network that lies is left, and no byte of it gets through") { // S-100, S-101
    const testing::clock time;
    const auto changed = [](std::function<void(byte_buffer&)> change) {
        return on("upload.getCdnFile", [change](const rpc::request& sent) -> rpc::answer {
            const auto request = tl::decode<api::upload::getCdnFile>(sent.body());
            const auto all = some_bytes(3 * mib);
            const auto at = static_cast<std::size_t>((*request)->offset);
            const auto size = static_cast<std::size_t>((*request)->limit);
            const auto right = byte_view{all}.subspan(at, std::min(size, all.size() - at));
            byte_buffer bytes{right.begin(), right.end()};
            change(bytes);
            return public_file::sealed(bytes, (*request)->offset);
        });
    };
    const std::map<std::string, std::function<void(public_file&)>> lies{
        {"a bit is another one",
         [&](auto& server) { server.trouble = changed([](auto& bytes) { bytes[77] ^= 4; }); }},
        {"the last bit is another one",
         [&](auto& server) { server.trouble = changed([](auto& bytes) { bytes.back() ^= 1; }); }},
        {"a byte is missing",
         [&](auto& server) { server.trouble = changed([](auto& bytes) { bytes.pop_back(); }); }},
        {"a byte is too much",
         [&](auto& server) { server.trouble = changed([](auto& bytes) { bytes.push_back(1); }); }},
        {"nothing is there",
         [&](auto& server) { server.trouble = changed([](auto& bytes) { bytes.clear(); }); }},
        {"it is another part",
         [&](auto& server) {
             server.trouble = changed([](auto& bytes) { bytes = some_bytes(bytes.size()); });
             server.change_hash = [](auto& hash) {
                 if (hash.offset == 0)
                     hash.hash = tl::bytes{byte_buffer(32, 1)};
             };
         }},
        {"a hash is wrong",
         [](auto& server) {
             server.change_hash = [](auto& hash) { hash.hash = tl::bytes{byte_buffer(32, 1)}; };
         }},
        {"a hash is short",
         [](auto& server) {
             server.change_hash = [](auto& hash) { hash.hash = tl::bytes{byte_buffer(20, 1)}; };
         }},
        {"hashes are of nothing",
         [](auto& server) { server.change_hash = [](auto& hash) { hash.limit = 0; }; }},
        {"hashes overlap",
         [](auto& server) { server.change_hash = [](auto& hash) { hash.limit += 1; }; }},
        {"hashes leave gaps",
         [](auto& server) { server.change_hash = [](auto& hash) { hash.limit -= 1; }; }},
        {"hashes are of what is behind the file",
         [](auto& server) { server.change_hash = [](auto& hash) { hash.offset += 3 * mib; }; }},
        {"the network refuses",
         [](auto& server) {
             server.trouble = on("upload.getCdnFile", refused(420, "FLOOD_WAIT_1000000"));
         }},
        {"the data centre does not tell hashes",
         [](auto& server) {
             server.tells_hashes = false;
             server.trouble = on("upload.getCdnFileHashes", refused(400, "RSA_DECRYPT_FAILED"));
         }},
    };
    for (const auto& [name, lie] : lies) {
        CAPTURE(name);
        public_file server{3 * mib};
        lie(server);
        download_whole(server);
        CHECK(server.called["upload.getFile"] >= 6);
        CHECK(server.called["upload.getCdnFile"] <= 2 * 6);
        CHECK(server.called["upload.getCdnFileHashes"] <= 2 * 6);
    }
}

TEST_CASE("a network that cannot be reached, or does not answer, is left") {
    const testing::clock time;
    for (const auto& code :
         {std::error_code{rpc::errc::outage},
          std::error_code{rpc::errc::unknown_dc},
          std::error_code{asio::error::timed_out},
          std::error_code{asio::error::operation_aborted}}) {
        CAPTURE(code.message());
        public_file server{3 * mib};
        server.trouble = on("upload.getCdnFile", [code](const auto&) -> rpc::answer {
            throw std::system_error(code);
        });
        download_whole(server);
        CHECK(server.called["upload.getCdnFile"] == 6);
        CHECK(server.called["upload.getFile"] == 2 * 6);
    }
}

TEST_CASE("a network that asks for the file again and again is left") { // S-104
    const testing::clock time;
    public_file server{3 * mib};
    server.trouble = [&server](const rpc::request& sent) -> std::optional<rpc::answer> {
        if (sent.name() == "upload.getCdnFile")
            server.there = false;
        return std::nullopt;
    };
    download_whole(server);
    CHECK(server.called["upload.getCdnFile"] <= 6 * 4);
    CHECK(server.called["upload.reuploadCdnFile"] <= 6 * 4);
}

TEST_CASE("a place that is not known any more is asked for again, and not for ever") { // S-104
    const testing::clock time;
    public_file server{3 * mib};
    server.trouble = on("upload.getCdnFile", refused(400, "FILE_TOKEN_INVALID"));
    download_whole(server);
    CHECK(server.called["upload.getCdnFile"] <= 3 * 6);
    CHECK(server.called["upload.getFile"] <= 4 * 6);

    auto refusals = 1;
    server.called.clear();
    server.trouble = [&refusals](const rpc::request& sent) -> std::optional<rpc::answer> {
        if (sent.name() == "upload.getCdnFile" && refusals-- > 0)
            return failure{rpc_error{400, "FILE_TOKEN_INVALID"}};
        return std::nullopt;
    };
    download_whole(server);
    CHECK(server.called["upload.getCdnFile"] == 7);
}

TEST_CASE("a data centre that names a network against the client's will fails the download"
) { // S-104
    const testing::clock time;
    public_file server{3 * mib};
    server.trouble = on("upload.getFile", [&server](const auto&) -> rpc::answer {
        return tl::frame{tl::encoded(api::upload::File{server.redirect(0)})};
    });
    server.tells_hashes = false;
    server.change_hash = [](auto& hash) { hash.limit = 0; };
    const auto error = tests::error_of([&]() -> awaitable<void> {
        auto work = files::download_bytes(server, file_on(server));
        (void)co_await std::move(work);
    });
    CHECK(error == files::errc::lost_file);
}

TEST_CASE("a key of another length is not used, and the data centre is asked instead") { // S-102
    const testing::clock time;
    public_file server{3 * mib};
    server.trouble = [&server](const rpc::request& sent) -> std::optional<rpc::answer> {
        if (sent.name() != "upload.getFile")
            return std::nullopt;
        const auto request = tl::decode<api::upload::getFile>(sent.body());
        if (!(*request)->cdn_supported)
            return std::nullopt;
        auto told = server.redirect(0);
        told.encryption_key = tl::bytes{byte_buffer(31, 1)};
        return rpc::answer{tl::frame{tl::encoded(api::upload::File{std::move(told)})}};
    };
    download_whole(server);
    CHECK(server.called["upload.getCdnFile"] == 0);
    CHECK(server.called["upload.getFile"] <= 2 * 6);
}

TEST_CASE("a network may be named in the middle of a file") {
    const testing::clock time;
    public_file server{8 * mib};
    auto parts = 0;
    server.redirects = false;
    server.trouble = [&](const rpc::request& sent) -> std::optional<rpc::answer> {
        if (sent.name() == "upload.getFile" && ++parts == 9)
            server.redirects = true;
        return std::nullopt;
    };
    download_whole(server);
    CHECK(server.called["upload.getCdnFile"] >= 1);
    CHECK(server.called["upload.getCdnFile"] <= 8);
}

TEST_CASE("limits of speed on the way to the hashes are waited for") {
    const testing::clock time;
    public_file server{2 * mib};
    server.tells_hashes = false;
    auto floods = 3;
    server.trouble = [&floods](const rpc::request& sent) -> std::optional<rpc::answer> {
        if (sent.name() == "upload.getCdnFileHashes" && floods-- > 0)
            return failure{rpc_error{420, "FLOOD_WAIT_7"}};
        return std::nullopt;
    };
    download_whole(server);
    CHECK(server.called["upload.getCdnFile"] == 4);
}

TEST_CASE("a reader and downloads to memory take public files from the network, too") {
    const testing::clock time;
    public_file server{3 * mib};
    server.range = 700 * 1024;
    files::file_reader reader{server, file_on(server)};
    byte_buffer got;
    tests::run([&]() -> awaitable<void> {
        auto work = reader.read(1'000'000, 1000);
        got = co_await std::move(work);
    });
    const auto expected = server.cut(1'000'000, 1000);
    CHECK(got == byte_buffer(expected.begin(), expected.end()));
    CHECK(server.called["upload.getFile"] == 1);
    tests::run([&]() -> awaitable<void> {
        auto work = files::download_bytes(server, file_on(server));
        got = co_await std::move(work);
    });
    CHECK(got == server.content);
}

namespace {

/// A download of two parts that have to be sent to the network first, and whose hashes are asked for.
struct cdn_scene {
    explicit cdn_scene(tests::script& steps) : server(mib, &steps), sink(server.content) {}

    awaitable<void> run() {
        server.tells_hashes = false;
        server.there = false;
        sink.written = 0;
        files::download_options options;
        options.most_parts = 1;
        auto work = files::download(server, file_on(server), sink, options);
        co_await std::move(work);
    }
    void check() const { CHECK(sink.written == mib); }

    public_file server;
    checking_sink sink;
};

} // namespace

TEST_CASE("a download from a network ends at every step where it is cancelled, and outlives each "
          "failed one") {
    tests::replay_options options;
    // What fails at the network or about it is no failure of the file.
    options.failed = [](const tests::replay_end& end) {
        const auto lasts = end.step == "upload.getFile";
        CHECK(
            end.code() ==
            (lasts ? std::error_code{asio::error::connection_reset} : std::error_code{})
        );
    };
    const auto steps = tests::replay<cdn_scene>(options);
    CHECK(
        steps ==
        std::vector<std::string>{
            "upload.getFile",
            "upload.getCdnFileHashes",
            "upload.getCdnFileHashes",
            "upload.getCdnFile",
            "upload.reuploadCdnFile",
            "upload.getCdnFile",
            "upload.getCdnFileHashes",

            "upload.getCdnFile"}
    );
}
