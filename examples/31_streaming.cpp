// SPDX-License-Identifier: MIT
// A chat bot whose answer is seen while it is made, word by word, as that of a language model. `think` stands for the model.
#include <awaitgram/awaitgram.hpp>

#include <chrono>
#include <sstream>
#include <string>
namespace ag = awaitgram;
using namespace std::chrono_literals;

// Gives the next piece of the answer, or nothing at its end.
class model {
public:
    explicit model(std::string question) : words_("You asked: " + std::move(question)) {}
    ag::awaitable<std::string> next() {
        co_await ag::pause(50ms);
        std::string word;
        words_ >> word;
        co_return word;
    }

private:
    std::istringstream words_;
};

ag::awaitable<void> think(ag::message message, ag::client& telegram) {
    model thoughts{std::string{message.text()}};
    std::string answer;
    for (auto word = co_await thoughts.next(); !word.empty(); word = co_await thoughts.next()) {
        answer += (answer.empty() ? "" : " ") + word;
        co_await telegram.send_text_draft(
            message, message.id(), answer
        ); // replaces the draft before
    }
    co_await message.answer(answer);
}

int main() {
    ag::bot bot{"thinker.session", ag::app_from_environment()};
    bot.on_message(ag::filters::private_chat && ag::filters::text, think);
    return bot.run(ag::environment("BOT_TOKEN"));
}
