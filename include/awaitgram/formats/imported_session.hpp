// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/data.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace awaitgram {

/// The formats of sessions in strings, files and directories.
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

/// A session read from, or to be written to, any format. Formats without the signed-in user leave `data.self` empty.
struct imported_session {
    session_format format = session_format::session_string;
    /// The version of the format.
    std::int32_t version = 1;
    session_data data{};
    /// The application that signed in; the session is valid for this one only.
    std::optional<std::int32_t> api_id{};
    /// Whether the data centres belong to Telegram's test network.
    bool test_servers = false;
    /// The media server of the home data centre, which mtcute stores separately.
    std::optional<server_address> media{};
    /// The time of writing. Units: unix seconds.
    std::optional<std::int64_t> saved{};
    /// A readable remark on values that the reader omitted; empty without any.
    std::string note{};
};

/// Options for reading a session.
struct session_read_options {
    /// The local passcode of Telegram Desktop, if it has one.
    std::string passcode{};
    /// The index of one of several accounts, from 0; by default the active one.
    std::optional<std::int32_t> account{};
};

} // namespace awaitgram
