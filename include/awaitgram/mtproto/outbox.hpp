// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/detail/list.hpp>
#include <awaitgram/mtproto/detail/seconds.hpp>
#include <awaitgram/mtproto/sent_log.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace awaitgram::mtproto {

/// A query that hasn't ended.
struct query {
    enum class stage : std::uint8_t {
        /// To be sent, for the first time or again.
        waiting,
        /// Sent, and nothing heard since.
        sent,
        /// The server says that it has it.
        received,
    };

    request_id id{};
    byte_buffer body;
    /// The last id it went out under in this session.
    std::int64_t msg_id{};
    stage at = stage::waiting;
    /// Not to be put into a container.
    bool alone = false;
    /// It went out on a connection that broke, and the server was asked whether it arrived.
    bool asked = false;
    /// How often the server rejected it.
    int rejections = 0;
};

/// The queries that haven't ended, and the decision which of them to send, and when again.
///
/// A query never goes out twice under one message id; each of its ids leads back to it for as long as it lives.
class outbox {
public:
    explicit outbox(int max_rejections) noexcept : max_rejections_(max_rejections) {}
    ~outbox() {
        for (const auto* each : queries_)
            delete each;
    }
    outbox(const outbox&) = delete;
    outbox& operator=(const outbox&) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return queries_.size(); }

    /// The queries that haven't ended, the oldest first.
    [[nodiscard]] query& at(std::size_t index) noexcept { return *queries_[index]; }

    /// Adds a query; its id is greater than those before.
    void add(request_id id, byte_buffer body) {
        auto* added = new query{.id = id, .body = std::move(body)};
        queries_.push_back(added);
        waiting_.push_back(id);
    }

    [[nodiscard]] query* find(request_id id) noexcept {
        const auto index = position(id);
        return index != queries_.size() && at(index).id == id ? &at(index) : nullptr;
    }

    void remove(request_id id) {
        const auto* removed = find(id);
        if (removed == nullptr)
            return;
        if (removed->at == query::stage::waiting)
            waiting_.erase(waiting_.lower_bound(id), 1);
        queries_.erase(position(id), 1);
        delete removed;
    }

    /// The queries to send, the oldest first.
    [[nodiscard]] std::span<const request_id> waiting() const noexcept {
        return {waiting_.data(), waiting_.size()};
    }

    /// Notes that the first `count` of `waiting()` went out; their messages are in the log.
    void drop_waiting(std::size_t count) noexcept { waiting_.erase(0, count); }

    /// Notes a sent message; `message.request` must be among `waiting()` if it is a query.
    void note(const sent_message& message) {
        log_.add(message);
        if (auto* sent = message.kind == sent_kind::query ? find(message.request) : nullptr) {
            sent->msg_id = message.msg_id;
            sent->at = query::stage::sent;
        }
    }

    /// Notes that the messages from the log's `first` on went out in this container.
    void close_container(std::size_t first, std::int64_t msg_id, time_point now) {
        log_.close_container(first, msg_id, now);
    }

    [[nodiscard]] sent_log& log() noexcept { return log_; }

    /// The server has this message.
    void acknowledge(std::int64_t msg_id) noexcept {
        auto* message = log_.find(msg_id);
        if (message == nullptr)
            return;
        for (const auto& part : log_.group_of(*message))
            if (auto* sent = current(part)) {
                sent->at = query::stage::received;
                sent->asked = false;
            }
    }

    /// Sends a query again, under a new id.
    void resend(query& sent) {
        if (sent.at == query::stage::waiting)
            return;
        sent.at = query::stage::waiting;
        sent.asked = false;
        waiting_.insert(waiting_.lower_bound(sent.id), sent.id);
    }

    /// Sends a query again that the server rejected; false when that has happened too often.
    [[nodiscard]] bool resend_rejected(query& sent) {
        if (++sent.rejections > max_rejections_)
            return false;
        resend(sent);
        return true;
    }

    /// The query that a sent message carried, if it still waits for the fate of just this message.
    [[nodiscard]] query* current(const sent_message& message) noexcept {
        auto* sent = message.kind == sent_kind::query ? find(message.request) : nullptr;
        return sent != nullptr && sent->at != query::stage::waiting &&
                       sent->msg_id == message.msg_id
                   ? sent
                   : nullptr;
    }

    /// A new session begins, which knows of nothing that was sent before.
    void restart() {
        log_.clear();
        for (auto* each : queries_)
            resend(*each);
    }

    /// Forgets sent messages that nobody can refer to any more.
    void trim(time_point now) {
        log_.trim(now, [this, now](const sent_message& message) {
            const auto* sent = message.request != 0 ? find(message.request) : nullptr;
            return sent != nullptr &&
                   (sent->msg_id == message.msg_id || now - message.when < detail::seconds(3600));
        });
    }

private:
    std::size_t position(request_id id) const noexcept {
        std::size_t low = 0;
        for (auto high = queries_.size(); low != high;) {
            const auto middle = low + (high - low) / 2;
            if (queries_[middle]->id < id)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    detail::list<query*> queries_;
    detail::list<request_id> waiting_;
    sent_log log_;
    int max_rejections_;
};

} // namespace awaitgram::mtproto
