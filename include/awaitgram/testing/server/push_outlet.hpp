// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/client_registry.hpp>
#include <awaitgram/testing/server/faults/fault_schedule.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Queues updates in the sessions of their accounts, with the faults of a schedule: lost, repeated, late, or with the connection cut.
class push_outlet {
public:
    /// `clients` must outlive the outlet.
    explicit push_outlet(client_registry& clients) : clients_(clients) {}

    [[nodiscard]] fault_schedule& faults() noexcept { return faults_; }

    /// Queues updates; `caller` is the session whose call caused them, if there is one.
    void push(const std::vector<api_push>& pushes, const client_session* caller, time_point now) {
        for (const auto& push : pushes) {
            const auto deliver = [&](client_session& session) {
                const auto own = push.except_caller && &session == caller;
                const auto hears = !session.key.login.imported && !session.machine.without_updates;
                if (!own && hears)
                    push_to(session, push, now);
            };
            if (push.key_id == 0)
                clients_.for_each_session(push.account_id, deliver);
            else if (auto* key = clients_.find(push.key_id))
                for (auto& [id, session] : key->sessions)
                    deliver(*session);
        }
    }

    /// Queues the updates whose delay is over.
    void tick(time_point now) {
        while (!late_.empty() && late_.begin()->first <= now) {
            const auto late = std::move(late_.begin()->second);
            late_.erase(late_.begin());
            if (auto* session = clients_.find_session(late.key_id, late.session_id))
                queue(*session, late.updates, 1, now);
        }
    }

    /// The moment at which `tick` has something to do next.
    [[nodiscard]] std::optional<time_point> next() const {
        return late_.empty() ? std::nullopt : std::optional{late_.begin()->first};
    }

    /// Has the connections of a session broken.
    void cut(const client_session& session) {
        cut_.insert(cut_.end(), session.connections.begin(), session.connections.end());
    }
    /// The connections that are to be broken, after what is queued has been sent.
    [[nodiscard]] std::vector<connection_id> take_cut() { return std::exchange(cut_, {}); }

private:
    struct late_push {
        std::int64_t key_id{};
        std::int64_t session_id{};
        byte_buffer updates{};
    };

    void push_to(client_session& session, const api_push& push, time_point now) {
        const auto fate = faults_.fate_of_push();
        if (fate.times != 0 && fate.delay.count() != 0)
            late_.emplace(
                now + fate.delay,
                late_push{session.key.key.id(), session.machine.id(), push.updates}
            );
        else
            queue(session, push.updates, fate.times, now);
        if (fate.cut)
            cut(session);
    }

    void
    queue(client_session& session, const byte_buffer& updates, std::size_t times, time_point now) {
        for (std::size_t count = 0; count != times; ++count)
            session.machine.push(updates, now);
        clients_.wait_for_flush(session);
    }

    client_registry& clients_;
    fault_schedule faults_;
    std::multimap<time_point, late_push> late_;
    std::vector<connection_id> cut_;
};

} // namespace awaitgram::testing
