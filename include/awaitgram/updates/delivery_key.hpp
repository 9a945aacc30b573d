// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/updates/delivery_ledger.hpp>
#include <awaitgram/updates/ordered_update.hpp>
#include <awaitgram/updates/pts_info.hpp>

#include <cstdint>

namespace awaitgram::updates {

namespace detail {

/// The id of a message and the time of its last edit; zeros for an empty one.
struct message_version {
    std::int32_t id = 0;
    std::int32_t edited = 0;
};

[[nodiscard]] inline message_version version_of(const api::Message& message) {
    if (const auto* plain = message.get_if<api::message>())
        return {plain->id, plain->edit_date.value_or(0)};
    if (const auto* service = message.get_if<api::messageService>())
        return {service->id, 0};
    return {};
}

[[nodiscard]] inline std::int64_t random_id_of(const api::EncryptedMessage& message) {
    if (const auto* plain = message.get_if<api::encryptedMessage>())
        return plain->random_id;
    if (const auto* service = message.get_if<api::encryptedMessageService>())
        return service->random_id;
    return 0;
}

/// The message that an update edits; null for other updates.
[[nodiscard]] inline const api::Message* edited_message_of(const api::Update& update) noexcept {
    if (const auto* common = update.get_if<api::updateEditMessage>())
        return &common->message;
    if (const auto* channel = update.get_if<api::updateEditChannelMessage>())
        return &channel->message;
    return nullptr;
}

} // namespace detail

/// The place of an update, and the key by which it is recognised when it comes again.
///
/// In a difference, new messages come without numbers of their own: they are recognised by their ids, other updates by their numbers.
/// Those that do not move their sequence may share a number with others, and have no key.
[[nodiscard]] inline delivery_place delivery_place_of(const ordered_update& next) {
    delivery_place place;
    place.sequence = next.sequence;
    place.before = next.before;
    place.after = next.after;
    place.size = next.size;
    const auto mark = [&place](handled_kind kind, std::int64_t key) {
        if (key != 0)
            place.key = handled_key{place.sequence, kind, key};
    };
    if (const auto* message = new_message_of(*next.update)) {
        const auto version = detail::version_of(*message);
        place.version = version.edited;
        mark(handled_kind::message, version.id);
    } else if (const auto* secret = next.update->get_if<api::updateNewEncryptedMessage>()) {
        mark(handled_kind::secret_message, detail::random_id_of(secret->message));
    } else if (const auto own = pts_info(*next.update);
               own.count > 0 && own.sequence == next.sequence) {
        mark(handled_kind::position, own.number);
        if (const auto* edited = detail::edited_message_of(*next.update)) {
            const auto version = detail::version_of(*edited);
            place.version = version.edited;
            place.edited = version.id;
        }
    }
    return place;
}

} // namespace awaitgram::updates
