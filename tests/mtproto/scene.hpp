// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/gzip.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::test {

using namespace std::chrono_literals;
namespace id = mtproto::detail::id;

/// Repeatable bytes in place of random ones; can fail after a number of calls.
struct fixed_random final : crypto::random_source {
    std::uint64_t state = 0x9e3779b97f4a7c15;
    int calls_left = -1;

    bool fill(byte_span bytes) noexcept override {
        if (calls_left == 0)
            return false;
        if (calls_left > 0)
            --calls_left;
        for (auto& byte : bytes) {
            state = state * 6364136223846793005 + 1442695040888963407;
            byte = static_cast<std::uint8_t>(state >> 56);
        }
        return true;
    }
};

inline crypto::auth_key some_key(std::uint64_t seed = 7) {
    fixed_random random;
    random.state = seed;
    byte_buffer bytes(256);
    CHECK(random.fill(bytes));
    return crypto::auth_key{bytes};
}

/// A boxed value of words: a constructor's id and numbers.
template <class... Numbers>
byte_buffer value(Numbers... numbers) {
    byte_buffer out;
    (append_le(out, numbers), ...);
    return out;
}

inline byte_buffer longs(std::uint32_t constructor, std::vector<std::int64_t> items) {
    auto out = value(constructor);
    mtproto::detail::append_longs(out, items);
    return out;
}

inline byte_buffer with_string(byte_buffer before, byte_view text) {
    mtproto::detail::append_string(before, text);
    return before;
}

/// One message that the session sent.
struct seen {
    std::int64_t msg_id;
    std::int32_t seq_no;
    byte_buffer body;
    std::int64_t outer_id;
    std::int64_t salt;
    std::int64_t session_id;

    std::uint32_t constructor() const { return mtproto::detail::constructor_of(body); }
    std::int64_t int64_at(std::size_t offset) const {
        return load_le<std::int64_t>(body.data() + offset);
    }
};

/// Deviations of a message of the server from a valid answer.
struct mail {
    std::optional<std::int64_t> msg_id{};
    std::optional<std::int64_t> session_id{};
    std::int32_t seq_no = 1;
    std::int64_t salt = 1;
    std::int64_t low = 1;
};

inline constexpr std::uint32_t some_query = 0x11223344;
inline constexpr std::uint32_t some_result = 0x55667788;
inline constexpr std::uint32_t some_update = 0x74ae4240;

