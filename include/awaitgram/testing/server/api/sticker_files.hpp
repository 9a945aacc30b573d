// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/media/probe.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/sticker_sets.hpp>
#include <awaitgram/testing/server/api/stored_files.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

// Documents that become stickers of sets.

namespace awaitgram::testing {

/// The refusal of a picture that has not the size of stickers: one side of 512 pixels and none larger, or 100 by 100 pixels for emoji.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_picture(const byte_buffer& bytes, sticker_set_kind kind, const char* unreadable) {
    constexpr std::size_t largest = std::size_t{512} * 1024;
    if (bytes.size() > largest)
        return refuse(400, "STICKER_FILE_INVALID");
    const auto read = [&bytes](std::uint64_t position, std::span<std::byte> to) {
        const auto begin = std::min<std::uint64_t>(position, bytes.size());
        const auto size = std::min<std::uint64_t>(to.size(), bytes.size() - begin);
        if (size != 0)
            std::memcpy(to.data(), bytes.data() + begin, static_cast<std::size_t>(size));
        return static_cast<std::size_t>(size);
    };
    const auto facts = media::probe(read, bytes.size());
    if (!facts.width || !facts.height ||
        (facts.format != media::file_format::png && facts.format != media::file_format::webp))
        return refuse(400, unreadable);
    constexpr std::uint32_t side = 512;
    constexpr std::uint32_t side_of_emoji = 100;
    const auto fits = kind == sticker_set_kind::emojis
                          ? *facts.width == side_of_emoji && *facts.height == side_of_emoji
                          : std::max(*facts.width, *facts.height) == side;
    if (!fits)
        return refuse(400, "STICKER_PNG_DIMENSIONS");
    return std::nullopt;
}

/// The refusal of a document that cannot be a sticker; one that is a sticker already can.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_sticker(const api_call& call, const stored_file& file, sticker_set_kind kind) {
    constexpr std::size_t kilobyte = 1024;
    const auto& bytes = *file.bytes;
    const auto begins = [&bytes](std::string_view with) {
        return bytes.size() >= with.size() &&
               std::memcmp(bytes.data(), with.data(), with.size()) == 0;
    };
    if (call.accounts.stickers().find_with(file.id) != nullptr)
        return std::nullopt;
    if (file.mime == "image/png")
        return refusal_of_picture(bytes, kind, "STICKER_PNG_NOPNG");
    if (file.mime == "image/webp")
        return refusal_of_picture(bytes, kind, "STICKER_FILE_INVALID");
    if (file.mime == "application/x-tgsticker") {
        if (!begins("\x1f\x8b") || bytes.size() > 64 * kilobyte)
            return refuse(400, "STICKER_TGS_NOTGS");
        return std::nullopt;
    }
    if (file.mime == "video/webm") {
        if (!begins("\x1a\x45\xdf\xa3"))
            return refuse(400, "STICKER_VIDEO_NOWEBM");
        if (bytes.size() > 256 * kilobyte)
            return refuse(400, "STICKER_VIDEO_BIG");
        return std::nullopt;
    }
    return refuse(400, "STICKER_FILE_INVALID");
}

/// The refusal of an item for a set of a kind.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_item(const api_call& call, const api::inputStickerSetItem& item, sticker_set_kind kind) {
    constexpr std::size_t most_emoji = 20;
    const auto emoji = single_emoji(item.emoji);
    const auto is_text = [](const std::string& one) {
        return std::all_of(one.begin(), one.end(), [](char each) {
            return static_cast<unsigned char>(each) < 0x80;
        });
    };
    if (emoji.empty() || emoji.size() > most_emoji ||
        std::any_of(emoji.begin(), emoji.end(), is_text))
        return refuse(400, "STICKER_EMOJI_INVALID");
    if (auto refused = refusal_of(
            {{item.mask_coords.has_value() && kind != sticker_set_kind::masks, "mask_coords"}}
        ))
        return refused;
    const auto* named = item.document.get_if<api::inputDocument>();
    if (named == nullptr)
        return refuse(400, "STICKER_FILE_INVALID");
    const auto file = stored_named(call, *named, "STICKER_FILE_INVALID");
    if (!file)
        return failure{file.error()};
    return refusal_of_sticker(call, **file, kind);
}

