// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/detail/list.hpp>
#include <awaitgram/mtproto/detail/request_table.hpp>
#include <awaitgram/mtproto/detail/seconds.hpp>
#include <awaitgram/mtproto/query.hpp>
#include <awaitgram/mtproto/sent_log.hpp>
#include <awaitgram/tl/frame.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace awaitgram::mtproto {

/// The queries that have not ended; decides which of them to send, and when to send one again.
///
/// A query is never sent twice under one message id, and each of its ids refers to it while it lives. Adding, finding, sending
/// and removing a query takes constant time.
class outbox {
public:
    /// A query to be sent; ordered by age.
    struct waiting_query {
        request_id id;
        query* which;

        friend bool operator<(const waiting_query& left, request_id right) noexcept {
            return left.id < right;
        }
    };

    explicit outbox(int max_rejections) noexcept : max_rejections_(max_rejections) {}
    ~outbox() {
        drop_all(oldest_);
        drop_all(spare_);
    }
    outbox(const outbox&) = delete;
    outbox& operator=(const outbox&) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return table_.size(); }

    /// The oldest query, or null; `query::newer` leads to the next one.
    [[nodiscard]] query* oldest() noexcept { return oldest_; }
    /// The newest query, or null.
    [[nodiscard]] query* newest() noexcept { return newest_; }

    /// Adds a query; its id is greater than those before.
    void
    add(request_id id, tl::frame body, void* owner, delivery promised = delivery::at_least_once) {
        auto* added = spare_ != nullptr ? take_spare() : new query;
        added->id = id;
        added->body = std::move(body);
        added->owner = owner;
        added->promised = promised;
        added->older = newest_;
        (newest_ != nullptr ? newest_->newer : oldest_) = added;
        newest_ = added;
        table_.insert(*added);
        waiting_.push_back({id, added});
    }

    [[nodiscard]] query* find(request_id id) const noexcept { return table_.find(id); }

    /// Ends a query.
    void remove(query& ended) {
        if (ended.at == query::stage::waiting)
            waiting_.erase(waiting_.lower_bound(ended.id), 1);
        table_.erase(ended);
        (ended.older != nullptr ? ended.older->newer : oldest_) = ended.newer;
        (ended.newer != nullptr ? ended.newer->older : newest_) = ended.older;
        keep_spare(ended);
    }

    /// The queries to send, the oldest first.
    [[nodiscard]] std::span<const waiting_query> waiting() const noexcept {
        return {waiting_.data(), waiting_.size()};
    }

    /// Records that the first `count` of `waiting()` were sent; their messages are in the log.
    void drop_waiting(std::size_t count) noexcept { waiting_.erase(0, count); }

    /// Records a sent message other than a query.
    void note(const sent_message& message) { log_.add(message); }

    /// Records the message of a query, which must be among `waiting()`.
    void note(query& sent, const sent_message& message) {
        log_.add(message);
        sent.msg_id = message.msg_id;
        sent.at = query::stage::sent;
    }

    /// Records that the messages from the log's `first` on were sent in this container.
    void close_container(std::size_t first, std::int64_t msg_id, time_point now) {
        log_.close_container(first, msg_id, now);
    }

    [[nodiscard]] sent_log& log() noexcept { return log_; }
    /// The messages of the session that was left.
    [[nodiscard]] sent_log& left_log() noexcept { return left_log_; }

    /// The server received a message of this log.
    void acknowledge(sent_log& log, std::int64_t msg_id) noexcept {
        auto* message = log.find(msg_id);
        if (message == nullptr)
            return;
        for (const auto& part : log.group_of(*message))
            if (auto* sent = current(part)) {
                sent->at = query::stage::received;
                sent->doubtful = false;
            }
    }

    /// Sends a query again, under a new id.
    void resend(query& sent) {
        if (sent.at == query::stage::waiting)
            return;
        sent.at = query::stage::waiting;
        sent.doubtful = sent.left = false;
        sent.times_asked = 0;
        waiting_.insert(waiting_.lower_bound(sent.id), {sent.id, &sent});
    }

    /// Sends again a query that the server rejected; false if it was rejected too often.
    [[nodiscard]] bool resend_rejected(query& sent) {
        if (++sent.rejections > max_rejections_)
            return false;
        resend(sent);
        return true;
    }

    /// The query of a sent message, if it was not sent again since.
    [[nodiscard]] query* current(const sent_message& message) noexcept {
        auto* sent = message.kind == sent_kind::query ? find(message.request) : nullptr;
        return sent != nullptr && sent->at != query::stage::waiting &&
                       sent->msg_id == message.msg_id
                   ? sent
                   : nullptr;
    }

    /// Begins a new session, in which nothing was sent. Queries without an answer stay with the session that is left.
    void leave() noexcept {
        left_log_ = std::exchange(log_, {});
        for (auto* each = oldest_; each != nullptr; each = each->newer) {
            each->left = each->at != query::stage::waiting;
            each->doubtful = false;
        }
    }
    /// Forgets the session that was left.
    void forget_left() noexcept { left_log_ = {}; }

    /// Removes sent messages to which no answer or rejection can refer any more.
    void trim(time_point now) {
        log_.trim(now, [this, now](const sent_message& message) {
            const auto* sent = message.request != 0 ? find(message.request) : nullptr;
            return sent != nullptr &&
                   (sent->msg_id == message.msg_id || now - message.when < detail::seconds(3600));
        });
    }

private:
    /// The number of ended queries whose memory is kept for reuse.
    static constexpr std::size_t most_spare = 256;

    query* take_spare() noexcept {
        --spare_count_;
        auto* taken = std::exchange(spare_, spare_->newer);
        taken->newer = nullptr;
        return taken;
    }

    void keep_spare(query& ended) noexcept {
        if (spare_count_ == most_spare) {
            delete &ended;
            return;
        }
        ended = query{};
        ended.newer = std::exchange(spare_, &ended);
        ++spare_count_;
    }

    static void drop_all(query* first) noexcept {
        while (first != nullptr)
            delete std::exchange(first, first->newer);
    }

    detail::request_table table_;
    query* oldest_ = nullptr;
    query* newest_ = nullptr;
    query* spare_ = nullptr;
    std::size_t spare_count_ = 0;
    detail::list<waiting_query> waiting_;
    sent_log log_;
    sent_log left_log_;
    int max_rejections_;
};

} // namespace awaitgram::mtproto
