// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/media.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/file_view.hpp>

namespace awaitgram::testing {

/// The new media of a message: a file in place of another one, or of none.
[[nodiscard]] inline result<api::MessageMedia, api_refusal> edited_media(
    api_call& call, const place& where, const stored_message& message, const api::InputMedia& input
) {
    if (message.extras && message.extras->media &&
        file_of(call.accounts, *message.extras->media) == nullptr)
        return refuse(400, "MEDIA_PREV_INVALID");
    if (message.extras && (message.extras->poll != 0 || message.extras->invoice))
        return refuse(400, "MEDIA_PREV_INVALID");
    const auto media = media_for(call, where, input);
    if (!media)
        return failure{media.error()};
    if (!(*media)->media || file_of(call.accounts, *(*media)->media) == nullptr)
        return refuse(400, "MEDIA_NEW_INVALID");
    const auto in_album = message.extras && message.extras->grouped_id != 0;
    if (in_album && group_of(call.accounts, *(*media)->media) !=
                        group_of(call.accounts, *message.extras->media))
        return refuse(400, "MEDIA_GROUPED_INVALID");
    return *(*media)->media;
}

} // namespace awaitgram::testing
