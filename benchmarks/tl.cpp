// SPDX-License-Identifier: MIT
// Decoding, encoding, copying and destroying values of the schema.
//
// With Telegram's schema: a page of history, a small update, a request, a catch-up of a megabyte, a million numbers;
// and as references, memcpy of the same number of bytes and a decoder written by hand for just this page of history.
// With any schema: random values of all its types.
//
// Values are created once, from a fixed seed. Frames borrow their bytes, so that only the named work is timed.
// The counter `allocations` comes from another run of the same work.
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/compare.hpp>
#include <awaitgram/tl/types.hpp>

#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../tests/tl/random_value.hpp"
#include "support/allocations.hpp"
#include "support/every_type.hpp"
#ifdef SCHEMA_IS_TELEGRAMS
#include "support/floor_decoder.hpp"
#include "support/telegram_replies.hpp"
#endif

namespace tl = awaitgram::tl;
using awaitgram::byte_buffer;
using awaitgram::byte_view;

namespace {

constexpr std::uint32_t seed = 20;

[[noreturn]] void give_up(const char* what) {
    std::fprintf(stderr, "benchmark_tl: %s\n", what);
    std::exit(1);
}

/// A frame that does not own its bytes.
tl::frame borrowed(byte_view bytes) {
    return {nullptr, bytes};
}

template <class Work>
double allocations_of(Work work) {
    const auto before = support::allocations;
    work();
    return static_cast<double>(support::allocations - before);
}

/// Measures the time of `work`, which processes `size` bytes.
template <class Work>
void add(const std::string& name, std::size_t size, Work work) {
    benchmark::RegisterBenchmark(name.c_str(), [size, work](benchmark::State& state) {
        // In the first run, buffers grow to their final sizes.
        work();
        state.counters["allocations"] = allocations_of(work);
        state.counters["bytes"] = static_cast<double>(size);
        for (auto _ : state)
            work();
        state.SetBytesProcessed(static_cast<std::int64_t>(size * state.iterations()));
    });
}

/// Copies and destroys in batches, and times one of both.
enum class timed { copy, destruction };
template <class T>
void add_batch(const std::string& name, std::size_t size, const T& value, timed which) {
    const auto run = [size, &value, which](benchmark::State& state) {
        const std::size_t batch = size < 100'000 ? 64 : 4;
        using clock = std::chrono::steady_clock;
        std::vector<T> copies;
        copies.reserve(batch);
        state.counters["allocations"] =
            which == timed::copy ? allocations_of([&] { copies.push_back(value); }) : 0.0;
        state.counters["bytes"] = static_cast<double>(size);
        for (auto _ : state) {
            copies.clear();
            const auto start = clock::now();
            for (std::size_t i = 0; i < batch; ++i)
                copies.push_back(value);
            const auto middle = clock::now();
            benchmark::DoNotOptimize(copies.data());
            benchmark::ClobberMemory();
            copies.clear();
            const auto end = clock::now();
            const std::chrono::duration<double> taken =
                which == timed::copy ? middle - start : end - middle;
            state.SetIterationTime(taken.count() / static_cast<double>(batch));
        }
        state.SetBytesProcessed(static_cast<std::int64_t>(size * state.iterations()));
    };
    benchmark::RegisterBenchmark(name.c_str(), run)->UseManualTime()->MinTime(0.02);
}

void add_memcpy(const std::string& name, byte_view from) {
    auto target = std::make_shared<byte_buffer>(from.size());
    add("yardstick/" + name, from.size(), [from, target] {
        std::memcpy(target->data(), from.data(), from.size());
        benchmark::DoNotOptimize(target->data());
        benchmark::ClobberMemory();
    });
}

template <class T>
void add_encode(const std::string& name, std::size_t size, const T& value) {
    auto out = std::make_shared<byte_buffer>();
    add("tl/encode/" + name, size, [&value, out] {
        out->clear();
        if (tl::encode(value, *out))
            std::abort();
        benchmark::DoNotOptimize(out->data());
    });
}

template <class T>
void add_decode(const std::string& name, byte_view bytes) {
    add("tl/decode/" + name, bytes.size(), [bytes] {
        const auto reply = tl::decode<T>(borrowed(bytes));
        if (!reply)
            std::abort();
        benchmark::DoNotOptimize(&**reply);
    });
}

/// All operations on one value; the caller keeps the value and its bytes alive.
template <class T>
void add_all(const std::string& name, const T& value, const byte_buffer& bytes) {
    const auto reply = tl::decode<T>(borrowed(bytes));
    if (!reply || !tl::equal(**reply, value) || tl::encoded(**reply) != bytes)
        give_up("a value differs after encoding and decoding");
    add_decode<T>(name, bytes);
    add_encode(name, bytes.size(), value);
    add_batch("tl/copy/" + name, bytes.size(), value, timed::copy);
    add_batch("tl/destroy/" + name, bytes.size(), value, timed::destruction);
}

/// Random values of every constructor and method, one after the other.
void add_every_type() {
    struct written {
        const tl::detail::type_entry* type;
        byte_buffer bytes;
        tl::raw_reply reply;
    };
    static std::vector<written> all;
    support::random_writer writer(seed);
    for (const auto& each : support::every_type())
        writer.learn(each.line(), each.is_method);
    std::size_t size = 0;
    for (const auto& each : support::every_type()) {
        if (std::string_view(each.line()).find(":!") != std::string_view::npos)
            continue;
        byte_buffer bytes;
        const auto name = tl::detail::name_of(each.type->shape.structure());
        each.is_method ? writer.write_method(name, bytes) : writer.write(name, bytes);
        tl::decode_error error;
        auto reply = tl::decode_raw(*each.type, borrowed(bytes), error);
        byte_buffer again;
        if (!reply || tl::encode_raw(*each.type, reply.root(), again) || again != bytes)
            give_up("a random value differs after decoding and encoding");
        size += bytes.size();
        all.push_back({each.type, std::move(bytes), std::move(reply)});
    }
    add("tl/decode/every_type", size, [] {
        tl::decode_error error;
        for (const auto& each : all) {
            const auto reply = tl::decode_raw(*each.type, borrowed(each.bytes), error);
            benchmark::DoNotOptimize(reply.root());
        }
    });
    auto out = std::make_shared<byte_buffer>();
    add("tl/encode/every_type", size, [out] {
        out->clear();
        for (const auto& each : all)
            if (tl::encode_raw(*each.type, each.reply.root(), *out))
                std::abort();
        benchmark::DoNotOptimize(out->data());
    });
}

#ifdef SCHEMA_IS_TELEGRAMS

void require(bool same) {
    if (!same)
        give_up("the hand-written decoder and the library read different values");
}

/// The hand-written decoder must read the same values as the library, or it is not a valid reference.
void compare(const support::floor::history& by_hand, const support::api::messages::Messages& ours) {
    namespace api = support::api;
    const auto& page = *ours.get_if<api::messages::messages>();
    require(by_hand.messages.size() == page.messages.size());
    for (std::size_t i = 0; i < page.messages.size(); ++i) {
        const auto& left = by_hand.messages[i];
        const auto& right = *page.messages[i].get_if<api::message>();
        require(left.id == right.id && left.date == right.date && left.content == right.message);
        require(left.where.id == right.peer_id.get_if<api::peerChannel>()->channel_id);
        require(left.from.id == right.from_id->get_if<api::peerUser>()->user_id);
        require(((left.flags >> 1 & 1) != 0) == right.out);
        require(((left.flags >> 10 & 1) != 0) == right.views.has_value());
        if (right.views)
            require(left.views == *right.views && left.forwards == *right.forwards);
        if (right.edit_date)
            require(left.edit_date == *right.edit_date);
        if (right.grouped_id)
            require(left.grouped_id == *right.grouped_id);
        if (right.entities) {
            require(left.entities.size() == right.entities->size());
            for (std::size_t k = 0; k < left.entities.size(); ++k) {
                const auto& entity = (*right.entities)[k];
                require(static_cast<std::uint32_t>(left.entities[k].kind) == entity.id_of());
                if (const auto* const link = entity.get_if<api::messageEntityTextUrl>())
                    require(left.entities[k].url == link->url);
            }
        }
        if (right.reply_to) {
            const auto& to = *right.reply_to->get_if<api::messageReplyHeader>();
            require(left.reply_to->message_id == *to.reply_to_msg_id);
            if (to.quote_text)
                require(left.reply_to->quote_text == *to.quote_text);
        }
        if (right.media) {
            const auto& media = *right.media->get_if<api::messageMediaPhoto>();
            const auto& photo = *media.photo->get_if<api::photo>();
            const auto& other = left.media->photo;
            require(other.id == photo.id && other.sizes.size() == photo.sizes.size());
            require(other.datacenter == photo.dc_id && other.file_reference.size() == 29);
            require(
                other.sizes[3].sizes[4] ==
                photo.sizes[3].get_if<api::photoSizeProgressive>()->sizes[4]
            );
        }
        if (right.reactions) {
            const auto& counts = right.reactions->results;
            require(left.reactions->results.size() == counts.size());
            require(left.reactions->results.back().count == counts.back().count);
        }
    }
    require(by_hand.users.size() == page.users.size());
    for (std::size_t i = 0; i < page.users.size(); ++i) {
        const auto& left = by_hand.users[i];
        const auto& right = *page.users[i].get_if<api::user>();
        require(left.id == right.id && left.access_hash == *right.access_hash);
        require(left.first_name == *right.first_name);
        require(static_cast<std::uint32_t>(left.status.kind) == right.status->id_of());
        if (right.color)
            require(
                left.color.emoji == *right.color->get_if<api::peerColor>()->background_emoji_id
            );
    }
    require(by_hand.chats.size() == page.chats.size());
    for (std::size_t i = 0; i < page.chats.size(); ++i) {
        const auto& left = by_hand.chats[i];
        const auto& right = *page.chats[i].get_if<api::channel>();
        require(left.id == right.id && left.title == right.title && left.date == right.date);
        require(left.participants == *right.participants_count);
        require(left.default_rights.until == right.default_banned_rights->until_date);
    }
}

template <class T>
struct sample {
    T value;
    byte_buffer bytes = tl::encoded(value);
};

void add_telegrams() {
    namespace api = support::api;
    support::telegram_replies replies(seed);
    static const sample<api::messages::Messages> history{replies.history()};
    static const sample<api::Updates> update{replies.new_message()};
    static const sample<api::messages::sendMessage> request{replies.send_message()};
    static const sample<api::updates::Difference> difference{replies.difference()};
    if (history.bytes.size() < 47'500 || history.bytes.size() > 48'500)
        give_up("the page of history does not have the size in its name");

    add_memcpy("memcpy_48k", history.bytes);
    {
        support::floor::decoder by_hand(history.bytes.data(), history.bytes.size());
        const auto* const read = by_hand.decode();
        require(read != nullptr);
        compare(*read, history.value);
    }
    benchmark::RegisterBenchmark("tl/floor/decode/messages_48k", [](benchmark::State& state) {
        for (auto _ : state) {
            support::floor::decoder by_hand(history.bytes.data(), history.bytes.size());
            const auto* const read = by_hand.decode();
            if (read == nullptr)
                std::abort();
            benchmark::DoNotOptimize(read);
        }
        state.counters["bytes"] = static_cast<double>(history.bytes.size());
        state.SetBytesProcessed(static_cast<std::int64_t>(history.bytes.size() * state.iterations())
        );
    });
    add_all("messages_48k", history.value, history.bytes);
    add_all("update_788", update.value, update.bytes);
    add_all("send_message_436", request.value, request.bytes);
    add_all("difference_1m", difference.value, difference.bytes);
}

#endif

/// A million numbers: used in place if they are aligned, else copied once.
void add_numbers() {
    static const tl::vector<std::int64_t> numbers = [] {
        tl::vector<std::int64_t> values;
        std::mt19937_64 random(seed);
        values.reserve(1'000'000);
        for (auto i = 0; i < 1'000'000; ++i)
            values.push_back(static_cast<std::int64_t>(random()));
        return values;
    }();
    static const auto bytes = tl::encoded(numbers);
    static const auto shifted = [] {
        byte_buffer copy(4 + bytes.size());
        std::memcpy(copy.data() + 4, bytes.data(), bytes.size());
        return copy;
    }();
    add_memcpy("memcpy_8m", byte_view(bytes).subspan(8));
    add_all("longs_1m", numbers, bytes);
    add_decode<tl::vector<std::int64_t>>("longs_1m_unaligned", byte_view(shifted).subspan(4));
}

} // namespace

int main(int count, char** arguments) {
#ifdef SCHEMA_IS_TELEGRAMS
    add_telegrams();
#endif
    add_numbers();
    add_every_type();
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
