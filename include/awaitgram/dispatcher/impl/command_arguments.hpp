// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/detail/command_arguments.hpp>
#include <awaitgram/types/message.hpp>

#include <string>
#include <utility>

namespace awaitgram::detail {

AWAITGRAM_DECL awaitable<void> answer_usage(message to, std::string usage) {
    static_cast<void>(co_await to.reply(usage));
}

} // namespace awaitgram::detail
