// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/album_collector.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/dispatcher/impl/parse.hpp>
#include <awaitgram/dispatcher/impl/turns.hpp>

#include <asio/this_coro.hpp>

#include <iterator>
#include <utility>
#include <vector>

// How updates come to wait for their turns.

namespace awaitgram {

AWAITGRAM_DECL void dispatcher::deliver(const updates::ordered_update& next, target to) {
    using album_place = album_collector<waiting_update>::place;
    const auto parsed = detail::parse(next, to.receiver);
    if (schedule_->albums.waiting() != 0 && parsed.kind == event_kind::message)
        for (auto& complete : schedule_->albums.before(detail::place_of<album_place>(parsed)))
            enqueue_album(std::move(complete.messages));
    waiting_update added{next, to, parsed};
    if (collects(parsed)) {
        if (schedule_->closed) {
            schedule::put_back(added);
            return;
        }
        auto complete = schedule_->albums.add(
            detail::place_of<album_place>(parsed), std::move(added), event::clock::now()
        );
        if (complete)
            enqueue_album(std::move(complete->messages));
        else if (!std::exchange(schedule_->collecting, true))
            to.group.spawn(watch_albums());
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
    return parsed.kind == event_kind::message && detail::album_of(parsed) != 0 &&
           handlers_->has_handlers_of(event_kind::album, parsed.traits);
}

AWAITGRAM_DECL void dispatcher::enqueue_album(std::vector<waiting_update> messages) {
    auto first = std::move(messages.front());
    first.is_album = true;
    for (auto at = std::next(messages.begin()); at != messages.end(); ++at)
        first.others.push_back(std::move(at->next));
    enqueue(std::move(first));
}

AWAITGRAM_DECL awaitable<void> dispatcher::watch_albums() {
    const schedule::album_watch until_the_end{schedule_};
    event never{co_await asio::this_coro::executor};
    while (const auto due = schedule_->albums.due()) {
        co_await never.wait_until(*due);
        for (auto& complete : schedule_->albums.complete(event::clock::now()))
            enqueue_album(std::move(complete.messages));
    }
}

AWAITGRAM_DECL void dispatcher::enqueue(waiting_update added) {
    const auto chat = schedule_->line_of(*added.next.update);
    const auto object = detail::object_of(added.next);
    auto& room = schedule_->room;
    const auto hung = schedule_->hung.count(chat) != 0;
    if (hung && !room.can_park(object))
        close_chat(chat, 0);
    if (schedule_->closed || schedule_->overfull.count(chat) != 0) {
        schedule::put_back(added);
        return;
    }
    room.add(chat, object);
    if (hung)
        static_cast<void>(room.park(chat));
    schedule_->order.add(chat, std::move(added));
    start_soon();
}

} // namespace awaitgram
