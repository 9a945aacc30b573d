// SPDX-License-Identifier: MIT
// Calls of the API as in a program, over TCP on the loopback interface, to the test server in a separate thread.
//
// Includes the work of the server, which decrypts, decodes, answers, encodes and encrypts with the same library.
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>

#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <utility>

#include "../tests/support/run.hpp"

using namespace awaitgram;

namespace {

testing::server& server() {
    static testing::server instance;
    return instance;
}

client_config configuration(transport::obfuscation hidden = transport::obfuscation::on) {
    auto config = server().app();
    config.log = nullptr;
    config.obfuscation = hidden;
    return config;
}

/// A session with a key, so that only the first use includes the key exchange.
memory_session& known_session() {
    static memory_session storage;
    return storage;
}

void with_client(
    memory_session storage, client_config how, std::function<awaitable<void>(client&)> body
) {
    tests::run([&]() -> awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        client telegram{executor, std::move(storage), std::move(how)};
        co_await telegram.run(std::move(body));
    });
}

awaitable<void> ask(client& telegram) {
    api::help::getNearestDc request;
    const auto nearest = co_await telegram.invoke(request);
    if (nearest->this_dc != 2)
        std::abort();
}

/// One call after the other.
void one_at_a_time(benchmark::State& state, transport::obfuscation hidden) {
    const auto body = [&state](client& telegram) -> awaitable<void> {
        co_await ask(telegram);
        for (auto _ : state)
            co_await ask(telegram);
        state.SetItemsProcessed(state.iterations());
    };
    with_client(known_session(), configuration(hidden), body);
}

/// A larger answer: the server's configuration.
void config(benchmark::State& state) {
    const auto body = [&state](client& telegram) -> awaitable<void> {
        api::help::getConfig request;
        co_await ask(telegram);
        for (auto _ : state) {
            const auto config = co_await telegram.invoke(request);
            benchmark::DoNotOptimize(config->this_dc);
        }
        state.SetItemsProcessed(state.iterations());
    };
    with_client(known_session(), configuration(), body);
}

/// Concurrent callers, each of which calls again when it gets its answer.
void pipelined(benchmark::State& state, int callers) {
    bool more = true;
    const auto call_on = [&](client& telegram) -> awaitable<void> {
        while (more && (more = state.KeepRunning()))
            co_await ask(telegram);
    };
    const auto body = [&](client& telegram) -> awaitable<void> {
        co_await ask(telegram);
        int left = callers;
        event ended{telegram.executor()};
        const auto caller = [&]() -> awaitable<void> {
            co_await call_on(telegram);
            if (--left == 0)
                ended.set();
        };
        const auto all = [&](task_group& group) -> awaitable<void> {
            for (int i = 0; i < callers; ++i)
                group.spawn(caller());
            co_await ended.wait();
        };
        co_await with_tasks(all);
        state.SetItemsProcessed(state.iterations());
    };
    with_client(known_session(), configuration(), body);
}

/// A client without a key: connection, key exchange, first answer.
void first_answer(benchmark::State& state) {
    server();
    for (auto _ : state)
        with_client({}, configuration(), ask);
}

/// A client with a stored key: connection and first answer.
void first_answer_again(benchmark::State& state) {
    with_client(known_session(), configuration(), ask);
    for (auto _ : state)
        with_client(known_session(), configuration(), ask);
}

} // namespace

int main(int count, char** arguments) {
    using benchmark::RegisterBenchmark;
    constexpr auto in_microseconds = [](auto* registered) {
        registered->UseRealTime()->Unit(benchmark::kMicrosecond);
    };
    const auto hidden = transport::obfuscation::on;
    const auto open = transport::obfuscation::none;
    in_microseconds(RegisterBenchmark("rpc/round_trip/one_at_a_time", one_at_a_time, hidden));
    in_microseconds(
        RegisterBenchmark("rpc/round_trip/one_at_a_time_not_obfuscated", one_at_a_time, open)
    );
    in_microseconds(RegisterBenchmark("rpc/round_trip/64_at_a_time", pipelined, 64));
    in_microseconds(RegisterBenchmark("rpc/round_trip/config", config));
    in_microseconds(RegisterBenchmark("rpc/first_answer/new_key", first_answer));
    in_microseconds(RegisterBenchmark("rpc/first_answer/known_key", first_answer_again));
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
