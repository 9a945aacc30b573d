// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/log.hpp>
#include <awaitgram/dispatcher/filters.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

class client;

class event;
class task_group;

namespace updates {
struct delivery_token;
}

/// A coroutine that handles a message: `awaitable<void>(message)` or `awaitable<void>(message, client&)`.
template <class H>
concept message_handler =
    std::is_invocable_r_v<awaitable<void>, std::decay_t<H>&, const message&> ||
    std::is_invocable_r_v<awaitable<void>, std::decay_t<H>&, const message&, client&>;

/// Hands each message to the first handler whose filter says yes.
///
/// Handlers start in the order of the messages and run side by side. What one throws is reported and concerns no other.
class dispatcher {
public:
    /// Told what a handler threw.
    using error_hook = std::function<void(const message&, const std::exception_ptr&)>;

    explicit dispatcher(log_sink log = log_to_stderr()) : log_(std::move(log)) {}

    /// Adds a handler for messages that a filter lets pass; handlers are asked in the order they were added.
    template <class Filter, class Handler>
    void on_message(Filter filter, Handler handler) {
        static_assert(
            message_predicate<Filter>,
            "awaitgram: the first argument of on_message must be a filter, such as "
            "awaitgram::filters::text, "
            "or callable as bool(const awaitgram::message&)"
        );
        static_assert(
            message_handler<Handler>,
            "awaitgram: the handler given to on_message must be a coroutine that takes an "
            "awaitgram::message by value "
            "(and an awaitgram::client& if it likes) and returns awaitgram::awaitable<void>"
        );
        if constexpr (message_predicate<Filter> && message_handler<Handler>)
            add(std::move(filter), std::move(handler), detail::sees_outgoing<Filter>());
    }

    /// Adds a handler for every incoming message.
    template <class Handler>
    void on_message(Handler handler) {
        on_message(filters::incoming, std::move(handler));
    }

    /// Replaces the report of what handlers throw, which by default is one line in the log.
    void on_error(error_hook hook) { error_hook_ = std::move(hook); }

    /// How many handlers may run at the same time before further messages wait.
    void limit_running(std::size_t most) { most_running_ = most == 0 ? 1 : most; }

    /// The index of the handler for a message, if one wants it.
    [[nodiscard]] std::optional<std::size_t> find(const message& m) const;

    /// Starts the handler for a message in `group`; waits first while as many run as may. Lets go of `delivery` when the
    /// handler has ended, and marks it as given up when the handler failed while everything ends: a handler that returns has
    /// handled its message, even if it was cancelled.
    [[nodiscard]] awaitable<void> deliver(
        message m,
        task_group& group,
        client& telegram,
        std::shared_ptr<updates::delivery_token> delivery = {}
    );

    /// Whether there is no handler.
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// How many handlers run.
    [[nodiscard]] std::size_t running() const noexcept { return running_; }

    /// Runs one handler in `group`; ends without an exception whatever the handler throws.
    [[nodiscard]] awaitable<void> handle(
        std::size_t index,
        message m,
        task_group& group,
        client* telegram,
        std::shared_ptr<updates::delivery_token> delivery = {}
    );

private:
    struct entry {
        std::function<bool(const message&)> filter;
        std::function<awaitable<void>(const message&, client*)> handler;
        bool sees_outgoing = false;
    };

    template <class Filter, class Handler>
    void add(Filter filter, Handler handler, bool sees_outgoing) {
        const auto added = std::make_shared<entry>();
        added->filter = std::move(filter);
        added->sees_outgoing = sees_outgoing;
        if constexpr (std::is_invocable_r_v<awaitable<void>, Handler&, const message&>)
            added->handler = [call = std::move(handler)](const message& m, client*) mutable {
                return awaitable<void>(call(m));
            };
        else
            added->handler = [call =
                                  std::move(handler)](const message& m, client* telegram) mutable {
                return awaitable<void>(call(m, *telegram));
            };
        entries_.push_back(added);
    }

    std::optional<std::size_t> find_or_report(const message& m);
    void report(const message& m, const std::exception_ptr& error);

    // A running handler may be a lambda with captures: it must not move.
    std::vector<std::shared_ptr<entry>> entries_{};
    error_hook error_hook_{};
    log_sink log_;
    std::size_t most_running_ = 256;
    std::size_t running_ = 0;
    // Belongs to whoever waits: its timer must end before the context does.
    std::weak_ptr<event> one_ended_{};
};

} // namespace awaitgram
