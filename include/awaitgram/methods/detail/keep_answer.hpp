// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/peer_map.hpp>

#include <memory>
#include <utility>

namespace awaitgram::detail {

/// An answer that handles point into, with the users and chats that came along in it.
template <class Reply>
[[nodiscard]] std::shared_ptr<peer_map_of<Reply>> keep_answer(Reply answer) {
    auto kept = std::make_shared<peer_map_of<Reply>>(std::move(answer));
    const auto& content = *kept->kept;
    if constexpr (requires { content.users(); }) {
        kept->users = content.users();
        if constexpr (requires { content.chats(); })
            kept->chats = content.chats();
    } else if constexpr (requires { content.chats(); }) {
        kept->chats = content.chats();
    } else {
        if constexpr (requires { kept->users = &content.users; })
            kept->users = &content.users;
        if constexpr (requires { kept->chats = &content.chats; })
            kept->chats = &content.chats;
    }
    return kept;
}

} // namespace awaitgram::detail
