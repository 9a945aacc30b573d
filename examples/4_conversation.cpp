// SPDX-License-Identifier: MIT
// Signs in as a user with a code, writes to a bot and prints the conversation.
//     4_conversation PHONE CODE BOT TEXT...
#include <awaitgram/async/event.hpp>
#include <awaitgram/awaitgram.hpp>

#include <iostream>
#include <random>
namespace ag = awaitgram;
using namespace std::chrono_literals;

template <class Answer>
ag::awaitable<Answer> always(Answer answer) {
    co_return answer;
}

struct conversation {
    std::string bot;
    std::vector<std::string> lines;
    std::string last_answer{};
    std::unique_ptr<ag::event> answered{};

    ag::awaitable<void> hear(ag::message message) {
        last_answer = message.text();
        std::cout << bot << ": " << last_answer << std::endl;
        answered->set();
        co_return;
    }

    ag::awaitable<void> talk(ag::client& telegram) {
        answered = std::make_unique<ag::event>(telegram.executor());
        ag::api::contacts::resolveUsername query{.username = bot};
        const auto resolved = co_await telegram.invoke(query);
        const auto* user =
            resolved->users.empty() ? nullptr : resolved->users[0].get_if<ag::api::user>();
        if (user == nullptr)
            throw std::runtime_error("there is no user called " + bot);

        std::random_device random;
        for (const auto& line : lines) {
            std::cout << "user: " << line << std::endl;
            ag::api::messages::sendMessage request{};
            request.peer = ag::api::inputPeerUser{user->id, user->access_hash.value_or(0)};
            request.message = line;
            request.random_id = random();
            co_await telegram.invoke(request);
            while (last_answer != line)
                co_await ag::within(30s, answered->wait());
        }
    }
};

int main(int count, char** words) {
    if (count < 5) {
        std::cerr << "usage: 4_conversation PHONE CODE BOT TEXT...\n";
        return 2;
    }
    ag::sign_in_prompts prompts;
    prompts.phone = [=] { return always<std::string>(words[1]); };
    prompts.code = [=](const std::string&) { return always<std::string>(words[2]); };
    prompts.name = [] { return always(std::pair<std::string, std::string>("Ann", "Example")); };

    ag::userbot user{ag::memory_session{}, ag::app_from_environment(), prompts};
    // Declared after the userbot, because its event has to be destroyed before the userbot's executor.
    conversation chat{.bot = words[3], .lines = {words + 4, words + count}};
    user.on_message(ag::filters::private_chat && ag::filters::text, [&chat](ag::message message) {
        return chat.hear(message);
    });
    return user.run([&chat](ag::client& telegram) { return chat.talk(telegram); });
}
