// SPDX-License-Identifier: MIT
// Many clients in one process and the test server in another: the cost of connecting the clients, and their memory
// while idle.
//
// All clients have a key that the server knows, as after a restart of a program with many sessions. They run on one thread.
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <functional>
#include <malloc.h>
#include <memory>
#include <string>
#include <utility>

#include "support/child_process.hpp"
#include "support/cpu_time.hpp"
#include "support/server_process.hpp"

using namespace awaitgram;

namespace {

constexpr std::int32_t home_dc = 2;

client_config configuration(std::uint16_t port) {
    client_config config;
    config.api_id = 1;
    config.api_hash = "0123456789abcdef0123456789abcdef";
    config.server = server_address{"127.0.0.1", port};
    config.dc = home_dc;
    config.log = nullptr;
    return config;
}

/// A session with a key and no salts, which the client has to learn from the server first.
memory_session session_of(std::uint32_t which) {
    auto here = known_dc(home_dc).value();
    here.auth_key = support::numbered_key(which);
    session_data content;
    content.set_dc(here);
    return memory_session{content};
}

/// The private memory of this process: the pages that it has written to.
double private_bytes() {
    std::ifstream file("/proc/self/smaps_rollup");
    std::string word;
    while (file >> word)
        if (word == "Private_Dirty:") {
            double kibibytes = 0;
            file >> kibibytes;
            return kibibytes * 1024;
        }
    std::abort();
}

/// The bytes that this process has allocated and not freed.
double allocated_bytes() {
    const auto now = ::mallinfo2();
    return static_cast<double>(now.uordblks + now.hblkhd);
}

/// Clients or bots that connect and stay connected.
class fleet {
public:
    explicit fleet(std::uint16_t port) : configuration_(configuration(port)) {}
    ~fleet() {
        for (auto& each : running_)
            each.cancel();
        run_until([this] { return ended_ == running_.size(); }, std::chrono::seconds{20});
    }
    fleet(const fleet&) = delete;
    fleet& operator=(const fleet&) = delete;

    /// Adds a client, which makes one call and is up when that is answered.
    void add_client() {
        auto& added = clients_.emplace_back(io_.get_executor(), next_session(), configuration_);
        const std::function<awaitable<void>(client&)> body = [this](client& telegram) {
            return stay(telegram);
        };
        start(added.run(body));
    }

    /// Adds a bot with one handler, which signs in with its token and is up when it can receive messages.
    void add_bot() {
        const auto token = std::to_string(8'000'000'000 + started()) + ":token";
        auto& added = bots_.emplace_back(io_.get_executor(), next_session(), configuration_);
        added.on_message(filters::text, [](message) -> awaitable<void> { co_return; });
        start(added.serve(token));
    }

    [[nodiscard]] std::uint32_t started() const noexcept {
        return static_cast<std::uint32_t>(running_.size());
    }

    /// The number of those that are up.
    [[nodiscard]] std::size_t up() const {
        const auto ready =
            std::count_if(bots_.begin(), bots_.end(), [](const bot& each) { return each.ready(); });
        return answered_ + static_cast<std::size_t>(ready);
    }

    /// Runs until all are up or the time limit is reached.
    void bring_up(std::chrono::seconds limit) {
        run_until([this] { return answered_ == clients_.size() && up() == started(); }, limit);
    }

    /// Runs until nothing has happened for a second.
    void settle() {
        using namespace std::chrono;
        const auto deadline = steady_clock::now() + seconds{20};
        while (steady_clock::now() < deadline && io_.run_one_for(seconds{1}) != 0)
            ;
    }

private:
    memory_session next_session() { return session_of(started()); }

    void start(awaitable<void> work) {
        running_.emplace_back(io_.get_executor(), std::move(work), [this](const auto&) {
            ++ended_;
        });
    }

    awaitable<void> stay(client& telegram) {
        {
            api::help::getNearestDc request;
            const auto nearest = co_await telegram.invoke(request);
            if (nearest->this_dc != home_dc)
                std::abort();
        } // an answer that is held is no memory of the client
        ++answered_;
        co_await never_.async_wait(asio::use_awaitable);
    }

    template <class Done>
    void run_until(Done done, std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!done() && std::chrono::steady_clock::now() < deadline) {
            io_.run_one_until(deadline);
            io_.poll();
        }
    }

