// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "mailbox.hpp"
#include "server_process.hpp"

namespace support {

/// The session of a bot that has signed in to an update_feed with the first of the numbered keys.
inline awaitgram::memory_session known_session() {
    auto here = awaitgram::known_dc(home_dc).value();
    here.auth_key = numbered_key(0);
    awaitgram::session_data content;
    content.set_dc(here);
    content.set_self(awaitgram::signed_in_user{bot_id, true});
    return awaitgram::memory_session{content};
}

/// The configuration of its client.
inline awaitgram::client_config feed_config(std::uint16_t port) {
    awaitgram::client_config config;
    config.api_id = 1;
    config.api_hash = "0123456789abcdef0123456789abcdef";
    config.server = awaitgram::server_address{"127.0.0.1", port};
    config.dc = home_dc;
    config.log = nullptr;
    return config;
}

/// Twenty handlers, the last of which takes every message of a mailbox. peers/ has the same in other libraries.
template <class Handler>
void add_twenty_handlers(awaitgram::bot& to, Handler last) {
    namespace filters = awaitgram::filters;
    const auto never = [](awaitgram::message) -> awaitgram::awaitable<void> {
        std::abort();
        co_return;
    };
    for (const auto* name :
         {"start",
          "help",
          "settings",
          "add",
          "remove",
          "list",
          "search",
          "stats",
          "language",
          "about",
          "ban",
          "unban"})
        to.on_message(filters::command(name), never);
    to.on_message(filters::text_is("ping"), never);
    to.on_message(filters::text_starts_with("!"), never);
    to.on_message(filters::photo, never);
    to.on_message(filters::document && filters::private_chat, never);
    to.on_message(filters::group && filters::text, never);
    to.on_message(filters::reply && filters::text, never);
    to.on_message(filters::from_user({"@owner", "@admin"}), never);
    to.on_message(filters::text, std::move(last));
}

} // namespace support
