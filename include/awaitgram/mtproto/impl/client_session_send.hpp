// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/detail/seconds.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/gzip.hpp>

#include <cstring>

// What a session sends, and when.

namespace awaitgram::mtproto {

AWAITGRAM_DECL client_session::client_session(options with, crypto::random_source& random)
    : options_(std::move(with)), random_(&random),
      clock_(options_.time_offset, options_.time_synchronised), told_offset_(clock_.offset()),
      salts_(options_.salt), acks_(options_.ack_delay), outbox_(options_.max_rejections),
      keepalive_(options_.ping_interval, options_.pong_timeout) {
    for (const auto& salt : std::exchange(options_.salts, {}))
        salts_.learn(salt);
    start_session();
}

AWAITGRAM_DECL client_session::~client_session() = default;

AWAITGRAM_DECL request_id
client_session::submit(tl::frame body, void* owner, delivery promised, packing packed) {
    const auto id = ++last_request_;
    if (outbox_.size() >= options_.max_queries) {
        events_.push(failed{id, errc::too_many_queries, owner});
        return id;
    }
    if (options_.compress && packed == packing::if_smaller)
        if (auto smaller = gzip_packed_if_smaller(body.bytes()); !smaller.empty())
            body = tl::frame{std::move(smaller)};
    if (body.size() + options_.init_prefix.size() > message_limit || body.size() % 4 != 0)
        events_.push(failed{id, errc::query_too_large, owner});
    else
        outbox_.add(id, std::move(body), owner, promised);
    return id;
}

AWAITGRAM_DECL void client_session::cancel(request_id id) {
    events_.forget(id);
    auto* dropped = outbox_.find(id);
    if (dropped == nullptr)
        return;
    if (connected_ && dropped->at != query::stage::waiting && !dropped->left)
        controls_.push(sent_kind::drop_answer, detail::id::rpc_drop_answer, dropped->msg_id);
    outbox_.remove(*dropped);
}

AWAITGRAM_DECL void client_session::destroy_key() {
    destroys_key_ = true;
    controls_.push(sent_kind::destroy_key, detail::id::destroy_auth_key);
}

AWAITGRAM_DECL void client_session::connected(time_point now) {
    connected_ = true;
    initialised_ = false;
    ++connection_;
    left_session_ = 0;
    keepalive_.restart(now);
    ask_after_break(now);
    if (leaving() && asked_states_.empty())
        change_session(now);
}

AWAITGRAM_DECL void client_session::disconnected(time_point) {
    connected_ = false;
    end_left(true);
    controls_.clear();
    asked_states_.clear();
    wanted_answers_.clear();
    lost_answers_.clear();
    // A service request that was lost with the connection may be sent again.
    requested_answers_.clear();
    state_request_id_ = 0;
    salts_request_id_ = 0;
    salts_asked_at_ = {};
    states_due_.reset();
    answers_due_.reset();
    answer_lost_ = false;
    destroys_key_ = false;
    rejections_in_a_row_ = 0;
}

/// After a lost connection it is unknown which queries arrived. The server is asked, so that none is executed twice.
AWAITGRAM_DECL void client_session::ask_after_break(time_point now) {
    for (auto* sent = outbox_.oldest(); sent != nullptr; sent = sent->newer)
        if (sent->at != query::stage::waiting) {
            sent->doubtful = true;
            sent->asked_at = now;
            answers_due_ = now + patience();
        }
    queue_state_request(now);
}

/// Asks about the queries that have waited for their answers for long, less often each time.
AWAITGRAM_DECL void client_session::ask_for_answers(time_point now) {
    constexpr int most_doublings = 6;
    // At this number of questions, a server that does not report states gets the chance to send its answers again.
    constexpr int last_resort = 6;
    answers_due_.reset();
    const auto busy = !asked_states_.empty();
    for (auto* sent = outbox_.oldest(); sent != nullptr; sent = sent->newer) {
        if (sent->at == query::stage::waiting || sent->left)
            continue;
        const auto wait_after = [&] {
            return patience() * (1 << std::min<int>(sent->times_asked, most_doublings));
        };
        auto due = sent->asked_at + wait_after();
        if (now >= due && (busy || sent->doubtful)) // its state is being asked for
            due = now + patience();
        else if (now >= due && asked_states_.size() != ack_collector::batch) {
            asked_states_.push_back(sent->msg_id);
            if (sent->times_asked != UINT8_MAX)
                ++sent->times_asked;
            answer_lost_ = answer_lost_ || sent->times_asked == last_resort;
            sent->asked_at = now;
            due = now + wait_after();
        }
        answers_due_ = answers_due_ ? std::min(*answers_due_, due) : due;
    }
    // Each look costs by the number of queries.
    if (answers_due_)
        answers_due_ = std::max(*answers_due_, now + patience() / 8);
    if (!busy)
        queue_state_request(now);
}

/// A multiple of the time that a message takes to the server and back.
AWAITGRAM_DECL time_point::duration client_session::patience() const noexcept {
    return std::max<time_point::duration>(options_.answer_patience, 4 * round_trip_);
}

/// Sends the question about `asked_states_`, to which doubtful queries are added.
AWAITGRAM_DECL void client_session::queue_state_request(time_point now) {
    if (asked_states_.empty())
        for (auto* sent = outbox_.oldest(); sent != nullptr; sent = sent->newer)
            if (sent->doubtful && asked_states_.size() != ack_collector::batch)
                asked_states_.push_back(sent->msg_id);
    if (asked_states_.empty())
        return;
    states_due_ = now + options_.state_timeout;
    controls_.push_longs(
        sent_kind::state_request,
        detail::id::msgs_state_req,
        {asked_states_.data(), asked_states_.size()}
    );
}

AWAITGRAM_DECL void client_session::end_state_request() {
    asked_states_.clear();
    state_request_id_ = 0;
    states_due_.reset();
}

/// The server does not report states, so the fate of doubtful queries is unknown.
AWAITGRAM_DECL void client_session::give_up_states(time_point now) {
    for (auto* next = outbox_.oldest(); next != nullptr;) {
        auto& sent = *std::exchange(next, next->newer); // a query that fails is removed
        if (!std::exchange(sent.doubtful, false))
            continue;
        sent.asked_at = now;
        if (sent.at == query::stage::sent)
            repeat_or_fail(sent, false);
    }
    end_state_request();
    if (leaving())
        change_session(now);
}

AWAITGRAM_DECL bool
client_session::append_packet(byte_buffer& out, std::size_t room, time_point now) {
    if (!connected_ || broken_)
        return false;
    queue_upkeep(now);
    queue_acks(now);
    const auto queries = choose_queries();
    const auto total = controls_.size() + queries;
    if (total == 0)
        return false;

    const auto salt_before = salts_.current();
    message_header header{salts_.choose(clock_.at(now)), session_id_, 0, 0};
    if (header.salt != salt_before)
        events_.push(salt_changed{header.salt});
    const auto start = out.size() + room;
    reserve_packet(out, room, queries);
    if (total > 1) {
        out.resize(start + envelope_overhead);
        append_container_header(out, total);
    } else // a single message has no header besides the packet's
        out.resize(start + envelope_overhead - 16);
    const auto first = outbox_.log().size();
    for (std::size_t i = 0; i != controls_.size(); ++i)
        write_control(out, controls_[i], now);
    for (std::size_t i = 0; i != queries; ++i)
        write_query(out, *outbox_.waiting()[i].which, now);
    controls_.clear();
    outbox_.drop_waiting(queries);

    header.msg_id = ids_.last();
    if (total > 1) {
        header.msg_id = ids_.next_id(clock_.at(now));
        header.seq_no = ids_.next_seq_no(false);
        outbox_.close_container(first, header.msg_id, now);
    } else
        header.seq_no = load_le<std::int32_t>(out.data() + start + envelope_overhead - 8);
    outbox_.trim(now);
    broken_ =
        seal_in_place(options_.key, crypto::direction::to_server, header, out, start, *random_);
    if (broken_) {
        crypto::wipe(byte_span{out}.subspan(start));
        out.resize(start - room);
    }
    return !broken_;
}

/// Makes room for a packet and its frame, so that no plain part of it is left in freed memory when it grows.
AWAITGRAM_DECL void
client_session::reserve_packet(byte_buffer& out, std::size_t room, std::size_t queries) const {
    constexpr std::size_t most_behind = 16;
    const auto size = out.size() + room + most_bytes_of_packet(queries) + most_behind;
    if (size > out.capacity())
        out.reserve(out.empty() ? size : std::max(size, 2 * out.capacity()));
}

/// The size of a packet with the service messages and this many queries.
AWAITGRAM_DECL std::size_t client_session::most_bytes_of_packet(std::size_t queries) const {
    constexpr std::size_t header = 16;
    constexpr std::size_t container = 8;
    constexpr std::size_t most_padding = 12 + 15 + 15 * 16;
    auto bytes = envelope_overhead + container + most_padding + controls_.total_bytes() +
                 (controls_.size() + queries) * header;
    const auto wrapper = initialised_ ? 0 : options_.init_prefix.size();
    for (std::size_t i = 0; i != queries; ++i)
        bytes += outbox_.waiting()[i].which->body.size() + wrapper;
    return bytes;
}

/// Messages that maintain the session: pings, requests for future salts and for announced answers.
AWAITGRAM_DECL void client_session::queue_upkeep(time_point now) {
    if (keepalive_.due(now))
        controls_.push_ping(
            keepalive_.ping_id(), static_cast<std::int32_t>(options_.ping_interval.count() + 15)
        );
    if (!wanted_answers_.empty()) {
        controls_.push_longs(
            sent_kind::resend_request,
            detail::id::msg_resend_req,
            {wanted_answers_.data(), wanted_answers_.size()}
        );
        wanted_answers_.clear();
    }
    if (!lost_answers_.empty()) {
        controls_.push_longs(
            sent_kind::answer_request,
            detail::id::msg_resend_ans_req,
            {lost_answers_.data(), lost_answers_.size()}
        );
        lost_answers_.clear();
    }
    const auto something_goes = !controls_.empty() || !outbox_.waiting().empty();
    if (something_goes && salts_.runs_out(clock_.at(now)) &&
        now - salts_asked_at_ >= detail::seconds(60)) {
        salts_asked_at_ = now;
        controls_.push_salts_request(64);
    }
}

/// Piggybacks acks; sends them alone after `ack_delay`.
AWAITGRAM_DECL void client_session::queue_acks(time_point now) {
    if (acks_.empty() || (controls_.empty() && outbox_.waiting().empty() && now < *acks_.due()))
        return;
    controls_.push_longs(sent_kind::acks, detail::id::msgs_ack, acks_.next());
    acks_.drop_next();
}

/// The number of waiting queries that fit into the next packet. A large query, or one that the server refused in a container, is
/// sent alone.
AWAITGRAM_DECL std::size_t client_session::choose_queries() {
    auto bytes = controls_.total_bytes() + controls_.size() * 16;
    std::size_t count = 0;
    if (leaving())
        return 0;
    const auto wrapper = initialised_ ? 0 : options_.init_prefix.size();
    for (const auto& each : outbox_.waiting()) {
        const auto& next = *each.which;
        const auto first = controls_.empty() && count == 0;
        const auto size = next.body.size() + wrapper + 16;
        if (!first && (next.alone || bytes + size > container_soft_limit ||
                       controls_.size() + count >= container_capacity))
            break;
        ++count;
        bytes += size;
        if (next.alone)
            break;
    }
    return count;
}

AWAITGRAM_DECL void client_session::write_control(
    byte_buffer& out, const detail::control_queue::item& item, time_point now
) {
    const auto id = ids_.next_id(clock_.at(now));
    auto* const at = append_inner(out, id, ids_.next_seq_no(false), item.size);
    std::memcpy(at, controls_.body(item).data(), item.size);
    sent_message sent{.msg_id = id, .outer_id = id, .when = now, .connection = connection_};
    sent.kind = item.kind;
    outbox_.note(sent);
    if (item.kind == sent_kind::ping)
        keepalive_.sent(id, now);
    if (item.kind == sent_kind::salts_request)
        salts_request_id_ = id;
    if (item.kind == sent_kind::state_request)
        state_request_id_ = id;
}

AWAITGRAM_DECL void client_session::write_query(byte_buffer& out, query& item, time_point now) {
    const auto wrapped = !initialised_ && !options_.init_prefix.empty();
    const auto id = ids_.next_id(clock_.at(now));
    const auto prefix = wrapped ? options_.init_prefix.size() : 0;
    auto* const at = append_inner(out, id, ids_.next_seq_no(true), prefix + item.body.size());
    if (wrapped)
        std::memcpy(at, options_.init_prefix.data(), prefix);
    if (!item.body.empty())
        std::memcpy(at + prefix, item.body.bytes().data(), item.body.size());
    sent_message sent{.msg_id = id, .outer_id = id, .request = item.id, .when = now};
    sent.connection = connection_;
    sent.wrapped = wrapped;
    outbox_.note(item, sent);
    item.asked_at = now;
    if (const auto due = now + patience(); !answers_due_ || due < *answers_due_)
        answers_due_ = due;
}

AWAITGRAM_DECL std::optional<event> client_session::poll_event() {
    return events_.pop();
}

AWAITGRAM_DECL std::optional<time_point> client_session::wake_at() const {
    if (!connected_)
        return std::nullopt;
    auto next = keepalive_.wake_at();
    if (const auto due = acks_.due())
        next = std::min(next, *due);
    if (states_due_)
        next = std::min(next, *states_due_);
    if (answers_due_)
        next = std::min(next, *answers_due_);
    if (left_due_)
        next = std::min(next, *left_due_);
    return next;
}

AWAITGRAM_DECL std::error_code client_session::tick(time_point now) {
    if (broken_)
        return broken_;
    if (!connected_)
        return {};
    if (keepalive_.overdue(now))
        return errc::no_pong;
    if (states_due_ && now >= *states_due_)
        give_up_states(now);
    if (left_due_ && now >= *left_due_)
        tick_left(now);
    if (answers_due_ && now >= *answers_due_)
        ask_for_answers(now);
    return answer_lost_ ? errc::answer_lost : std::error_code{};
}

AWAITGRAM_DECL void client_session::release_memory() noexcept {
    events_.release_memory();
    controls_.release_memory();
    std::vector<inner_message>{}.swap(inner_);
}

AWAITGRAM_DECL void client_session::fail(query& failing, std::error_code error) {
    events_.push(failed{failing.id, error, failing.owner});
    outbox_.remove(failing);
}

} // namespace awaitgram::mtproto
