// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/formats.hpp>
#include <awaitgram/testing/server.hpp>

decltype(&awaitgram::to_hex) second(awaitgram::bot& bot);

decltype(&awaitgram::to_hex) second(awaitgram::bot& bot) {
    bot.on_message(
        awaitgram::filters::text,
        [](awaitgram::message message) -> awaitgram::awaitable<void> {
            co_await message.reply(message.text());
        }
    );
    return awaitgram::recognise_string("") ? nullptr : &awaitgram::to_hex;
}
