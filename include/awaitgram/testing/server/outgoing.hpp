// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/container.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/message_id.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace awaitgram::testing {

/// What a message from the server is, which decides its numbers and how long it is kept.
enum class outgoing_kind {
    /// The answer to a service message: no receipt is asked for, nothing is kept.
    service,
    /// An answer that is kept until the client acknowledges it.
    answer,
    /// Something the server says by itself, kept until acknowledged.
    news,
};

/// The messages that a server has for one session: those to send now, and those without a receipt.
class outgoing_messages {
public:
    static constexpr std::size_t most_kept = 512;

    /// Queues a message and returns its id.
    std::int64_t add(outgoing_kind kind, byte_buffer body, time_point now) {
        message one;
        one.kind = kind;
        one.seq_no = ids_.next_seq_no(kind != outgoing_kind::service);
        one.body = std::move(body);
        const auto id = ids_.next_id(now, kind == outgoing_kind::news ? 3 : 1);
        queue_.push_back(id);
        messages_.emplace(id, std::move(one));
        while (messages_.size() > most_kept)
            drop_oldest();
        return id;
    }

    /// The client has this message.
    void acknowledged(std::int64_t msg_id) {
        const auto found = messages_.find(msg_id);
        if (found != messages_.end() && found->second.sent)
            messages_.erase(found);
    }

    /// Queues a kept message once more; false when it isn't kept any longer.
    bool send_again(std::int64_t msg_id) {
        const auto found = messages_.find(msg_id);
        if (found == messages_.end())
            return false;
        if (found->second.sent) {
            found->second.sent = false;
            queue_.push_back(msg_id);
        }
        return true;
    }

    /// Queues all that was sent on an earlier connection and not acknowledged.
    void send_all_again() {
        for (auto& [id, one] : messages_)
            if (one.sent) {
                one.sent = false;
                queue_.push_back(id);
            }
    }

    /// Numbers and size of a kept message, which is dropped.
    struct dropped {
        std::int32_t seq_no{};
        std::int32_t bytes{};
    };
    std::optional<dropped> drop(std::int64_t msg_id) {
        const auto found = messages_.find(msg_id);
        if (found == messages_.end())
            return std::nullopt;
        const dropped gone{
            found->second.seq_no, static_cast<std::int32_t>(found->second.body.size())};
        messages_.erase(found);
        return gone;
    }

    [[nodiscard]] std::size_t size() const noexcept { return messages_.size(); }
    [[nodiscard]] bool empty() const noexcept { return queue_.empty(); }

    /// Takes what is queued as one message: by itself, or several in a container.
    struct packet {
        std::int64_t msg_id{};
        std::int32_t seq_no{};
        byte_buffer body{};
    };
    [[nodiscard]] std::optional<packet> take(time_point now) {
        std::vector<std::int64_t> chosen;
        std::size_t bytes = 0;
        while (!queue_.empty() && chosen.size() < mtproto::container_capacity) {
            const auto found = messages_.find(queue_.front());
            if (found == messages_.end() || found->second.sent) {
                queue_.pop_front(); // dropped or acknowledged meanwhile
                continue;
            }
            const auto size = found->second.body.size() + 16;
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
            const auto& one = messages_.at(chosen[0]);
            result = {chosen[0], one.seq_no, one.body};
        } else {
            mtproto::append_container_header(result.body, chosen.size());
            for (const auto id : chosen) {
                const auto& one = messages_.at(id);
                mtproto::append_inner_header(result.body, id, one.seq_no, one.body.size());
                append(result.body, one.body);
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
        const auto found = messages_.find(id);
        if (found->second.kind == outgoing_kind::service)
            messages_.erase(found);
        else
            found->second.sent = true;
    }

    void drop_oldest() { messages_.erase(messages_.begin()); }

    mtproto::message_ids ids_;
    std::map<std::int64_t, message> messages_;
    std::deque<std::int64_t> queue_;
};

} // namespace awaitgram::testing