    asio::io_context io_{1};
    asio::steady_timer never_{io_, asio::steady_timer::time_point::max()};
    client_config configuration_;
    std::deque<client> clients_;
    std::deque<bot> bots_;
    std::deque<task> running_;
    std::size_t answered_ = 0;
    std::size_t ended_ = 0;
};

/// From the start of the first client to the answer to the last client's call. The time is that of the clients' process.
void connect_all(benchmark::State& state, std::uint32_t count) {
    if (!support::allow_open_files(count + 100)) {
        state.SkipWithError("this system does not allow that many open files");
        return;
    }
    for (auto _ : state) {
        support::server_process server{count};
        const auto server_begin = server.cpu_time();
        const auto begin = support::process_cpu_time();
        fleet clients{server.port()};
        for (std::uint32_t i = 0; i < count; ++i)
            clients.add_client();
        clients.bring_up(std::chrono::seconds{60});
        const auto spent = support::process_cpu_time() - begin;
        state.SetIterationTime(spent);
        state.counters["connected"] = static_cast<double>(clients.up());
        state.counters["client_cpu"] = spent;
        state.counters["server_cpu"] = server.cpu_time() - server_begin;
    }
}

constexpr const char* idle_flag = "--idle";

/// The memory that each of many idle clients or bots adds to the process. Measured in a separate process, because memory that was
/// used and freed before would not be counted.
void idle(benchmark::State& state, const char* what) {
    for (auto _ : state) {
        support::child_process measured{idle_flag, what};
        state.counters["private_kib"] = measured.next_number() / 1024;
        state.counters["allocated_kib"] = measured.next_number() / 1024;
        state.SetIterationTime(measured.next_number());
        if (measured.next_number() != 0)
            state.SkipWithError("not all clients came up");
    }
}

/// Measures and exits if this is the separate process.
void measure_if_asked(int count, char** arguments) {
    const auto* const what = support::child_process::argument(count, arguments, idle_flag);
    if (what == nullptr)
        return;
    constexpr std::uint32_t before = 50; // allocates what all of them share
    constexpr std::uint32_t more = 500;
    const auto add = std::strcmp(what, "bot") == 0 ? &fleet::add_bot : &fleet::add_client;
    support::server_process server{before + more};
    const auto begin = support::process_cpu_time();
    fleet all{server.port()};
    const auto grow_to = [&](std::uint32_t size) {
        while (all.started() < size)
            (all.*add)();
        all.bring_up(std::chrono::seconds{60});
        all.settle();
    };
    grow_to(before);
    const auto private_before = private_bytes();
    const auto allocated_before = allocated_bytes();
    grow_to(before + more);
    support::child_process::answer((private_bytes() - private_before) / more);
    support::child_process::answer((allocated_bytes() - allocated_before) / more);
    support::child_process::answer(support::process_cpu_time() - begin);
    support::child_process::answer(static_cast<double>(before + more - all.up()));
    std::exit(0);
}

} // namespace

int main(int count, char** arguments) {
    support::server_process::serve_if_asked(count, arguments);
    measure_if_asked(count, arguments);
    using benchmark::RegisterBenchmark;
    const auto once = [](auto* registered) {
        registered->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(1);
    };
    for (const auto clients : {100U, 10'000U}) {
        const auto name = "clients/connect/" + std::to_string(clients);
        once(RegisterBenchmark(name.c_str(), connect_all, clients));
    }
    once(RegisterBenchmark("clients/idle_client", idle, "client"));
    once(RegisterBenchmark("clients/idle_bot", idle, "bot"));
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
