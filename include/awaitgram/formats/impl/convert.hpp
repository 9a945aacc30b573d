// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/formats/convert.hpp>
#include <awaitgram/formats/detail/session_source.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL std::optional<session_format> recognise_session(const std::string& path) {
    detail::session_source source;
    detail::look_at(source, path);
    const detail::format_row* row = source.directory;
    if (source.is_database())
        row = detail::recognise(detail::sqlite_reader{std::move(source.content.bytes), path});
    else if (row == nullptr)
        row = detail::recognise(detail::string_source{text_of(source.content.bytes)});
    return row != nullptr ? std::optional{row->format} : std::nullopt;
}

AWAITGRAM_DECL imported_session
read_session(const std::string& path, const session_read_options& options) {
    detail::session_source source;
    detail::look_at(source, path);
    try {
        return detail::read_source(source, options);
    } catch (const std::system_error& error) {
        // Readers of plain bytes do not know the path.
        std::string what = error.what();
        if (what.find(source.path) != what.npos)
            throw;
        what.resize(std::min(what.size(), what.rfind(": " + error.code().message())));
        throw std::system_error(error.code(), source.path + " (" + what + ')');
    }
}

} // namespace awaitgram
