// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/album_collector.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/dispatcher/impl/parse.hpp>
#include <awaitgram/dispatcher/impl/turns.hpp>

#include <asio/this_coro.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

// How updates come to wait for their turns.

namespace awaitgram {

AWAITGRAM_DECL void dispatcher::deliver(const updates::ordered_update& next, target to) {
    using album_place = album_collector<schedule::open_album>::place;
    const auto parsed = detail::parse(next, to.receiver);
    if (!schedule_->albums.empty() && parsed.kind == event_kind::message)
        if (const auto complete = schedule_->albums.before(detail::place_of<album_place>(parsed)))
            finish_album(complete->line, complete->messages);
    waiting_update added{next, to, parsed};
    if (collects(parsed)) {
        collect(std::move(added));
        return;
    }
    const auto is_answer =
        !schedule_->services->waits.empty() &&
        (parsed.kind == event_kind::message || parsed.kind == event_kind::edited ||
         parsed.kind == event_kind::callback_query);
    if (is_answer || handlers_->concerns_all() ||
        handlers_->concerns(parsed.kind, parsed.traits, next.update->id_of()))
        enqueue(std::move(added));
}

/// Whether a message waits for the others of its album.
AWAITGRAM_DECL bool dispatcher::collects(const detail::parsed_event& parsed) const {
    if (parsed.kind != event_kind::message || detail::album_of(parsed) == 0)
        return false;
    if (handlers_->has_handlers_of(event_kind::album, parsed.traits))
        return true;
    const auto& waits = schedule_->services->waits;
    if (schedule_->albums.empty() && waits.empty())
        return false;
    const auto at = detail::place_of<album_collector<schedule::open_album>::place>(parsed);
    return schedule_->albums.find(at) || waits.expects_album(at.chat, at.sender);
}

/// Has a message wait with the others of its album, at the place in its chat where the first of them came.
AWAITGRAM_DECL void dispatcher::collect(waiting_update added) {
    using album_place = album_collector<schedule::open_album>::place;
    auto& albums = schedule_->albums;
    const auto at = detail::place_of<album_place>(added.parsed);
    const auto now = event::clock::now();
    const auto known = albums.find(at);
    if (known && albums.has(at))
        return;
    const auto line = known ? known->line : schedule_->line_of(*added.next.update);
    if (!take_place(line, added))
        return;
    if (!known) {
        added.is_album = true;
        auto& group = added.to.group;
        albums.begin(at, {line, schedule_->order.add_open(line, std::move(added))}, now);
        if (!std::exchange(schedule_->collecting, true))
            group.spawn(watch_albums());
        return;
    }
    const auto joined = albums.add(at, now);
    auto& album = *known->messages;
    if (joined.position == 0) {
        std::swap(album.next, added.next);
        std::swap(album.parsed, added.parsed);
    }
    const auto before = static_cast<std::ptrdiff_t>(std::max<std::size_t>(joined.position, 1) - 1);
    album.others.insert(album.others.begin() + before, std::move(added.next));
    if (joined.complete)
        finish_album(line, &album);
}

/// Has an album handled, when it is its turn, with the messages that have come.
AWAITGRAM_DECL void dispatcher::finish_album(std::int64_t line, const waiting_update* album) {
    schedule_->order.finish(line, album);
    start_soon();
}

/// Likewise the one that is complete next; false without one.
AWAITGRAM_DECL bool dispatcher::finish_next_album() {
    const auto next = schedule_->albums.take_next();
    if (next)
        finish_album(next->line, next->messages);
    return next.has_value();
}

AWAITGRAM_DECL awaitable<void> dispatcher::wait_for_room() {
    const auto ended = std::make_shared<event>(co_await asio::this_coro::executor);
    room_ = ended;
    while (!schedule_->room.make_room()) {
        // Nothing else would make room before its time.
        if (schedule_->order.peek() == nullptr && finish_next_album())
            continue;
        const auto due = park_overdue();
        if (!has_room())
            co_await ended->wait_until(due.value_or(event::clock::time_point::max()));
    }
}

AWAITGRAM_DECL awaitable<void> dispatcher::watch_albums() {
    const schedule::album_watch until_the_end{schedule_};
    event never{co_await asio::this_coro::executor};
    while (const auto due = schedule_->albums.due()) {
        co_await never.wait_until(*due);
        for (const auto& complete : schedule_->albums.complete(event::clock::now()))
            finish_album(complete.line, complete.messages);
    }
}

AWAITGRAM_DECL void dispatcher::enqueue(waiting_update added) {
    const auto line = schedule_->line_of(*added.next.update);
    if (!take_place(line, added))
        return;
    schedule_->order.add(line, std::move(added));
    start_soon();
}

/// Takes a place for an update that is about to wait in a line; false when there is none, then it was put back.
AWAITGRAM_DECL bool dispatcher::take_place(std::int64_t line, const waiting_update& added) {
    const auto object = detail::object_of(added.next);
    auto& room = schedule_->room;
    const auto hung = schedule_->hung.count(line) != 0;
    if (hung && !room.can_park(object))
        close_chat(line, 0);
    if (schedule_->closed || schedule_->overfull.count(line) != 0) {
        schedule::put_back(added);
        return false;
    }
    room.add(line, object);
    if (hung)
        static_cast<void>(room.park(line));
    return true;
}

} // namespace awaitgram
