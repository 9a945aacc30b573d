// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/message_id.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>

namespace awaitgram::testing {

/// Codes of bad_msg_notification, as Telegram numbers them.
enum class bad_message : std::int32_t {
    none = 0,
    id_too_low = 16,
    id_too_high = 17,
    id_not_of_client = 18,
    container_seen = 19,
    too_old = 20,
    seq_too_low = 32,
    seq_too_high = 33,
    even_expected = 34,
    odd_expected = 35,
    wrong_salt = 48,
    bad_container = 64,
};

/// The state of a client's message.
enum class outcome { received, acknowledged, answered, refused };

/// A client's message as a session remembers it.
struct received_message {
    std::int32_t seq_no{};
    outcome state = outcome::received;
    /// The message id of the answer, or 0.
    std::int64_t answer{};
};

/// The ids and sequence numbers of the newest few thousand messages that a session received.
class received_messages {
public:
    static constexpr std::size_t capacity = 4096;

    /// Checks the id of an outer message: one that came alone, or a container.
    [[nodiscard]] static bad_message check_id(std::int64_t msg_id, time_point now) noexcept {
        using namespace std::chrono;
        if (msg_id <= 0 || msg_id % 4 != 0)
            return bad_message::id_not_of_client;
        const auto sent = mtproto::time_of(msg_id);
        if (sent < now - seconds{300})
            return bad_message::id_too_low;
        if (sent > now + seconds{30})
            return bad_message::id_too_high;
        return bad_message::none;
    }

    /// Checks a sequence number against those of the messages before and after.
    [[nodiscard]] bad_message check_seq(std::int64_t msg_id, std::int32_t seq_no) const {
        const auto odd = seq_no % 2 != 0;
        const auto after = messages_.lower_bound(msg_id);
        if (after != messages_.begin()) {
            const auto before = std::prev(after)->second.seq_no;
            if (before > seq_no || (before == seq_no && odd))
                return bad_message::seq_too_low;
        }
        if (after != messages_.end()) {
            const auto next = after->second.seq_no;
            if (next < seq_no || (next == seq_no && odd))
                return bad_message::seq_too_high;
        }
        return bad_message::none;
    }

    [[nodiscard]] received_message* find(std::int64_t msg_id) {
        const auto known = messages_.find(msg_id);
        return known == messages_.end() ? nullptr : &known->second;
    }
    [[nodiscard]] const received_message* find(std::int64_t msg_id) const {
        return const_cast<received_messages*>(this)->find(msg_id);
    }

    /// Whether the id is so old that a duplicate would not be recognised.
    [[nodiscard]] bool forgotten(std::int64_t msg_id) const noexcept { return msg_id <= floor_; }

    /// Remembers a message; forgets the oldest one when there are too many.
    void add(std::int64_t msg_id, std::int32_t seq_no) {
        messages_[msg_id].seq_no = seq_no;
        if (messages_.size() > capacity) {
            floor_ = messages_.begin()->first;
            messages_.erase(messages_.begin());
        }
    }

    /// The state byte of msgs_state_info for one message id.
    [[nodiscard]] std::uint8_t state_byte(std::int64_t msg_id) const {
        if (const auto* message = find(msg_id)) {
            switch (message->state) {
            case outcome::received:
                return 4;
            case outcome::acknowledged:
                return 4 | 8;
            case outcome::answered:
            case outcome::refused:
                return message->answer != 0 ? 4 | 8 | 32 | 64 : 4 | 8 | 32;
            }
        }
        if (forgotten(msg_id))
            return 1;
        return messages_.empty() || msg_id > messages_.rbegin()->first ? 3 : 2;
    }

private:
    std::map<std::int64_t, received_message> messages_;
    std::int64_t floor_ = 0;
};

} // namespace awaitgram::testing
