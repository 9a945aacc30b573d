// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/types/event_base.hpp>

#include <cstdint>
#include <memory>
#include <utility>

namespace awaitgram {

/// An update of any kind as the schema describes it: a handle, cheap to copy, that keeps its data alive.
class update : public event_base {
public:
    /// An update inside of a larger object, which `peers` keeps alive.
    update(
        std::shared_ptr<const peer_map> peers,
        const api::Update& raw,
        rpc::update_origin origin,
        const self_info* receiver,
        std::shared_ptr<update_context> context = nullptr
    )
        : event_base(std::move(peers), receiver, std::move(context)), raw_(&raw), origin_(origin) {}

    /// The update; lives as long as this handle.
    [[nodiscard]] const api::Update& operator*() const noexcept { return *raw_; }
    [[nodiscard]] const api::Update* operator->() const noexcept { return raw_; }

    /// Whether the server pushed it, or it answered a request of this account.
    [[nodiscard]] rpc::update_origin origin() const noexcept { return origin_; }

    /// The chat that it belongs to, in the Bot API's numbering; 0 when it belongs to none.
    [[nodiscard]] std::int64_t chat_id() const;

    /// The user whose doing it is, such as the sender of a message or who pressed a button; 0 when there is none.
    [[nodiscard]] std::int64_t user_id() const;

private:
    const api::Update* raw_;
    rpc::update_origin origin_;
};

} // namespace awaitgram
