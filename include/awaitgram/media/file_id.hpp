// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/media/error.hpp>
#include <awaitgram/media/file_type.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace awaitgram::media {

/// Where Telegram kept a part of a photo before photos had sizes with letters. Ids made until 2020 have it.
struct legacy_place {
    std::int64_t volume_id = 0;
    std::int32_t local_id = 0;

    friend bool operator==(const legacy_place&, const legacy_place&) = default;
};

/// A size of a photo, or a thumbnail of a document.
struct photo_size_source {
    /// `photo`, or `thumbnail` of a document.
    file_type of = file_type::photo;
    /// The letter of the size.
    char letter = 'x';

    friend bool operator==(const photo_size_source&, const photo_size_source&) = default;
};

/// The two sizes of the photo of a chat: 160 and 640 pixels.
enum class chat_photo_size : std::uint8_t { small, big };

/// The photo of a user, a group or a channel.
struct chat_photo_source {
    chat_photo_size size = chat_photo_size::small;
    /// The chat, as the Bot API numbers it.
    std::int64_t dialog_id = 0;
    std::int64_t access_hash = 0;
    std::optional<legacy_place> place{};

    friend bool operator==(const chat_photo_source&, const chat_photo_source&) = default;
};

/// The thumbnail of a set of stickers.
struct sticker_set_source {
    std::int64_t set_id = 0;
    std::int64_t access_hash = 0;
    std::optional<std::int32_t> version{};
    std::optional<legacy_place> place{};

    friend bool operator==(const sticker_set_source&, const sticker_set_source&) = default;
};

/// A part of a photo that only its place names.
struct legacy_source {
    std::int64_t secret = 0;
    legacy_place place{};

    friend bool operator==(const legacy_source&, const legacy_source&) = default;
};

/// Which part of a photo a file is.
using photo_source =
    std::variant<photo_size_source, chat_photo_source, sticker_set_source, legacy_source>;

/// The `file_id` of the Bot API: all that is needed to download a file, or to send it again.
///
/// The same file has many such ids. It works for the account that received it alone, and contains secrets: `access_hash` and
/// `file_reference`.
struct file_id {
    file_type type = file_type::document;
    /// The data centre that has the file; 0 for a web file.
    std::int32_t dc = 0;
    std::int64_t id = 0;
    std::int64_t access_hash = 0;
    /// Why the account may see the file; bytes, empty in old ids. It expires.
    std::string file_reference{};
    /// For photos alone, which have it always.
    std::optional<photo_source> source{};
    /// The address of a web file; empty for others.
    std::string url{};

    /// Whether it is a file of another server that Telegram fetches.
    [[nodiscard]] bool is_web() const noexcept { return !url.empty(); }

    friend bool operator==(const file_id&, const file_id&) = default;
};

/// Reads a `file_id`, of every version that the Bot API gave out.
///
/// Errors: `not_base64` … `mismatched_fields` of media_errc. The texts contain nothing of the id.
[[nodiscard]] result<file_id, media_errc> parse_file_id(std::string_view text);

/// Writes a `file_id` of the current version, which the Bot API and other libraries read.
///
/// Errors: `unknown_type`, `invalid_dc`, `invalid_url`, `invalid_source`, `mismatched_fields`, `too_long` for what no id can have.
[[nodiscard]] result<std::string, media_errc> write_file_id(const file_id& id);

} // namespace awaitgram::media
