// SPDX-License-Identifier: MIT
// The update engine: updates a second, from encoded containers and from encrypted packets, and the memory of what a bot knows.
//
// The reference for each is the part of the work below it: decoding the same containers, opening the same packets.
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/message_id.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/peers/extract.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/updates/engine.hpp>

#include <benchmark/benchmark.h>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/person.hpp"

using namespace awaitgram;

namespace {

using support::person;

const time_point now = from_unix(1'800'000'000);

constexpr std::int32_t in_container = 100;
constexpr std::int32_t containers = 50;
constexpr std::int32_t in_batch = in_container * containers;
constexpr std::int64_t senders = 1000;
constexpr std::int64_t known_channels = 10'000;
constexpr std::int64_t known_users = 100'000;
constexpr std::int64_t first_channel = 1'000'000'000;

void require(bool holds) {
    if (!holds)
        std::abort();
}

template <class Update>
api::Update numbered(api::message value, std::int32_t pts) {
    Update update{};
    update.message = std::move(value);
    update.pts = pts;
    update.pts_count = 1;
    return update;
}

api::Update message_from(std::int64_t sender, std::int32_t pts) {
    api::message value{};
    value.id = pts;
    value.peer_id = api::peerUser{.user_id = sender};
    value.date = 1'800'000'000;
    value.message = "a message of the usual length, number " + std::to_string(pts);
    return numbered<api::updateNewMessage>(std::move(value), pts);
}

api::Update post_in(std::int64_t channel, std::int32_t pts) {
    api::message value{};
    value.id = pts;
    value.peer_id = api::peerChannel{.channel_id = channel};
    value.post = true;
    value.date = 1'800'000'000;
    value.message = "a post of the usual length, number " + std::to_string(pts);
    return numbered<api::updateNewChannelMessage>(std::move(value), pts);
}

enum class where { private_chats, channels };

/// Containers of a hundred messages from ten users each, that follow each other.
std::vector<tl::frame> make_containers(where to) {
    std::vector<tl::frame> frames;
    for (std::int32_t i = 0; i < containers; ++i) {
        api::updates_ all{};
        for (std::int32_t k = 0; k < in_container; ++k) {
            const auto number = i * in_container + k;
            if (to == where::private_chats)
                all.updates.push_back(message_from(1 + (i * 10 + k % 10) % senders, number + 1));
            else
                all.updates.push_back(
                    post_in(first_channel + std::int64_t{number} * 7919 % known_channels, 2)
                );
        }
        for (std::int32_t k = 0; k < 10; ++k)
            all.users.push_back(person(1 + (i * 10 + k) % senders));
        all.date = 1'800'000'000;
        frames.emplace_back(tl::encoded(api::Updates{all}));
    }
    return frames;
}

std::unique_ptr<updates::engine> new_engine(where to) {
    auto engine = std::make_unique<updates::engine>();
    if (to == where::private_chats) {
        engine->start_at({.pts = 0, .qts = 0, .date = 1, .seq = 0}, now);
        return engine;
    }
    updates_state stored{1, 0, 1, 0, {}};
    for (std::int64_t i = 0; i < known_channels; ++i)
        stored.channels.push_back({first_channel + i, 1});
    engine->restore(stored, now);
    return engine;
}

/// Takes what is in order, as a manager does.
std::size_t take(updates::engine& from) {
    const auto ready = from.take_updates();
    for (const auto& each : ready)
        from.delivered(each);
    benchmark::DoNotOptimize(from.take_peers().size());
    return ready.size();
}

void count_items(benchmark::State& state) {
    state.SetItemsProcessed(std::int64_t{in_batch} * state.iterations());
}

/// The reference: the containers are decoded, and nothing else.
void decode(benchmark::State& state, where to) {
    const auto frames = make_containers(to);
    for (auto _ : state)
        for (const auto& frame : frames)
            require(tl::decode<api::Updates>(frame).has_value());
    count_items(state);
}

/// The same through the engine.
void order(benchmark::State& state, where to) {
    const auto frames = make_containers(to);
    for (auto _ : state) {
        state.PauseTiming();
        auto engine = new_engine(to);
        state.ResumeTiming();
        std::size_t delivered = 0;
        for (const auto& frame : frames) {
            require(!engine->accept(frame, rpc::update_origin::pushed, now));
            delivered += take(*engine);
        }
        require(delivered == in_batch);
        state.PauseTiming();
        engine.reset();
        state.ResumeTiming();
    }
    count_items(state);
}

/// Each container comes before the one before it: all of its updates are held once.
void order_swapped(benchmark::State& state) {
    auto frames = make_containers(where::private_chats);
    for (std::size_t i = 0; i + 1 < frames.size(); i += 2)
        std::swap(frames[i], frames[i + 1]);
    for (auto _ : state) {
        auto engine = new_engine(where::private_chats);
        std::size_t delivered = 0;
        for (const auto& frame : frames) {
            require(!engine->accept(frame, rpc::update_origin::pushed, now));
            delivered += take(*engine);
        }
        require(delivered == in_batch);
    }
    count_items(state);
}

/// The packets of a server, one container of messages in each.
class packets {
public:
    packets() : key_(some_key()), session_(options(), crypto::system_random()) {
        session_.connected(now);
        mtproto::message_ids ids;
        for (const auto& frame : make_containers(where::private_chats)) {
            const mtproto::message_header header{1, session_.session_id(), ids.next_id(now, 3), 1};
            byte_buffer packet;
            require(!mtproto::seal(
                key_,
                crypto::direction::to_client,
                header,
                frame.bytes(),
                crypto::system_random(),
                packet
            ));
            sealed_.push_back(std::move(packet));
        }
    }

    /// Passes every packet through the session; calls `take_updates(frame)`.
    template <class Take>
    void receive_all(Take take_updates) {
        for (auto& packet : sealed_) {
            require(!session_.receive(std::move(packet), now));
            while (auto told = session_.poll_event())
                if (auto* update = told->get_if<mtproto::update>())
                    take_updates(std::move(update->body));
        }
    }

private:
    static crypto::auth_key some_key() {
        byte_buffer secret(256);
        require(crypto::system_random().fill(secret));
        return crypto::auth_key{secret};
    }
    mtproto::client_session_options options() const {
        mtproto::client_session_options with{.key = key_};
        with.salt = 1;
        with.time_synchronised = true;
        return with;
    }

    crypto::auth_key key_;
    mtproto::client_session session_;
    std::vector<byte_buffer> sealed_{};
};

/// The reference: packets are opened.
void open_packets(benchmark::State& state) {
    for (auto _ : state) {
        state.PauseTiming();
        auto from = std::make_unique<packets>();
        state.ResumeTiming();
        std::size_t bytes = 0;
        from->receive_all([&bytes](const tl::frame& frame) { bytes += frame.size(); });
        require(bytes != 0);
        state.PauseTiming();
        from.reset();
        state.ResumeTiming();
    }
    count_items(state);
}

/// From the packets to the ordered stream.
void packets_to_stream(benchmark::State& state) {
    for (auto _ : state) {
        state.PauseTiming();
        auto from = std::make_unique<packets>();
        auto engine = new_engine(where::private_chats);
        state.ResumeTiming();
        std::size_t delivered = 0;
        from->receive_all([&](const tl::frame& frame) {
            require(!engine->accept(frame, rpc::update_origin::pushed, now));
            delivered += take(*engine);
        });
        require(delivered == in_batch);
        state.PauseTiming();
        from.reset();
        engine.reset();
        state.ResumeTiming();
    }
    count_items(state);
}

double allocated_bytes() {
    const auto current = ::mallinfo2();
    return static_cast<double>(current.uordblks + current.hblkhd);
}

/// Everything that a bot keeps in memory of the users and channels that it knows.
struct knowledge {
    any_session session{memory_session{}};
    peer_cache recent{};
    std::unique_ptr<updates::engine> engine = std::make_unique<updates::engine>();

    /// Learns of a user from an update, as of everyone who writes.
    void meet(std::int64_t id) {
        api::updates_ all{};
        const auto pts = engine->state().pts + 1;
        all.updates.push_back(message_from(id, pts));
        all.users.push_back(person(id));
        require(!engine->accept(
            tl::frame{tl::encoded(api::Updates{all})}, rpc::update_origin::pushed, now
        ));
        for (const auto& peers : engine->take_peers())
            for (const auto& each : *peers->users) {
                const auto info = extract_peer(each);
                if (recent.note(*info))
                    changed.push_back(*info);
                recent.note_name(id, "Somebody");
            }
        require(take(*engine) == 1);
    }

    std::vector<peer_info> changed{};
};

/// The memory of an engine that knows many users and channels, with the recent peers of a client; in bytes.
void memory(benchmark::State& state) {
    double grown = 0;
    double per_channel = 0;
    for (auto _ : state) {
        const auto before = allocated_bytes();
        knowledge all;
        all.engine->start_at({.pts = 1, .qts = 0, .date = 1, .seq = 0}, now);
        for (std::int64_t id = 1; id <= known_users; ++id) {
            all.meet(id);
            all.changed.clear();
        }
        all.changed.shrink_to_fit();
        const auto with_users = allocated_bytes();
        for (std::int64_t i = 0; i < known_channels; ++i) {
            api::updateShort one{};
            one.update = post_in(first_channel + i, 2);
            require(!all.engine->accept(
                tl::frame{tl::encoded(api::Updates{one})}, rpc::update_origin::pushed, now
            ));
            require(take(*all.engine) == 1);
        }
        benchmark::DoNotOptimize(all.engine->take_adopted().size());
        benchmark::DoNotOptimize(all.engine->take_moved().channels.size());
        grown = allocated_bytes() - before;
        per_channel = (allocated_bytes() - with_users) / known_channels;
        require(all.engine->channels() == known_channels);
    }
    state.counters["bytes"] = grown;
    state.counters["bytes_per_channel"] = per_channel;
}

} // namespace

int main(int count, char** arguments) {
    using benchmark::RegisterBenchmark;
    constexpr auto microseconds = benchmark::kMicrosecond;
    const auto add = [](const char* name, auto run) {
        RegisterBenchmark(name, run)->Unit(microseconds);
    };
    add("updates/decode/private_chats", [](auto& state) { decode(state, where::private_chats); });
    add("updates/order/private_chats", [](auto& state) { order(state, where::private_chats); });
    add("updates/decode/10000_channels", [](auto& state) { decode(state, where::channels); });
    add("updates/order/10000_channels", [](auto& state) { order(state, where::channels); });
    add("updates/order/swapped", order_swapped);
    add("updates/packets/opened", open_packets);
    add("updates/packets/to_stream", packets_to_stream);
    RegisterBenchmark("updates/memory/100000_users_10000_channels", memory)
        ->Unit(benchmark::kMillisecond)
        ->Iterations(1);
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