/// A session, the clock, and a scripted server.
struct scene {
    fixed_random random;
    fixed_random server_random;
    crypto::auth_key key = some_key();
    time_point now = from_unix(1'800'000'000);
    /// The server's clock minus the local one.
    std::chrono::nanoseconds server_ahead{0};
    mtproto::message_ids ids;
    std::int64_t session_id = 0;
    mtproto::client_session client_session;

    static mtproto::client_session_options options(crypto::auth_key key) {
        mtproto::client_session_options chosen{.key = std::move(key)};
        chosen.salt = 1;
        chosen.time_synchronised = true;
        return chosen;
    }

    scene() : client_session(options(key), random) { begin(); }
    explicit scene(std::function<void(mtproto::client_session_options&)> adjust)
        : client_session(adjusted(options(key), adjust), random) {
        begin();
    }

    static mtproto::client_session_options adjusted(
        mtproto::client_session_options chosen,
        const std::function<void(mtproto::client_session_options&)>& adjust
    ) {
        adjust(chosen);
        return chosen;
    }

    void begin() {
        session_id = client_session.session_id();
        server_random.state = 99;
        client_session.connected(now);
    }

    /// All messages that the session sends now; containers are replaced by their contents.
    std::vector<seen> sent() {
        std::vector<seen> all;
        byte_buffer packet;
        while (client_session.poll_packet(packet, now)) {
            const auto opened = mtproto::open(key, crypto::direction::to_server, packet);
            REQUIRE(opened);
            const auto& header = opened->header;
            session_id = header.session_id;
            const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
            const auto note = [&](std::int64_t msg_id, std::int32_t seq_no, byte_view bytes) {
                all.push_back(
                    {msg_id,
                     seq_no,
                     {bytes.begin(), bytes.end()},
                     header.msg_id,
                     header.salt,
                     header.session_id}
                );
            };
            if (!mtproto::is_container(body)) {
                note(header.msg_id, header.seq_no, body);
                continue;
            }
            CHECK(header.seq_no % 2 == 0);
            std::vector<mtproto::inner_message> parts;
            REQUIRE(!mtproto::split_container(body, crypto::direction::to_server, parts));
            for (const auto& inner : parts)
                note(inner.msg_id, inner.seq_no, body.subspan(inner.offset, inner.size));
        }
        return all;
    }

    /// The messages of one constructor among those that the session sends now.
    std::vector<seen> sent(std::uint32_t constructor) {
        auto all = sent();
        std::erase_if(all, [&](const seen& one) { return one.constructor() != constructor; });
        return all;
    }

    std::int64_t next_id(std::int64_t low = 1) { return ids.next_id(now + server_ahead, low); }

    byte_buffer sealed(byte_view body, const mail& how = {}) {
        const mtproto::message_header header{
            how.salt,
            how.session_id.value_or(session_id),
            how.msg_id ? *how.msg_id : next_id(how.low),
            how.seq_no};
        byte_buffer packet;
        CHECK(!mtproto::seal(key, crypto::direction::to_client, header, body, server_random, packet)
        );
        return packet;
    }

    std::error_code deliver(byte_view body, const mail& how = {}) {
        return client_session.receive(sealed(body, how), now);
    }

    byte_buffer result(std::int64_t to, byte_view content) {
        auto body = value(id::rpc_result, to);
        append(body, content);
        return body;
    }

    std::error_code answer(std::int64_t to, byte_view content) {
        return deliver(result(to, content));
    }

    byte_buffer error(std::int32_t code, std::string_view text) {
        return with_string(value(id::rpc_error, code), bytes_of(text));
    }

    std::error_code refuse(std::int64_t to, std::int32_t code, std::string_view text) {
        return answer(to, error(code, text));
    }

    std::error_code
    demand_salt(std::int64_t bad_id, std::int64_t salt, const mail& how = {.seq_no = 0}) {
        return deliver(
            value(id::bad_server_salt, bad_id, std::int32_t{0}, std::int32_t{48}, salt), how
        );
    }

    std::error_code
    reject(std::int64_t bad_id, std::int32_t code, const mail& how = {.seq_no = 0}) {
        return deliver(value(id::bad_msg_notification, bad_id, std::int32_t{0}, code), how);
    }

    struct part {
        byte_buffer body;
        std::int32_t seq_no = 1;
        std::optional<std::int64_t> msg_id{};
    };

    byte_buffer container(const std::vector<part>& parts) {
        byte_buffer body;
        mtproto::append_container_header(body, parts.size());
        for (const auto& one : parts) {
            mtproto::append_inner_header(
                body, one.msg_id ? *one.msg_id : next_id(), one.seq_no, one.body.size()
            );
            append(body, one.body);
        }
        return body;
    }

    std::vector<mtproto::event> events() {
        std::vector<mtproto::event> all;
        while (auto told = client_session.poll_event())
            all.push_back(std::move(*told));
        return all;
    }

    /// The events of one kind; others are dropped.
    template <class Event>
    std::vector<Event> events_of() {
        std::vector<Event> some;
        for (auto& told : events())
            if (auto* wanted = told.get_if<Event>())
                some.push_back(std::move(*wanted));
        return some;
    }

    /// Submits a query and returns the sent message.
    seen ask(std::uint32_t number = 0) {
        client_session.submit(tl::frame{value(some_query, number)});
        auto queries = sent(some_query);
        REQUIRE(queries.size() == 1);
        return queries.front();
    }

    /// Brings the session to rest: ping answered, salts known, events read.
    void settle() {
        for (const auto& one : sent()) {
            if (one.constructor() == id::ping_delay_disconnect)
                CHECK(!deliver(value(id::pong, one.msg_id, one.int64_at(4)), {.seq_no = 0}));
            if (one.constructor() == id::get_future_salts)
                CHECK(!deliver(salts(one.msg_id), {.seq_no = 0}));
        }
        events();
    }

    byte_buffer salts(std::int64_t to) {
        const auto second = static_cast<std::int32_t>(unix_seconds(now));
        auto body = value(id::future_salts, to, second, std::int32_t{1});
        append(body, value(second - 60, second + 86'400 * 2, std::int64_t{1}));
        return body;
    }
};

} // namespace awaitgram::test
