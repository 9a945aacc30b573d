// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/detail/list.hpp>

#include <cstddef>
#include <cstdint>

namespace awaitgram::mtproto {

/// The ids of recently received messages of one session, for replay protection.
///
/// At least the last 1024 ids are known individually. An id that is not newer than those removed counts as too old.
class received_ids {
public:
    enum class verdict { fresh, duplicate, too_old };

    [[nodiscard]] verdict judge(std::int64_t msg_id) const noexcept {
        if (msg_id <= forgotten_)
            return verdict::too_old;
        return contains(msg_id) ? verdict::duplicate : verdict::fresh;
    }

    [[nodiscard]] bool contains(std::int64_t msg_id) const noexcept {
        const auto at = ids_.lower_bound(msg_id);
        return at != ids_.size() && ids_[at] == msg_id;
    }

    /// Adds an id that was found to be fresh.
    void insert(std::int64_t msg_id) {
        if (ids_.size() == 2 * least) {
            forgotten_ = ids_[least - 1];
            ids_.erase(0, least);
        }
        ids_.insert(
            ids_.empty() || ids_.back() < msg_id ? ids_.size() : ids_.lower_bound(msg_id), msg_id
        );
    }

    /// Removes an id: its message could not be handled.
    void remove(std::int64_t msg_id) noexcept {
        if (contains(msg_id))
            ids_.erase(ids_.lower_bound(msg_id), 1);
    }

    /// The state byte of `msgs_state_info`: 1 too old to know, 2 not received, 3 not sent yet, 4 received.
    [[nodiscard]] std::uint8_t state_of(std::int64_t msg_id) const noexcept {
        if (msg_id <= forgotten_)
            return 1;
        if (contains(msg_id))
            return 4;
        return ids_.empty() || msg_id > ids_.back() ? 3 : 2;
    }

    void clear() noexcept {
        ids_.clear();
        forgotten_ = lowest;
    }

    /// The minimal number of known ids, once as many were received.
    static constexpr std::size_t least = 1024;

private:
    static constexpr std::int64_t lowest = INT64_MIN;

    detail::list<std::int64_t> ids_;
    std::int64_t forgotten_ = lowest;
};

} // namespace awaitgram::mtproto
