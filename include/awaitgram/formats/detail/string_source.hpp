// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_table.hpp>
#include <awaitgram/formats/detail/why_not_base64.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace awaitgram::detail {

inline string_source::string_source(std::string_view from) : cleaned(from), text(cleaned.text()) {
    if (text.empty() || text.size() > longest_session_string)
        return;
    if (awaitgram_string::has_lead(text))
        lead = string_lead::awaitgram;
    else if (text.front() == '1')
        lead = string_lead::one;
    skipped = lead == string_lead::awaitgram ? text.find(':') + 1
              : lead == string_lead::one     ? 1
                                             : 0;
    if (auto bytes = from_base64(text.substr(skipped)))
        decoded.bytes = std::move(*bytes);
}

/// The format of a string; null when it is unknown.
[[nodiscard]] inline const format_row* recognise(const string_source& source) {
    for (const auto& row : format_table)
        if (row.string != nullptr && row.string->lead == source.lead &&
            row.string->looks_like(source))
            return &row;
    return nullptr;
}

/// Reports why a string has no known format.
[[noreturn]] inline void refuse_string(const string_source& source) {
    if (source.text.empty())
        refuse(
            session_errc::unknown_format, "a session string is expected, not nothing or a long text"
        );
    const auto length = std::to_string(source.text.size()) + " characters";
    if (source.text.size() > longest_session_string)
        refuse(session_errc::unknown_format, "a session string is expected, not these " + length);
    if (source.decoded.bytes.empty())
        refuse(session_errc::unknown_format, why_not_base64(source));
    std::string expected = source.lead == string_lead::one ? "after a 1, " : "";
    auto separator = "";
    for (const auto& row : format_table)
        if (row.string != nullptr && row.string->lead == source.lead) {
            expected += separator;
            expected += row.string->expected;
            separator = ", or ";
        }
    refuse(session_errc::unknown_format, expected + " are expected, not these " + length);
}

[[nodiscard]] inline imported_session read_string(const string_source& source) {
    const auto* const row = recognise(source);
    if (row == nullptr)
        refuse_string(source);
    auto session = row->string->read(source);
    session.format = row->format;
    return session;
}

} // namespace awaitgram::detail
