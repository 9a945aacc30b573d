// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/wait_list.hpp>
#include <awaitgram/core/linkage.hpp>

#include <asio/associated_cancellation_slot.hpp>
#include <asio/associated_executor.hpp>
#include <asio/defer.hpp>
#include <asio/execution/context.hpp>
#include <asio/execution_context.hpp>
#include <asio/post.hpp>
#include <asio/query.hpp>

#include <exception>
#include <memory>
#include <mutex>
#include <utility>

namespace awaitgram {

namespace detail {

class wait_list_service;

/// Outlives its wait_list while a wake-up is on its way.
class wait_list_state : public list_link<wait_list_state>,
                        public std::enable_shared_from_this<wait_list_state> {
public:
    explicit wait_list_state(const asio::any_io_executor& executor);
    wait_list_state(const wait_list_state&) = delete;
    wait_list_state& operator=(const wait_list_state&) = delete;
    ~wait_list_state();

    void suspend(waiter& waiting, waiter::resume_type&& resume) {
        waiting.resume_.emplace(std::move(resume));
        waiting.cancelled_ = false;
        suspended_.push_back(waiting);
        waiting.slot_ = asio::get_associated_cancellation_slot(*waiting.resume_);
        if (waiting.slot_.is_connected())
            waiting.slot_.assign(cancel{this, &waiting});
    }

    void wake(waiter& waiting) {
        if (!waiting.resume_)
            return;
        ready_.push_back(waiting);
        schedule();
    }

    void hold() noexcept { held_ = true; }

    void release() {
        held_ = false;
        if (!ready_.empty())
            schedule();
    }

    void resume_woken() {
        const auto self = shared_from_this();
        held_ = false;
        try {
            resume_ready();
        } catch (...) {
            asio::post(executor_, [error = std::current_exception()] {
                std::rethrow_exception(error);
            });
        }
    }

    /// The context is about to end: destroys the coroutines that still wait.
    void abandon() {
        const auto self = shared_from_this(); // its owner may be in a frame that is destroyed
        service_ = nullptr;
        suspended_.take(ready_);
        while (!suspended_.empty())
            const auto dropped = take(suspended_.front());
    }

private:
    friend class wait_list_service;

    struct cancel {
        wait_list_state* state;
        waiter* waiting;

        void operator()(asio::cancellation_type type) const {
            if (type == asio::cancellation_type::none)
                return;
            waiting->cancelled_ = true;
            state->wake(*waiting);
        }
    };

    static waiter::resume_type take(waiter& waiting) {
        auto resume = std::move(*waiting.resume_);
        waiting.resume_.reset();
        waiting.unlink();
        return resume;
    }

    void schedule() {
        if (held_ || std::exchange(scheduled_, true))
            return;
        asio::defer(executor_, [self = shared_from_this()] {
            self->scheduled_ = false;
            self->resume_ready();
        });
    }

    void resume_ready() {
        // Waiters that are woken from here on get another turn, as do those behind a coroutine whose end throws.
        struct turn {
            wait_list_state& state;
            intrusive_list<waiter, waiter> waiting{};

            ~turn() {
                if (waiting.empty())
                    return;
                waiting.take(state.ready_);
                state.ready_.take(waiting);
                state.schedule();
            }
        };
        turn now{*this};
        now.waiting.take(ready_);
        while (!now.waiting.empty()) {
            auto& next = now.waiting.front();
            next.slot_ = {};
            auto resume = take(next);
            const auto executor = asio::get_associated_executor(resume);
            if (executor == executor_)
                resume();
            else
                asio::post(executor, std::move(resume));
        }
    }

    asio::any_io_executor executor_;
    intrusive_list<waiter, waiter> suspended_;
    intrusive_list<waiter, waiter> ready_;
    wait_list_service* service_ = nullptr; // null after the end of the context
    bool scheduled_ = false;
    bool held_ = false;
};

/// Knows the wait lists of a context, so that what waits in them ends with the context.
class wait_list_service : public asio::execution_context::service {
public:
    inline static asio::execution_context::id id;

    explicit wait_list_service(asio::execution_context& owner)
        : asio::execution_context::service(owner) {}

    void add(wait_list_state& state) {
        const std::lock_guard lock{guard_};
        states_.push_back(state);
        state.service_ = this;
    }

    void remove(wait_list_state& state) noexcept {
        const std::lock_guard lock{guard_};
        state.unlink();
    }

private:
    void shutdown() override {
        for (;;) {
            std::unique_lock lock{guard_};
            if (states_.empty())
                return;
            auto& first = states_.front();
            first.unlink();
            lock.unlock();
            first.abandon();
        }
    }

    std::mutex guard_;
    intrusive_list<wait_list_state, wait_list_state> states_;
};

AWAITGRAM_DECL wait_list_state::wait_list_state(const asio::any_io_executor& executor)
    : executor_(executor) {
    asio::use_service<wait_list_service>(asio::query(executor, asio::execution::context))
        .add(*this);
}

AWAITGRAM_DECL wait_list_state::~wait_list_state() {
    if (service_ != nullptr)
        service_->remove(*this);
}

} // namespace detail

AWAITGRAM_DECL wait_list::wait_list(const asio::any_io_executor& executor)
    : state_(std::make_shared<detail::wait_list_state>(executor)) {}

AWAITGRAM_DECL wait_list::~wait_list() = default;

AWAITGRAM_DECL awaitable<void> wait_list::wait(waiter& waiting) {
    const auto suspend = [state = state_.get(), &waiting](waiter::resume_type&& resume) {
        state->suspend(waiting, std::move(resume));
    };
    return asio::async_initiate<const asio::use_awaitable_t<asio::any_io_executor>&, void()>(
        suspend, asio::use_awaitable
    );
}

AWAITGRAM_DECL void wait_list::wake(waiter& waiting) {
    state_->wake(waiting);
}

AWAITGRAM_DECL void wait_list::hold() {
    state_->hold();
}

AWAITGRAM_DECL void wait_list::release() {
    state_->release();
}

AWAITGRAM_DECL void wait_list::resume_woken() {
    state_->resume_woken();
}

} // namespace awaitgram
