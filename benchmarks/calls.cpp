// SPDX-License-Identifier: MIT
// The cost of a call of the API over TCP on the loopback interface.
//
// `calls/with_test_server` measures the processor time of both sides, with the test server in a separate thread: calls
// per second and core. All others measure all time and allocations of the client's thread: coroutines, encoding,
// encryption, system calls, decoding. Their server answers every query with the same value, in a sealed packet.
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>

#include <asio/read.hpp>

#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <thread>
#include <utility>

#include "../tests/support/run.hpp"
#include "support/allocations.hpp"
#include "support/cpu_time.hpp"
#include "support/fixed_answer_server.hpp"

using namespace awaitgram;

namespace {

constexpr std::int32_t home_dc = 2;
/// Calls before the measured ones, in which buffers grow to their final sizes.
constexpr std::int64_t warm_up = 2'000;

crypto::auth_key random_key() {
    byte_buffer bytes(256);
    if (!crypto::system_random().fill(bytes))
        std::abort();
    return crypto::auth_key{bytes};
}

const crypto::auth_key& key() {
    static const auto shared = random_key();
    return shared;
}

support::fixed_answer_server& server() {
    api::nearestDc nearest;
    nearest.country = "AQ";
    nearest.this_dc = home_dc;
    nearest.nearest_dc = home_dc;
    static support::fixed_answer_server instance{key(), tl::encoded(nearest)};
    return instance;
}

client_config configuration() {
    client_config config;
    config.api_id = 1;
    config.api_hash = "0123456789abcdef0123456789abcdef";
    config.server = server_address{"127.0.0.1", server().port()};
    config.dc = home_dc;
    config.log = nullptr;
    return config;
}

memory_session known_session() {
    auto here = known_dc(home_dc).value();
    here.auth_key = key();
    session_data content;
    content.set_dc(here);
    return memory_session{content};
}

awaitable<void> ask(client& telegram) {
    api::help::getNearestDc request;
    const auto nearest = co_await telegram.invoke(request);
    if (nearest->this_dc != home_dc)
        std::abort();
}

/// Makes `calls` calls, `callers` at a time.
awaitable<void> call_many(client& telegram, int callers, std::int64_t calls) {
    int left = callers;
    event ended{telegram.executor()};
    const auto caller = [&]() -> awaitable<void> {
        while (calls-- > 0)
            co_await ask(telegram);
        if (--left == 0)
            ended.set();
    };
    const std::function<awaitable<void>(task_group&)> all = [&](task_group& group
                                                            ) -> awaitable<void> {
        for (int i = 0; i < callers; ++i)
            group.spawn(caller());
        co_await ended.wait();
    };
    co_await with_tasks(all);
}

/// Bytes on the wire each way.
struct traffic {
    double out = 0;
    double in = 0;
};

/// The cost of calls in the calling thread.
struct cost {
    double seconds = 0;
    double process_seconds = 0;
    std::size_t allocations = 0;
    traffic bytes{};
};

/// Runs a client that makes warm-up calls before the measured ones.
cost measure(memory_session storage, client_config how, int callers, std::int64_t calls) {
    cost spent;
    const std::function<awaitable<void>(client&)> body = [&](client& telegram) -> awaitable<void> {
        co_await call_many(telegram, callers, warm_up);
        const auto in = server().bytes_in();
        const auto out = server().bytes_out();
        const auto allocated = support::allocations;
        const auto process = support::process_cpu_time();
        const auto thread = support::thread_cpu_time();
        co_await call_many(telegram, callers, calls);
        spent.seconds = support::thread_cpu_time() - thread;
        spent.process_seconds = support::process_cpu_time() - process;
        spent.allocations = support::allocations - allocated;
        spent.bytes.out = static_cast<double>(server().bytes_in() - in);
        spent.bytes.in = static_cast<double>(server().bytes_out() - out);
    };
    tests::run([&]() -> awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        client telegram{executor, std::move(storage), std::move(how)};
        co_await telegram.run(body);
    });
    return spent;
}

