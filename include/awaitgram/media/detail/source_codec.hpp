// SPDX-License-Identifier: MIT
#pragma once

/// How ids name the part of a photo.

#include <awaitgram/media/detail/id_codec.hpp>
#include <awaitgram/media/file_id.hpp>

#include <cstdint>
#include <optional>
#include <variant>

namespace awaitgram::media::detail {

/// The byte before the last one: since this version, a place is a part of the source.
inline constexpr std::uint8_t places_in_sources = 32;
/// Before this version, a photo had a place and no source.
inline constexpr std::uint8_t first_sources = 22;
/// The numbers of the sources.
enum class source_tag : std::int32_t {
    legacy = 0,
    photo_size = 1,
    small_chat_photo = 2,
    big_chat_photo = 3,
    sticker_set = 4,
    full_legacy = 5,
    small_chat_photo_at = 6,
    big_chat_photo_at = 7,
    sticker_set_at = 8,
    sticker_set_version = 9,
};

[[nodiscard]] inline legacy_place read_place(field_reader& from) noexcept {
    legacy_place place;
    place.volume_id = from.number64();
    place.local_id = from.number32();
    return place;
}

/// Reads a source, behind the place that ids had around it.
class source_reader {
public:
    source_reader(field_reader& from, std::uint8_t version) noexcept
        : from_(from), outside_(version < places_in_sources), only_place_(version < first_sources) {
    }

    /// Nothing if there is no such source.
    [[nodiscard]] std::optional<photo_source> read() {
        legacy_place place;
        if (outside_)
            place.volume_id = from_.number64();
        auto source = only_place_ ? photo_source{legacy_source{from_.number64(), {}}} : tagged();
        if (outside_)
            place.local_id = from_.number32();
        if (valid_ && outside_)
            std::visit([&](auto& any) { move_into(any, place); }, source);
        if (!valid_)
            return std::nullopt;
        return source;
    }

private:
    [[nodiscard]] photo_source tagged() {
        const auto tag = static_cast<source_tag>(from_.number32());
        switch (tag) {
        case source_tag::legacy:
            // Without the place around it, it means nothing.
            valid_ = outside_;
            return legacy_source{from_.number64(), {}};
        case source_tag::photo_size:
            return photo_size();
        case source_tag::small_chat_photo:
        case source_tag::big_chat_photo:
        case source_tag::small_chat_photo_at:
        case source_tag::big_chat_photo_at:
            return chat_photo(tag);
        case source_tag::sticker_set:
        case source_tag::sticker_set_at:
        case source_tag::sticker_set_version:
            return sticker_set(tag);
        case source_tag::full_legacy: {
            legacy_source source;
            source.place.volume_id = from_.number64();
            source.secret = from_.number64();
            source.place.local_id = from_.number32();
            has_place_ = true;
            return source;
        }
        }
        valid_ = false;
        return {};
    }

    [[nodiscard]] photo_source photo_size() {
        const auto of = from_.number32();
        const auto letter = from_.number32();
        valid_ = is_file_type(of) && is_photo(static_cast<file_type>(of)) && letter >= 0 &&
                 letter <= 127;
        return photo_size_source{static_cast<file_type>(of), static_cast<char>(letter & 127)};
    }

    [[nodiscard]] photo_source chat_photo(source_tag tag) {
        chat_photo_source source;
        if (tag == source_tag::big_chat_photo || tag == source_tag::big_chat_photo_at)
            source.size = chat_photo_size::big;
        source.dialog_id = from_.number64();
        source.access_hash = from_.number64();
        has_place_ = tag == source_tag::small_chat_photo_at || tag == source_tag::big_chat_photo_at;
        if (has_place_)
            source.place = read_place(from_);
        return source;
    }

    [[nodiscard]] photo_source sticker_set(source_tag tag) {
        sticker_set_source source;
        source.set_id = from_.number64();
        source.access_hash = from_.number64();
        has_place_ = tag == source_tag::sticker_set_at;
        if (has_place_)
            source.place = read_place(from_);
        if (tag == source_tag::sticker_set_version)
            source.version = from_.number32();
        return source;
    }

    // A size with a letter needs no place.
    void move_into(photo_size_source&, const legacy_place&) const noexcept {}
    void move_into(chat_photo_source& source, const legacy_place& place) const {
        if (!has_place_)
            source.place = place;
    }
    void move_into(sticker_set_source& source, const legacy_place& place) const {
        if (!has_place_ && !source.version)
            source.place = place;
    }
    void move_into(legacy_source& source, const legacy_place& place) const noexcept {
        if (!has_place_)
            source.place = place;
    }

    field_reader& from_;
    bool outside_;
    bool only_place_;
    bool valid_ = true;
    bool has_place_ = false;
};

inline void append_place(byte_buffer& to, const legacy_place& place) {
    append_le(to, place.volume_id);
    append_le(to, place.local_id);
}

inline void append_tag(byte_buffer& to, source_tag tag) {
    append_le(to, static_cast<std::int32_t>(tag));
}

inline void append_source(byte_buffer& to, const photo_size_source& source) {
    append_tag(to, source_tag::photo_size);
    append_le(to, static_cast<std::int32_t>(source.of));
    append_le(to, static_cast<std::int32_t>(source.letter));
}

inline void append_source(byte_buffer& to, const chat_photo_source& source) {
    const auto big = source.size == chat_photo_size::big;
    if (source.place)
        append_tag(to, big ? source_tag::big_chat_photo_at : source_tag::small_chat_photo_at);
    else
        append_tag(to, big ? source_tag::big_chat_photo : source_tag::small_chat_photo);
    append_le(to, source.dialog_id);
    append_le(to, source.access_hash);
    if (source.place)
        append_place(to, *source.place);
}

inline void append_source(byte_buffer& to, const sticker_set_source& source) {
    append_tag(
        to,
        source.version ? source_tag::sticker_set_version
        : source.place ? source_tag::sticker_set_at
                       : source_tag::sticker_set
    );
    append_le(to, source.set_id);
    append_le(to, source.access_hash);
    if (source.version)
        append_le(to, *source.version);
    else if (source.place)
        append_place(to, *source.place);
}

inline void append_source(byte_buffer& to, const legacy_source& source) {
    append_tag(to, source_tag::full_legacy);
    append_le(to, source.place.volume_id);
    append_le(to, source.secret);
    append_le(to, source.place.local_id);
}

} // namespace awaitgram::media::detail
