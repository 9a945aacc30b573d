// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/ack_collector.hpp>
#include <awaitgram/mtproto/container.hpp>
#include <awaitgram/mtproto/detail/control_queue.hpp>
#include <awaitgram/mtproto/detail/event_queue.hpp>
#include <awaitgram/mtproto/detail/keepalive.hpp>
#include <awaitgram/mtproto/detail/list.hpp>
#include <awaitgram/mtproto/error.hpp>
#include <awaitgram/mtproto/event.hpp>
#include <awaitgram/mtproto/message_id.hpp>
#include <awaitgram/mtproto/outbox.hpp>
#include <awaitgram/mtproto/received_ids.hpp>
#include <awaitgram/mtproto/salt_keeper.hpp>
#include <awaitgram/tl/frame.hpp>
#include <awaitgram/transport/packet.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <system_error>
#include <vector>

namespace awaitgram::mtproto {

/// The initial state and options of a session; only the key is required.
struct client_session_options {
    crypto::auth_key key;
    /// The salt to use while none of `salts` is valid.
    std::int64_t salt = 0;
    /// Salts that an earlier `client_session::salts` returned.
    std::vector<server_salt> salts{};
    std::chrono::nanoseconds time_offset{0};
    /// Whether `time_offset` was just measured by a key exchange, rather than read from a file.
    bool time_synchronised = false;
    /// The bytes of `invokeWithLayer` and `initConnection` up to the inner query.
    byte_buffer init_prefix{};

    std::chrono::seconds ping_interval{60};
    std::chrono::seconds pong_timeout{30};
    std::chrono::seconds ack_delay{30};
    /// The time limit for the server to report which messages it received before the last connection broke.
    std::chrono::seconds state_timeout{5};
    /// The least time after sending a query after which the server is asked about its answer; on slow connections more.
    std::chrono::milliseconds answer_patience{1500};
    std::size_t max_queries = 16'384;
    /// The limit for the unpacked size of all compressed parts of one packet.
    std::size_t unpack_limit = 32 * 1024 * 1024;
    /// Whether to compress long queries.
    bool compress = true;
    /// The number of rejections after which a query fails.
    int max_rejections = 5;
};

/// One MTProto session over successive connections, as a state machine: (event, now) in, packets and events out.
///
/// It has no clocks, sockets or threads. The driver calls `connected`, passes packets to `receive`, sends the packets from
/// `poll_packet`, delivers the events from `poll_event`, and calls `tick` at `wake_at`. Queries survive a lost connection: those
/// that the server did not receive are sent again under new ids, and the answers to the others are awaited. If it is unknown
/// whether the server received a query, its `delivery` decides.
///
/// While a query has no answer, the server is asked about it after a time that grows with the round-trip time and with each
/// question; an answer that got lost is requested again, and at last with a new connection.
//
// Functions that are not on the path of a call are cold, that is, optimised for size, so that programs compile faster.
class client_session {
public:
    using options = client_session_options;
    using request_id = mtproto::request_id;

    /// `random` must outlive the session.
    [[gnu::cold]] client_session(options with, crypto::random_source& random);
    [[gnu::cold]] ~client_session();
    client_session(const client_session&) = delete;
    client_session& operator=(const client_session&) = delete;

    /// Queues one query: an encoded function, without wrappers for layer and device. Its end is exactly one `answer`, `refusal` or
    /// `failed` event, which carries `owner`, unless it is cancelled.
    request_id submit(
        tl::frame body,
        void* owner = nullptr,
        delivery promised = delivery::at_least_once,
        packing packed = packing::if_smaller
    );

    /// Whether the server may have received a query that has not ended.
    [[nodiscard, gnu::cold]] bool may_have_arrived(request_id id) const noexcept {
        const auto* sent = outbox_.find(id);
        return sent != nullptr && sent->at != query::stage::waiting;
    }

    /// Cancels a query; no event of it follows, not even one that is queued. If the query was sent already, the server is asked
    /// to drop its answer.
    [[gnu::cold]] void cancel(request_id id);

