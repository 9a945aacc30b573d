// SPDX-License-Identifier: MIT
// The fuzzer's bytes are the contents of messages, so that it need not break the encryption to reach the machine.
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/envelope.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>
#include <zlib.h>

#include "targets.hpp"

namespace fuzz {

namespace {

using namespace awaitgram;
using namespace std::chrono_literals;
namespace id = mtproto::detail::id;

namespace step {
enum : unsigned {
    deliver,
    submit,
    cancel,
    wait,
    reconnect,
    repeat_packet,
    raw_packet,
    disconnect,
    count
};
} // namespace step
namespace content {
enum : unsigned {
    raw,
    container,
    gzip,
    result,
    error,
    pong,
    rejection,
    bad_salt,
    new_session,
    ack,
    state_info,
    detailed_info,
    new_detailed_info,
    salts,
    list,
    copy,
    count
};
} // namespace content
namespace reached {
constexpr std::uint32_t answer = 1, refusal = 2, failure = 4, repetition = 8, update = 16,
                        session_created = 32, salt_changed = 64, salts_learned = 128,
                        time_changed = 256, other_session = 512, container_sent = 1024,
                        error = 2048, state_answered = 4096;
} // namespace reached

byte_buffer gzipped(byte_view content) {
    byte_buffer packed(content.size() + content.size() / 100 + 64);
    z_stream stream{};
    require(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib");
    stream.next_in = const_cast<std::uint8_t*>(content.data());
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    const auto end = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    require(end == Z_STREAM_END, "zlib");
    byte_buffer body;
    append_le(body, id::gzip_packed);
    mtproto::detail::append_string(body, packed);
    return body;
}

crypto::auth_key fixed_key() {
    byte_buffer bytes(256, 7);
    bytes[3] = 9;
    return crypto::auth_key{bytes};
}

/// A session, and a server that says what the input says.
class conversation {
public:
    explicit conversation(input& from) : in_(from), session_(options(from.byte()), random_) {
        known_sessions_.push_back(session_.session_id());
        session_.connected(now_);
        look();
    }

    std::uint32_t run() {
        for (auto left = 400; left != 0 && in_.more(); --left) {
            act();
            look();
        }
        session_.disconnected(now_);
        connected_ = false;
        look();
        return reached_;
    }

private:
    struct request {
        mtproto::request_id id;
        bool ended;
    };

    mtproto::client_session_options options(unsigned how) const {
        mtproto::client_session_options chosen{.key = key_};
        chosen.salt = 1;
        chosen.time_synchronised = (how & 1) != 0;
        if ((how & 2) != 0)
            chosen.init_prefix = byte_buffer(16, 0x11);
        if ((how & 4) != 0)
            chosen.max_queries = 4;
        if ((how & 8) != 0)
            for (const auto salt : {5, 6})
                chosen.salts.push_back(
                    {salt,
                     unix_seconds(now_) + (salt - 6) * 3600,
                     unix_seconds(now_) + (salt - 4) * 3600}
                );
        // Small, so that inputs that reach it are quick.
        chosen.unpack_limit = 64 * 1024;
        return chosen;
    }

    std::int64_t sent_id() {
        const auto back = in_.byte();
        if (back == 255 || sent_ids_.empty())
            return in_.number<std::int64_t>();
        return sent_ids_[sent_ids_.size() - 1 - back % sent_ids_.size()];
    }

    std::int64_t server_id() {
        switch (in_.below(8)) {
        case 5: // an earlier one
            if (!server_ids_.empty())
                return server_ids_[server_ids_.size() - 1 - in_.byte() % server_ids_.size()];
            break;
        case 6: // from another time
            return note_id(ids_.next_id(now_ + std::chrono::seconds(in_.number<std::int16_t>()), 1)
            );
        case 7:
            return in_.number<std::int64_t>();
        case 3:
            return note_id(ids_.next_id(now_ + ahead_, 3));
        default:
            break;
        }
        return note_id(ids_.next_id(now_ + ahead_, 1));
    }
    std::int64_t note_id(std::int64_t id) {
        server_ids_.push_back(id);
        return id;
    }

    void append_ids(byte_buffer& out) {
        std::vector<std::int64_t> ids(in_.below(12));
        for (auto& each : ids)
            each = sent_id();
        mtproto::detail::append_longs(out, ids);
    }

    byte_buffer body(int depth) {
        byte_buffer out;
        const auto kind = in_.below(content::count);
        if (depth > 3)
            return out;
        switch (kind) {
        case content::raw: {
            const auto bytes = in_.block();
            out.assign(bytes.begin(), bytes.end());
            break;
        }
        case content::container: {
            const auto count = in_.below(8);
            mtproto::append_container_header(out, count);
            for (std::size_t i = 0; i != count; ++i) {
                const auto msg_id = server_id();
                const auto seq_no = std::int32_t{in_.byte()};
                const auto inner = body(depth + 1);
                mtproto::append_inner_header(out, msg_id, seq_no, inner.size());
                append(out, inner);
            }
            break;
        }
        case content::gzip:
            out = gzipped(body(depth + 1));
            break;
        case content::result:
            append_le(out, id::rpc_result);
            append_le(out, sent_id());
            append(out, body(depth + 1));
            break;
        case content::error:
            append_le(out, id::rpc_error);
            append_le(out, std::int32_t{in_.number<std::int16_t>()});
            mtproto::detail::append_string(out, in_.block());
            break;
        case content::pong:
            append_le(out, id::pong);
            append_le(out, sent_id());
            append_le(out, last_ping_ + in_.byte());
            break;
        case content::rejection:
            append_le(out, id::bad_msg_notification);
            append_le(out, sent_id());
            append_le(out, in_.number<std::int32_t>());
            append_le(out, std::int32_t{in_.byte()});
            break;
        case content::bad_salt:
            append_le(out, id::bad_server_salt);
            append_le(out, sent_id());
            append_le(out, in_.number<std::int32_t>());
            append_le(out, std::int32_t{48});
            append_le(out, in_.number<std::int64_t>());
            break;
        case content::new_session:
            append_le(out, id::new_session_created);
            append_le(out, sent_id());
            append_le(out, in_.number<std::int64_t>());
            append_le(out, in_.number<std::int64_t>());
            break;
        case content::ack:
            append_le(out, id::msgs_ack);
            append_ids(out);
            break;
        case content::state_info:
            append_le(out, id::msgs_state_info);
            append_le(out, last_state_request_ + in_.byte());
            mtproto::detail::append_string(out, states());
            break;
        case content::detailed_info:
            append_le(out, id::msg_detailed_info);
            append_le(out, sent_id());
            append_le(out, server_id());
            append_le(out, in_.number<std::int32_t>());
            append_le(out, std::int32_t{in_.byte()});
            break;
        case content::new_detailed_info:
            append_le(out, id::msg_new_detailed_info);
            append_le(out, server_id());
            append_le(out, in_.number<std::int32_t>());
            append_le(out, std::int32_t{in_.byte()});
            break;
        case content::salts: {
            append_le(out, id::future_salts);
            append_le(out, sent_id());
            append_le(out, static_cast<std::int32_t>(unix_seconds(now_)));
            const auto count = static_cast<std::int32_t>(in_.below(6));
            append_le(out, count);
            for (auto i = 0; i != count; ++i) {
                const auto since =
                    static_cast<std::int32_t>(unix_seconds(now_)) + in_.number<std::int16_t>();
                append_le(out, since);
                append_le(out, since + in_.number<std::int16_t>());
                append_le(out, in_.number<std::int64_t>());
            }
            break;
        }
        case content::list: {
            constexpr std::uint32_t lists[] = {
                id::msgs_state_req, id::msg_resend_req, id::msg_resend_ans_req, id::msgs_all_info};
            append_le(out, lists[in_.below(4)]);
            append_ids(out);
            break;
        }
        default: {
            append_le(out, id::msg_copy);
            append_le(out, id::message);
            append_le(out, server_id());
            append_le(out, std::int32_t{in_.byte()});
            const auto inner = body(depth + 1);
            append_le(out, static_cast<std::uint32_t>(inner.size()));
            append(out, inner);
        }
        }
        return out;
    }

    /// As many states as were asked for, or other ones.
    byte_buffer states() {
        const auto given = in_.block();
        byte_buffer all(given.begin(), given.end());
        if (all.size() == 1)
            all.resize(last_asked_, all[0]);
        return all;
    }

    void deliver(byte_buffer packet) {
        packets_.push_back(packet);
        if (!connected_)
            return;
        if (session_.receive(std::move(packet), now_)) {
            reached_ |= reached::error;
            reopen();
        }
    }

    void reopen() {
        session_.disconnected(now_);
        session_.connected(now_);
        connected_ = true;
    }

    void act() {
        switch (in_.below(step::count)) {
        case step::deliver: {
            mtproto::message_header header{};
            const auto how = in_.byte();
            header.salt = session_.salt() + how % 4 / 3;
            header.session_id = session_.session_id();
            if ((how & 0x0c) == 0x0c)
                header.session_id = known_sessions_[how / 16 % known_sessions_.size()];
            header.msg_id = server_id();
            header.seq_no = how / 16 % 2;
            const auto content = body(0);
            byte_buffer packet;
            require(
                !mtproto::seal(
                    key_, crypto::direction::to_client, header, content, server_random_, packet
                ),
                "a message can be sealed"
            );
            deliver(std::move(packet));
            break;
        }
        case step::submit: {
            const auto how = in_.byte();
            byte_buffer query(8 + how % 32 * 4, how);
            // Longer ones are compressed.
            if (how >= 0xf0)
                query.resize(4096, how);
            store_le(query.data(), std::uint32_t{0x11223344});
            constexpr mtproto::delivery promises[] = {
                mtproto::delivery::at_least_once, mtproto::delivery::at_most_once};
            const auto promised = promises[how / 32 % 2];
            requests_.push_back(
                {session_.submit(tl::frame{std::move(query)}, nullptr, promised), false}
            );
            break;
        }
        case step::cancel: {
            const auto which = in_.byte();
            if (requests_.empty())
                break;
            auto& chosen = requests_[requests_.size() - 1 - which % requests_.size()];
            session_.cancel(chosen.id);
            chosen.ended = true;
            break;
        }
        case step::wait: {
            const std::chrono::milliseconds some{in_.number<std::uint16_t>()};
            now_ += some * (1 + in_.byte() % 60);
        }
            if (in_.byte() == 255)
                ahead_ = std::chrono::seconds(in_.number<std::int16_t>());
            break;
        case step::reconnect:
            reopen();
            break;
        case step::repeat_packet: {
            const auto which = in_.byte();
            if (!packets_.empty())
                deliver(packets_[packets_.size() - 1 - which % packets_.size()]);
            break;
        }
        case step::raw_packet: {
            const auto bytes = in_.block();
            deliver({bytes.begin(), bytes.end()});
            break;
        }
        case step::disconnect:
            session_.disconnected(now_);
            connected_ = false;
            break;
        }
    }

    /// Does what the driver of a session does after each step.
    void look() {
        if (connected_ && session_.tick(now_)) {
            reached_ |= reached::error;
            reopen();
        }
        if (connected_)
            send();
        while (auto told = session_.poll_event())
            note(*told);
        std::size_t open = 0;
        for (const auto& each : requests_)
            open += !each.ended;
        require(session_.pending() == open, "as many requests are open as did not end");
        if (connected_ && open != 0)
            require(session_.wake_at().has_value(), "a session with requests wakes up again");
        (void)session_.salts(now_);
        if (session_.session_id() != known_sessions_.back()) {
            known_sessions_.push_back(session_.session_id());
            reached_ |= reached::other_session;
        }
    }

    void send() {
        byte_buffer packet;
        for (auto left = 100; session_.poll_packet(packet, now_); --left) {
            require(left != 0, "a session has an end of things to send");
            const auto opened = mtproto::open(key_, crypto::direction::to_server, packet);
            require(opened.has_value(), "the server can open a packet");
            const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
            const auto session = opened->header.session_id;
            require(
                new_ids_.insert({session, opened->header.msg_id}).second, "message ids are unique"
            );
            if (!mtproto::is_container(body)) {
                note_sent(opened->header.msg_id, body);
                continue;
            }
            reached_ |= reached::container_sent;
            std::vector<mtproto::inner_message> parts;
            require(
                !mtproto::split_container(body, crypto::direction::to_server, parts),
                "the server can split a container"
            );
            for (const auto& part : parts) {
                require(part.msg_id < opened->header.msg_id, "a container's id is the highest");
                require(new_ids_.insert({session, part.msg_id}).second, "message ids are unique");
                note_sent(part.msg_id, body.subspan(part.offset, part.size));
            }
            sent_ids_.push_back(opened->header.msg_id);
        }
    }

    void note_sent(std::int64_t msg_id, byte_view body) {
        sent_ids_.push_back(msg_id);
        mtproto::detail::reader in{body};
        switch (in.uint32()) {
        case id::ping:
        case id::ping_delay_disconnect:
            last_ping_ = in.int64();
            break;
        case id::msgs_state_req:
            last_state_request_ = msg_id;
            last_asked_ = in.longs().size() / 8;
            break;
        case id::msgs_state_info:
            reached_ |= reached::state_answered;
            break;
        }
    }

    void end(mtproto::request_id id) {
        for (auto& each : requests_)
            if (each.id == id) {
                require(!each.ended, "a request ends once, and not after it was cancelled");
                each.ended = true;
                return;
            }
        require(false, "a request that ends was submitted");
    }

    void note(mtproto::event& told) {
        if (const auto* answered = told.get_if<mtproto::answer>()) {
            reached_ |= reached::answer;
            touch(answered->body);
            end(answered->id);
        } else if (const auto* refused = told.get_if<mtproto::refusal>()) {
            reached_ |= reached::refusal;
            end(refused->id);
        } else if (const auto* failing = told.get_if<mtproto::failed>()) {
            reached_ |= reached::failure;
            require(failing->error != std::error_code{}, "a failure says why");
            end(failing->id);
        } else if (told.get_if<mtproto::repeated>() != nullptr) {
            reached_ |= reached::repetition;
        } else if (const auto* pushed = told.get_if<mtproto::update>()) {
            reached_ |= reached::update;
            touch(pushed->body);
        } else if (told.get_if<mtproto::session_created>() != nullptr) {
            reached_ |= reached::session_created;
        } else if (told.get_if<mtproto::salt_changed>() != nullptr) {
            reached_ |= reached::salt_changed;
        } else if (told.get_if<mtproto::salts_learned>() != nullptr) {
            reached_ |= reached::salts_learned;
        } else {
            reached_ |= reached::time_changed;
        }
    }

    /// Reads every byte, so that a sanitizer sees those that are gone.
    void touch(const tl::frame& body) {
        for (const auto byte : body.bytes())
            sum_ = sum_ + byte;
    }

    input& in_;
    repeatable<crypto::random_source> random_;
    repeatable<crypto::random_source> server_random_;
    crypto::auth_key key_ = fixed_key();
    time_point now_ = from_unix(1'800'000'000);
    std::chrono::nanoseconds ahead_{0};
    mtproto::message_ids ids_;
    mtproto::client_session session_;
    bool connected_ = true;
    std::vector<request> requests_;
    std::vector<std::int64_t> sent_ids_;
    std::set<std::pair<std::int64_t, std::int64_t>> new_ids_; // with their sessions
    std::vector<std::int64_t> server_ids_;
    std::vector<std::int64_t> known_sessions_;
    std::vector<byte_buffer> packets_;
    std::int64_t last_ping_ = 0;
    std::int64_t last_state_request_ = 0;
    std::size_t last_asked_ = 0;
    std::uint32_t reached_ = 0;
    volatile unsigned sum_ = 0;
};

std::uint32_t run(byte_view bytes) {
    input from{bytes};
    return conversation{from}.run();
}

/// One message of the server, with a usual header; its content follows.
output& message(output& to, bool content_related = true) {
    return to.byte(step::deliver).byte(content_related ? 16 : 0).byte(0);
}

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    const auto add = [&](auto write) {
        for (const auto how : {1U, 0U, 15U}) {
            output to;
            to.byte(how);
            write(to);
            all.push_back(std::move(to.bytes));
        }
    };
    const auto ask = [](output& to, unsigned how = 3) { to.byte(step::submit).byte(how); };
    const auto pass = [](output& to, unsigned milliseconds, unsigned times = 0) {
        to.byte(step::wait).number(static_cast<std::uint16_t>(milliseconds)).byte(times).byte(0);
    };
    const byte_buffer word{1, 2, 3, 4};
    const byte_buffer some_update{0x40, 0xae, 0x44, 0x74, 1, 0, 0, 0};
    // An answer, plain and compressed.
    add([&](output& to) {
        ask(to);
        message(to).byte(content::result).byte(0).byte(content::raw).block(word);
        ask(to);
        message(to)
            .byte(content::result)
            .byte(0)
            .byte(content::gzip)
            .byte(content::raw)
            .block(word);
    });
    // A refusal.
    add([&](output& to) {
        ask(to);
        message(to).byte(content::result).byte(0).byte(content::error);
        to.number(std::int16_t{400}).block(bytes_of("PEER_ID_INVALID"));
    });
    // A container with an acknowledgement, an answer and an update; then its repetition.
    add([&](output& to) {
        ask(to);
        ask(to, 0xf3);
        message(to, false).byte(content::container).byte(3);
        to.byte(0).byte(0).byte(content::ack).byte(2).byte(0).byte(1);
        to.byte(0).byte(1).byte(content::result).byte(1).byte(content::raw).block(word);
        to.byte(0).byte(3).byte(content::raw).block(some_update);
        to.byte(step::repeat_packet).byte(0);
        pass(to, 31'000);
    });
    // A new session, salts, a pong.
    add([&](output& to) {
        ask(to);
        message(to)
            .byte(content::new_session)
            .byte(0)
            .number(std::int64_t{5})
            .number(std::int64_t{9});
        message(to, false).byte(content::salts).byte(2).byte(1);
        to.number(std::int16_t{-60}).number(std::int16_t{3600}).number(std::int64_t{77});
        message(to, false).byte(content::salts).byte(1).byte(1);
        to.number(std::int16_t{-60}).number(std::int16_t{3600}).number(std::int64_t{77});
        message(to, false).byte(content::pong).byte(0).byte(0);
        pass(to, 60'000);
        message(to, false).byte(content::pong).byte(0).byte(0);
    });
    // Every rejection of a query, then of everything.
    for (const auto code : {16U, 17U, 18U, 19U, 20U, 32U, 33U, 34U, 35U, 64U, 99U})
        add([&](output& to) {
            ask(to);
            ask(to, 35);
            for (const auto back : {0U, 1U, 2U}) {
                message(to, false).byte(content::rejection).byte(back).number(std::int32_t{1});
                to.byte(code);
            }
            pass(to, 2000);
            message(to).byte(content::result).byte(1).byte(content::raw).block(word);
        });
    // A demand for another salt.
    add([&](output& to) {
        ask(to);
        for (auto i = 0; i != 7; ++i) {
            message(to, false).byte(content::bad_salt).byte(0).number(std::int32_t{1});
            to.number(std::int64_t{1000 + i});
        }
    });
    // A broken link: the states of what was sent are asked for. Received, not received, too old.
    for (const auto state : {4, 2, 1, 3, 12})
        add([&](output& to) {
            ask(to);
            ask(to, 35);
            to.byte(step::disconnect);
            pass(to, 1000);
            to.byte(step::reconnect);
            message(to).byte(content::state_info).byte(0);
            to.block(byte_buffer{static_cast<std::uint8_t>(state)});
            pass(to, 6000);
            message(to).byte(content::result).byte(2).byte(content::raw).block(word);
        });
    // No answer: states are asked for, the answer is requested, and comes.
    add([&](output& to) {
        ask(to);
        pass(to, 2000);
        message(to).byte(content::state_info).byte(0).block(byte_buffer{4});
        message(to, false).byte(content::detailed_info).byte(1).byte(0);
        to.number(std::int32_t{100}).byte(0);
        for (auto i = 0; i != 8; ++i)
            pass(to, 20'000);
    });
    // The server asks.
    add([&](output& to) {
        ask(to);
        for (const auto kind : {0U, 1U, 2U, 3U}) {
            message(to).byte(content::list).byte(kind).byte(4);
            to.byte(0).byte(1).byte(2).byte(255).number(std::int64_t{12345});
        }
        message(to, false).byte(content::new_detailed_info).byte(0).number(std::int32_t{9}).byte(0);
        message(to).byte(content::copy).byte(0).byte(1).byte(content::raw).block(some_update);
    });
    // Cancellation of a sent and of a waiting query.
    add([&](output& to) {
        ask(to);
        to.byte(step::cancel).byte(0);
        message(to).byte(content::result).byte(0).byte(content::raw);
        byte_buffer dropped;
        append_le(dropped, id::rpc_answer_dropped_running);
        to.block(dropped);
        to.byte(step::disconnect);
        ask(to);
        to.byte(step::cancel).byte(0);
    });
    // The clock of the server is ahead, and messages are late.
    add([&](output& to) {
        ask(to);
        to.byte(step::wait).number(std::uint16_t{10}).byte(0).byte(255).number(std::int16_t{400});
        message(to).byte(content::raw).block(some_update);
        message(to, false).byte(content::rejection).byte(0).number(std::int32_t{1}).byte(16);
        message(to).byte(content::raw).block(some_update);
        to.byte(step::deliver).byte(16).byte(6).number(std::int16_t{-400});
        to.byte(content::raw).block(some_update);
    });
    // Messages for other sessions and raw packets.
    add([&](output& to) {
        ask(to);
        message(to, false).byte(content::rejection).byte(0).number(std::int32_t{1}).byte(32);
        to.byte(step::deliver).byte(0x1c).byte(0).byte(content::raw).block(some_update);
        to.byte(step::deliver).byte(0x1c).byte(0).byte(content::result).byte(1);
        to.byte(content::raw).block(word);
        to.byte(step::raw_packet).block(byte_buffer(88, 7));
    });
    return all;
}

} // namespace

const target client_session{
    "client_session",
    run,
    seeds,
    reached::answer | reached::refusal | reached::failure | reached::repetition | reached::update |
        reached::session_created | reached::salt_changed | reached::salts_learned |
        reached::time_changed | reached::other_session | reached::container_sent | reached::error |
        reached::state_answered};

} // namespace fuzz
