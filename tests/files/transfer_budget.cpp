// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/files/stream.hpp>
#include <awaitgram/files/transfer_budget.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "file_server.hpp"

using namespace awaitgram;
using namespace awaitgram::tests::transfers;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

namespace {

/// An account whose transfers share their memory.
class account final : public rpc::invoker {
public:
    explicit account(std::size_t most) : budget(std::make_shared<files::transfer_budget>(most)) {}

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        most_under_way = std::max(most_under_way, budget->under_way());
        return server.call(std::move(sent), options);
    }
    [[nodiscard]] std::shared_ptr<files::transfer_budget> transfers() override { return budget; }

    file_server server{};
    std::shared_ptr<files::transfer_budget> budget;
    std::size_t most_under_way = 0;
};

/// Forgets what is written.
class dropping_sink final : public files::file_sink {
public:
    [[nodiscard]] awaitable<void> write(std::int64_t, byte_view bytes) override {
        taken += bytes.size();
        co_return;
    }
    [[nodiscard]] bool writes_at_once() const noexcept override { return true; }

    std::size_t taken = 0;
};

/// A file of made up bytes.
class made_source final : public files::file_source {
public:
    explicit made_source(std::int64_t size) : size_(size) {}
    [[nodiscard]] std::int64_t size() const override { return size_; }
    [[nodiscard]] awaitable<void> read(std::int64_t, std::span<std::uint8_t> bytes) override {
        read_bytes += bytes.size();
        co_return;
    }

    std::size_t read_bytes = 0;

private:
    std::int64_t size_;
};

/// A file that is downloaded whenever it is read.
class passed_on final : public files::file_source {
public:
    explicit passed_on(account& from) : from_(from) {}
    [[nodiscard]] std::int64_t size() const override { return file_on(from_.server).size(); }
    [[nodiscard]] awaitable<void>
    read(std::int64_t position, std::span<std::uint8_t> bytes) override {
        co_await pause(1ms); // others take memory for their parts meanwhile
        auto downloading = files::download_bytes(from_, file_on(from_.server), 10 * mib);
        const auto all = co_await std::move(downloading);
        const auto at = all.begin() + static_cast<std::ptrdiff_t>(position);
        std::copy_n(at, bytes.size(), bytes.begin());
    }

private:
    account& from_;
};

/// Starts coroutines, and waits until all of them have ended.
class crowd {
public:
    explicit crowd(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    void start(awaitable<void> work) { tasks.emplace_back(executor_, std::move(work), nullptr); }

    [[nodiscard]] awaitable<void> all_end() const {
        while (!std::all_of(tasks.begin(), tasks.end(), [](const task& each) {
            return each.ended();
        }))
            co_await pause(1s);
    }

    [[nodiscard]] std::ptrdiff_t failed() const {
        return std::count_if(tasks.begin(), tasks.end(), [](const task& each) {
            return each.error() != nullptr;
        });
    }

    std::vector<task> tasks{};

private:
    asio::any_io_executor executor_;
};

awaitable<void> fetch(account& of, files::file_sink& sink, std::size_t size) {
    const auto known = file_on(of.server);
    files::remote_file file{known.location(), known.dc(), static_cast<std::int64_t>(size)};
    auto work = files::download(of, std::move(file), sink);
    co_await std::move(work);
}

awaitable<void> store(account& of, files::file_source& source) {
    auto work = files::upload(of, source, "a.bin");
    (void)co_await std::move(work);
}

void with_crowd(const std::function<awaitable<void>(crowd&)>& body) {
    tests::run([&]() -> awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        crowd all{executor};
        co_await body(all);
    });
}

/// Compares each part with what the serializer makes of it.
class comparing final : public rpc::invoker {
public:
    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        if (const auto big = tl::decode<api::upload::saveBigFilePart>(sent.body()))
            look(**big, sent.body().bytes());
        const auto small = tl::decode<api::upload::saveFilePart>(sent.body());
        if (small)
            look(**small, sent.body().bytes());
        return server.call(std::move(sent), options);
    }

    file_server server{};
    std::vector<std::size_t> sizes{};

private:
    template <class Request>
    void look(const Request& request, byte_view body) {
        CHECK(std::ranges::equal(tl::encoded(request), body));
        const byte_view bytes{request.bytes};
        sizes.push_back(bytes.size());
        CHECK(std::ranges::count(bytes, 7) == static_cast<std::ptrdiff_t>(bytes.size()));
    }
};

} // namespace

