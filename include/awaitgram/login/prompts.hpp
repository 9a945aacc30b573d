// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// The questions of a sign-in by phone; each is called as often as it is needed.
struct sign_in_prompts {
    // No aggregate: written in braces inside a `co_await` expression, one would be destroyed twice by GCC 12.
    sign_in_prompts() = default;

    /// The phone number in international form.
    std::function<awaitable<std::string>()> phone{};
    /// The login code; `where` says how Telegram delivers it, such as "in the Telegram app".
    std::function<awaitable<std::string>(std::string where)> code{};
    /// The password of two-step verification; `hint` may be empty.
    std::function<awaitable<std::string>(std::string hint)> password{};
    /// First and last name for a number without an account; if it is empty, signing up is refused.
    std::function<awaitable<std::pair<std::string, std::string>>()> name{};
    /// An e-mail address for later sign-ins, which Telegram requires of some accounts; then `code` asks for the code that it is sent.
    /// Without it such a sign-in fails.
    std::function<awaitable<std::string>()> email{};
    /// Receives the reason before a question is repeated.
    std::function<void(std::string_view problem)> complain{};
};

} // namespace awaitgram
