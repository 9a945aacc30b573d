// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/log.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/dispatcher/detail/event_rows.hpp>
#include <awaitgram/dispatcher/filters.hpp> // IWYU pragma: export
#include <awaitgram/dispatcher/handler_list.hpp>
#include <awaitgram/dispatcher/router.hpp>
#include <awaitgram/dispatcher/services.hpp>
#include <awaitgram/dispatcher/update_order.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

class client;

class event;
class task_group;

namespace detail {
struct parsed_event;
}

namespace detail {

template <class Hook, event_kind... Kind, class... Event>
bool call_with_event(
    Hook& hook,
    event_kind kind,
    const void* event,
    const std::exception_ptr& error,
    type_list<event_row<Kind, Event>...> /*rows*/
) {
    const auto call = [&]<class E>(const E& of) {
        if constexpr (std::is_invocable_v<Hook&, const E&, const std::exception_ptr&>) {
            hook(of, error);
            return true;
        }
        return false;
    };
    return ((kind == Kind && call(*static_cast<const Event*>(event))) || ...);
}

/// Whether a hook takes one of the events.
template <class Hook, event_kind... Kind, class... Event>
constexpr bool takes_an_event(type_list<event_row<Kind, Event>...> /*rows*/) {
    return (std::is_invocable_v<Hook&, const Event&, const std::exception_ptr&> || ...);
}

/// Calls an error hook with the event, or with the raw update when the hook takes that alone; false when it takes neither.
template <class Hook>
bool call_error_hook(
    Hook& hook,
    event_kind kind,
    const void* event,
    const update& next,
    const std::exception_ptr& error
) {
    if (event != nullptr && call_with_event(hook, kind, event, error, event_rows{}))
        return true;
    if constexpr (std::is_invocable_v<Hook&, const update&, const std::exception_ptr&>)
        hook(next, error);
    else if constexpr (std::is_invocable_v<Hook&, const api::Update&, const std::exception_ptr&>)
        hook(*next, error);
    else
        return false;
    return true;
}

} // namespace detail

/// An argument of `on_error`: a function of an event (such as a message), an awaitgram::update or the raw update, and a
/// std::exception_ptr.
template <class H>
concept error_hook_for_dispatcher =
    detail::takes_an_event<std::decay_t<H>>(detail::event_rows{}) ||
    std::is_invocable_v<std::decay_t<H>&, const update&, const std::exception_ptr&> ||
    std::is_invocable_v<std::decay_t<H>&, const api::Update&, const std::exception_ptr&>;

/// Passes each update to the handlers for it.
///
/// Handlers are in groups, and in a group in the order of registration. In each group, the first handler whose filter lets the event pass
/// takes it; see propagation. Raw handlers that return nothing start before and run beside the others. The updates of one chat are
/// handled one after another, those of different chats beside each other, see update_order: a handler that hangs holds up its own chat
/// alone. An exception of one handler is reported, and the next group is tried.
class dispatcher : public handler_host<dispatcher> {
public:
    /// The group that handlers run in, and their arguments.
    struct target {
        task_group& group;
        client& telegram;
        const self_info* receiver = nullptr;
    };

    /// With so many updates that wait there is no room for further ones.
    static constexpr std::size_t most_waiting = 8192;
    /// When there is no room, the updates of chats that hold more than an eighth of it are parked: they wait on, and others take their
    /// room. So many can be parked; further ones take room as before.
    static constexpr std::size_t most_parked = 8 * most_waiting;
    /// Handlers that have run longer than this do not count for the limit of those that run. When there is no room, the updates that
    /// wait for them are parked, too; those for which there is no place are put back, and come again with the next start.
    static constexpr auto longest_turn = std::chrono::minutes{1};
    /// At most so many times the limit of those that run.
    static constexpr std::size_t most_late = 16;
    /// So many updates are handled before other work of the executor, when no handler waits.
    static constexpr std::size_t longest_run = 64;
    /// The memory for updates that wait, half of it for those that are parked.
    static constexpr std::size_t default_waiting_bytes = std::size_t{8} << 20;

    explicit dispatcher(log_sink log = log_to_stderr());
    dispatcher(const dispatcher&) = delete;
    dispatcher& operator=(const dispatcher&) = delete;
    ~dispatcher();

    /// Replaces the report of handlers' exceptions, by default one line in the log.
    ///
    /// `hook(const message&, std::exception_ptr)` is called for handlers of messages, and likewise for those of other events;
    /// `hook(const update&, std::exception_ptr)` for all others. Exceptions of handlers that it has no overload for are logged.
    template <class Hook>
    void on_error(Hook hook) {
        static_assert(
            error_hook_for_dispatcher<Hook>,
            "awaitgram: the function given to on_error must take an event such as "
            "awaitgram::message (or an awaitgram::update) and a std::exception_ptr"
        );
        if constexpr (error_hook_for_dispatcher<Hook>)
            error_hook_ = [hook = std::move(hook
                           )](event_kind kind,
                              const void* event,
                              const update& next,
                              const std::exception_ptr& error) mutable {
                return detail::call_error_hook(hook, kind, event, next, error);
            };
    }

