// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/peers/dialog_id.hpp>

#include <cstdint>
#include <utility>

namespace awaitgram::detail {

/// The message as its request describes it, for an answer that does not show it. `chat` may be 0 when it is set later. The text of a
/// request that is not needed any more is moved.
template <class Request>
[[nodiscard]] api::message described(Request&& request, std::int64_t chat) {
    api::message whole{};
    whole.out = true;
    if (chat != 0)
        whole.peer_id = peer_of(chat);
    if constexpr (requires { request.message; })
        whole.message = std::forward<Request>(request).message;
    if constexpr (requires { request.entities; })
        whole.entities = request.entities;
    if constexpr (requires { request.reply_markup; })
        if (request.reply_markup && request.reply_markup->template is<api::replyInlineMarkup>())
            whole.reply_markup = request.reply_markup;
    if constexpr (requires { request.silent; })
        whole.silent = request.silent;
    if constexpr (requires { request.noforwards; })
        whole.noforwards = request.noforwards;
    if constexpr (requires { request.reply_to; })
        if (request.reply_to)
            if (const auto* answered =
                    request.reply_to->template get_if<api::inputReplyToMessage>()) {
                api::messageReplyHeader header{};
                header.reply_to_msg_id = answered->reply_to_msg_id;
                header.reply_to_top_id = answered->top_msg_id;
                whole.reply_to = api::MessageReplyHeader{std::move(header)};
            }
    return whole;
}

} // namespace awaitgram::detail