    /// Asks the server to destroy the key. Its answer, whatever it is, is the event `key_destroyed`; the request is lost with the
    /// connection.
    [[gnu::cold]] void destroy_key();

    /// A connection is open.
    [[gnu::cold]] void connected(time_point now);
    /// The connection was lost.
    [[gnu::cold]] void disconnected(time_point now);

    /// Handles one packet, which is decrypted in place; frames of events share its bytes.
    ///
    /// Errors: `errc`: close this connection and open another; queries are kept.
    std::error_code receive(const transport::packet& packet, time_point now);

    /// Replaces `out` with the next packet to send; false if there is none.
    [[nodiscard]] bool poll_packet(byte_buffer& out, time_point now) {
        out.clear();
        return append_packet(out, 0, now);
    }

    /// As `poll_packet`, but appends `room` bytes, for the header of a frame, and the packet to what is there.
    [[nodiscard]] bool append_packet(byte_buffer& out, std::size_t room, time_point now);

    /// The next event.
    [[nodiscard]] std::optional<event> poll_event();

    /// The time at which `tick` and `poll_packet` have to be called even if nothing happens.
    [[nodiscard]] std::optional<time_point> wake_at() const;

    /// Handles time-outs.
    ///
    /// Errors: `errc::no_pong`, `errc::answer_lost`: close this connection and open another.
    [[gnu::cold]] std::error_code tick(time_point now);

    /// Gives back the memory that the next packet would reuse; for a session that will be idle.
    [[gnu::cold]] void release_memory() noexcept;

    /// How many queries haven't ended.
    [[nodiscard]] std::size_t pending() const noexcept { return outbox_.size(); }

    /// The server's clock minus the local one, and the salt, to be stored with the key.
    [[nodiscard]] std::chrono::nanoseconds time_offset() const noexcept { return clock_.offset(); }
    [[nodiscard]] std::int64_t salt() const noexcept { return salts_.current(); }
    /// The salts to store with the key and their validity by the server's clock; a salt that the server demanded is assumed to be
    /// valid for half an hour.
    [[nodiscard, gnu::cold]] std::vector<server_salt> salts(time_point now) const;
    [[nodiscard]] std::int64_t session_id() const noexcept { return session_id_; }

private:
    // Sending: impl/client_session_send.hpp
    void queue_acks(time_point now);
    void queue_upkeep(time_point now);
    [[gnu::cold]] void ask_after_break(time_point now);
    [[gnu::cold]] void ask_for_answers(time_point now);
    [[gnu::cold]] void queue_state_request(time_point now);
    [[gnu::cold]] void end_state_request();
    [[gnu::cold]] void give_up_states(time_point now);
    [[nodiscard]] time_point::duration patience() const noexcept;
    /// The session is to be replaced once the states of its queries are known.
    [[nodiscard]] bool leaving() const noexcept {
        return unusable_since_ != 0 && unusable_since_ != connection_;
    }
    std::size_t choose_queries();
    void reserve_packet(byte_buffer& out, std::size_t room, std::size_t queries) const;
    [[nodiscard]] std::size_t most_bytes_of_packet(std::size_t queries) const;
    [[gnu::cold]] void
    write_control(byte_buffer& out, const detail::control_queue::item& item, time_point now);
    void write_query(byte_buffer& out, query& item, time_point now);

