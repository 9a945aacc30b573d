// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/self_info.hpp>

#include <memory>
#include <utility>

namespace awaitgram::detail {

/// The user of a profile button who is known by id alone; null for other buttons.
[[nodiscard]] inline api::inputUser* incomplete_user(api::KeyboardButton& button) noexcept {
    auto* profile = button.get_if<api::inputKeyboardButtonUserProfile>();
    auto* user = profile != nullptr ? profile->user_id.get_if<api::inputUser>() : nullptr;
    return user != nullptr && user->access_hash == 0 ? user : nullptr;
}

/// Whether `with_known_users` has something to do.
[[nodiscard]] inline bool has_incomplete_user(api::ReplyMarkup& keyboard) noexcept {
    if (auto* below = keyboard.get_if<api::replyInlineMarkup>())
        for (auto& row : below->rows)
            for (auto& each : row.buttons)
                if (incomplete_user(each) != nullptr)
                    return true;
    return false;
}

/// Gives the users of profile buttons the access hashes that are known of them.
[[nodiscard]] inline awaitable<api::ReplyMarkup> with_known_users(
    api::ReplyMarkup keyboard, account_access access, std::shared_ptr<const peer_map> peers
) {
    const auto* users = peers ? peers->users : nullptr;
    if (auto* below = keyboard.get_if<api::replyInlineMarkup>())
        for (auto& row : below->rows)
            for (auto& each : row.buttons)
                if (auto* user = incomplete_user(each)) {
                    const auto peer = co_await resolve_input_peer(
                        *access.session, user->user_id, users, nullptr, access.recent
                    );
                    if (const auto* known = peer.get_if<api::inputPeerUser>())
                        user->access_hash = known->access_hash;
                }
    co_return keyboard;
}

} // namespace awaitgram::detail
