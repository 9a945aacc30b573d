// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/data.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace awaitgram {

/// How a session is written down.
enum class session_format {
    /// awaitgram's string, `ag1:` and Base64.
    session_string = 1,
    /// awaitgram's SQLite file.
    session_file,
    telethon_string,
    telethon_file,
    pyrogram_string,
    /// Also Kurigram's.
    pyrogram_file,
    gramjs_string,
    /// A directory of GramJS's StoreSession.
    gramjs_store,
    mtcute_string,
    mtcute_file,
    mtkruto_string,
    grammers_file,
    /// The directory `tdata` of Telegram Desktop.
    telegram_desktop,
};

/// A session and what else its format says. A format that doesn't say who is signed in leaves `data.self` empty.
struct imported_session {
    session_format format = session_format::session_string;
    /// Of the format: what changed between its releases.
    std::int32_t version = 1;
    session_data data{};
    /// The application that signed in; the session works with no other.
    std::optional<std::int32_t> api_id{};
    /// Whether the data centres are those of Telegram's test network.
    bool test_servers = false;
    /// The home data centre's server for media, which mtcute keeps apart.
    std::optional<server_address> media{};
    /// When it was written. Units: unix seconds.
    std::optional<std::int64_t> saved{};
    /// What the reader left out, for people; empty when that is nothing.
    std::string note{};
};

/// How to read a session.
struct session_read_options {
    /// Of Telegram Desktop's local passcode, if it has one.
    std::string passcode{};
    /// Which of several accounts, from 0; nothing is the one in front.
    std::optional<std::int32_t> account{};
};

} // namespace awaitgram
