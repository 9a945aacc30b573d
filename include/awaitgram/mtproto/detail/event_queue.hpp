// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/event.hpp>

#include <optional>
#include <utility>

namespace awaitgram::mtproto::detail {

/// Events in order, until the driver asks for them.
class event_queue {
public:
    event_queue() = default;
    event_queue(const event_queue&) = delete;
    event_queue& operator=(const event_queue&) = delete;
    ~event_queue() {
        while (first_ != nullptr)
            drop_first();
    }

    void push(event told) {
        auto* added = new node{std::move(told), nullptr};
        (first_ == nullptr ? first_ : last_->next) = added;
        last_ = added;
    }

    /// The server may open sessions as often as it likes; one event says it until it is read.
    void push_session_created() {
        if (!std::exchange(session_told_, true))
            push(session_created{});
    }

    [[nodiscard]] std::optional<event> pop() {
        if (first_ == nullptr)
            return std::nullopt;
        std::optional<event> told{std::move(first_->told)};
        if (told->get_if<session_created>() != nullptr)
            session_told_ = false;
        drop_first();
        return told;
    }

private:
    struct node {
        event told;
        node* next;
    };

    void drop_first() noexcept { delete std::exchange(first_, first_->next); }

    node* first_ = nullptr;
    node* last_ = nullptr;
    bool session_told_ = false;
};

} // namespace awaitgram::mtproto::detail
