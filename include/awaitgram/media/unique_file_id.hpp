// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/media/error.hpp>
#include <awaitgram/media/file_id.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::media {

/// The kinds of `file_unique_id`.
enum class unique_kind : std::int32_t {
    web = 0,
    photo = 1,
    document = 2,
    secure = 3,
    encrypted = 4,
    temporary = 5,
};

/// The `file_unique_id` of the Bot API: the same for every account and for ever, so it can be compared and kept. It gives no access.
struct unique_file_id {
    unique_kind kind = unique_kind::document;
    /// The file; the set of stickers whose thumbnail it is; 0 where there is a place or an address.
    std::int64_t id = 0;
    /// The part of a photo: 0 for a small photo of a chat or the letter `a`, 1 for a big one or `c`, else the letter plus 5.
    std::optional<std::uint8_t> part{};
    /// The version of the thumbnail of a set of stickers.
    std::optional<std::int32_t> set_version{};
    /// The part of a photo, in old ids.
    std::optional<legacy_place> place{};
    /// The address of a web file.
    std::string url{};

    friend bool operator==(const unique_file_id&, const unique_file_id&) = default;
};

/// The `file_unique_id` of a file.
///
/// Errors: as write_file_id; `invalid_source` for a thumbnail of a set of stickers without version and place, which has none.
[[nodiscard]] result<unique_file_id, media_errc> unique_id_of(const file_id& id);

/// Reads a `file_unique_id`.
///
/// Errors: as parse_file_id.
[[nodiscard]] result<unique_file_id, media_errc> parse_unique_file_id(std::string_view text);

/// Writes a `file_unique_id`.
///
/// Errors: `mismatched_fields`, `invalid_url`, `invalid_source`, `too_long` for what no id can have.
[[nodiscard]] result<std::string, media_errc> write_unique_file_id(const unique_file_id& id);

} // namespace awaitgram::media
