// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/media/detail/id_codec.hpp>
#include <awaitgram/media/file_id.hpp>

#include <cstdint>
#include <optional>
#include <variant>

namespace awaitgram::media::detail {

[[nodiscard]] inline bool is_dc_number(std::int32_t dc) noexcept {
    return dc >= 1 && dc < 1000;
}

/// What is wrong with the fields of an id, if anything.
[[nodiscard]] inline std::optional<media_errc> problem_of(const file_id& id) noexcept {
    if (!is_file_type(static_cast<std::int32_t>(id.type)))
        return media_errc::unknown_type;
    if (id.is_web()) {
        if (!is_web_address(id.url))
            return media_errc::invalid_url;
        if (id.source || id.id != 0)
            return media_errc::mismatched_fields;
        return id.dc == 0 || is_dc_number(id.dc) ? std::nullopt
                                                 : std::optional(media_errc::invalid_dc);
    }
    if (!is_dc_number(id.dc))
        return media_errc::invalid_dc;
    if (is_photo(id.type) != id.source.has_value())
        return media_errc::mismatched_fields;
    if (!id.source)
        return std::nullopt;
    if (const auto* size = std::get_if<photo_size_source>(&*id.source))
        if (!is_photo(size->of) || static_cast<unsigned char>(size->letter) > 127)
            return media_errc::invalid_source;
    if (const auto* set = std::get_if<sticker_set_source>(&*id.source))
        if (set->version && set->place)
            return media_errc::mismatched_fields;
    return std::nullopt;
}

} // namespace awaitgram::media::detail
