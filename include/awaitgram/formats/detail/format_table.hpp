// SPDX-License-Identifier: MIT
#pragma once

/// All known formats. A new one is a file like these, an enumerator of session_format and a row here.

#include <awaitgram/formats/detail/awaitgram_file.hpp>
#include <awaitgram/formats/detail/awaitgram_string.hpp>
#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/formats/detail/gramjs_store.hpp>
#include <awaitgram/formats/detail/gramjs_string.hpp>
#include <awaitgram/formats/detail/grammers_file.hpp>
#include <awaitgram/formats/detail/mtcute_file.hpp>
#include <awaitgram/formats/detail/mtcute_string.hpp>
#include <awaitgram/formats/detail/mtkruto_string.hpp>
#include <awaitgram/formats/detail/pyrogram_file.hpp>
#include <awaitgram/formats/detail/pyrogram_string.hpp>
#include <awaitgram/formats/detail/tdata.hpp>
#include <awaitgram/formats/detail/telethon_file.hpp>
#include <awaitgram/formats/detail/telethon_string.hpp>

namespace awaitgram::detail {

/// In the order of recognition.
inline constexpr format_row format_table[] = {
    {session_format::session_string, "awaitgram string", &awaitgram_string::format},
    {session_format::gramjs_string, "GramJS string", &gramjs_string::format},
    {session_format::telethon_string, "Telethon string", &telethon_string::format},
    {session_format::mtkruto_string, "MTKruto string", &mtkruto_string::format},
    {session_format::pyrogram_string, "Pyrogram string", &pyrogram_string::format},
    {session_format::mtcute_string, "mtcute string", &mtcute_string::format},
    {session_format::session_file, "awaitgram file", {}, &awaitgram_file::format},
    {session_format::mtcute_file, "mtcute file", {}, &mtcute_file::format},
    {session_format::grammers_file, "grammers file", {}, &grammers_file::format},
    {session_format::pyrogram_file, "Pyrogram file", {}, &pyrogram_file::format},
    {session_format::telethon_file, "Telethon file", {}, &telethon_file::format},
    {session_format::telegram_desktop, "Telegram Desktop directory", {}, {}, &tdata::format},
    {session_format::gramjs_store, "GramJS store", {}, {}, &gramjs_store::format},
};

/// The row of a format; null for an unknown enumerator.
[[nodiscard]] inline const format_row* row_of(session_format format) noexcept {
    for (const auto& row : format_table)
        if (row.format == format)
            return &row;
    return nullptr;
}

} // namespace awaitgram::detail
