// SPDX-License-Identifier: MIT
#pragma once

/// The part of src.hpp that works with every schema: all floors that do not use Telegram's API types.

// With optimisation, GCC 12 wrongly reports that coroutines are freed by another operator than the one that Asio pairs it with.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

#include <awaitgram/async/impl/armed_timer.hpp>                // IWYU pragma: export
#include <awaitgram/async/impl/offload.hpp>                    // IWYU pragma: export
#include <awaitgram/async/impl/timeout.hpp>                    // IWYU pragma: export
#include <awaitgram/async/impl/wait_list.hpp>                  // IWYU pragma: export
#include <awaitgram/crypto/impl/aes_ige.hpp>                   // IWYU pragma: export
#include <awaitgram/crypto/impl/cpu_features.hpp>              // IWYU pragma: export
#include <awaitgram/crypto/impl/message_cipher.hpp>            // IWYU pragma: export
#include <awaitgram/crypto/impl/random.hpp>                    // IWYU pragma: export
#include <awaitgram/mtproto/impl/client_session_reactions.hpp> // IWYU pragma: export
#include <awaitgram/mtproto/impl/client_session_receive.hpp>   // IWYU pragma: export
#include <awaitgram/mtproto/impl/client_session_send.hpp>      // IWYU pragma: export
#include <awaitgram/mtproto/impl/client_session_service.hpp>   // IWYU pragma: export
#include <awaitgram/mtproto/impl/envelope_batch.hpp>           // IWYU pragma: export
#include <awaitgram/mtproto/impl/key_exchange.hpp>             // IWYU pragma: export
#include <awaitgram/rpc/impl/invoke.hpp>                       // IWYU pragma: export
#include <awaitgram/rpc/impl/sender_call.hpp>                  // IWYU pragma: export
#include <awaitgram/rpc/impl/sender_limits.hpp>                // IWYU pragma: export
#include <awaitgram/rpc/impl/sender_link.hpp>                  // IWYU pragma: export
#include <awaitgram/rpc/impl/sender_race.hpp>                  // IWYU pragma: export
#include <awaitgram/rpc/impl/sender_run.hpp>                   // IWYU pragma: export
#include <awaitgram/session/impl/any.hpp>                      // IWYU pragma: export
#include <awaitgram/session/impl/data.hpp>                     // IWYU pragma: export
#include <awaitgram/session/impl/dc_option.hpp>                // IWYU pragma: export
#include <awaitgram/session/impl/facade.hpp>                   // IWYU pragma: export
#include <awaitgram/session/impl/memory.hpp>                   // IWYU pragma: export
#include <awaitgram/session/impl/peer_info.hpp>                // IWYU pragma: export
#include <awaitgram/session/impl/print.hpp>                    // IWYU pragma: export
#include <awaitgram/session/impl/sqlite.hpp>                   // IWYU pragma: export
#include <awaitgram/session/impl/stored.hpp>                   // IWYU pragma: export
#include <awaitgram/session/impl/update_state.hpp>             // IWYU pragma: export
#include <awaitgram/transport/impl/crc32.hpp>                  // IWYU pragma: export

#pragma GCC diagnostic pop
