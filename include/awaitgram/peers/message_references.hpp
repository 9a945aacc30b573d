// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/peer_id.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace awaitgram {

/// A message that shows a peer: by it, requests address peers whose access hash is not known.
struct message_reference {
    /// The chat of the message, in the Bot API's numbering.
    std::int64_t chat = 0;
    std::int32_t message = 0;

    friend bool operator==(const message_reference&, const message_reference&) = default;
};

/// The messages in which peers without a full access hash were seen, the latest one of each.
///
/// Spec: https://core.telegram.org/api/min
class message_references {
public:
    /// More peers than this are not kept; the oldest half is forgotten then.
    static constexpr std::size_t most_peers = 20'000;

    /// Notes that a message shows a peer: as its sender, where it was forwarded from, or in its text.
    void note(peer_id shown, message_reference where) {
        if (young_.size() >= most_peers / 2)
            old_ = std::exchange(young_, {});
        young_.insert_or_assign(shown, where);
    }

    /// The latest message that shows the peer.
    [[nodiscard]] std::optional<message_reference> find(peer_id shown) const {
        for (const auto* generation : {&young_, &old_})
            if (const auto known = generation->find(shown); known != generation->end())
                return known->second;
        return std::nullopt;
    }

    /// Forgets the message of a peer, as when Telegram says that it is gone.
    void forget(peer_id shown) {
        young_.erase(shown);
        old_.erase(shown);
    }

    void clear() noexcept {
        young_.clear();
        old_.clear();
    }

    [[nodiscard]] std::size_t size() const noexcept { return young_.size() + old_.size(); }

private:
    std::map<peer_id, message_reference> young_{};
    std::map<peer_id, message_reference> old_{};
};

} // namespace awaitgram
