// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/function_ref.hpp>
#include <awaitgram/keyboard/ref.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace awaitgram {

class message;

/// How `message::ask` asks, and which answer it takes.
struct ask_options {
    /// How long an answer is waited for, from when the question was sent.
    monotonic_clock::duration timeout = std::chrono::minutes{5};
    /// The keyboard below the question; only bots send one.
    keyboard_ref keyboard = {};
    /// Which messages are answers: a filter, or a function `bool(const message&)`. Others go to the handlers. By default all but service
    /// messages and commands are. It is a reference, and must live until the answer has come: a lambda in the `co_await` expression does.
    std::optional<function_ref<bool(const message&)>> accept = {};
    /// The user whose answer is waited for; 0 for the sender of the message, anyone_in_chat for anyone.
    std::int64_t from = 0;
    /// Whether handlers get the answer, too.
    bool pass_on = false;

    static constexpr std::int64_t anyone_in_chat = -1;
};

// GCC 12 destroys other aggregates twice when they are written inside a `co_await` expression.
static_assert(std::is_trivially_destructible_v<ask_options>);

} // namespace awaitgram
