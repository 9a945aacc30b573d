// SPDX-License-Identifier: MIT
#pragma once

/// The part of src.hpp for the friendly methods and the login, and what is made of them.

// With optimisation, GCC 12 wrongly reports that coroutines are freed by another operator than the one that Asio pairs it with.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

#include <awaitgram/client/impl/takeout.hpp>            // IWYU pragma: export
#include <awaitgram/dispatcher/impl/admin.hpp>          // IWYU pragma: export
#include <awaitgram/dispatcher/impl/conversation.hpp>   // IWYU pragma: export
#include <awaitgram/login/impl/authorization.hpp>       // IWYU pragma: export
#include <awaitgram/login/impl/bot.hpp>                 // IWYU pragma: export
#include <awaitgram/login/impl/code_delivery.hpp>       // IWYU pragma: export
#include <awaitgram/login/impl/future_tokens.hpp>       // IWYU pragma: export
#include <awaitgram/login/impl/log_out.hpp>             // IWYU pragma: export
#include <awaitgram/login/impl/password.hpp>            // IWYU pragma: export
#include <awaitgram/login/impl/phone.hpp>               // IWYU pragma: export
#include <awaitgram/login/impl/sign_in_flow.hpp>        // IWYU pragma: export
#include <awaitgram/login/impl/sign_in_machine.hpp>     // IWYU pragma: export
#include <awaitgram/login/impl/sign_in_state.hpp>       // IWYU pragma: export
#include <awaitgram/login/impl/sign_in_step.hpp>        // IWYU pragma: export
#include <awaitgram/login/impl/sign_in_token.hpp>       // IWYU pragma: export
#include <awaitgram/methods/impl/account.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/bot_messages.hpp>      // IWYU pragma: export
#include <awaitgram/methods/impl/bots.hpp>              // IWYU pragma: export
#include <awaitgram/methods/impl/business.hpp>          // IWYU pragma: export
#include <awaitgram/methods/impl/buttons.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/chat_actions.hpp>      // IWYU pragma: export
#include <awaitgram/methods/impl/chat_list.hpp>         // IWYU pragma: export
#include <awaitgram/methods/impl/chat_settings.hpp>     // IWYU pragma: export
#include <awaitgram/methods/impl/chats.hpp>             // IWYU pragma: export
#include <awaitgram/methods/impl/contacts.hpp>          // IWYU pragma: export
#include <awaitgram/methods/impl/contents.hpp>          // IWYU pragma: export
#include <awaitgram/methods/impl/dialogs.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/editing.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/event_log.hpp>         // IWYU pragma: export
#include <awaitgram/methods/impl/fetching.hpp>          // IWYU pragma: export
#include <awaitgram/methods/impl/folders.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/forums.hpp>            // IWYU pragma: export
#include <awaitgram/methods/impl/forwarding.hpp>        // IWYU pragma: export
#include <awaitgram/methods/impl/games.hpp>             // IWYU pragma: export
#include <awaitgram/methods/impl/history.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/inline_results.hpp>    // IWYU pragma: export
#include <awaitgram/methods/impl/invite_links.hpp>      // IWYU pragma: export
#include <awaitgram/methods/impl/invoice.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/managed_bots.hpp>      // IWYU pragma: export
#include <awaitgram/methods/impl/marks.hpp>             // IWYU pragma: export
#include <awaitgram/methods/impl/media_ref.hpp>         // IWYU pragma: export
#include <awaitgram/methods/impl/member_actions.hpp>    // IWYU pragma: export
#include <awaitgram/methods/impl/member_cursor.hpp>     // IWYU pragma: export
#include <awaitgram/methods/impl/members.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/message_actions.hpp>   // IWYU pragma: export
#include <awaitgram/methods/impl/messages.hpp>          // IWYU pragma: export
#include <awaitgram/methods/impl/password.hpp>          // IWYU pragma: export
#include <awaitgram/methods/impl/payments.hpp>          // IWYU pragma: export
#include <awaitgram/methods/impl/peers.hpp>             // IWYU pragma: export
#include <awaitgram/methods/impl/photos.hpp>            // IWYU pragma: export
#include <awaitgram/methods/impl/polls.hpp>             // IWYU pragma: export
#include <awaitgram/methods/impl/privacy.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/profile.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/query_actions.hpp>     // IWYU pragma: export
#include <awaitgram/methods/impl/reactions.hpp>         // IWYU pragma: export
#include <awaitgram/methods/impl/scheduled.hpp>         // IWYU pragma: export
#include <awaitgram/methods/impl/stories.hpp>           // IWYU pragma: export
#include <awaitgram/methods/impl/typing.hpp>            // IWYU pragma: export
#include <awaitgram/methods/impl/users.hpp>             // IWYU pragma: export
#include <awaitgram/types/impl/chat_member.hpp>         // IWYU pragma: export
#include <awaitgram/types/impl/chat_member_updated.hpp> // IWYU pragma: export

#pragma GCC diagnostic pop
