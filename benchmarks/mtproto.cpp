// SPDX-License-Identifier: MIT
// The cost of one side of a session: creating a key, and queries with their answers over an existing key.
//
// The other side runs in memory; its time is excluded if the name ends in `client`.
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/crypto/factorize.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/crypto/srp.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/key_exchange.hpp>
#include <awaitgram/testing/server/crypto/srp_server.hpp>
#include <awaitgram/testing/server/protocol/key_exchange.hpp>

#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "../tests/crypto/random_sources.hpp"

using namespace awaitgram;

namespace {

const time_point now = from_unix(1'800'000'000);

void require(bool holds) {
    if (!holds)
        std::abort();
}

/// The processor time of this thread; reading it takes a fraction of a microsecond.
struct processor_clock {
    using duration = std::chrono::nanoseconds;
    using time_point = std::chrono::time_point<processor_clock, duration>;
    static time_point now() {
        timespec read{};
        require(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &read) == 0);
        return time_point{std::chrono::seconds{read.tv_sec} + duration{read.tv_nsec}};
    }
};

/// Sums up the time of one side while both sides work in turn.
template <class Clock>
class stopwatch {
public:
    template <class Work>
    decltype(auto) time(Work work) {
        struct stop {
            stopwatch& watch;
            typename Clock::time_point start = Clock::now();
            ~stop() { watch.taken_ += Clock::now() - start; }
        } const at_end{*this};
        return work();
    }
    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(taken_).count(); }

private:
    typename Clock::duration taken_{0};
};

const crypto::rsa_private_key& server_key() {
    static const auto key = crypto::rsa_private_key::generate();
    return key;
}

/// One whole exchange, three packets each way; returns the time of the client.
double exchange_key(testing::key_exchange& server, const crypto::rsa_public_key& known) {
    stopwatch<processor_clock> watch;
    byte_buffer packet;
    mtproto::key_exchange client({.keys = {&known, 1}, .dc = 2}, crypto::system_random());
    require(!watch.time([&] { return client.start(now, packet); }));
    while (!client.done()) {
        const auto reply = server.receive(packet, now);
        require(reply.transport_error == 0);
        packet.clear();
        require(!watch.time([&] { return client.receive(reply.packet, now, packet); }));
    }
    const auto result = watch.time([&] { return client.take(); });
    require(result.key.id() != 0);
    return watch.seconds();
}

void key_exchange(benchmark::State& state, bool with_server) {
    const auto known = server_key().public_key();
    testing::key_exchange server(server_key(), 2, crypto::system_random());
    for (auto _ : state) {
        const auto client = exchange_key(server, known);
        if (!with_server)
            state.SetIterationTime(client);
    }
}

/// pq as from Telegram's servers: two primes of 31 bits, another pair each time.
void factorize(benchmark::State& state) {
    testing::repeatable_random random;
    std::vector<std::uint64_t> numbers;
    while (numbers.size() < 64) {
        const auto primes = testing::random_primes(random);
        require(primes.has_value());
        numbers.push_back(std::uint64_t{primes->first} * primes->second);
    }
    std::size_t next = 0;
    for (auto _ : state) {
        const auto factors = crypto::factorize(numbers[next++ % numbers.size()]);
        require(factors.has_value());
        benchmark::DoNotOptimize(factors->first);
    }
}

void rsa_pad(benchmark::State& state) {
    const auto known = server_key().public_key();
    const byte_buffer inner(144, 7);
    for (auto _ : state)
        require(crypto::rsa_pad(inner, known, crypto::system_random()).has_value());
}

/// g^b and g_a^b, each once: the computations of a client, with the required checks.
void diffie_hellman(benchmark::State& state) {
    testing::repeatable_random random;
    byte_buffer a(256);
    byte_buffer b(256);
    require(random.fill(a) && random.fill(b));
    const auto prime = crypto::known_prime();
    const auto g_a = crypto::power_of_generator(3, a, prime);
    for (auto _ : state) {
        require(!crypto::check_group(prime, 3) && !crypto::check_public(g_a, prime));
        const auto g_b = crypto::power_of_generator(3, b, prime);
        const auto shared = crypto::power(g_a, b, prime);
        benchmark::DoNotOptimize(g_b[0]);
        benchmark::DoNotOptimize(shared[0]);
    }
}

/// The answer to a password challenge, dominated by 100,000 rounds of PBKDF2.
void password_proof(benchmark::State& state) {
    const byte_buffer salt1(8, 1);
    const byte_buffer salt2(16, 2);
    crypto::srp_parameters with{.salt1 = salt1, .salt2 = salt2, .g = 3, .p = crypto::known_prime()};
    const auto verifier = crypto::password_verifier(with, "secret");
    const auto server = crypto::srp_server::start(with, verifier, crypto::system_random());
    require(server.has_value());
    with.b = server->b();
    for (auto _ : state) {
        const auto proof = crypto::prove_password(with, "secret", crypto::system_random());
        require(proof.has_value());
        benchmark::DoNotOptimize(proof->m1[0]);
    }
}

/// The other side of a session: opens packets and seals answers.
class far_side {
public:
    far_side(const crypto::auth_key& key, std::int64_t session) : key_(key), session_(session) {}

