// SPDX-License-Identifier: MIT
// A bot with twenty handlers: the whole way of messages from the socket to the handler, and of its answers back.
//
// The time and the allocations are those of the bot's thread: system calls, decryption, decoding, order, filters and coroutines. A
// feed in another thread encrypts the packets and sends them over TCP on the loopback interface. The bot has a key, a session in
// memory, and has signed in before. The reference is the same packets through the session and the update engine alone:
// no socket, no dispatcher and no handlers.
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/message_id.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/updates/engine.hpp>

#include <asio/io_context.hpp>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <sys/resource.h>
#include <utility>
#include <vector>

#include "support/allocations.hpp"
#include "support/cpu_time.hpp"
#include "support/mailbox.hpp"
#include "support/server_process.hpp"
#include "support/twenty_handlers.hpp"
#include "support/update_feed.hpp"

using namespace awaitgram;

namespace {

/// Messages before the measured ones, in which buffers grow to their final sizes.
constexpr std::size_t warm_up = 4'000;
/// So many are encrypted at a time.
constexpr std::size_t most_at_once = 20'000;

using support::bot_id;
using support::mailbox;
using support::update_feed;

void require(bool holds) {
    if (!holds)
        std::abort();
}

/// How messages come to the bot.
struct manner {
    std::size_t in_packet = 1;
    update_feed::pace pace = update_feed::pace::bursts;
    bool echo = false;
    std::size_t burst = 1000; // in messages
};

std::vector<byte_buffer> packets_of(mailbox& of, std::size_t messages, const manner& how) {
    return of.packets(messages, how.in_packet, how.echo ? how.in_packet : 0);
}

/// Switches of the thread that waited for something.
double sleeps() {
    rusage used{};
    ::getrusage(RUSAGE_THREAD, &used);
    return static_cast<double>(used.ru_nvcsw);
}

struct cost {
    double seconds = 0;
    double allocations = 0;
    double sleeps = 0;

    [[nodiscard]] static cost now() {
        return {support::thread_cpu_time(), static_cast<double>(support::allocations), ::sleeps()};
    }
};

/// A bot with twenty handlers, the last of which takes every message.
class measured_bot {
public:
    explicit measured_bot(manner how) : how_(how) {
        if (how_.echo)
            support::add_twenty_handlers(bot_, [this](message m) -> awaitable<void> {
                co_await m.answer(m.text());
                note();
            });
        else
            support::add_twenty_handlers(bot_, [this](message m) -> awaitable<void> {
                benchmark::DoNotOptimize(m.text().size());
                note();
                co_return;
            });
        require(bot_.handlers()->items()->size() == 20);
    }

    /// Handles messages without measuring, after signing in.
    void warm() {
        bot_.start(std::to_string(bot_id) + ":token");
        while (!bot_.ready()) {
            require(!bot_.failure());
            bot_.context().run_one();
        }
        static_cast<void>(handle(warm_up));
    }

    /// The cost of handling so many messages, a multiple of those in a packet.
    cost handle(std::size_t messages) {
        cost all;
        while (messages != 0) {
            const auto now = std::min(messages, most_at_once);
            auto packets = packets_of(mail_, now, how_);
            target_ = feed_.handled() + now;
            const auto before = cost::now();
            feed_.play(std::move(packets), how_.in_packet, how_.pace, how_.burst);
            bot_.context().restart();
            bot_.context().run();
            const auto after = cost::now();
            require(feed_.handled() == target_);
            all.seconds += after.seconds - before.seconds;
            all.allocations += after.allocations - before.allocations;
            all.sleeps += after.sleeps - before.sleeps;
            messages -= now;
        }
        return all;
    }

private:
    void note() {
        feed_.note_handled();
        if (feed_.handled() == target_)
            bot_.context().stop();
    }

