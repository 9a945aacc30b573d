// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// Answers what a sign-in by phone asks; each is called when, and as often as, it is needed.
struct sign_in_prompts {
    /// The phone number in international form.
    std::function<awaitable<std::string>()> phone{};
    /// The login code; `where` says how Telegram delivers it, such as "in the Telegram app".
    std::function<awaitable<std::string>(std::string where)> code{};
    /// The password of two-step verification; `hint` may be empty.
    std::function<awaitable<std::string>(std::string hint)> password{};
    /// First and last name for a number without an account; when it isn't set, signing up is refused.
    std::function<awaitable<std::pair<std::string, std::string>>()> name{};
    /// Receives what was wrong before the same is asked again.
    std::function<void(std::string_view problem)> complain{};
};

} // namespace awaitgram
