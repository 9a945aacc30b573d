// SPDX-License-Identifier: MIT
#pragma once

#include "harness.hpp"

namespace fuzz {

/// A client's session: messages of a server that knows the key, calls, cancellations, time and broken links.
extern const target client_session;
/// Both ends of a key exchange, with somebody between them who can open and change everything.
extern const target key_exchange;
/// Both ends of every transport: bytes in any portions.
extern const target transports;
/// The intake of updates: pushes, answers and differences.
extern const target update_intake;
/// The callback data of buttons, which users may send as they like.
extern const target button_data;
/// Texts that name a chat, as people paste them.
extern const target chat_links;
/// Markups in all dialects, and formatted texts that are written and read again.
extern const target texts;
/// Files with their headers, ids of files, and names of files.
extern const target media_files;
/// The bytes of the connections of a test server.
extern const target server_connections;
/// Messages of clients that have a key of a test server.
extern const target server_calls;

} // namespace fuzz
