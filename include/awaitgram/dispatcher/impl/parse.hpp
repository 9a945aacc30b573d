// SPDX-License-Identifier: MIT
#pragma once

/// How events are made of updates. A new kind takes its name in dispatcher/event_kind.hpp, a type in types/, a row here, its functions
/// in dispatcher/registration.hpp, and a file in dispatcher/filters/.

#include <awaitgram/dispatcher/handler.hpp>
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
    const void* raw = nullptr;
    void (*make)(
        event_slot& into,
        const void* raw,
        const updates::ordered_update& next,
        const event_context& context
    ) = nullptr;
};

template <class Event, class Raw>
[[nodiscard]] parsed_event
parsed_as(event_kind kind, const Raw& raw, std::uint8_t traits = 0) noexcept {
    parsed_event parsed;
    parsed.kind = kind;
    parsed.traits = traits;
    parsed.raw = &raw;
    parsed.make = [](event_slot& into,
                     const void* from,
                     const updates::ordered_update& next,
                     const event_context& context) {
        into.emplace<Event>(
            next.peers, *static_cast<const Raw*>(from), context.receiver, context.update
        );
    };
    return parsed;
}

/// A message in an update. The account's own messages in the answers to its requests are no events.
[[nodiscard]] inline parsed_event parse_message(
    event_kind kind, const api::Message& boxed, rpc::update_origin origin, std::uint8_t traits = 0
) noexcept {
    if (const auto* raw = boxed.get_if<api::message>()) {
        if (raw->out && origin == rpc::update_origin::answered)
            return {};
        if (raw->out)
            traits |= trait_outgoing;
        return parsed_as<message>(kind, *raw, traits);
    }
    return {};
}

/// The event of an update; of the kind `raw` when it is none.
[[nodiscard]] inline parsed_event parse(const updates::ordered_update& next) noexcept {
    const auto& update = *next.update;
    if (const auto* boxed = updates::new_message_of(update))
        return parse_message(event_kind::message, *boxed, next.origin);
    if (const auto* common = update.get_if<api::updateEditMessage>())
        return parse_message(event_kind::edited, common->message, next.origin);
    if (const auto* channel = update.get_if<api::updateEditChannelMessage>())
        return parse_message(event_kind::edited, channel->message, next.origin);
    return {};
}

} // namespace awaitgram::detail
