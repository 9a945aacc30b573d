// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/updates/delivery_token.hpp>
#include <awaitgram/updates/sequence.hpp>

#include <cstdint>
#include <memory>

namespace awaitgram::updates {

/// An update in its place in the order, with the users and chats that came with it.
///
/// An update with a place in a sequence (pts, qts) comes once. One without, such as a status, is of a container; where the container
/// has no number (seq), the server can send it again, so handling it twice must do no harm.
///
/// Messages that arrive in other forms (in a difference, as updateShortMessage) are wrapped into the constructor they stand for.
struct ordered_update {
    /// Keeps `update` alive.
    std::shared_ptr<const peer_map> peers{};
    const api::Update* update = nullptr;
    rpc::update_origin origin = rpc::update_origin::pushed;
    /// Whether it came with a difference.
    bool fetched = false;
    /// Whether it was missed while the program did not run.
    bool caught_up = false;
    /// The memory that it occupies, roughly, in bytes.
    std::uint32_t size = 0;
    /// The same for the object that it came in, all of which lives as long as one of its updates.
    std::uint32_t whole = 0;
    /// Its sequence, and the positions there before and after it: a program that continues from `before` receives it again, one
    /// that continues from `after` does not. Both are 0 for an update without a place, which cannot be fetched again. All updates of one
    /// part of a difference have the positions before and after that part.
    sequence_id sequence = common_sequence;
    std::int32_t before = 0;
    std::int32_t after = 0;
    /// Held until the update is handled.
    std::shared_ptr<delivery_token> delivery{};
};

/// The message of updateNewMessage or updateNewChannelMessage; null for other updates.
[[nodiscard]] inline const api::Message* new_message_of(const api::Update& update) noexcept {
    if (const auto* common = update.get_if<api::updateNewMessage>())
        return &common->message;
    if (const auto* channel = update.get_if<api::updateNewChannelMessage>())
        return &channel->message;
    return nullptr;
}

} // namespace awaitgram::updates
