// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <memory>

namespace awaitgram {

/// An update in the order of arrival, with the users and chats that came with it: cheap to copy.
///
/// `if (const auto* typing = received.raw->get_if<api::updateUserTyping>())`
struct received_update {
    /// Keeps `raw` alive.
    std::shared_ptr<const peer_map> peers{};
    const api::Update* raw = nullptr;
    rpc::update_origin origin = rpc::update_origin::pushed;
};

} // namespace awaitgram
