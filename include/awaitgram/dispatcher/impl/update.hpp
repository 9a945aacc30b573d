// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/chat_of.hpp>
#include <awaitgram/dispatcher/user_of.hpp>
#include <awaitgram/types/update.hpp>

namespace awaitgram {

AWAITGRAM_DECL std::int64_t update::chat_id() const {
    return chat_of(*raw_);
}

AWAITGRAM_DECL std::int64_t update::user_id() const {
    return user_of(*raw_);
}

} // namespace awaitgram
