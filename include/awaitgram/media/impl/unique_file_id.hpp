// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/media/detail/check_id.hpp>
#include <awaitgram/media/detail/id_codec.hpp>
#include <awaitgram/media/detail/source_codec.hpp>
#include <awaitgram/media/unique_file_id.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace awaitgram::media {

namespace detail {

[[nodiscard]] inline unique_kind kind_of(const file_id& id) noexcept {
    if (id.is_web())
        return unique_kind::web;
    if (is_photo(id.type))
        return unique_kind::photo;
    switch (id.type) {
    case file_type::secure_decrypted:
    case file_type::secure:
        return unique_kind::secure;
    case file_type::encrypted:
        return unique_kind::encrypted;
    case file_type::temporary:
        return unique_kind::temporary;
    default:
        return unique_kind::document;
    }
}

/// The number of a letter in a file_unique_id.
[[nodiscard]] constexpr std::uint8_t unique_part(char letter) noexcept {
    if (letter == 'a')
        return 0;
    return letter == 'c' ? std::uint8_t{1} : static_cast<std::uint8_t>(letter + 5);
}

/// Fills in what tells the parts of a photo apart; false if nothing does.
[[nodiscard]] inline bool tell_apart(unique_file_id& id, const photo_source& source) {
    if (const auto* size = std::get_if<photo_size_source>(&source)) {
        id.part = unique_part(size->letter);
    } else if (const auto* chat = std::get_if<chat_photo_source>(&source)) {
        id.place = chat->place;
        if (!id.place)
            id.part = static_cast<std::uint8_t>(chat->size);
    } else if (const auto* set = std::get_if<sticker_set_source>(&source)) {
        id.id = set->set_id;
        id.set_version = set->version;
        id.place = set->place;
    } else {
        id.place = std::get<legacy_source>(source).place;
    }
    if (id.place)
        id.id = 0;
    return id.part || id.place || id.set_version;
}

/// The byte that tells a version of a set from other parts.
inline constexpr std::uint8_t set_version_mark = 2;

[[nodiscard]] inline bool is_consistent(const unique_file_id& id) noexcept {
    const auto parts = static_cast<int>(id.part.has_value()) +
                       static_cast<int>(id.set_version.has_value()) +
                       static_cast<int>(id.place.has_value());
    return parts == (id.kind == unique_kind::photo ? 1 : 0) &&
           id.url.empty() == (id.kind != unique_kind::web) &&
           (id.id == 0 || (id.kind != unique_kind::web && !id.place));
}

inline void read_photo(field_reader& from, unique_file_id& id) {
    switch (from.left()) {
    case 9:
        id.id = from.number64();
        id.part = from.byte();
        break;
    case 12:
        id.place = read_place(from);
        break;
    case 13:
        if (from.byte() != set_version_mark)
            from.fail();
        id.id = from.number64();
        id.set_version = from.number32();
        break;
    default:
        from.fail();
    }
}

} // namespace detail

AWAITGRAM_DECL result<unique_file_id, media_errc> unique_id_of(const file_id& id) {
    if (const auto problem = detail::problem_of(id))
        return failure{*problem};
    unique_file_id unique;
    unique.kind = detail::kind_of(id);
    unique.id = id.id;
    unique.url = id.url;
    if (id.source && !detail::tell_apart(unique, *id.source))
        return failure{media_errc::invalid_source};
    return unique;
}

AWAITGRAM_DECL result<unique_file_id, media_errc> parse_unique_file_id(std::string_view text) {
    const auto bytes = detail::id_bytes(text);
    if (!bytes)
        return failure{bytes.error()};
    const auto fields = detail::restore_zeros(*bytes);
    if (!fields)
        return failure{fields.error()};
    detail::field_reader from(*fields);
    unique_file_id id;
    const auto kind = from.number32();
    if (from.failed())
        return failure{media_errc::truncated};
    if (kind < 0 || kind > static_cast<std::int32_t>(unique_kind::temporary))
        return failure{media_errc::unknown_type};
    id.kind = static_cast<unique_kind>(kind);
    if (id.kind == unique_kind::web)
        id.url = from.block();
    else if (id.kind == unique_kind::photo)
        detail::read_photo(from, id);
    else
        id.id = from.number64();
    if (from.failed())
        return failure{
            id.kind == unique_kind::photo ? media_errc::invalid_source : media_errc::truncated};
    if (!from.complete())
        return failure{media_errc::trailing_bytes};
    if (id.kind == unique_kind::web && !detail::is_web_address(id.url))
        return failure{media_errc::invalid_url};
    return id;
}

AWAITGRAM_DECL result<std::string, media_errc> write_unique_file_id(const unique_file_id& id) {
    if (!detail::is_consistent(id))
        return failure{media_errc::mismatched_fields};
    if (id.kind == unique_kind::web && !detail::is_web_address(id.url))
        return failure{media_errc::invalid_url};
    if (id.url.size() > detail::longest_id)
        return failure{media_errc::too_long};
    byte_buffer fields;
    append_le(fields, static_cast<std::int32_t>(id.kind));
    if (id.kind == unique_kind::web) {
        detail::append_block(fields, id.url);
    } else if (id.place) {
        detail::append_place(fields, *id.place);
    } else {
        if (id.set_version)
            fields.push_back(detail::set_version_mark);
        append_le(fields, id.id);
        if (id.set_version)
            append_le(fields, *id.set_version);
        if (id.part)
            fields.push_back(*id.part);
    }
    auto text = detail::id_text(detail::shorten_zeros(fields));
    if (text.size() > detail::longest_id)
        return failure{media_errc::too_long};
    return text;
}

} // namespace awaitgram::media
