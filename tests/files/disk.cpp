// SPDX-License-Identifier: MIT
#include <awaitgram/async/offload.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/upload.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>
#include <utility>

#include "../support/directory.hpp"
#include "../support/run.hpp"
#include "file_server.hpp"

using namespace awaitgram;
using namespace awaitgram::tests::transfers;

namespace {

/// A disk on which everything waits until it is released.
class slow_disk {
public:
    explicit slow_disk(asio::io_context& context)
        : first_(context.get_executor(), hold(), [](const auto&) {}),
          second_(context.get_executor(), hold(), [](const auto&) {}) {
        tests::run_until(context, [this] { return held == 2; });
    }
    slow_disk(const slow_disk&) = delete;
    slow_disk& operator=(const slow_disk&) = delete;
    ~slow_disk() { release(); }
    void release() { released_ = true; }

    std::atomic<int> held{0};

private:
    awaitable<void> hold() {
        unique_function<void()> work = [this] {
            ++held;
            while (!released_)
                std::this_thread::yield();
        };
        co_await on_disk_thread(std::move(work));
    }

    std::atomic<bool> released_{false};
    task first_;
    task second_;
};

/// Runs work on a slow disk; `served` is checked when the executor could go on without the disk.
void run_on_slow_disk(
    std::function<awaitable<void>()> work, const std::function<void()>& before_release
) {
    asio::io_context context;
    slow_disk disk{context};
    auto ended = false;
    std::exception_ptr error;
    const task running{context.get_executor(), work(), [&](const auto& end) {
                           ended = true;
                           error = end;
                       }};
    for (auto turns = 0; turns != 100; ++turns)
        context.poll_one();
    CHECK_FALSE(ended);
    before_release();
    disk.release();
    tests::run_until(context, [&ended] { return ended; });
    if (error)
        std::rethrow_exception(error);
}

} // namespace

TEST_CASE("a download makes its file, and an upload opens it, without holding the executor up") {
    const tests::directory there;
    file_server server;
    server.content = some_bytes(1000);
    const auto path = there.path / "a.bin";
    run_on_slow_disk(
        [&]() -> awaitable<void> {
            auto work = files::download(server, file_on(server), path);
            co_await std::move(work);
        },
        [&] { CHECK(std::filesystem::is_empty(there.path)); }
    );
    CHECK(std::filesystem::file_size(path) == 1000);

    api::InputFile stored;
    run_on_slow_disk(
        [&]() -> awaitable<void> {
            auto work = files::upload(server, path);
            stored = co_await std::move(work);
        },
        [&] { CHECK(server.stored.empty()); }
    );
    CHECK(server.uploaded(stored.get_if<api::inputFile>()->id) == server.content);
}
