// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/detail/filter_answer.hpp>
#include <awaitgram/dispatcher/event_kind.hpp>
#include <awaitgram/types/events.hpp>

namespace awaitgram::detail {

/// A kind with the type of its events.
template <event_kind Kind, class Event>
struct event_row {
    static constexpr event_kind kind = Kind;
    using event = Event;
};

using event_rows = type_list<
    event_row<event_kind::message, message>,
    event_row<event_kind::edited, message>,
    event_row<event_kind::deleted, deleted_messages>,
    event_row<event_kind::callback_query, callback_query>,
    event_row<event_kind::inline_query, inline_query>,
    event_row<event_kind::chosen_inline_result, chosen_inline_result>,
    event_row<event_kind::chat_member, chat_member_updated>,
    event_row<event_kind::join_request, join_request>,
    event_row<event_kind::reaction, message_reaction>,
    event_row<event_kind::reaction_count, reaction_count>,
    event_row<event_kind::poll, poll_update>,
    event_row<event_kind::poll_answer, poll_answer>,
    event_row<event_kind::user_status, user_status>,
    event_row<event_kind::typing, typing>,
    event_row<event_kind::read, history_read>,
    event_row<event_kind::pre_checkout, pre_checkout_query>,
    event_row<event_kind::shipping, shipping_query>,
    event_row<event_kind::bot_stopped, bot_stopped>,
    event_row<event_kind::story, story_update>,
    event_row<event_kind::business_connection, business_connection>,
    event_row<event_kind::purchased_media, purchased_media>,
    event_row<event_kind::chat_boost, chat_boost>,
    event_row<event_kind::album, album>>;

} // namespace awaitgram::detail
