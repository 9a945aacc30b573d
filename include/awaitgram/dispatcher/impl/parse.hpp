// SPDX-License-Identifier: MIT
#pragma once

/// How events are made of updates. A new kind takes its name in dispatcher/event_kind.hpp, a type in types/, a row in
/// dispatcher/detail/event_rows.hpp, its function in dispatcher/registration.hpp, and a file in dispatcher/filters/.

#include <awaitgram/dispatcher/chat_of.hpp>
#include <awaitgram/dispatcher/detail/event_rows.hpp>
#include <awaitgram/dispatcher/handler.hpp>
#include <awaitgram/dispatcher/user_of.hpp>
#include <awaitgram/types/events.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram::detail {

/// The event of an update: its kind, its traits, and how to make it.
struct parsed_event {
    event_kind kind = event_kind::raw;
    std::uint8_t traits = 0;
    /// What `make` makes the event of; null when there is no event.
    const void* raw = nullptr;
    message_source source{};
    void (*make)(
        event_slot& into,
        const parsed_event& parsed,
        const updates::ordered_update& next,
        const event_context& context
    ) = nullptr;
};

/// A message in an update. The account's own messages in the answers to its requests are no events, nor are the posts there, which are
/// the channel's and may lack the mark of own messages.
[[nodiscard]] inline parsed_event parse_message(
    event_kind kind,
    const api::Message& boxed,
    const updates::ordered_update& next,
    const self_info* receiver,
    message_source source = {}
) {
    const message of{next.peers, boxed, receiver, nullptr, source};
    if (boxed.is<api::messageEmpty>() ||
        ((of.outgoing() || of.post()) && next.origin == rpc::update_origin::answered))
        return {};
    parsed_event parsed;
    parsed.kind = kind;
    parsed.raw = &boxed;
    parsed.source = source;
    parsed.traits = static_cast<std::uint8_t>(
        (of.outgoing() ? trait_outgoing : 0) | (of.service() != nullptr ? trait_service : 0) |
        (source.business_connection != nullptr ? trait_business : 0) |
        (source.scheduled ? trait_scheduled : 0) |
        (kind == event_kind::edited && of.edit_hidden() ? trait_hidden_edit : 0)
    );
    parsed.make = [](event_slot& into,
                     const parsed_event& from,
                     const updates::ordered_update& of_update,
                     const event_context& context) {
        into.emplace<message>(
            of_update.peers,
            *static_cast<const api::Message*>(from.raw),
            context.receiver,
            context.update,
            from.source
        );
    };
    return parsed;
}

/// The number of the album that a message of `parse_message` belongs to; 0 for none.
[[nodiscard]] inline std::int64_t album_of(const parsed_event& parsed) noexcept {
    const auto* raw = static_cast<const api::Message*>(parsed.raw)->get_if<api::message>();
    return raw != nullptr ? raw->grouped_id.value_or(0) : 0;
}

/// Where a message of `parse_message` belongs.
template <class Place>
[[nodiscard]] Place place_of(const parsed_event& parsed) {
    const auto& boxed = *static_cast<const api::Message*>(parsed.raw);
    Place at;
    at.chat = chat_of_message(boxed);
    at.sender = sender_of_message(boxed);
    at.album = album_of(parsed);
    at.message = *boxed.id();
    return at;
}

template <event_kind Kind, class Event>
struct update_reader {
    template <class... Raws>
    struct of {
        template <class Raw>
        static bool read_one(const api::Update& update, parsed_event& parsed) {
            if constexpr (in_layer<Raw>)
                if (const auto* raw = update.get_if<Raw>()) {
                    parsed.kind = Kind;
                    parsed.raw = raw;
                    parsed.make = [](event_slot& into,
                                     const parsed_event& from,
                                     const updates::ordered_update& next,
                                     const event_context& context) {
                        into.emplace<Event>(
                            next.peers,
                            *static_cast<const Raw*>(from.raw),
                            context.receiver,
                            context.update
                        );
                    };
                    return true;
                }
            return false;
        }

        static bool read(const api::Update& update, parsed_event& parsed) {
            return (read_one<Raws>(update, parsed) || ...);
        }
    };
};

template <event_kind Kind, class Event>
bool read_event(const api::Update& update, parsed_event& parsed, event_row<Kind, Event> /*row*/) {
    if constexpr (std::is_same_v<Event, message> || std::is_same_v<Event, album>)
        return false;
    else
        return Event::template raws<update_reader<Kind, Event>::template of>::read(update, parsed);
}

template <class... Rows>
parsed_event parse_others(const api::Update& update, type_list<Rows...> /*rows*/) {
    parsed_event parsed;
    static_cast<void>((read_event(update, parsed, Rows{}) || ...));
    return parsed;
}

template <class Update>
[[nodiscard]] message_source scheduled_source(const Update& /*update*/) {
    message_source source;
    source.scheduled = true;
    return source;
}

template <class Update>
[[nodiscard]] message_source business_source(const Update& update) {
    message_source source;
    source.business_connection = &update.connection_id;
    return source;
}

/// The event of an update; of the kind `raw` when it is none.
[[nodiscard]] inline parsed_event
parse(const updates::ordered_update& next, const self_info* receiver) {
    const auto& update = *next.update;
    if (const auto* boxed = updates::new_message_of(update))
        return parse_message(event_kind::message, *boxed, next, receiver);
    if (const auto* common = update.get_if<api::updateEditMessage>())
        return parse_message(event_kind::edited, common->message, next, receiver);
    if (const auto* channel = update.get_if<api::updateEditChannelMessage>())
        return parse_message(event_kind::edited, channel->message, next, receiver);
    if (const auto* later = update.get_if<api::updateNewScheduledMessage>())
        return parse_message(
            event_kind::message, later->message, next, receiver, scheduled_source(*later)
        );
    if (const auto* fresh = update.get_if<api::updateBotNewBusinessMessage>())
        return parse_message(
            event_kind::message, fresh->message, next, receiver, business_source(*fresh)
        );
    if (const auto* changed = update.get_if<api::updateBotEditBusinessMessage>())
        return parse_message(
            event_kind::edited, changed->message, next, receiver, business_source(*changed)
        );
    return parse_others(update, event_rows{});
}

} // namespace awaitgram::detail