/// Sets what a document says about itself as a sticker: its first emoji and its set, or none when that is empty.
inline void
describe_sticker(stored_file& file, std::string_view emoji, const api::InputStickerSet& set) {
    const auto all = single_emoji(emoji);
    for (auto& each : file.attributes) {
        if (auto* sticker = each.get_if<api::documentAttributeSticker>()) {
            sticker->stickerset = set;
            if (!all.empty())
                sticker->alt = tl::string{all.front()};
        } else if (auto* custom = each.get_if<api::documentAttributeCustomEmoji>()) {
            custom->stickerset = set;
            if (!all.empty())
                custom->alt = tl::string{all.front()};
        }
    }
}

/// Stores the sticker of an item that is not refused: a document of its own, a WebP where it was a PNG, whose bytes stay as they are.
[[nodiscard]] inline stored_sticker store_sticker(
    const api_call& call, const stored_sticker_set& set, const api::inputStickerSetItem& item
) {
    auto& files = call.accounts.files();
    auto file = *files.find(item.document.get_if<api::inputDocument>()->id);
    file.date = call.date();
    if (file.mime == "image/png")
        file.mime = "image/webp";
    tl::vector<api::DocumentAttribute> kept;
    for (const auto& each : file.attributes)
        if (each.is<api::documentAttributeImageSize>() || each.is<api::documentAttributeVideo>())
            kept.push_back(each);
    if (set.kind == sticker_set_kind::emojis) {
        api::documentAttributeCustomEmoji custom;
        custom.text_color = set.text_color;
        kept.push_back(std::move(custom));
    } else {
        api::documentAttributeSticker sticker;
        sticker.mask = set.kind == sticker_set_kind::masks;
        sticker.mask_coords = item.mask_coords;
        kept.push_back(std::move(sticker));
    }
    api::documentAttributeFilename name;
    name.file_name = file.mime == "image/webp"   ? "sticker.webp"
                     : file.mime == "video/webm" ? "sticker.webm"
                                                 : "AnimatedSticker.tgs";
    kept.push_back(std::move(name));
    file.attributes = std::move(kept);
    describe_sticker(file, item.emoji, input_of(set));
    stored_sticker sticker;
    sticker.file = files.add(std::move(file)).id;
    sticker.emoji = item.emoji.str();
    if (item.keywords)
        sticker.keywords = item.keywords->str();
    return sticker;
}

/// Takes a document out of its set.
inline void forget_sticker(const api_call& call, const stored_sticker& sticker) {
    if (auto* file = call.accounts.files().find(sticker.file))
        describe_sticker(*file, {}, api::inputStickerSetEmpty{});
}

/// The document for a thumbnail of a set: 100 by 100 pixels where it is a picture.
[[nodiscard]] inline result<const stored_file*, api_refusal>
thumb_named(const api_call& call, const api::InputDocument& input) {
    const auto* named = input.get_if<api::inputDocument>();
    if (named == nullptr)
        return refuse(400, "STICKER_THUMB_PNG_NOPNG");
    const auto file = stored_named(call, *named, "STICKER_THUMB_PNG_NOPNG");
    if (!file)
        return failure{file.error()};
    constexpr auto as_emoji = sticker_set_kind::emojis;
    if ((*file)->mime == "image/png" || (*file)->mime == "image/webp") {
        if (refusal_of_picture(*(*file)->bytes, as_emoji, "") ||
            call.accounts.stickers().find_with((*file)->id) != nullptr)
            return refuse(400, "STICKER_THUMB_PNG_NOPNG");
    } else if (refusal_of_sticker(call, **file, as_emoji)) {
        return refuse(400, "STICKER_THUMB_TGS_NOTGS");
    }
    return *file;
}

} // namespace awaitgram::testing
