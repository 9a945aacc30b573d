// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/awaitgram_file.hpp>
#include <awaitgram/formats/detail/gramjs_store.hpp>
#include <awaitgram/formats/detail/grammers_file.hpp>
#include <awaitgram/formats/detail/mtcute_file.hpp>
#include <awaitgram/formats/detail/pyrogram_file.hpp>
#include <awaitgram/formats/detail/sqlite_image.hpp>
#include <awaitgram/formats/detail/tdata.hpp>
#include <awaitgram/formats/detail/telethon_file.hpp>
#include <awaitgram/formats/string.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// A path that was looked at.
struct session_source {
    std::optional<session_format> format{};
    std::string path{};
    /// Of an SQLite file or a text.
    secret_bytes content{{}};
};

/// Whose tables these are.
inline std::optional<session_format> recognise_tables(const sqlite_reader& file) {
    if (file.number("pragma application_id") == sqlite_schema::application_id)
        return session_format::session_file;
    if (file.has("mtcute_migrations") && file.has("key_value") && file.has("auth_keys"))
        return session_format::mtcute_file;
    if (file.has("dc_home") && file.has("dc_option") && file.has("peer_info"))
        return session_format::grammers_file;
    if (!file.has("version") || !file.has("sessions"))
        return std::nullopt;
    if (file.has("peers") && file.has("sessions", "test_mode"))
        return session_format::pyrogram_file;
    if (file.has("entities") && file.has("sessions", "server_address"))
        return session_format::telethon_file;
    return std::nullopt;
}

inline imported_session read_tables(const sqlite_reader& file) {
    const auto format = recognise_tables(file);
    if (format == session_format::session_file)
        return awaitgram_file::read(file);
    if (format == session_format::mtcute_file)
        return mtcute_file::read(file);
    if (format == session_format::grammers_file)
        return grammers_file::read(file);
    if (format == session_format::pyrogram_file)
        return pyrogram_file::read(file);
    if (format == session_format::telethon_file)
        return telethon_file::read(file);
    refuse(
        session_errc::unknown_format,
        file.path() + " (an SQLite file, but not with the tables of a known library)"
    );
}

inline void look_at(session_source& place, const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    place.path = path;
    while (place.path.size() > 1 && place.path.back() == '/')
        place.path.pop_back();
    if (std::filesystem::is_directory(status)) {
        for (const auto& candidate : {place.path, place.path + "/tdata"})
            if (!place.format && tdata::looks_like(candidate)) {
                place.format = session_format::telegram_desktop;
                place.path = candidate;
            }
        if (!place.format && !gramjs_store::stores_in(place.path).empty())
            place.format = session_format::gramjs_store;
        return;
    }
    if (!std::filesystem::is_regular_file(status))
        refuse(
            session_errc::storage,
            path + (std::filesystem::exists(status) ? " (neither a file nor a directory)"
                                                    : " (there is no such file)")
        );
    const shared_file file{path};
    const auto start = file.read(sqlite_magic.size());
    if (text_of(start) == sqlite_magic) {
        place.content.bytes = read_database(file, path);
        return;
    }
    if (text_of(start).substr(0, 4) == "TDF$") {
        const auto parent = std::filesystem::path{path}.parent_path().string();
        look_at(place, parent.empty() ? "." : parent);
        return;
    }
    if (file.size() > longest_session_string)
        return;
    place.content.bytes = file.read(longest_session_string);
    place.format = recognise_string(text_of(place.content.bytes));
}

inline imported_session read_place(session_source& place, const session_read_options& options) {
    const auto chosen = [&](std::size_t count, std::size_t front) {
        const auto which = options.account ? std::size_t(*options.account) : front;
        if (which >= count || (options.account && *options.account < 0))
            refuse(session_errc::no_such_account, "it has " + std::to_string(count));
        return which;
    };
    const auto tell = [](imported_session& session, std::size_t which, std::size_t count) {
        if (count > 1)
            session.note += (session.note.empty() ? "account " : "; account ") +
                            std::to_string(which + 1) + " of " + std::to_string(count);
    };
    if (place.format == session_format::telegram_desktop) {
        const tdata::directory directory{place.path, options.passcode};
        const auto& [indices, active] = directory.listed();
        const auto found = std::find(indices.begin(), indices.end(), active);
        const auto front = found == indices.end() ? 0 : found - indices.begin();
        const auto which = chosen(indices.size(), static_cast<std::size_t>(front));
        auto session = directory.account(indices[which]);
        tell(session, which, indices.size());
        return session;
    }
    if (place.format == session_format::gramjs_store) {
        const auto stores = gramjs_store::stores_in(place.path);
        const auto which = chosen(stores.size(), 0);
        auto session = gramjs_store::read(place.path, stores[which]);
        tell(session, which, stores.size());
        return session;
    }
    static_cast<void>(chosen(1, 0));
    if (text_of(place.content.bytes).substr(0, 16) == sqlite_magic)
        return read_tables({std::move(place.content.bytes), place.path});
    if (place.content.bytes.empty())
        refuse(session_errc::unknown_format, place.path);
    return read_session_string(text_of(place.content.bytes));
}

} // namespace awaitgram::detail