/// `callers` concurrent callers, each of which calls again when it gets its answer. The time is that of the client's
/// thread.
void outstanding(benchmark::State& state, int callers) {
    cost spent;
    const auto calls = state.max_iterations;
    while (state.KeepRunningBatch(calls)) {
        spent = measure(known_session(), configuration(), callers, calls);
        state.SetIterationTime(spent.seconds);
    }
    const auto each = [calls](double all) { return all / static_cast<double>(calls); };
    state.SetItemsProcessed(calls);
    state.counters["allocations"] = each(static_cast<double>(spent.allocations));
    state.counters["bytes_out"] = each(spent.bytes.out);
    state.counters["bytes_in"] = each(spent.bytes.in);
}

/// As above, with the test server, whose time is included.
void with_test_server(benchmark::State& state, int callers) {
    static testing::server telegram;
    static memory_session storage; // the key exchange happens once, at the first use
    auto how = telegram.app();
    how.log = nullptr;
    const auto calls = state.max_iterations;
    while (state.KeepRunningBatch(calls))
        state.SetIterationTime(measure(storage, how, callers, calls).process_seconds);
    state.SetItemsProcessed(calls);
}

/// A request and a response of given sizes between two bare Asio coroutines: the lower bound for a call.
class ping_pong {
public:
    ping_pong(std::size_t request, std::size_t response) : request_(request), response_(response) {}

    awaitable<void> serve(asio::ip::tcp::acceptor& acceptor) {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        socket.set_option(asio::ip::tcp::no_delay{true});
        byte_buffer in(request_);
        const byte_buffer out(response_);
        for (;;) {
            co_await asio::async_read(socket, asio::buffer(in), asio::use_awaitable);
            co_await asio::async_write(socket, asio::buffer(out), asio::use_awaitable);
        }
    }

    awaitable<void> ask(asio::ip::tcp::socket& socket, std::int64_t times) {
        byte_buffer in(response_);
        const byte_buffer out(request_);
        while (times-- > 0) {
            co_await asio::async_write(socket, asio::buffer(out), asio::use_awaitable);
            co_await asio::async_read(socket, asio::buffer(in), asio::use_awaitable);
        }
    }

private:
    std::size_t request_;
    std::size_t response_;
};

/// With as many bytes each way as one call takes on average.
ping_pong like_one_call() {
    constexpr std::int64_t calls = 2'000;
    static const auto bytes = measure(known_session(), configuration(), 1, calls).bytes;
    return {
        static_cast<std::size_t>(bytes.out / static_cast<double>(calls)),
        static_cast<std::size_t>(bytes.in / static_cast<double>(calls))};
}

/// The time is that of the requesting side.
void bare_asio(benchmark::State& state) {
    using asio::ip::tcp;
    auto both = like_one_call();
    asio::io_context far{1};
    tcp::acceptor acceptor{far, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    const auto there = acceptor.local_endpoint();
    asio::co_spawn(far, both.serve(acceptor), [](const std::exception_ptr&) {});
    std::thread thread{[&far] { far.run(); }};
    tests::run([&]() -> awaitable<void> {
        tcp::socket socket{co_await asio::this_coro::executor};
        co_await socket.async_connect(there, asio::use_awaitable);
        socket.set_option(tcp::no_delay{true});
        co_await both.ask(socket, warm_up);
        const auto calls = state.max_iterations;
        while (state.KeepRunningBatch(calls)) {
            const auto begin = support::thread_cpu_time();
            co_await both.ask(socket, calls);
            state.SetIterationTime(support::thread_cpu_time() - begin);
        }
    });
    thread.join();
    state.SetItemsProcessed(state.iterations());
}

} // namespace

int main(int count, char** arguments) {
    using benchmark::RegisterBenchmark;
    constexpr auto in_microseconds = [](auto* registered) {
        registered->UseManualTime()->Unit(benchmark::kMicrosecond);
    };
    in_microseconds(RegisterBenchmark("calls/128_outstanding", outstanding, 128));
    in_microseconds(RegisterBenchmark("calls/1024_outstanding", outstanding, 1024));
    in_microseconds(RegisterBenchmark("calls/1_outstanding", outstanding, 1));
    in_microseconds(RegisterBenchmark("calls/bare_asio", bare_asio));
    in_microseconds(
        RegisterBenchmark("calls/with_test_server/128_outstanding", with_test_server, 128)
    );
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
