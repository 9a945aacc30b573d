// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/formats/detail/format_table.hpp>
#include <awaitgram/formats/detail/string_source.hpp>
#include <awaitgram/formats/string.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL const char* to_string(session_format format) noexcept {
    const auto* const row = detail::row_of(format);
    return row != nullptr ? row->name : "unknown format";
}

AWAITGRAM_DECL std::vector<session_format> string_formats() {
    std::vector<session_format> formats;
    for (const auto& row : detail::format_table)
        if (row.string != nullptr)
            formats.push_back(row.format);
    return formats;
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
    const auto* const row = detail::recognise(detail::string_source{text});
    return row != nullptr ? std::optional{row->format} : std::nullopt;
}

AWAITGRAM_DECL imported_session read_session_string(std::string_view text) {
    return detail::read_string(detail::string_source{text});
}

AWAITGRAM_DECL std::string
write_session_string(const imported_session& session, session_format format) {
    const auto* const row = detail::row_of(format);
    if (row == nullptr || row->string == nullptr)
        detail::refuse(
            session_errc::unknown_format,
            std::string{to_string(format)} + " is not written as a string"
        );
    return row->string->write(session);
}

} // namespace awaitgram
