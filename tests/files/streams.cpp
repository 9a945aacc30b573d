// SPDX-License-Identifier: MIT
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/stream.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "../support/run.hpp"
#include "file_server.hpp"

using namespace awaitgram;
using namespace awaitgram::tests::transfers;

namespace {

/// Tells its bytes in pieces of a size, and checks that all that it told before is stored.
class slow_stream final : public files::stream_source {
public:
    slow_stream(const file_server& server, byte_view bytes, std::size_t piece)
        : server_(server), bytes_(bytes), piece_(piece) {}

    [[nodiscard]] awaitable<std::size_t> read(std::span<std::uint8_t> to) override {
        CHECK(server_.under_way == 0);
        std::size_t stored = 0;
        for (const auto& [id, parts] : server_.stored)
            for (const auto& [number, bytes] : parts)
                stored += bytes.size();
        most_ahead = std::max(most_ahead, told - stored);
        const auto length = std::min({piece_, to.size(), bytes_.size() - told});
        const auto from = bytes_.subspan(told, length);
        std::copy(from.begin(), from.end(), to.begin());
        told += length;
        co_return length;
    }

    std::size_t told = 0;
    std::size_t most_ahead = 0;

private:
    const file_server& server_;
    byte_view bytes_;
    std::size_t piece_;
};

api::InputFile
upload(file_server& server, files::stream_source& source, files::upload_options options = {}) {
    api::InputFile file;
    tests::run([&]() -> awaitable<void> {
        auto work = files::upload(server, source, "a.bin", options);
        file = co_await std::move(work);
    });
    return file;
}

} // namespace

TEST_CASE("a stream goes part by part, and the last one tells how many there are") {
    const testing::clock time;
    for (const auto size : {std::size_t{1}, 512 * kib - 1, 512 * kib, 512 * kib + 1, 3 * mib}) {
        for (const auto piece : {1000 * kib, 77 * kib}) {
            CAPTURE(size);
            CAPTURE(piece);
            file_server server;
            server.troubles = {nullptr, refused(420, "FLOOD_WAIT_3"), refused(500, "INTERNAL")};
            const auto bytes = some_bytes(size);
            slow_stream source{server, bytes, piece};
            std::vector<std::int64_t> told;
            std::vector<std::int64_t> totals;
            auto note = [&](files::progress state) {
                told.push_back(state.done);
                totals.push_back(state.total);
            };
            files::upload_options options;
            options.progress = note;
            const auto file = upload(server, source, options);
            const auto* stored = file.get_if<api::inputFileBig>();
            REQUIRE(stored);
            CHECK(server.uploaded(stored->id) == bytes);
            CHECK(server.most_under_way == 1);
            CHECK(source.most_ahead < 512 * kib);

            const auto parts = static_cast<std::int32_t>((size + 512 * kib - 1) / (512 * kib));
            CHECK(stored->parts == parts);
            // One part more, an empty one, when the stream ends with a part.
            auto expected = std::vector<std::int32_t>(size / (512 * kib), -1);
            expected.push_back(parts);
            CHECK(server.totals == expected);
            CHECK(told.back() == static_cast<std::int64_t>(size));
            CHECK(totals.back() == static_cast<std::int64_t>(size));
            CHECK(std::count(totals.begin(), totals.end() - 1, 0) == std::ssize(totals) - 1);
        }
    }
}

TEST_CASE("a stream without a byte is refused") {
    const testing::clock time;
    file_server server;
    slow_stream nothing{server, {}, 1};
    CHECK(tests::error_of([&]() -> awaitable<void> {
              auto work = files::upload(server, nothing, "a");
              co_await std::move(work);
          }) == files::errc::empty_file);
    CHECK(server.calls.empty());
}

TEST_CASE("a stream for a photo is read to its end first") {
    const testing::clock time;
    files::upload_options small;
    small.needs_small_parts = true;
    for (const auto size : {std::size_t{1}, 256 * kib, 10 * mib}) {
        CAPTURE(size);
        file_server server;
        const auto bytes = some_bytes(size);
        slow_stream source{server, bytes, 100 * kib};
        const auto file = upload(server, source, small);
        const auto* stored = file.get_if<api::inputFile>();
        REQUIRE(stored);
        CHECK(server.uploaded(stored->id) == bytes);
        CHECK(source.most_ahead == size);
    }
    for (const auto size : {std::size_t{0}, 10 * mib + 1}) {
        CAPTURE(size);
        file_server server;
        const auto bytes = some_bytes(size);
        slow_stream source{server, bytes, 100 * kib};
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  auto work = files::upload(server, source, "a", small);
                  co_await std::move(work);
              }) == (size == 0 ? files::errc::empty_file : files::errc::too_large_for_kind));
        CHECK(server.calls.empty());
    }
}

TEST_CASE("a coroutine makes the buffers of a stream, and what it throws ends the upload") {
    const testing::clock time;
    file_server server;
    const auto bytes = some_bytes(2 * mib + 5);
    std::size_t made = 0;
    const auto source = files::stream_of([&]() -> awaitable<byte_buffer> {
        const auto from = byte_view{bytes}.subspan(made, std::min(700 * kib, bytes.size() - made));
        made += from.size();
        co_return byte_buffer(from.begin(), from.end());
    });
    const auto file = upload(server, *source);
    CHECK(server.uploaded(file.get_if<api::inputFileBig>()->id) == bytes);

    made = 0;
    const auto broken = files::stream_of([&]() -> awaitable<byte_buffer> {
        if (made++ == 3)
            throw std::runtime_error("no more");
        co_return byte_buffer(512 * kib);
    });
    CHECK_THROWS_WITH(upload(server, *broken), "no more");
    CHECK(server.under_way == 0);
}

TEST_CASE("a stream that says it read more than there is room for is a mistake of the program") {
    const testing::clock time;
    class liar final : public files::stream_source {
    public:
        [[nodiscard]] awaitable<std::size_t> read(std::span<std::uint8_t> to) override {
            co_return to.size() + 1;
        }
    };
    file_server server;
    liar source;
    CHECK_THROWS_AS(upload(server, source), std::logic_error);
    CHECK(server.calls.empty());
}
