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
    detail::session_source place;
    detail::look_at(place, path);
    if (text_of(place.content.bytes).substr(0, 16) != detail::sqlite_magic)
        return place.format;
    return detail::recognise_tables({std::move(place.content.bytes), path});
}

AWAITGRAM_DECL imported_session
read_session(const std::string& path, const session_read_options& options) {
    detail::session_source place;
    detail::look_at(place, path);
    try {
        return detail::read_place(place, options);
    } catch (const std::system_error& error) {
        // What doesn't know where it reads from doesn't name it.
        std::string what = error.what();
        if (what.find(place.path) != what.npos)
            throw;
        what.resize(std::min(what.size(), what.rfind(": " + error.code().message())));
        throw std::system_error(error.code(), place.path + " (" + what + ')');
    }
}

} // namespace awaitgram
