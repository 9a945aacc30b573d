// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/bot/terminal.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/printable.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<std::pair<std::string, std::string>>
ask_name(std::shared_ptr<terminal> input) {
    terminal::say("This number has no account yet; it gets one now.");
    auto first = co_await input->ask("First name: ");
    auto last = co_await input->ask("Last name (may be empty): ");
    co_return std::pair<std::string, std::string>(std::move(first), std::move(last));
}

} // namespace detail

AWAITGRAM_DECL sign_in_prompts ask_on_terminal() {
    const auto input = std::make_shared<terminal>();
    sign_in_prompts prompts;
    prompts.phone = [input] { return input->ask("Phone number, with the country's code: "); };
    prompts.code = [input](const std::string& where) {
        return input->ask(where.empty() ? "Code: " : "Code (sent " + printable(where) + "): ");
    };
    prompts.password = [input](const std::string& hint) {
        return input->ask(
            hint.empty() ? "Password: " : "Password (hint: " + printable(hint) + "): ",
            terminal::echo::off
        );
    };
    prompts.name = [input] { return detail::ask_name(input); };
    prompts.email = [input] { return input->ask("E-mail address for later sign-ins: "); };
    prompts.complain = [](std::string_view problem) { terminal::say(printable(problem)); };
    return prompts;
}

AWAITGRAM_DECL awaitable<void> userbot::serve(unique_function<awaitable<void>(client&)> work) {
    return serve_with(
        [prompts = prompts_](client& telegram) { return telegram.sign_in(prompts); },
        std::move(work)
    );
}

} // namespace awaitgram