    /// The ids of the queries in a packet, in order.
    void take(byte_buffer& packet, std::uint32_t query, std::vector<std::int64_t>& ids) {
        const auto opened = mtproto::open(key_, crypto::direction::to_server, packet);
        require(opened.has_value());
        const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
        parts_.clear();
        if (!mtproto::is_container(body))
            parts_.push_back({opened->header.msg_id, opened->header.seq_no, 0, body.size()});
        else
            require(!mtproto::split_container(body, crypto::direction::to_server, parts_));
        for (const auto& part : parts_)
            if (load_le<std::uint32_t>(body.data() + part.offset) == query)
                ids.push_back(part.msg_id);
    }

    /// A packet with the result of one query.
    byte_buffer answer(std::int64_t to, byte_view content) {
        body_.clear();
        append_le(body_, mtproto::detail::id::rpc_result);
        append_le(body_, to);
        append(body_, content);
        const mtproto::message_header header{1, session_, ids_.next_id(now, 1), 1};
        byte_buffer packet;
        require(!mtproto::seal(
            key_, crypto::direction::to_client, header, body_, crypto::system_random(), packet
        ));
        return packet;
    }

private:
    const crypto::auth_key& key_;
    std::int64_t session_;
    mtproto::message_ids ids_;
    std::vector<mtproto::inner_message> parts_;
    byte_buffer body_;
};

constexpr std::uint32_t some_query = 0x11223344;

/// Both ends of a session.
struct session {
    session(const crypto::auth_key& key, mtproto::client_session_options options)
        : client_session(std::move(options), crypto::system_random()),
          server(key, client_session.session_id()) {
        client_session.connected(now);
    }

    mtproto::client_session client_session;
    far_side server;
    std::vector<byte_buffer> asked{};
    std::vector<byte_buffer> answers{};
};

/// Small queries are sent in one packet, and each is answered with `size` bytes in a separate packet: submit, poll_packet,
/// receive, poll_event. Several sessions run side by side, so that reading the time costs little.
void round_trip(benchmark::State& state, std::size_t size, std::size_t queries) {
    constexpr std::size_t count = 8;
    byte_buffer secret(256);
    testing::repeatable_random random;
    require(random.fill(secret));
    const crypto::auth_key key{secret};
    std::vector<std::unique_ptr<session>> sessions;
    for (std::size_t i = 0; i < count; ++i) {
        mtproto::client_session_options options{.key = key};
        options.salt = 1;
        options.time_synchronised = true;
        sessions.push_back(std::make_unique<session>(key, std::move(options)));
    }
    byte_buffer function;
    append_le(function, some_query);
    function.resize(64);
    byte_buffer content(size);
    require(random.fill(content));
    store_le(content.data(), std::uint32_t{0x55667788});

    std::vector<std::int64_t> ids;
    for (auto _ : state) {
        stopwatch<processor_clock> watch;
        watch.time([&] {
            for (auto& each : sessions) {
                for (std::size_t i = 0; i < queries; ++i)
                    each->client_session.submit(tl::frame{function});
                for (byte_buffer packet; each->client_session.poll_packet(packet, now);)
                    each->asked.push_back(std::move(packet));
            }
        });
        for (auto& each : sessions) {
            ids.clear();
            for (auto& packet : each->asked)
                each->server.take(packet, some_query, ids);
            require(ids.size() == queries);
            for (const auto id : ids)
                each->answers.push_back(each->server.answer(id, content));
        }
        std::size_t heard = 0;
        watch.time([&] {
            for (auto& each : sessions) {
                for (auto& packet : each->answers) {
                    require(!each->client_session.receive(std::move(packet), now));
                    while (auto told = each->client_session.poll_event())
                        if (const auto* const result = told->get_if<mtproto::answer>())
                            heard += result->body.bytes().size() == content.size() ? 1 : 0;
                }
                each->asked.clear();
                each->answers.clear();
            }
        });
        require(heard == queries * count);
        state.SetIterationTime(watch.seconds() / count);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(queries * state.iterations()));
}

void add_round_trip(const char* name, std::size_t size, std::size_t queries) {
    const auto run = [size, queries](benchmark::State& state) { round_trip(state, size, queries); };
    benchmark::RegisterBenchmark(name, run)->UseManualTime();
}

} // namespace

int main(int count, char** arguments) {
    using benchmark::RegisterBenchmark;
    constexpr auto milliseconds = benchmark::kMillisecond;
    RegisterBenchmark("mtproto/key_exchange/client", key_exchange, false)
        ->UseManualTime()
        ->Unit(milliseconds);
    RegisterBenchmark("mtproto/key_exchange/both_sides", key_exchange, true)->Unit(milliseconds);
    RegisterBenchmark("mtproto/key_exchange/factorize_pq", factorize);
    RegisterBenchmark("mtproto/key_exchange/rsa_pad", rsa_pad);
    RegisterBenchmark("mtproto/key_exchange/diffie_hellman", diffie_hellman)->Unit(milliseconds);
    RegisterBenchmark("mtproto/password_proof", password_proof)->Unit(milliseconds);
    add_round_trip("mtproto/round_trip/64B/client", 64, 1);
    add_round_trip("mtproto/round_trip/48KB/client", 48'000, 1);
    add_round_trip("mtproto/round_trip/64B_times_64/client", 64, 64);
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
