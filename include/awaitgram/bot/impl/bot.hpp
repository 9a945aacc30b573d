// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/secure.hpp>

namespace awaitgram {

AWAITGRAM_DECL awaitable<void> bot::serve(std::string token) {
    return serve_with(
        [secret = crypto::secret_text{std::move(token)}](client& telegram) {
            return telegram.sign_in_bot(secret.get());
        },
        nullptr
    );
}

} // namespace awaitgram
