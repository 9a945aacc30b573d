// SPDX-License-Identifier: MIT
#pragma once

/// The part of src.hpp for the floors that use Telegram's API types, without the methods and the login.

// With optimisation, GCC 12 wrongly reports that coroutines are freed by another operator than the one that Asio pairs it with.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

#include <awaitgram/bot/impl/bot.hpp>                      // IWYU pragma: export
#include <awaitgram/bot/impl/bot_base.hpp>                 // IWYU pragma: export
#include <awaitgram/bot/impl/hooks.hpp>                    // IWYU pragma: export
#include <awaitgram/bot/impl/userbot.hpp>                  // IWYU pragma: export
#include <awaitgram/client/impl/business_routes.hpp>       // IWYU pragma: export
#include <awaitgram/client/impl/client.hpp>                // IWYU pragma: export
#include <awaitgram/client/impl/config.hpp>                // IWYU pragma: export
#include <awaitgram/client/impl/connection_cursor.hpp>     // IWYU pragma: export
#include <awaitgram/client/impl/update_cursor.hpp>         // IWYU pragma: export
#include <awaitgram/client/impl/write_behind.hpp>          // IWYU pragma: export
#include <awaitgram/dc/impl/cdn_connections.hpp>           // IWYU pragma: export
#include <awaitgram/dc/impl/connection.hpp>                // IWYU pragma: export
#include <awaitgram/dc/impl/connection_pools.hpp>          // IWYU pragma: export
#include <awaitgram/dc/impl/datacenter_addresses.hpp>      // IWYU pragma: export
#include <awaitgram/dc/impl/datacenters.hpp>               // IWYU pragma: export
#include <awaitgram/dc/impl/key_custody.hpp>               // IWYU pragma: export
#include <awaitgram/dispatcher/impl/command_arguments.hpp> // IWYU pragma: export
#include <awaitgram/dispatcher/impl/commands.hpp>          // IWYU pragma: export
#include <awaitgram/dispatcher/impl/delivery.hpp>          // IWYU pragma: export
#include <awaitgram/dispatcher/impl/dispatcher.hpp>        // IWYU pragma: export
#include <awaitgram/dispatcher/impl/handler_list.hpp>      // IWYU pragma: export
#include <awaitgram/dispatcher/impl/state.hpp>             // IWYU pragma: export
#include <awaitgram/dispatcher/impl/state_bytes.hpp>       // IWYU pragma: export
#include <awaitgram/dispatcher/impl/state_store.hpp>       // IWYU pragma: export
#include <awaitgram/dispatcher/impl/turns.hpp>             // IWYU pragma: export
#include <awaitgram/dispatcher/impl/update.hpp>            // IWYU pragma: export
#include <awaitgram/keyboard/impl/check.hpp>               // IWYU pragma: export
#include <awaitgram/keyboard/impl/data_codec.hpp>          // IWYU pragma: export
#include <awaitgram/keyboard/impl/inline_button.hpp>       // IWYU pragma: export
#include <awaitgram/keyboard/impl/keyboard.hpp>            // IWYU pragma: export
#include <awaitgram/keyboard/impl/ref.hpp>                 // IWYU pragma: export
#include <awaitgram/keyboard/impl/reply_button.hpp>        // IWYU pragma: export
#include <awaitgram/keyboard/impl/view.hpp>                // IWYU pragma: export
#include <awaitgram/peers/impl/chat_query.hpp>             // IWYU pragma: export
#include <awaitgram/peers/impl/input_peer.hpp>             // IWYU pragma: export
#include <awaitgram/peers/impl/name_cache.hpp>             // IWYU pragma: export
#include <awaitgram/peers/impl/parse_link.hpp>             // IWYU pragma: export
#include <awaitgram/peers/impl/resolver.hpp>               // IWYU pragma: export
#include <awaitgram/peers/impl/resolver_fetch.hpp>         // IWYU pragma: export
#include <awaitgram/peers/impl/resolver_learn.hpp>         // IWYU pragma: export
#include <awaitgram/rpc/impl/log.hpp>                      // IWYU pragma: export
#include <awaitgram/rpc/impl/rate_limit.hpp>               // IWYU pragma: export
#include <awaitgram/rpc/impl/retry.hpp>                    // IWYU pragma: export
#include <awaitgram/text/impl/entities.hpp>                // IWYU pragma: export
#include <awaitgram/text/impl/html.hpp>                    // IWYU pragma: export
#include <awaitgram/text/impl/html_reader.hpp>             // IWYU pragma: export
#include <awaitgram/text/impl/markdown.hpp>                // IWYU pragma: export
#include <awaitgram/text/impl/marks.hpp>                   // IWYU pragma: export
#include <awaitgram/text/impl/markup_reader.hpp>           // IWYU pragma: export
#include <awaitgram/text/impl/markup_writer.hpp>           // IWYU pragma: export
#include <awaitgram/text/impl/normalise.hpp>               // IWYU pragma: export
#include <awaitgram/text/impl/pyrogram_html.hpp>           // IWYU pragma: export
#include <awaitgram/text/impl/pyrogram_markdown.hpp>       // IWYU pragma: export
#include <awaitgram/text/impl/split.hpp>                   // IWYU pragma: export
#include <awaitgram/text/impl/text.hpp>                    // IWYU pragma: export
#include <awaitgram/text/impl/wire.hpp>                    // IWYU pragma: export
#include <awaitgram/types/impl/callback_query.hpp>         // IWYU pragma: export
#include <awaitgram/types/impl/chat.hpp>                   // IWYU pragma: export
#include <awaitgram/types/impl/draft.hpp>                  // IWYU pragma: export
#include <awaitgram/types/impl/full_chat.hpp>              // IWYU pragma: export
#include <awaitgram/types/impl/history_read.hpp>           // IWYU pragma: export
#include <awaitgram/types/impl/media.hpp>                  // IWYU pragma: export
#include <awaitgram/types/impl/message.hpp>                // IWYU pragma: export
#include <awaitgram/types/impl/message_entity.hpp>         // IWYU pragma: export
#include <awaitgram/types/impl/message_reaction.hpp>       // IWYU pragma: export
#include <awaitgram/types/impl/names.hpp>                  // IWYU pragma: export
#include <awaitgram/types/impl/peer_pattern.hpp>           // IWYU pragma: export
#include <awaitgram/types/impl/poll_view.hpp>              // IWYU pragma: export
#include <awaitgram/types/impl/rights.hpp>                 // IWYU pragma: export
#include <awaitgram/types/impl/typing.hpp>                 // IWYU pragma: export
#include <awaitgram/types/impl/user.hpp>                   // IWYU pragma: export
#include <awaitgram/updates/impl/delivery_ledger.hpp>      // IWYU pragma: export
#include <awaitgram/updates/impl/engine.hpp>               // IWYU pragma: export
#include <awaitgram/updates/impl/engine_containers.hpp>    // IWYU pragma: export
#include <awaitgram/updates/impl/engine_difference.hpp>    // IWYU pragma: export
#include <awaitgram/updates/impl/engine_schedule.hpp>      // IWYU pragma: export
#include <awaitgram/updates/impl/engine_streams.hpp>       // IWYU pragma: export
#include <awaitgram/updates/impl/manager.hpp>              // IWYU pragma: export
#include <awaitgram/updates/impl/manager_fetch.hpp>        // IWYU pragma: export

#pragma GCC diagnostic pop
