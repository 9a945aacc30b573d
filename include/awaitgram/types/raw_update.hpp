// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/types/chat_turn.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/self_info.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace awaitgram {

/// A constructor of `api::Update`, such as `api::updateUserStatus`.
template <class T>
concept update_constructor = requires {
    typename T::tl_type;
    requires std::is_same_v<typename T::tl_type, api::Update>;
};

/// An update of one constructor as the schema describes it: a handle, cheap to copy, that keeps its data alive.
template <update_constructor T>
class raw_update {
public:
    /// An update inside of a larger object, which `peers` keeps alive.
    raw_update(
        std::shared_ptr<const peer_map> peers,
        const T& raw,
        rpc::update_origin origin,
        const self_info* receiver,
        std::shared_ptr<chat_turn> turn = nullptr
    )
        : peers_(std::move(peers)), raw_(&raw), receiver_(receiver), turn_(std::move(turn)),
          origin_(origin) {}

    /// An update on its own, to test handlers with.
    explicit raw_update(T raw, const self_info* receiver = nullptr) : receiver_(receiver) {
        const auto holder = std::make_shared<peer_map_of<T>>(std::move(raw));
        raw_ = &holder->kept;
        peers_ = holder;
    }

    /// The update; lives as long as this handle.
    [[nodiscard]] const T& operator*() const noexcept { return *raw_; }
    [[nodiscard]] const T* operator->() const noexcept { return raw_; }

    /// The users and chats that came with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

    /// Whether the server pushed it, or it answered a request of this account.
    [[nodiscard]] rpc::update_origin origin() const noexcept { return origin_; }

    /// Lets the next update of its chat be handled beside this one; see message::let_next_start.
    void let_next_start() const {
        if (turn_)
            turn_->let_next_start();
    }

    /// The account that received it.
    [[nodiscard]] const self_info* receiver() const noexcept { return receiver_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const T* raw_;
    const self_info* receiver_;
    std::shared_ptr<chat_turn> turn_{};
    rpc::update_origin origin_ = rpc::update_origin::pushed;
};

} // namespace awaitgram
