// SPDX-License-Identifier: MIT
// What a program asks of its session while it runs, for the storages that ship: memory, SQLite in memory, SQLite in a file.
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "../tests/support/run.hpp"

using namespace awaitgram;

namespace {

constexpr std::int64_t users = 1000;

/// A directory for session files, gone with the program.
class scratch_directory {
public:
    scratch_directory() {
        std::string pattern = std::filesystem::temp_directory_path() / "awaitgram-XXXXXX";
        if (mkdtemp(pattern.data()) == nullptr)
            std::abort();
        path_ = pattern;
    }
    ~scratch_directory() { std::filesystem::remove_all(path_); }
    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;

    [[nodiscard]] std::string fresh() { return path_ / std::to_string(++files_); }

private:
    std::filesystem::path path_;
    int files_ = 0;
};

using maker = std::function<any_session()>;
using work = std::function<awaitable<void>(any_session&, benchmark::State&)>;

peer_info some_user(std::int64_t number) {
    return user_info{5'000'000'000 + number, peer_auth{number * 7919}, false, false};
}

awaitable<void> fill(any_session& storage) {
    for (std::int64_t i = 0; i < users; ++i)
        co_await storage.cache_peer(some_user(i));
}

awaitable<void> find_peer(any_session& storage, benchmark::State& state) {
    co_await fill(storage);
    std::int64_t next = 0;
    for (auto _ : state) {
        const auto found = co_await storage.peer(*peer_id::user(5'000'000'000 + next));
        if (!found)
            std::abort();
        next = (next + 7) % users;
    }
}

/// Peers that are known already, as most are that come with an update.
awaitable<void> cache_peer(any_session& storage, benchmark::State& state) {
    co_await fill(storage);
    std::int64_t next = 0;
    for (auto _ : state) {
        co_await storage.cache_peer(some_user(next));
        next = (next + 7) % users;
    }
}

awaitable<void> set_update_state(any_session& storage, benchmark::State& state) {
    std::int32_t pts = 0;
    for (auto _ : state) {
        const update_state step{update_state::primary{++pts, 1'800'000'000, 1}};
        co_await storage.set_update_state(step);
    }
}

/// A key, on disk when it returns.
awaitable<void> store_key(any_session& storage, benchmark::State& state) {
    const byte_buffer bytes(256, 0x21);
    auto option = *storage.dc_option(2);
    option.auth_key = crypto::auth_key{bytes};
    for (auto _ : state)
        co_await storage.set_dc_option(option);
}

} // namespace

int main(int count, char** arguments) {
    scratch_directory scratch;
    const std::pair<const char*, maker> storages[] = {
        {"memory", [] { return any_session{memory_session{}}; }},
        {"sqlite_in_memory", [] { return any_session{":memory:"}; }},
        {"sqlite_file", [&scratch] { return any_session{scratch.fresh()}; }},
    };
    const std::pair<const char*, work> operations[] = {
        {"find_peer", find_peer},
        {"cache_peer", cache_peer},
        {"set_update_state", set_update_state},
        {"store_key", store_key},
    };
    for (const auto& [storage, make] : storages)
        for (const auto& [operation, run] : operations) {
            const auto name = std::string{"session/"} + storage + "/" + operation;
            const auto timed = [make, run](benchmark::State& state) {
                auto opened = make();
                tests::run([&] { return run(opened, state); });
            };
            auto* const made = benchmark::RegisterBenchmark(name.c_str(), timed);
            if (name.find("file") != std::string::npos)
                made->UseRealTime(); // waiting for the disk counts
        }
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
