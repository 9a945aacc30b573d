// SPDX-License-Identifier: MIT
// What a program without the client pays for its codec: two of the largest types decoded, a request encoded.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/codec.hpp>

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;

std::size_t updates_in(tl::frame frame) {
    const auto reply = tl::decode<api::Updates>(std::move(frame));
    const auto* const updates = reply ? (*reply)->get_if<api::updates_>() : nullptr;
    return updates != nullptr ? updates->updates.size() : 0;
}

std::size_t messages_in(tl::frame frame) {
    const auto reply = tl::decode<api::messages::Messages>(std::move(frame));
    const auto* const page = reply ? (*reply)->get_if<api::messages::messages>() : nullptr;
    return page != nullptr ? page->messages.size() : 0;
}

awaitgram::byte_buffer encoded(const api::messages::sendMessage& request) {
    return tl::encoded(request);
}