    manner how_;
    mailbox mail_{};
    update_feed feed_{
        support::numbered_key(0), [this](byte_view query) { return mail_.answer(query); }};
    bot bot_{support::known_session(), support::feed_config(feed_.port())};
    std::size_t target_ = 0;
};

void whole_way(benchmark::State& state, manner how) {
    cost spent;
    std::size_t messages = 0;
    const auto batch = state.max_iterations;
    while (state.KeepRunningBatch(batch)) {
        const auto packets = (static_cast<std::size_t>(batch) + how.in_packet - 1) / how.in_packet;
        messages = packets * how.in_packet;
        measured_bot handling{how};
        handling.warm();
        spent = handling.handle(messages);
        state.SetIterationTime(
            spent.seconds * static_cast<double>(batch) / static_cast<double>(messages)
        );
    }
    state.SetItemsProcessed(batch);
    state.counters["allocations"] = spent.allocations / static_cast<double>(messages);
    state.counters["sleeps"] = spent.sleeps / static_cast<double>(messages);
}

/// The reference: packets as above are opened, decoded and put into order.
void order_alone(benchmark::State& state, manner how) {
    const crypto::auth_key key = support::numbered_key(0);
    mtproto::client_session_options with{.key = key};
    with.salt = 1;
    with.time_synchronised = true;
    const auto now = from_unix(1'800'000'000);
    const auto batch = state.max_iterations;
    while (state.KeepRunningBatch(batch)) {
        const auto packets = (static_cast<std::size_t>(batch) + how.in_packet - 1) / how.in_packet;
        const auto messages = packets * how.in_packet;
        mtproto::client_session session{with, crypto::system_random()};
        session.connected(now);
        updates::engine engine;
        engine.start_at({.pts = 1, .qts = 0, .date = 1, .seq = 0}, now);
        mailbox mail;
        mtproto::message_ids ids;
        std::size_t delivered = 0;
        byte_buffer out;
        double seconds = 0;
        for (auto left = messages; left != 0;) {
            const auto part = std::min(left, most_at_once);
            std::vector<byte_buffer> sealed;
            for (const auto& body : packets_of(mail, part, how)) {
                const mtproto::message_header header{
                    1, session.session_id(), ids.next_id(now, 3), ids.next_seq_no(true)};
                require(!mtproto::seal(
                    key,
                    crypto::direction::to_client,
                    header,
                    body,
                    crypto::system_random(),
                    sealed.emplace_back()
                ));
            }
            const auto begin = support::thread_cpu_time();
            for (auto& packet : sealed) {
                require(!session.receive(std::move(packet), now));
                while (auto told = session.poll_event())
                    if (auto* update = told->get_if<mtproto::update>())
                        require(
                            !engine.accept(std::move(update->body), rpc::update_origin::pushed, now)
                        );
                const auto ready = engine.take_updates();
                for (const auto& each : ready)
                    engine.delivered(each);
                delivered += ready.size();
                benchmark::DoNotOptimize(engine.take_peers().size());
                while (session.poll_packet(out, now))
                    out.clear();
            }
            seconds += support::thread_cpu_time() - begin;
            left -= part;
        }
        require(delivered == messages);
        state.SetIterationTime(
            seconds * static_cast<double>(batch) / static_cast<double>(messages)
        );
    }
    state.SetItemsProcessed(batch);
}

} // namespace

int main(int count, char** arguments) {
    using pace = update_feed::pace;
    const auto add = [](const char* name, auto run, manner how) {
        benchmark::RegisterBenchmark(name, run, how)
            ->UseManualTime()
            ->Unit(benchmark::kMicrosecond);
    };
    add("handlers/reference/100_in_packet", order_alone, {100, pace::bursts});
    add("handlers/100_in_packet", whole_way, {100, pace::bursts});
    add("handlers/reference/1_in_packet", order_alone, {1, pace::bursts});
    add("handlers/1_in_packet", whole_way, {1, pace::bursts});
    add("handlers/1_in_packet/bursts_of_100", whole_way, {1, pace::bursts, false, 100});
    add("handlers/1_at_a_time", whole_way, {1, pace::when_idle});
    add("handlers/echo_20", whole_way, {20, pace::when_answered, true});
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
