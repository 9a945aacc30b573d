// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/types/event_base.hpp>

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
class raw_update : public event_base {
public:
    /// An update inside of a larger object, which `peers` keeps alive.
    raw_update(
        std::shared_ptr<const peer_map> peers,
        const T& raw,
        rpc::update_origin origin,
        const self_info* receiver,
        std::shared_ptr<update_context> context = nullptr
    )
        : event_base(std::move(peers), receiver, std::move(context)), raw_(&raw), origin_(origin) {}

    /// An update on its own, to test handlers with.
    explicit raw_update(T raw, const self_info* receiver = nullptr)
        : event_base(nullptr, receiver, nullptr) {
        const auto holder = std::make_shared<peer_map_of<T>>(std::move(raw));
        raw_ = &holder->kept;
        hold(holder);
    }

    /// The update; lives as long as this handle.
    [[nodiscard]] const T& operator*() const noexcept { return *raw_; }
    [[nodiscard]] const T* operator->() const noexcept { return raw_; }

    /// Whether the server pushed it, or it answered a request of this account.
    [[nodiscard]] rpc::update_origin origin() const noexcept { return origin_; }

private:
    const T* raw_;
    rpc::update_origin origin_ = rpc::update_origin::pushed;
};

} // namespace awaitgram
