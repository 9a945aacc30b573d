// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/intrusive_list.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/album_collector.hpp>
#include <awaitgram/dispatcher/chat_of.hpp>
#include <awaitgram/dispatcher/chat_order.hpp>
#include <awaitgram/dispatcher/detail/waiting_room.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/dispatcher/impl/parse.hpp>
#include <awaitgram/dispatcher/services.hpp>

#include <asio/post.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

// The turns of updates, and what waits for them.

namespace awaitgram {

namespace detail {

inline void put_back(const updates::ordered_update& next) {
    if (next.delivery)
        next.delivery->put_back();
}

inline void wake(const std::weak_ptr<event>& waiting) {
    if (const auto waiter = waiting.lock())
        waiter->set();
}

[[nodiscard]] inline waiting_room::object object_of(const updates::ordered_update& next) noexcept {
    return {next.peers.get(), std::max(next.whole, next.size)};
}

/// The places for updates that wait or are parked, with half of the memory each.
[[nodiscard]] constexpr waiting_room::amount
places(std::size_t updates, std::size_t memory) noexcept {
    return {updates, memory / 2};
}

// The lists of turns.
struct patient;
struct counting;

} // namespace detail

/// The turn of the handlers of one update.
class dispatcher::turn final : public update_context,
                               public list_link<detail::patient>,
                               public list_link<detail::counting> {
public:
    turn(std::weak_ptr<schedule> of, std::int64_t chat) : of_(std::move(of)), chat_(chat) {}

    void let_next_start() override;
    [[nodiscard]] std::shared_ptr<dispatch_services> services() const override;

    void leave_lists() {
        list_link<detail::patient>::unlink();
        list_link<detail::counting>::unlink();
    }

    [[nodiscard]] std::int64_t chat() const noexcept { return chat_; }
    /// When it has run for too long.
    [[nodiscard]] event::clock::time_point due() const noexcept { return began_ + longest_turn; }

    std::size_t handlers = 0; // that have not ended
    std::size_t counted = 0;  // of these, for the limit, or for that of late ones
    bool late = false;
    bool released = false;

private:
    std::weak_ptr<schedule> of_; // messages may outlive the dispatcher
    std::int64_t chat_;
    event::clock::time_point began_ = event::clock::now();
};

/// An update that waits for its turn.
struct dispatcher::waiting_update {
    updates::ordered_update next;
    target to;
    /// Its event; of an album that of the first message.
    detail::parsed_event parsed{};
    /// The other messages of an album.
    std::vector<updates::ordered_update> others{};
    bool is_album = false;

    /// The number of updates that wait.
    [[nodiscard]] std::size_t count() const noexcept { return 1 + others.size(); }
};

/// An update whose turn it is.
struct dispatcher::job : waiting_update {
    std::shared_ptr<turn> its_turn;
    /// The raw handler that alone is to run, beside the others of the update; null for all others.
    std::shared_ptr<detail::handler_entry> beside{};
};

/// The updates that wait for their turn.
struct dispatcher::schedule {

    static void put_back(const waiting_update& which) {
        detail::put_back(which.next);
        for (const auto& each : which.others)
            detail::put_back(each);
    }

    /// An album whose messages still come, in the line where it waits.
    struct open_album {
        std::int64_t line;
        waiting_update* messages;

        friend bool operator==(const open_album&, const open_album&) = default;
    };

    /// Puts back albums that are not complete.
    void put_back_albums() {
        while (const auto each = albums.take_next()) {
            const auto removed = order.remove(each->line, each->messages);
            leave_room(each->line, removed);
            put_back(removed);
        }
    }

    /// The oldest in a line waits no more.
    void leave_room(std::int64_t line, const waiting_update& which) {
        for (auto left = which.count(); left != 0; --left)
            room.remove_oldest(line);
    }

    /// Lives while `watch_albums` runs.
    struct album_watch {
        std::shared_ptr<schedule> of;
        ~album_watch() {
            of->collecting = false;
            of->put_back_albums();
        }
    };

    /// Lives while `watch_oldest` runs.
    struct watch {
        std::shared_ptr<schedule> of;
        ~watch() { of->watching = false; }
    };

    explicit schedule(dispatcher& of) : owner(&of) {}

