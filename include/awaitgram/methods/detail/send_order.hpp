// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/turn.hpp>
#include <awaitgram/core/intrusive_list.hpp>

#include <asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

namespace awaitgram {

class task_group;

/// Keeps the messages that an account sends to one chat in the order in which they were begun: each is sent when Telegram has
/// answered those before. Telegram itself may carry out requests of one connection in any order.
class send_order {
public:
    /// The place of a message that is being sent; lives in the frame of its coroutine. Without an order it waits for nothing.
    class place {
    public:
        place(asio::any_io_executor executor, send_order* order, std::int64_t chat)
            : order_(order), chat_(chat) {
            if (order_ != nullptr)
                turn_.emplace(std::move(executor), order_->queue_of(chat_));
        }
        place(const place&) = delete;
        place& operator=(const place&) = delete;
        ~place() {
            if (!turn_)
                return;
            turn_.reset();
            order_->forget_idle(chat_);
        }

        /// Whether there is nothing to wait for.
        [[nodiscard]] bool ready() const noexcept { return !turn_ || turn_->is_first(); }

        /// Waits until the messages before it are sent.
        ///
        /// Cancels: the place is kept until this object ends.
        [[nodiscard]] awaitable<void> wait() {
            if (turn_)
                co_await turn_->wait();
        }

    private:
        send_order* order_;
        std::int64_t chat_;
        std::optional<turn> turn_{};
    };

    /// Learns that a message was sent to a chat, as long as it lives.
    class watch : list_link<watch> {
    public:
        watch(send_order* order, std::int64_t chat) noexcept : chat_(chat) {
            if (order != nullptr)
                order->watches_.push_back(*this);
        }
        watch(const watch&) = delete;
        watch& operator=(const watch&) = delete;

        [[nodiscard]] bool sent() const noexcept { return sent_; }

    private:
        friend class send_order;
        template <class T, class Tag>
        friend class intrusive_list;

        std::int64_t chat_;
        bool sent_ = false;
    };

    send_order() = default;
    send_order(const send_order&) = delete;
    send_order& operator=(const send_order&) = delete;

    /// A message was sent to a chat.
    void note_sent(std::int64_t chat) noexcept {
        watches_.for_each([chat](watch& each) { each.sent_ = each.sent_ || each.chat_ == chat; });
    }

    /// The coroutines of the run that is under way, for what lasts longer than a call; null for none.
    [[nodiscard]] task_group* background() const noexcept {
        return background_ != nullptr ? *background_ : nullptr;
    }
    /// `group` points to where the present ones are.
    void set_background(task_group* const* group) noexcept { background_ = group; }

    /// The number of chats that messages are being sent to.
    [[nodiscard]] std::size_t busy_chats() const noexcept { return queues_.size(); }

private:
    using queues = std::unordered_map<std::int64_t, std::shared_ptr<turn_queue>>;

    [[nodiscard]] const std::shared_ptr<turn_queue>& queue_of(std::int64_t chat) {
        if (const auto known = queues_.find(chat); known != queues_.end())
            return known->second;
        if (spare_.empty())
            return queues_.emplace(chat, std::make_shared<turn_queue>()).first->second;
        spare_.key() = chat;
        return queues_.insert(std::move(spare_)).position->second;
    }
    void forget_idle(std::int64_t chat) {
        const auto known = queues_.find(chat);
        if (known != queues_.end() && known->second->empty())
            spare_ = queues_.extract(known);
    }

    queues queues_{};
    /// The queue that was idle last, to be used again: most messages are alone.
    queues::node_type spare_{};
    intrusive_list<watch, watch> watches_{};
    task_group* const* background_ = nullptr;
};

} // namespace awaitgram