TEST_CASE("two hundred downloads and uploads at once stay within the memory of their account") {
    const testing::clock time;
    account here{4 * mib};
    here.server.content = some_bytes(2 * mib);
    std::deque<dropping_sink> sinks(200);
    std::deque<made_source> sources;
    with_crowd([&](crowd& all) -> awaitable<void> {
        for (auto& sink : sinks)
            all.start(fetch(here, sink, 2 * mib));
        for (auto i = 0; i < 20; ++i)
            all.start(store(here, sources.emplace_back(2 * mib)));
        co_await all.all_end();
        CHECK(all.failed() == 0);
    });
    for (const auto& sink : sinks)
        CHECK(sink.taken == 2 * mib);
    CHECK(here.most_under_way == 4 * mib);
    CHECK(here.server.most_under_way == 8);
    CHECK(here.budget->under_way() == 0);
}

TEST_CASE("a small file arrives while a large one has hardly begun") {
    const testing::clock time;
    account here{2 * mib};
    here.server.content = some_bytes(100 * mib);
    dropping_sink large;
    dropping_sink small;
    with_crowd([&](crowd& all) -> awaitable<void> {
        all.start(fetch(here, large, 100 * mib));
        co_await pause(1ms);
        all.start(fetch(here, small, 100 * mib));
        co_await pause(100ms);
        CHECK(small.taken >= large.taken / 2);
        for (const auto& each : all.tasks)
            each.cancel();
        co_await all.all_end();
    });
    CHECK(here.budget->under_way() == 0);
}

TEST_CASE("a part that waits for memory is not read from its source yet") {
    const testing::clock time;
    account here{mib};
    here.server.latency = 1s;
    std::deque<made_source> sources;
    with_crowd([&](crowd& all) -> awaitable<void> {
        for (auto i = 0; i < 50; ++i)
            all.start(store(here, sources.emplace_back(2 * mib)));
        co_await pause(500ms);
        std::size_t read = 0;
        for (const auto& each : sources)
            read += each.read_bytes;
        CHECK(read == mib);
        co_await all.all_end();
        CHECK(all.failed() == 0);
    });
    for (const auto& each : sources)
        CHECK(each.read_bytes == 2 * mib);
}

TEST_CASE("transfers that are cancelled at any moment give back what they have") {
    const testing::clock time;
    for (auto after = 0; after < 60; after += 3) {
        CAPTURE(after);
        account here{mib};
        here.server.content = some_bytes(2 * mib);
        std::deque<dropping_sink> sinks(10);
        std::deque<made_source> sources;
        with_crowd([&](crowd& all) -> awaitable<void> {
            for (std::size_t i = 0; i < 10; ++i)
                if (i % 3 == 0)
                    all.start(store(here, sources.emplace_back(2 * mib)));
                else
                    all.start(fetch(here, sinks[i], 2 * mib));
            co_await pause(std::chrono::milliseconds{after});
            for (std::size_t i = 0; i < 10; ++i)
                if (i % 2 == 0)
                    all.tasks[i].cancel();
            co_await all.all_end();
        });
        CHECK(here.budget->under_way() == 0);
        for (std::size_t i = 1; i < 10; i += 2)
            CHECK((i % 3 == 0 || sinks[i].taken == 2 * mib));
    }
}

TEST_CASE("a sink that stands still stops no other transfer, and files are passed on whole") {
    struct still final : files::file_sink {
        [[nodiscard]] awaitable<void> write(std::int64_t, byte_view) override {
            co_await pause(std::chrono::hours{1});
        }
    };
    const testing::clock time;
    account here{mib};
    here.server.content = some_bytes(3 * mib);
    std::deque<still> sinks(10);
    with_crowd([&](crowd& all) -> awaitable<void> {
        for (auto& each : sinks)
            all.start(fetch(here, each, 3 * mib));
        dropping_sink other;
        auto moving = fetch(here, other, 3 * mib);
        co_await std::move(moving);
        CHECK(other.taken == 3 * mib);

        // Each upload reads what a download brings.
        const auto pass_on = [&here]() -> awaitable<void> {
            files::file_reader reader{here, file_on(here.server)};
            const auto source = files::stream_of([&reader]() -> awaitable<byte_buffer> {
                auto reading = reader.next();
                auto bytes = co_await std::move(reading);
                co_return std::move(bytes).value_or(byte_buffer{});
            });
            auto work = files::upload(here, *source, "a.bin");
            (void)co_await std::move(work);
        };
        crowd passing{co_await asio::this_coro::executor};
        for (auto i = 0; i < 10; ++i)
            passing.start(pass_on());
        co_await passing.all_end();
        CHECK(passing.failed() == 0);
        for (const auto& each : all.tasks)
            each.cancel();
        co_await all.all_end();
    });
    CHECK(here.server.stored.size() == 10);
    for (const auto& [id, parts] : here.server.stored)
        CHECK((here.server.uploaded(id) == here.server.content));
    CHECK(here.budget->under_way() == 0);
}

