// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/sent_log.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

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

    [[nodiscard]] std::size_t size() const noexcept { return queries_.size(); }

    /// Adds a query; its id is greater than those before.
    void add(request_id id, byte_buffer body) {
        queries_.push_back(std::make_unique<query>(query{.id = id, .body = std::move(body)}));
        waiting_.push_back(id);
    }

    [[nodiscard]] query* find(request_id id) noexcept {
        const auto found = position(id);
        return found != queries_.end() && (*found)->id == id ? found->get() : nullptr;
    }

    void remove(request_id id) {
        const auto found = position(id);
        if (found == queries_.end() || (*found)->id != id)
            return;
        if ((*found)->at == query::stage::waiting)
            std::erase(waiting_, id);
        queries_.erase(found);
    }

    /// The queries to send, the oldest first.
    [[nodiscard]] const std::vector<request_id>& waiting() const noexcept { return waiting_; }

    /// Notes that the first `count` of `waiting()` went out; their messages are in the log.
    void drop_waiting(std::size_t count) {
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    }

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
        waiting_.insert(std::lower_bound(waiting_.begin(), waiting_.end(), sent.id), sent.id);
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

    /// Calls `visit(query&)` for each query that was sent and waits for an answer; `visit` may resend it.
    template <class Visit>
    void for_each_sent(Visit visit) {
        for (const auto& each : queries_)
            if (each->at != query::stage::waiting)
                visit(*each);
    }

    /// A new session begins, which knows of nothing that was sent before.
    void restart() {
        log_.clear();
        for_each_sent([&](query& sent) { resend(sent); });
    }

    /// Forgets sent messages that nobody can refer to any more.
    void trim(time_point now) {
        log_.trim(now, [&](const sent_message& message) {
            const auto* sent = message.request != 0 ? find(message.request) : nullptr;
            return sent != nullptr &&
                   (sent->msg_id == message.msg_id || now - message.when < std::chrono::hours{1});
        });
    }

private:
    using list = std::vector<std::unique_ptr<query>>;

    list::iterator position(request_id id) noexcept {
        return std::lower_bound(
            queries_.begin(),
            queries_.end(),
            id,
            [](const auto& item, auto key) { return item->id < key; }
        );
    }

    list queries_;
    std::vector<request_id> waiting_;
    sent_log log_;
    int max_rejections_;
};

} // namespace awaitgram::mtproto
