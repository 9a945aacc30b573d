// SPDX-License-Identifier: MIT
// An inline bot: type its name and a text in any chat, and send the text in another form.
#include <awaitgram/awaitgram.hpp>

#include <algorithm>
#include <cctype>
#include <iostream>
#include <string>
namespace ag = awaitgram;

std::string in_capitals(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char each) {
        return static_cast<char>(std::toupper(each));
    });
    return text;
}

ag::awaitable<void> offer(ag::inline_query query) {
    const std::string text{query.text()};
    ag::inline_results results;
    if (!text.empty()) {
        results.article("capitals", "In capitals", in_capitals(text));
        results.article("quoted", "In quotation marks", "\"" + text + "\"");
    }
    co_await query.answer(results, {.personal = true});
}

ag::awaitable<void> note(ag::chosen_inline_result chosen) {
    std::cout << chosen.user_id() << " chose " << chosen.result_id() << std::endl;
    co_return;
}

int main() {
    ag::bot bot{"inline.session", ag::app_from_environment()};
    bot.on_inline_query(offer);
    bot.on_chosen_inline_result(note);
    return bot.run(ag::environment("BOT_TOKEN"));
}
