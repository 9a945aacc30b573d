// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>

namespace awaitgram {

AWAITGRAM_DECL awaitable<void> bot::serve(std::string token) {
    return serve_with(
        [token = std::move(token)](client& telegram) { return telegram.sign_in_bot(token); },
        nullptr
    );
}

} // namespace awaitgram
