// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/methods/detail/described.hpp>
#include <awaitgram/tl/reply.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

// The messages in the answers to requests that send or edit.

namespace awaitgram::detail {

/// An answer that messages point into.
using kept_updates = std::shared_ptr<peer_map_of<tl::reply<api::Updates>>>;

[[nodiscard]] inline kept_updates kept(tl::reply<api::Updates> answer) {
    auto all = std::make_shared<peer_map_of<tl::reply<api::Updates>>>(std::move(answer));
    const auto& value = *all->kept;
    all->users = value.users();
    all->chats = value.chats();
    return all;
}

[[nodiscard]] inline std::span<const api::Update> updates_in(const api::Updates& all) {
    if (const auto* several = all.updates())
        return *several;
    if (const auto* one = all.get_if<api::updateShort>())
        return {&one->update, 1};
    return {};
}

/// A message in an update, and where it is from.
struct told_message {
    const api::Message* message = nullptr;
    message_source source{};
};

/// The new message that an update tells of; null in others.
[[nodiscard]] inline told_message new_message_in(const api::Update& update) noexcept {
    told_message told;
    if (const auto* fresh = update.get_if<api::updateNewMessage>())
        told.message = &fresh->message;
    else if (const auto* post = update.get_if<api::updateNewChannelMessage>())
        told.message = &post->message;
    else if (const auto* scheduled = update.get_if<api::updateNewScheduledMessage>()) {
        told.message = &scheduled->message;
        told.source.scheduled = true;
    } else if (const auto* business = update.get_if<api::updateBotNewBusinessMessage>()) {
        told.message = &business->message;
        told.source.business_connection = &business->connection_id;
    } else if (const auto* quick = update.get_if<api::updateQuickReplyMessage>())
        told.message = &quick->message;
    return told;
}

/// The edited message that an update tells of; null in others. Edits of scheduled messages are told as new ones.
[[nodiscard]] inline told_message edited_message_in(const api::Update& update) noexcept {
    told_message told;
    if (const auto* edited = update.get_if<api::updateEditMessage>())
        told.message = &edited->message;
    else if (const auto* post = update.get_if<api::updateEditChannelMessage>())
        told.message = &post->message;
    else if (const auto* changed = update.get_if<api::updateBotEditBusinessMessage>()) {
        told.message = &changed->message;
        told.source.business_connection = &changed->connection_id;
    } else if (update.is<api::updateNewScheduledMessage>())
        return new_message_in(update);
    return told;
}

/// Where a message was sent to, to tell it from others in the answer.
struct sent_place {
    const self_info* sender = nullptr;
    /// 0 when unknown.
    std::int64_t chat = 0;
    bool scheduled = false;
    std::string_view connection{};
};

/// The message in an update, if it is the one with this id.
[[nodiscard]] inline std::optional<message> matching(
    const kept_updates& answer, const told_message& told, std::int32_t id, const sent_place& place
) {
    if (told.message == nullptr || told.message->is<api::messageEmpty>())
        return std::nullopt;
    message found(answer, *told.message, place.sender, nullptr, told.source);
    if (found.id() != id || (place.chat != 0 && found.chat_id() != place.chat))
        return std::nullopt;
    return found;
}

/// The message that was sent with a random id. The answer may tell of other ones, in any order: those of other requests, or the
/// service message of a topic. A message that was to be scheduled may be sent at once.
[[nodiscard]] inline std::optional<message>
message_sent_as(const kept_updates& answer, std::int64_t random_id, const sent_place& place) {
    const auto updates = updates_in(*answer->kept);
    if (!place.connection.empty()) { // nothing tells its id
        for (const auto& update : updates)
            if (const auto* told = update.get_if<api::updateBotNewBusinessMessage>())
                if (told->connection_id == place.connection)
                    if (auto found = message(
                            answer,
                            told->message,
                            place.sender,
                            nullptr,
                            new_message_in(update).source
                        );
                        place.chat == 0 || found.chat_id() == place.chat)
                        return found;
        return std::nullopt;
    }
    std::optional<std::int32_t> id;
    for (const auto& update : updates)
        if (const auto* numbered = update.get_if<api::updateMessageID>())
            if (numbered->random_id == random_id)
                id = numbered->id;
    if (!id)
        return std::nullopt;
    for (const auto wanted : {place.scheduled, !place.scheduled}) // their ids count apart
        for (const auto& update : updates)
            if (const auto told = new_message_in(update); told.source.scheduled == wanted)
                if (auto found = matching(answer, told, *id, place))
                    return found;
    return std::nullopt;
}

/// The message with an id that was edited.
[[nodiscard]] inline std::optional<message>
message_edited(const kept_updates& answer, std::int32_t id, const sent_place& place) {
    for (const auto& update : updates_in(*answer->kept))
        if (const auto told = edited_message_in(update); told.source.scheduled == place.scheduled)
            if (auto found = matching(answer, told, id, place))
                return found;
    return std::nullopt;
}

inline void complete(api::message& whole, const api::updateShortSentMessage& brief) {
    whole.id = brief.id;
    whole.date = brief.date;
    whole.media = brief.media;
    whole.entities = brief.entities;
    whole.ttl_period = brief.ttl_period;
}

/// The message that a request sent: out of the answer, or of the request where the answer is short. Without an answer an earlier
/// attempt has sent it: its id is unknown, and 0.
template <class Request>
[[nodiscard]] message sent_message(
    Request request, const sent_place& place, std::optional<tl::reply<api::Updates>> answer
) {
    if (!answer)
        return message{described(std::move(request), place.chat), place.sender};
    const auto& value = **answer;
    if (const auto* brief = value.template get_if<api::updateShortSentMessage>()) {
        auto whole = described(std::move(request), place.chat);
        complete(whole, *brief);
        return message{std::move(whole), place.sender};
    }
    const auto all = kept(*std::move(answer));
    if (auto found = message_sent_as(all, request.random_id, place))
        return *std::move(found);
    return message{described(std::move(request), place.chat), place.sender};
}

} // namespace awaitgram::detail
