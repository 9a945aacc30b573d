// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/change_list.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

// Updates of a test's own making, of any kind, get the numbers that they would have on Telegram.

namespace awaitgram::testing {

/// Whether the container of an update without a number of its own gets the account's next one.
enum class container_number { none, next };

namespace detail {

/// The channel that an update belongs to, as a dialog id; 0 when it belongs to the account.
template <class Update>
[[nodiscard]] std::int64_t channel_of(const Update& update) {
    if constexpr (requires { update.channel_id; }) {
        return channel_dialog(update.channel_id);
    } else if constexpr (requires { update.message.template get_if<api::message>(); }) {
        const auto in = [](const auto* message) -> std::int64_t {
            const auto* channel =
                message != nullptr ? message->peer_id.template get_if<api::peerChannel>() : nullptr;
            return channel != nullptr ? channel_dialog(channel->channel_id) : 0;
        };
        const auto id = in(update.message.template get_if<api::message>());
        return id != 0 ? id : in(update.message.template get_if<api::messageService>());
    } else {
        return 0;
    }
}

template <class Update>
[[nodiscard]] std::shared_ptr<const loose_update>
loose(Update update, const std::vector<std::int64_t>& peers) {
    auto made = std::make_shared<loose_update>();
    made->update = std::move(update);
    made->peers = peers;
    return made;
}

} // namespace detail

/// Pushes an update of any kind to an account: it gets the next number of its sequence, and stays in the log that differences are
/// made of. One that belongs to a channel goes to all members.
inline void push_numbered(
    change_list& changes,
    account& to,
    const api::Update& update,
    const std::vector<std::int64_t>& peers,
    container_number container = container_number::none
) {
    update.visit([&](const auto& given) {
        auto own = given;
        if constexpr (requires { own.qts; }) {
            if constexpr (requires {
                              own.connection_id;
                              own.messages;
                          }) // counts its messages
                to.qts +=
                    own.messages.empty() ? 0 : static_cast<std::int32_t>(own.messages.size()) - 1;
            changes.push_qts(to, std::move(own), peers);
        } else if constexpr (requires { own.pts_count; }) {
            auto* channel = changes.accounts().find_chat(detail::channel_of(own));
            auto& box = channel != nullptr ? channel->posts : to.box;
            const auto count = own.pts_count > 0 ? own.pts_count : 1;
            own.pts_count = count;
            own.pts = box.pts() + count;
            const auto event = box.add_other(
                channel != nullptr ? channel->id : 0,
                count,
                detail::loose(std::move(own), peers),
                changes.date()
            );
            if (channel != nullptr)
                changes.add_to_members(*channel, event);
            else
                changes.add(to.id, event);
        } else {
            loose_update unnumbered;
            if constexpr (requires { own.pts = std::int32_t{}; })
                if (const auto* channel = changes.accounts().find_chat(detail::channel_of(own)))
                    own.pts = channel->posts.pts();
            unnumbered.update = std::move(own);
            unnumbered.peers = peers;
            if (container == container_number::next)
                unnumbered.seq = ++to.seq;
            changes.push(to.id, std::move(unnumbered));
        }
    });
}

} // namespace awaitgram::testing
