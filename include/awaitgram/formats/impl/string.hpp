// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/formats/detail/awaitgram_string.hpp>
#include <awaitgram/formats/detail/gramjs_string.hpp>
#include <awaitgram/formats/detail/mtcute_string.hpp>
#include <awaitgram/formats/detail/mtkruto_string.hpp>
#include <awaitgram/formats/detail/pyrogram_string.hpp>
#include <awaitgram/formats/detail/telethon_string.hpp>
#include <awaitgram/formats/string.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

/// A string by its form: what is in it isn't checked yet.
struct recognised_string {
    std::optional<session_format> format{};
    std::string_view text{};
    /// Without what the format wraps it in; none for awaitgram's.
    secret_bytes decoded{{}};
};

inline void recognise(recognised_string& found, std::string_view text) {
    found.text = without_blanks(text);
    if (found.text.empty() || found.text.size() > longest_session_string)
        return;
    if (awaitgram_string::looks_like(found.text)) {
        found.format = session_format::session_string;
        return;
    }
    const auto with_version = found.text.front() == '1';
    auto decoded = from_base64(found.text.substr(with_version ? 1 : 0));
    if (!decoded)
        return;
    found.decoded.bytes = std::move(*decoded);
    const auto& bytes = found.decoded.bytes;
    if (with_version) {
        if (gramjs_string::looks_like(bytes))
            found.format = session_format::gramjs_string;
        else if (telethon_login::looks_like(bytes))
            found.format = session_format::telethon_string;
    } else if (auto unpacked = mtkruto_string::looks_like(bytes)) {
        found.format = session_format::mtkruto_string;
        std::swap(found.decoded.bytes, *unpacked);
        crypto::wipe(*unpacked);
    } else if (pyrogram_string::looks_like(bytes)) {
        found.format = session_format::pyrogram_string;
    } else if (mtcute_string::looks_like(bytes)) {
        found.format = session_format::mtcute_string;
    }
}

} // namespace detail

AWAITGRAM_DECL const char* to_string(session_format format) noexcept {
    switch (format) {
    case session_format::session_string:
        return "awaitgram string";
    case session_format::session_file:
        return "awaitgram file";
    case session_format::telethon_string:
        return "Telethon string";
    case session_format::telethon_file:
        return "Telethon file";
    case session_format::pyrogram_string:
        return "Pyrogram string";
    case session_format::pyrogram_file:
        return "Pyrogram file";
    case session_format::gramjs_string:
        return "GramJS string";
    case session_format::gramjs_store:
        return "GramJS store";
    case session_format::mtcute_string:
        return "mtcute string";
    case session_format::mtcute_file:
        return "mtcute file";
    case session_format::mtkruto_string:
        return "MTKruto string";
    case session_format::grammers_file:
        return "grammers file";
    case session_format::telegram_desktop:
        return "Telegram Desktop directory";
    }
    return "unknown format";
}

AWAITGRAM_DECL std::string describe(const imported_session& session) {
    const auto& data = session.data;
    std::string text = to_string(session.format);
    text += ", version " + std::to_string(session.version) + ": ";
    text += session.test_servers ? "test DC " : "DC ";
    text += std::to_string(data.home_dc);
    const auto home = data.dcs.find(data.home_dc);
    if (home == data.dcs.end() || !home->second.auth_key)
        text += " without a key";
    if (data.self)
        text += (data.self->bot ? ", bot " : ", user ") + std::to_string(data.self->id);
    if (session.api_id)
        text += ", API id " + std::to_string(*session.api_id);
    if (const auto count = data.peers.size(); count != 0)
        text += ", " + std::to_string(count) + (count == 1 ? " peer" : " peers");
    if (data.updates.pts != 0)
        text += ", updates up to pts " + std::to_string(data.updates.pts);
    if (!session.note.empty())
        text += " (" + session.note + ')';
    return text;
}

AWAITGRAM_DECL std::optional<session_format> recognise_string(std::string_view text) {
    detail::recognised_string found;
    detail::recognise(found, text);
    return found.format;
}

AWAITGRAM_DECL imported_session read_session_string(std::string_view text) {
    detail::recognised_string found;
    detail::recognise(found, text);
    const auto& bytes = found.decoded.bytes;
    if (found.format)
        switch (*found.format) {
        case session_format::session_string:
            return detail::awaitgram_string::read(found.text);
        case session_format::telethon_string:
            return detail::telethon_string::read(bytes);
        case session_format::pyrogram_string:
            return detail::pyrogram_string::read(bytes);
        case session_format::gramjs_string:
            return detail::gramjs_string::read(bytes);
        case session_format::mtcute_string:
            return detail::mtcute_string::read(bytes);
        case session_format::mtkruto_string:
            return detail::mtkruto_string::read(bytes);
        case session_format::session_file:
        case session_format::telethon_file:
        case session_format::pyrogram_file:
        case session_format::gramjs_store:
        case session_format::mtcute_file:
        case session_format::grammers_file:
        case session_format::telegram_desktop:
            break;
        }
    if (found.text.empty())
        detail::refuse(session_errc::unknown_format, "a session string is expected, not nothing");
    const auto length = std::to_string(found.text.size()) + " characters";
    if (bytes.empty())
        detail::refuse(session_errc::unknown_format, "Base64 is expected, not these " + length);
    if (found.text.front() == '1')
        detail::refuse(
            session_errc::unknown_format,
            "after a 1, 352 or 368 characters (Telethon), or a key and an address (GramJS) are "
            "expected, not these " +
                length
        );
    detail::refuse(
        session_errc::unknown_format,
        "351, 356 or 362 characters (Pyrogram), a string of mtcute's version 3 or of MTKruto's are "
        "expected, not these " +
            length
    );
}

AWAITGRAM_DECL std::string
write_session_string(const imported_session& session, session_format format) {
    switch (format) {
    case session_format::session_string:
        return detail::awaitgram_string::write(session);
    case session_format::telethon_string:
        return detail::telethon_string::write(session);
    case session_format::pyrogram_string:
        return detail::pyrogram_string::write(session);
    case session_format::gramjs_string:
        return detail::gramjs_string::write(session);
    case session_format::mtcute_string:
        return detail::mtcute_string::write(session);
    case session_format::mtkruto_string:
        return detail::mtkruto_string::write(session);
    case session_format::session_file:
    case session_format::telethon_file:
    case session_format::pyrogram_file:
    case session_format::gramjs_store:
    case session_format::mtcute_file:
    case session_format::grammers_file:
    case session_format::telegram_desktop:
        break;
    }
    detail::refuse(
        session_errc::unknown_format, std::string{to_string(format)} + " is not written as a string"
    );
}

} // namespace awaitgram
