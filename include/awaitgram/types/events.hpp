// SPDX-License-Identifier: MIT
#pragma once

/// The events that handlers receive.

#include <awaitgram/types/album.hpp>                // IWYU pragma: export
#include <awaitgram/types/bot_stopped.hpp>          // IWYU pragma: export
#include <awaitgram/types/business_connection.hpp>  // IWYU pragma: export
#include <awaitgram/types/callback_query.hpp>       // IWYU pragma: export
#include <awaitgram/types/chat_boost.hpp>           // IWYU pragma: export
#include <awaitgram/types/chat_member_updated.hpp>  // IWYU pragma: export
#include <awaitgram/types/chosen_inline_result.hpp> // IWYU pragma: export
#include <awaitgram/types/deleted_messages.hpp>     // IWYU pragma: export
#include <awaitgram/types/history_read.hpp>         // IWYU pragma: export
#include <awaitgram/types/inline_query.hpp>         // IWYU pragma: export
#include <awaitgram/types/join_request.hpp>         // IWYU pragma: export
#include <awaitgram/types/message.hpp>              // IWYU pragma: export
#include <awaitgram/types/message_reaction.hpp>     // IWYU pragma: export
#include <awaitgram/types/payment_query.hpp>        // IWYU pragma: export
#include <awaitgram/types/poll.hpp>                 // IWYU pragma: export
#include <awaitgram/types/purchased_media.hpp>      // IWYU pragma: export
#include <awaitgram/types/raw_update.hpp>           // IWYU pragma: export
#include <awaitgram/types/story_update.hpp>         // IWYU pragma: export
#include <awaitgram/types/typing.hpp>               // IWYU pragma: export
#include <awaitgram/types/user_status.hpp>          // IWYU pragma: export
