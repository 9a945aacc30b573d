// SPDX-License-Identifier: MIT
// Formatted texts: the builder, HTML and Markdown with arguments, what readers wrote as HTML, and a text of any length.
#include <awaitgram/awaitgram.hpp>

#include <string>
namespace ag = awaitgram;

ag::awaitable<void> receipt(ag::message message, int price) {
    co_await message.reply(
        ag::text("Sum: ").bold(std::to_string(price)).line().link("terms", "https://example.org")
    );
}

ag::awaitable<void> hello(ag::message message) {
    // Arguments are texts: a name such as "<b>" is shown as it is.
    co_await message.reply(ag::text::html("<b>{}</b>, welcome!", message.sender_name()));
}

ag::awaitable<void> source(ag::message message) {
    const auto html = message.formatted().html();
    co_await message.reply(ag::text().pre(html, "html"));
}

ag::awaitable<void> render(ag::message message, ag::rest_of_text markup) {
    const auto read = ag::parse_html(markup.text);
    if (read)
        co_await message.reply(*read);
    else
        co_await message.reply(
            ag::text::markdown("_{}_, byte {}", read.error().sentence, read.error().offset)
        );
}

ag::awaitable<void> all(ag::message message, ag::client& telegram) {
    ag::text numbers;
    for (auto number = 1; number <= 1500; ++number)
        numbers.code(std::to_string(number)).append(" ");
    const auto sent = co_await telegram.send_long_text(message.chat_id(), numbers);
    co_await message.answer(std::to_string(sent.size()) + " messages");
}

int main() {
    ag::bot bot{"text.session", ag::app_from_environment()};
    bot.on_command("receipt", receipt, "usage: /receipt price");
    bot.on_command("render", render, "usage: /render markup");
    bot.on_message(ag::filters::command("start"), hello);
    bot.on_message(ag::filters::command("numbers"), all);
    bot.on_message(ag::filters::text, source);
    return bot.run(ag::environment("BOT_TOKEN"));
}