TEST_CASE("uploads that take all memory, and read from downloads, do not wait for each other") {
    const testing::clock time;
    account here{mib};
    here.server.content = some_bytes(3 * mib + 1000);
    std::deque<passed_on> sources;
    with_crowd([&](crowd& all) -> awaitable<void> {
        for (auto i = 0; i < 10; ++i)
            all.start(store(here, sources.emplace_back(here)));
        co_await all.all_end();
        CHECK(all.failed() == 0);
    });
    CHECK(here.server.stored.size() == 10);
    for (const auto& [id, parts] : here.server.stored)
        CHECK((here.server.uploaded(id) == here.server.content));
    CHECK(here.budget->under_way() == 0);
    CHECK(here.most_under_way <= mib + 512 * kib);
}

TEST_CASE("a part is sent as the request that the serializer makes, whatever its size") {
    const testing::clock time;
    for (const std::size_t size :
         {1U, 2U, 3U, 4U, 252U, 253U, 254U, 255U, 256U, 1023U, 11'534'336U + 5U}) {
        CAPTURE(size);
        comparing here;
        const byte_buffer content(size, 7);
        tests::run([&]() -> awaitable<void> {
            auto work = files::upload_bytes(here, content, "a.bin");
            (void)co_await std::move(work);
        });
        CHECK(std::accumulate(here.sizes.begin(), here.sizes.end(), std::size_t{0}) == size);
    }
}

TEST_CASE("memory is not used again while something has its bytes") {
    /// Keeps all requests, as one that is repeated later does.
    class keeping final : public rpc::invoker {
    public:
        [[nodiscard]] awaitable<rpc::answer>
        call(rpc::request sent, rpc::call_options options) override {
            if (kept.size() % 2 == 0)
                kept.push_back(sent.body());
            else
                kept.emplace_back(); // its memory is used again
            contents.emplace_back(sent.body().bytes().begin(), sent.body().bytes().end());
            return server.call(std::move(sent), options);
        }
        [[nodiscard]] std::shared_ptr<files::transfer_budget> transfers() override {
            return budget;
        }

        file_server server{};
        std::shared_ptr<files::transfer_budget> budget =
            std::make_shared<files::transfer_budget>(4 * mib);
        std::vector<tl::frame> kept{};
        std::vector<byte_buffer> contents{};
    };
    const testing::clock time;
    keeping here;
    const auto content = some_bytes(30 * mib + 17);
    tests::run([&]() -> awaitable<void> {
        auto work = files::upload_bytes(here, content, "a.bin");
        (void)co_await std::move(work);
    });
    REQUIRE(here.kept.size() == 61);
    for (std::size_t i = 0; i < here.kept.size(); i += 2)
        CHECK(std::ranges::equal(here.kept[i].bytes(), here.contents[i]));
    REQUIRE(here.server.stored.size() == 1);
    CHECK((here.server.uploaded(here.server.stored.begin()->first) == content));
}

TEST_CASE("a source that fills less than it is asked for sends nothing of another file") {
    const testing::clock time;
    account here{4 * mib};
    const byte_buffer secret(20 * mib, 0x5e);
    made_source lazy{20 * mib}; // fills nothing
    tests::run([&]() -> awaitable<void> {
        auto first = files::upload_bytes(here, secret, "a.bin");
        auto second = files::upload(here, lazy, "b.bin");
        task both{co_await asio::this_coro::executor, store(here, lazy), nullptr};
        (void)co_await std::move(first);
        (void)co_await std::move(second);
        while (!both.ended())
            co_await pause(1s);
    });
    REQUIRE(here.server.stored.size() == 3);
    auto zeros = 0;
    for (const auto& [id, parts] : here.server.stored)
        zeros += here.server.uploaded(id) == byte_buffer(20 * mib) ? 1 : 0;
    CHECK(zeros == 2);
}

TEST_CASE("a network that takes longer for a part than the usual limit brings files all the same") {
    /// Takes 200 seconds for each part under way.
    class slow final : public rpc::invoker {
    public:
        [[nodiscard]] awaitable<rpc::answer>
        call(rpc::request sent, rpc::call_options options) override {
            struct counted {
                explicit counted(int& of) : count(of) { ++count; }
                ~counted() { --count; }
                int& count;
            };
            const counted here{under_way};
            const std::chrono::milliseconds takes = under_way * 200s;
            const auto limit = options.timeout;
            co_await pause(std::min(takes, limit));
            if (takes > limit)
                throw std::system_error(asio::error::timed_out);
            co_return co_await server.call(std::move(sent), options);
        }
        file_server server{};
        int under_way = 0;
    };
    const testing::clock time;
    slow here;
    here.server.content = some_bytes(11 * mib);
    tests::run([&]() -> awaitable<void> {
        auto up = files::upload_bytes(here, here.server.content, "a.bin");
        (void)co_await std::move(up);
        auto down = files::download_bytes(here, file_on(here.server), 20 * mib);
        const auto got = co_await std::move(down);
        CHECK((got == here.server.content));
    });
    REQUIRE(here.server.stored.size() == 1);
    CHECK((here.server.uploaded(here.server.stored.begin()->first) == here.server.content));
}
