// SPDX-License-Identifier: MIT
// The cost of a unit that encodes one request and decodes the two largest types: messages and updates.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;

awaitgram::byte_buffer send(api::InputPeer peer, std::int64_t random_id) {
    const api::messages::sendMessage request{
        .peer = std::move(peer), .message = "hi", .random_id = random_id};
    return tl::encoded(request);
}

std::size_t count_messages(tl::frame frame) {
    const auto reply = tl::decode<api::messages::Messages>(std::move(frame));
    const auto* const page = reply ? (**reply).get_if<api::messages::messages>() : nullptr;
    return page != nullptr ? page->messages.size() : 0;
}

std::size_t count_updates(tl::frame frame) {
    const auto reply = tl::decode<api::Updates>(std::move(frame));
    const auto* const several = reply ? (**reply).get_if<api::updates_>() : nullptr;
    return several != nullptr ? several->updates.size() : 0;
}
