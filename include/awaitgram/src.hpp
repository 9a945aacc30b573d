// SPDX-License-Identifier: MIT
#pragma once

/// What AWAITGRAM_SEPARATE_COMPILATION leaves out of the other headers: one unit of a program, or the library that the build
/// makes, includes it.

#ifndef AWAITGRAM_SEPARATE_COMPILATION
#error                                                                                             \
    "Define AWAITGRAM_SEPARATE_COMPILATION for every unit of the program, or leave this header out"
#endif

#include <awaitgram/async/detail/timeout.hpp>
#include <awaitgram/bot/detail/bot.hpp>
#include <awaitgram/bot/detail/program.hpp>
#include <awaitgram/bot/detail/userbot.hpp>
#include <awaitgram/client/detail/dialogs.hpp>
#include <awaitgram/client/detail/environment.hpp>
#include <awaitgram/client/detail/run.hpp>
#include <awaitgram/client/detail/sign_in.hpp>
#include <awaitgram/crypto/detail/aes_ige.hpp>
#include <awaitgram/crypto/detail/cpu_features.hpp>
#include <awaitgram/crypto/detail/message_cipher.hpp>
#include <awaitgram/crypto/detail/system_random.hpp>
#include <awaitgram/dispatcher/detail/deliver.hpp>
#include <awaitgram/dispatcher/detail/reply.hpp>
#include <awaitgram/mtproto/detail/channel_reactions.hpp>
#include <awaitgram/mtproto/detail/channel_receive.hpp>
#include <awaitgram/mtproto/detail/channel_send.hpp>
#include <awaitgram/mtproto/detail/channel_service.hpp>
#include <awaitgram/mtproto/detail/envelope_batch.hpp>
#include <awaitgram/mtproto/detail/handshake_steps.hpp>
#include <awaitgram/session/detail/any.hpp>
#include <awaitgram/session/detail/convert.hpp>
#include <awaitgram/session/detail/dc_option.hpp>
#include <awaitgram/session/detail/memory.hpp>
#include <awaitgram/session/detail/print.hpp>
#include <awaitgram/session/detail/sqlite_session.hpp>
#include <awaitgram/session/detail/stored.hpp>
#include <awaitgram/session/detail/string.hpp>
#include <awaitgram/transport/detail/crc32_by_zlib.hpp>