    /// Calls `observer` with each exception of a handler or filter that no function given to `on_error` takes, beside the log; for tests.
    void observe_failures(unique_function<void(const std::exception_ptr&)> observer) {
        failure_observer_ = std::move(observer);
    }

    /// Limits the number of handlers that run at the same time, 256 by default; further updates wait. Those that let the next update of
    /// their chat start do not count, nor do those that take longer than a minute, as long as these are at most 16 times as many.
    void limit_running(std::size_t most) { most_running_ = most == 0 ? 1 : most; }

    /// Limits the memory of the updates that wait, in bytes: half of it for those that are parked. One update keeps the whole object that
    /// it came in, which counts once.
    void limit_waiting(std::size_t bytes);

    /// Chooses the order of the updates delivered from now on; by chat by default.
    void order(update_order how);

    /// Starts the handlers that take an update in the group of `to`, when it is its turn. Filters are asked at that moment.
    ///
    /// The token of the update is held until all of them have ended. It is abandoned when one fails while everything ends; apart from
    /// that an update is handled when its handlers have ended, however they ended: by returning, even after they were cancelled, by an
    /// exception, or by cancelling themselves.
    void deliver(const updates::ordered_update& next, target to);

    /// Warns in the log, once, of each handler that can never run because an earlier one of its group takes all its events: without a
    /// filter, or with one that every event passes, and without a result.
    void warn_of_hidden() const;

    /// Checks that all values that handlers take were provided.
    ///
    /// Errors: std::logic_error, which names the first one that was not, and its handler.
    void check_provided() const;

    /// Starts no handler any more: the updates that wait, and those delivered from now on, are put back.
    void close();

    /// Ends the effect of `close`.
    void open();

    /// Whether another update can wait.
    [[nodiscard]] bool has_room() const noexcept;

    /// Ends when `has_room`.
    [[nodiscard]] awaitable<void> wait_for_room();

    /// Ends when no handler runs and no update waits, and at `deadline`.
    [[nodiscard]] awaitable<void> wait_until_idle(std::chrono::steady_clock::time_point deadline);

    /// Whether there is neither a handler nor a router.
    [[nodiscard]] bool empty() const noexcept { return handlers_->items()->empty(); }

    /// The number of handlers that run.
    [[nodiscard]] std::size_t running() const noexcept { return running_; }

    /// Adds a handler; `on_message` and its like make it.
    void add_handler(std::shared_ptr<detail::handler_entry> entry) {
        handlers_->add(0, std::move(entry));
    }

    /// The handlers, routers and middlewares.
    [[nodiscard]] const std::shared_ptr<detail::handler_list>& handlers() const noexcept {
        return handlers_;
    }

    /// What it keeps beside the handlers.
    [[nodiscard]] dispatch_services& services() noexcept;

    /// Gives a value to the handlers that take a `T&` beside their event. The value outlives them; another one of its type replaces it.
    template <class T>
    void provide(T& value) {
        services().provide(value);
    }

private:
    class turn;
    struct schedule;
    struct waiting_update;
    struct job;
    struct worker;
    class passage;

    [[nodiscard]] bool collects(const detail::parsed_event& parsed) const;
    void enqueue(waiting_update added);
    [[nodiscard]] bool take_place(std::int64_t line, const waiting_update& added);
    void collect(waiting_update added);
    void finish_album(std::int64_t line, const waiting_update* album);
    bool finish_next_album();
    awaitable<void> watch_albums();
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> park_overdue();
    void park_hung(std::int64_t chat);
    void close_chat(std::int64_t chat, std::size_t put_back);
    void start_soon();
    [[nodiscard]] std::optional<job> next_job();
    void start_next();
    [[nodiscard]] bool may_start();
    [[nodiscard]] bool can_stop_counting() const;
    awaitable<void> watch_oldest();
    [[nodiscard]] job take_turn(std::int64_t chat, waiting_update waited);
    void count(const job& started);
    void start(job started);
    void release(turn& of);
    static awaitable<void> work(std::shared_ptr<schedule> all, job first);
    void end(job& which);
    void report(
        const detail::handler_entry* entry,
        const void* event,
        const update& next,
        const std::exception_ptr& error
    );

    std::shared_ptr<detail::handler_list> handlers_ = std::make_shared<detail::handler_list>();
    unique_function<bool(
        event_kind kind, const void* event, const update& next, const std::exception_ptr& error
    )>
        error_hook_{};
    unique_function<void(const std::exception_ptr&)> failure_observer_{};
    log_sink log_;
    std::shared_ptr<schedule> schedule_;
    std::size_t most_running_ = 256;
    std::size_t running_ = 0;
    std::size_t in_turn_ = 0; // of those that run, those that count for the limit
    std::size_t late_ =
        0; // of those that run, those that do not count any more, but whose chats wait for them
    // Set when a handler ends. Owned by the coroutines that wait, since their timers must end before the context does.
    std::weak_ptr<event> room_{};
    std::weak_ptr<event> idle_{};
};

} // namespace awaitgram
