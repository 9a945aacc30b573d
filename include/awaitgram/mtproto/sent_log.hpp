// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/detail/list.hpp>
#include <awaitgram/mtproto/detail/seconds.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace awaitgram::mtproto {

/// Identifies a query of a session.
using request_id = std::uint64_t;

/// The kind of a sent message.
enum class sent_kind : std::uint8_t {
    query,
    container,
    acks,
    ping,
    pong,
    salts_request,
    state_request,
    state_info,
    resend_request,
    answer_request,
    drop_answer,
    destroy_key,
};

/// One sent message; a query that is sent again is another message.
struct sent_message {
    std::int64_t msg_id{};
    /// The id of its container, or its own id.
    std::int64_t outer_id{};
    /// Its query.
    request_id request{};
    time_point when{};
    /// The connection on which it was sent.
    std::uint32_t connection{};
    sent_kind kind{};
    /// The query was sent with the init_prefix.
    bool wrapped{};
    /// The server rejected it; a second rejection is ignored.
    bool rejected{};

    friend bool operator<(const sent_message& message, std::int64_t id) noexcept {
        return message.msg_id < id;
    }
};

/// The messages sent in one session, by id, to which answers, acknowledgements and rejections refer.
class sent_log {
public:
    /// The time after sending a message during which its rejection is accepted.
    static constexpr time_point::duration memory = detail::seconds(300);
    /// Of the messages that are not wanted otherwise, this many are kept within that time: more than can be on their way.
    static constexpr std::size_t most_recent = 65'536;

    /// Adds a message; its id is greater than those before.
    void add(const sent_message& message) { messages_.push_back(message); }

    /// Records that the messages from index `first` on were sent in one container.
    void close_container(std::size_t first, std::int64_t msg_id, time_point now) {
        for (auto i = first; i != messages_.size(); ++i)
            messages_[i].outer_id = msg_id;
        add({.msg_id = msg_id, .outer_id = msg_id, .when = now, .kind = sent_kind::container});
    }

    [[nodiscard]] sent_message* find(std::int64_t msg_id) noexcept {
        // Most answers arrive in the order of the queries.
        const auto near_end = std::min(last_found_ + 4, messages_.size());
        for (auto at = last_found_; at < near_end; ++at)
            if (messages_[at].msg_id == msg_id) {
                last_found_ = at;
                return &messages_[at];
            }
        const auto at = messages_.lower_bound(msg_id);
        if (at == messages_.size() || messages_[at].msg_id != msg_id)
            return nullptr;
        last_found_ = at;
        return &messages_[at];
    }

    /// The messages affected by an acknowledgement or rejection of this one: the message, or a container and its contents.
    [[nodiscard]] std::span<sent_message> group_of(sent_message& message) noexcept {
        auto* first = &message;
        if (message.kind == sent_kind::container)
            while (first != messages_.data() && (first - 1)->outer_id == message.msg_id)
                --first;
        return {first, &message + 1};
    }

    /// Occasionally removes messages that are older than `memory`, or not among the `most_recent`, and for which `wanted(message)` is
    /// false.
    template <class Wanted>
    void trim(time_point now, Wanted wanted) {
        if (messages_.size() < trim_at_)
            return;
        const auto recent = messages_.size() - std::min(messages_.size(), most_recent);
        std::size_t kept = 0;
        for (std::size_t at = 0; at != messages_.size(); ++at) {
            const auto message = messages_[at];
            if ((at >= recent && message.when + memory >= now) || wanted(message))
                messages_[kept++] = message;
        }
        messages_.erase(kept, messages_.size() - kept);
        last_found_ = 0;
        trim_at_ = messages_.size() < least_trim / 2 ? least_trim : messages_.size() * 2;
    }

    void clear() noexcept {
        messages_.clear();
        last_found_ = 0;
    }
    [[nodiscard]] std::size_t size() const noexcept { return messages_.size(); }

private:
    static constexpr std::size_t least_trim = 1024;

    detail::list<sent_message> messages_;
    std::size_t trim_at_ = least_trim;
    std::size_t last_found_ = 0;
};

} // namespace awaitgram::mtproto
