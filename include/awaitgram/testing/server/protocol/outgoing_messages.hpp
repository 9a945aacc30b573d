// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/container.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/message_id.hpp>
#include <awaitgram/testing/server/protocol/received_messages.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Determines the numbers of a server's message and how long the message is kept.
enum class outgoing_kind {
    /// The answer to a service message: needs no acknowledgement and is not kept.
    service,
    /// The answer to a query: kept until the client acknowledges it.
    answer,
    /// Sent by the server on its own initiative: kept until the client acknowledges it.
    notification,
};

/// A server's messages for one session: those to be sent, and those sent and not acknowledged yet.
class outgoing_messages {
public:
    /// The newest messages that are kept. A packet's answers are all sent before more of them can exist, and an answer is kept as
    /// long as its query is remembered.
    static constexpr std::size_t most_kept = received_messages::capacity;
    static_assert(most_kept > 2 * mtproto::container_capacity);

    /// Queues a message and returns its id.
    std::int64_t add(outgoing_kind kind, byte_buffer body, time_point now) {
        message added;
        added.kind = kind;
        added.seq_no = ids_.next_seq_no(kind != outgoing_kind::service);
        added.body = std::move(body);
        const auto id = ids_.next_id(now, kind == outgoing_kind::notification ? 3 : 1);
        queue_.push_back(id);
        messages_.emplace(id, std::move(added));
        while (messages_.size() > most_kept)
            drop_oldest();
        return id;
    }

    /// The client acknowledged this message.
    void acknowledged(std::int64_t msg_id) {
        const auto known = messages_.find(msg_id);
        if (known != messages_.end() && known->second.sent)
            messages_.erase(known);
    }

    /// Queues a kept message once more; false when it is no longer kept.
    bool send_again(std::int64_t msg_id) {
        const auto known = messages_.find(msg_id);
        if (known == messages_.end())
            return false;
        if (known->second.sent) {
            known->second.sent = false;
            queue_.push_back(msg_id);
        }
        return true;
    }

    /// Queues all messages that were sent on an earlier connection and not acknowledged.
    void send_all_again() {
        for (auto& [id, kept] : messages_)
            if (kept.sent) {
                kept.sent = false;
                queue_.push_back(id);
            }
    }

    /// Sequence number and size of a message that was dropped.
    struct dropped {
        std::int32_t seq_no{};
        std::int32_t bytes{};
    };
    std::optional<dropped> drop(std::int64_t msg_id) {
        const auto known = messages_.find(msg_id);
        if (known == messages_.end())
            return std::nullopt;
        const dropped numbers{
            known->second.seq_no, static_cast<std::int32_t>(known->second.body.size())};
        messages_.erase(known);
        return numbers;
    }

    [[nodiscard]] std::size_t size() const noexcept { return messages_.size(); }
    [[nodiscard]] bool empty() const noexcept { return queue_.empty(); }

    /// The queued messages as one message: a single one as it is, several in a container.
    struct packet {
        std::int64_t msg_id{};
        std::int32_t seq_no{};
        byte_buffer body{};
    };
    [[nodiscard]] std::optional<packet> take(time_point now) {
        std::vector<std::int64_t> chosen;
        std::size_t bytes = 0;
        while (!queue_.empty() && chosen.size() < mtproto::container_capacity) {
            const auto known = messages_.find(queue_.front());
            if (known == messages_.end() || known->second.sent) {
                queue_.pop_front(); // dropped or acknowledged meanwhile
                continue;
            }
            const auto size = known->second.body.size() + 16;
            if (!chosen.empty() && bytes + size > mtproto::container_soft_limit)
                break;
            bytes += size;
            chosen.push_back(queue_.front());
            queue_.pop_front();
        }
        if (chosen.empty())
            return std::nullopt;
        packet result;
        if (chosen.size() == 1) {
            const auto& next = messages_.at(chosen[0]);
            result = {chosen[0], next.seq_no, next.body};
        } else {
            mtproto::append_container_header(result.body, chosen.size());
            for (const auto id : chosen) {
                const auto& next = messages_.at(id);
                mtproto::append_inner_header(result.body, id, next.seq_no, next.body.size());
                append(result.body, next.body);
            }
            result.msg_id = ids_.next_id(now, 3);
            result.seq_no = ids_.next_seq_no(false);
        }
        for (const auto id : chosen)
            sent(id);
        return result;
    }

private:
    struct message {
        outgoing_kind kind{};
        std::int32_t seq_no{};
        byte_buffer body{};
        bool sent = false;
    };

    void sent(std::int64_t id) {
        const auto known = messages_.find(id);
        if (known->second.kind == outgoing_kind::service)
            messages_.erase(known);
        else
            known->second.sent = true;
    }

    void drop_oldest() {
        if (!queue_.empty() && queue_.front() == messages_.begin()->first)
            queue_.pop_front();
        messages_.erase(messages_.begin());
    }

    mtproto::message_ids ids_;
    std::map<std::int64_t, message> messages_;
    std::deque<std::int64_t> queue_;
};

} // namespace awaitgram::testing