    /// The number of the chat that an update waits in.
    [[nodiscard]] std::int64_t line_of(const api::Update& update) {
        // Below all numbers of chats.
        return how == update_order::by_chat ? chat_of(update) : next_line++;
    }

    dispatcher* owner; // null when it is gone
    std::shared_ptr<dispatch_services> services = std::make_shared<dispatch_services>();
    chat_order<waiting_update> order{};
    album_collector<open_album> albums{};
    // The turns that hold their chats, the oldest first: those whose chats are not in `hung`, and those that count for the limit.
    intrusive_list<turn, detail::patient> turns{};
    intrusive_list<turn, detail::counting> counting{};
    std::unordered_set<std::int64_t>
        hung{}; // chats whose updates are parked, whatever their number
    std::unordered_set<std::int64_t> overfull{}; // of these, those whose updates are put back
    detail::waiting_room room{
        detail::places(most_waiting, default_waiting_bytes),
        detail::places(most_parked, default_waiting_bytes)};
    std::int64_t next_line = std::numeric_limits<std::int64_t>::min();
    update_order how = update_order::by_chat;
    bool closed = false;
    std::vector<worker*> idle{}; // all of one group
    bool starting = false;
    bool posted = false; // start_next
    bool watching = false;
    bool collecting = false; // an album; watch_albums runs
};

AWAITGRAM_DECL void dispatcher::turn::let_next_start() {
    const auto order = of_.lock();
    if (!order || order->owner == nullptr)
        return;
    order->owner->release(*this);
    order->owner->start_soon();
}

AWAITGRAM_DECL std::shared_ptr<dispatch_services> dispatcher::turn::services() const {
    const auto order = of_.lock();
    return order && order->owner != nullptr ? order->services : nullptr;
}

AWAITGRAM_DECL void dispatcher::order(update_order how) {
    schedule_->how = how;
}

AWAITGRAM_DECL void dispatcher::limit_waiting(std::size_t bytes) {
    schedule_->room.limit(detail::places(most_waiting, bytes), detail::places(most_parked, bytes));
}

AWAITGRAM_DECL bool dispatcher::has_room() const noexcept {
    return schedule_->room.has_room();
}

AWAITGRAM_DECL void dispatcher::open() {
    schedule_->services->waits.open();
    schedule_->closed = false;
}

AWAITGRAM_DECL void dispatcher::close() {
    schedule_->closed = true;
    schedule_->services->waits.close();
    for (const auto& each : schedule_->order.take_all())
        schedule::put_back(each);
    schedule_->albums.clear();
    schedule_->room.clear();
    detail::wake(room_);
    detail::wake(idle_);
}

/// While there is no room, parks what waits for handlers that have run for too long; returns when the next one has.
AWAITGRAM_DECL std::optional<event::clock::time_point> dispatcher::park_overdue() {
    const auto now = event::clock::now();
    auto& turns = schedule_->turns;
    while (!turns.empty() && !has_room()) {
        auto& oldest = turns.front();
        if (now < oldest.due())
            return oldest.due();
        oldest.list_link<detail::patient>::unlink();
        park_hung(oldest.chat());
    }
    return std::nullopt;
}

/// Parks the updates of a chat whose handler has run for too long, or puts them back.
AWAITGRAM_DECL void dispatcher::park_hung(std::int64_t chat) {
    auto& room = schedule_->room;
    schedule_->hung.insert(chat);
    const auto parked = room.park(chat);
    auto rest =
        schedule_->order.take_newest(chat, room.waiting(chat), [](const waiting_update& each) {
            return each.count();
        });
    std::size_t count = 0;
    for (auto& each : rest) {
        for (auto left = each.count(); left != 0; --left, ++count)
            room.remove_newest(chat);
        if (each.is_album)
            schedule_->albums.drop(
                detail::place_of<album_collector<schedule::open_album>::place>(each.parsed),
                {chat, &each}
            );
        schedule::put_back(each);
    }
    if (count != 0)
        close_chat(chat, count);
    else if (parked != 0 && log_)
        log_(
            log_level::warning,
            std::to_string(parked) + " updates of chat " + std::to_string(chat) +
                " wait for a handler that does not end"
        );
}

/// Puts back the further updates of a chat until its handler ends.
AWAITGRAM_DECL void dispatcher::close_chat(std::int64_t chat, std::size_t put_back) {
    if (!schedule_->overfull.insert(chat).second || !log_)
        return;
    log_(
        log_level::warning,
        (put_back != 0 ? std::to_string(put_back) + " updates" : "further updates") + " of chat " +
            std::to_string(chat) +
            " find no room behind a handler that does not end; they come again after a restart"
    );
}

/// Has start_next called when what runs now has returned, once for all updates that wait by then.
AWAITGRAM_DECL void dispatcher::start_soon() {
    const auto* waiting = schedule_->order.peek();
    if (schedule_->posted || waiting == nullptr) {
        detail::wake(room_);
        return;
    }
    schedule_->posted = true;
    asio::post(waiting->to.group.executor(), [weak = std::weak_ptr<schedule>{schedule_}] {
        const auto all = weak.lock();
        if (!all)
            return;
        all->posted = false;
        if (all->owner != nullptr)
            all->owner->start_next();
    });
}

/// The next update that may be handled now.
AWAITGRAM_DECL std::optional<dispatcher::job> dispatcher::next_job() {
    while (schedule_->order.peek() != nullptr && may_start()) {
        auto next = schedule_->order.next();
        schedule_->leave_room(next->chat, next->job);
        // A handler that starts while everything ends could only be cancelled.
        if (!next->job.to.group.cancelled())
            return take_turn(next->chat, std::move(next->job));
        schedule::put_back(next->job);
        schedule_->order.release(next->chat);
    }
    return std::nullopt;
}

AWAITGRAM_DECL void dispatcher::start_next() {
    if (schedule_->starting)
        return;
    schedule_->starting = true;
    for (std::size_t started = 0; started < longest_run; ++started) {
        auto next = next_job();
        if (!next)
            break;
        start(std::move(*next));
    }
    schedule_->starting = false;
    if (schedule_->order.peek() != nullptr && may_start())
        start_soon();
    detail::wake(room_); // also without room: others may be parked in place of what has left
    const auto* waiting = schedule_->order.peek();
    if (waiting == nullptr || schedule_->watching || !can_stop_counting() ||
        waiting->to.group.cancelled())
        return;
    schedule_->watching = true;
    waiting->to.group.spawn(watch_oldest());
}

/// Whether the limit lets further handlers start.
AWAITGRAM_DECL bool dispatcher::may_start() {
    while (in_turn_ >= most_running_) {
        if (!can_stop_counting())
            return false;
        auto& oldest = schedule_->counting.front();
        if (event::clock::now() < oldest.due())
            return false;
        oldest.list_link<detail::counting>::unlink();
        oldest.late = true;
        in_turn_ -= oldest.counted;
        late_ += oldest.counted;
    }
    return true;
}

/// Whether the oldest handlers that count for the limit need not count when they have run for too long.
AWAITGRAM_DECL bool dispatcher::can_stop_counting() const {
    return !schedule_->counting.empty() &&
           late_ + schedule_->counting.front().counted <= most_late * most_running_;
}

/// Lets updates start that only the limit holds up, when handlers have run for too long.
AWAITGRAM_DECL awaitable<void> dispatcher::watch_oldest() {
    const schedule::watch until_the_end{schedule_};
    event never{co_await asio::this_coro::executor};
    while (schedule_->order.peek() != nullptr && can_stop_counting()) {
        co_await never.wait_until(schedule_->counting.front().due());
        start_next();
    }
}

AWAITGRAM_DECL void dispatcher::release(turn& of) {
    if (of.released)
        return;
    of.released = true;
    of.leave_lists();
    (of.late ? late_ : in_turn_) -= std::exchange(of.counted, 0);
    schedule_->order.release(of.chat());
    schedule_->hung.erase(of.chat());
    schedule_->overfull.erase(of.chat());
}

AWAITGRAM_DECL awaitable<void>
dispatcher::wait_until_idle(std::chrono::steady_clock::time_point deadline) {
    const auto ended = std::make_shared<event>(co_await asio::this_coro::executor);
    idle_ = ended;
    while ((running_ != 0 || schedule_->order.waiting() != 0) && event::clock::now() < deadline)
        co_await ended->wait_until(deadline);
}

} // namespace awaitgram
