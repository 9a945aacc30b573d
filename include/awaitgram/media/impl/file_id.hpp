// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/detail/check_id.hpp>
#include <awaitgram/media/detail/id_codec.hpp>
#include <awaitgram/media/detail/source_codec.hpp>
#include <awaitgram/media/file_id.hpp>

#include <string>
#include <utility>

namespace awaitgram::media {

namespace detail {

inline constexpr std::int32_t web_flag = 1 << 24;
inline constexpr std::int32_t reference_flag = 1 << 25;

/// The last byte of an id.
inline constexpr std::uint8_t old_version = 2;
inline constexpr std::uint8_t current_version = 4;

/// The version that is written. Readers refuse what is newer than they are; the layout has not changed since.
inline constexpr std::uint8_t written_version = 34;

/// Reads the fields of an id of some version.
[[nodiscard]] inline result<file_id, media_errc>
read_fields(byte_view bytes, std::uint8_t version) {
    field_reader from(bytes);
    file_id id;
    const auto type = from.number32();
    id.dc = from.number32();
    if (from.failed())
        return failure{media_errc::truncated};
    if (!is_file_type(type & ~(web_flag | reference_flag)))
        return failure{media_errc::unknown_type};
    id.type = static_cast<file_type>(type & ~(web_flag | reference_flag));
    if ((type & reference_flag) != 0)
        id.file_reference = from.block();
    // So writes Telegram that there is none.
    if (id.file_reference == "#")
        id.file_reference.clear();
    const auto web = (type & web_flag) != 0;
    if (web)
        id.url = from.block();
    else
        id.id = from.number64();
    id.access_hash = from.number64();
    if (!web && is_photo(id.type)) {
        id.source = source_reader(from, version).read();
        if (!id.source && !from.failed())
            return failure{media_errc::invalid_source};
    }
    if (from.failed())
        return failure{media_errc::truncated};
    // Some libraries wrote more behind the fields of the first ids.
    if (!from.complete() && version != 0)
        return failure{media_errc::trailing_bytes};
    if (web && id.url.empty())
        return failure{media_errc::invalid_url};
    if (const auto problem = problem_of(id))
        return failure{*problem};
    return id;
}

} // namespace detail

AWAITGRAM_DECL result<file_id, media_errc> parse_file_id(std::string_view text) {
    const auto bytes = detail::id_bytes(text);
    if (!bytes)
        return failure{bytes.error()};
    byte_view left = *bytes;
    if (left.empty())
        return failure{media_errc::truncated};
    const auto version = left.back();
    left = left.first(left.size() - 1);
    std::uint8_t minor = 0;
    if (version == detail::current_version) {
        if (left.empty())
            return failure{media_errc::truncated};
        minor = left.back();
        left = left.first(left.size() - 1);
    }
    if (version != detail::old_version && (version != detail::current_version || minor == 0))
        return failure{media_errc::unsupported_version};
    const auto fields = detail::restore_zeros(left);
    if (!fields)
        return failure{fields.error()};
    return detail::read_fields(*fields, minor);
}

AWAITGRAM_DECL result<std::string, media_errc> write_file_id(const file_id& id) {
    if (const auto problem = detail::problem_of(id))
        return failure{*problem};
    if (id.url.size() + id.file_reference.size() > detail::longest_id)
        return failure{media_errc::too_long};
    auto type = static_cast<std::int32_t>(id.type);
    if (id.is_web())
        type |= detail::web_flag;
    if (!id.file_reference.empty())
        type |= detail::reference_flag;
    byte_buffer fields;
    append_le(fields, type);
    append_le(fields, id.dc);
    if (!id.file_reference.empty())
        detail::append_block(fields, id.file_reference);
    if (id.is_web())
        detail::append_block(fields, id.url);
    else
        append_le(fields, id.id);
    append_le(fields, id.access_hash);
    if (id.source)
        std::visit([&](const auto& any) { detail::append_source(fields, any); }, *id.source);
    auto bytes = detail::shorten_zeros(fields);
    bytes.push_back(detail::written_version);
    bytes.push_back(detail::current_version);
    auto text = detail::id_text(bytes);
    if (text.size() > detail::longest_id)
        return failure{media_errc::too_long};
    return text;
}

} // namespace awaitgram::media