    // Receiving: impl/client_session_receive.hpp
    struct incoming {
        /// The owner of the bytes of `body`.
        const tl::frame* owner;
        byte_view body;
        std::int64_t msg_id;
        std::int32_t seq_no;
        time_point now;
        bool unpacked;
        /// It belongs to the session that was left.
        bool left;
    };
    std::error_code unpack(incoming& message, tl::frame& unpacked);
    std::error_code accept(incoming message);
    std::error_code accept_inner(const incoming& outer);
    [[gnu::cold]] void accept_left(incoming message);
    [[gnu::cold]] void process_left(const incoming& message);
    [[gnu::cold]] void accept_again(const incoming& message, received_ids::verdict verdict);
    std::error_code conclude(std::error_code error, time_point now);
    [[gnu::cold]] std::error_code on_bad_time(const incoming& message, bool container);
    [[gnu::cold]] bool excuses_bad_time(const incoming& message) noexcept;
    std::error_code process(const incoming& message);
    [[gnu::cold]] std::error_code on_message_copy(const incoming& outer);
    std::error_code on_result(const incoming& message);
    static incoming part_of(const incoming& outer, const inner_message& part);
    static tl::frame frame_of(const incoming& message);
    [[gnu::cold]] void on_refusal(query& asked, byte_view error);
    void acknowledge_receipt(const incoming& message);
    sent_log& log_of(const incoming& message) noexcept {
        return message.left ? outbox_.left_log() : outbox_.log();
    }

    // Service messages: impl/client_session_service.hpp
    struct service_messages;
    [[gnu::cold]] std::error_code on_service(const incoming& message);

    // Reactions: impl/client_session_reactions.hpp
    [[gnu::cold]] std::error_code
    react(sent_message& rejected, std::int32_t code, const incoming& message);
    [[gnu::cold]] void resend_group(sent_message& rejected, const incoming& message);
    [[gnu::cold]] void resend_part(const sent_message& part, time_point now);
    [[gnu::cold]] void refuse_group(sent_message& rejected, const incoming& message);
    [[gnu::cold]] void resend_or_fail(query& rejected);
    [[gnu::cold]] void repeat_or_fail(query& uncertain, bool blamed);
    void note_answer(std::int64_t to, const incoming& message);
    [[gnu::cold]] void note_clock();
    [[gnu::cold]] void adopt_salt(std::int64_t salt, time_point now);
    [[gnu::cold]] void start_session();
    [[gnu::cold]] void change_session(time_point now);
    [[gnu::cold]] void end_left(bool received_too);
    [[gnu::cold]] void tick_left(time_point now);
    [[gnu::cold]] void fail(query& failing, std::error_code error);

    options options_;
    crypto::random_source* random_;
    std::error_code broken_;
    std::int64_t session_id_ = 0;
    std::int64_t left_session_ = 0;
    message_ids ids_;
    server_clock clock_;
    std::chrono::nanoseconds told_offset_;
    salt_keeper salts_;
    received_ids received_;
    received_ids requested_answers_;
    ack_collector acks_;
    outbox outbox_;
    detail::keepalive keepalive_;
    detail::event_queue events_;
    detail::control_queue controls_;
    std::vector<inner_message> inner_;
    detail::list<std::int64_t> wanted_answers_;
    /// Queries whose answers got lost.
    detail::list<std::int64_t> lost_answers_;
    detail::list<std::int64_t> known_sessions_;
    detail::list<std::int64_t> asked_states_;
    std::int64_t state_request_id_ = 0;
    std::int64_t salts_request_id_ = 0;
    time_point salts_asked_at_{};
    std::optional<time_point> states_due_;
    /// When to look for queries without an answer.
    std::optional<time_point> answers_due_;
    /// When to stop waiting for reactions in the session that was left.
    std::optional<time_point> left_due_;
    time_point left_at_{};
    time_point::duration round_trip_{};
    /// The connection on which the server sent a message that cannot be handled, and will send it again; 0 if none.
    std::uint32_t unusable_since_ = 0;
    std::int64_t corrected_at_ = 0;
    int rejections_in_a_row_ = 0;
    std::size_t unpack_budget_ = 0;
    std::uint32_t connection_ = 0;
    request_id last_request_ = 0;
    bool connected_ = false;
    bool initialised_ = false;
    /// A new session begins after the packet that is being handled.
    bool change_due_ = false;
    /// The server was asked to destroy the key.
    bool destroys_key_ = false;
    /// Only a new connection makes the server send an answer again.
    bool answer_lost_ = false;
};

} // namespace awaitgram::mtproto
