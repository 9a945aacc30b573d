// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/outline.hpp>

#include <string_view>

namespace awaitgram::media {

AWAITGRAM_DECL std::string outline_path(byte_view outline) {
    // A byte is a letter of a path, or a number of six bits behind a comma, a minus or nothing.
    constexpr std::string_view letters =
        "AACAAAAHAAALMAAAQASTAVAAAZaacaaaahaaalmaaaqastava.az0123456789-,";
    static_assert(letters.size() == 64);
    if (outline.empty())
        return {};
    std::string path = "M";
    path.reserve(outline.size() * 3 + 2);
    for (const auto byte : outline) {
        if (byte >= 192) {
            path += letters[byte - 192U];
            continue;
        }
        if (byte >= 128)
            path += ',';
        else if (byte >= 64)
            path += '-';
        path += std::to_string(byte & 63);
    }
    path += 'z';
    return path;
}

} // namespace awaitgram::media
