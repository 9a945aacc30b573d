// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/world/file_view.hpp>
#include <awaitgram/testing/server/world/sticker_sets.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

// Sets of stickers that inputs name, and as the caller sees them.

namespace awaitgram::testing {

/// The set that an input names; null when there is none, or the access hash is not its own.
[[nodiscard]] inline stored_sticker_set*
set_named(const api_call& call, const api::InputStickerSet& input) {
    auto& sets = call.accounts.stickers();
    if (const auto* named = input.get_if<api::inputStickerSetShortName>())
        return sets.find_named(named->short_name);
    const auto* numbered = input.get_if<api::inputStickerSetID>();
    auto* known = numbered != nullptr ? sets.find(numbered->id) : nullptr;
    return known != nullptr && known->access_hash == numbered->access_hash ? known : nullptr;
}

[[nodiscard]] inline api::inputStickerSetID input_of(const stored_sticker_set& set) {
    api::inputStickerSetID input;
    input.id = set.id;
    input.access_hash = set.access_hash;
    return input;
}

/// A set without its stickers.
[[nodiscard]] inline api::stickerSet
shown_set(const api_call& call, const stored_sticker_set& set) {
    api::stickerSet shown;
    shown.masks = set.kind == sticker_set_kind::masks;
    shown.emojis = set.kind == sticker_set_kind::emojis;
    shown.text_color = set.text_color;
    shown.creator = set.is_changed_by(call.self->id);
    const auto installed = set.installed.find(call.self->id);
    if (installed != set.installed.end())
        shown.installed_date = installed->second;
    shown.id = set.id;
    shown.access_hash = set.access_hash;
    shown.title = tl::string{set.title};
    shown.short_name = tl::string{set.short_name};
    if (const auto* thumb = std::as_const(call.accounts).files().find(set.thumb)) {
        api::photoSize size;
        size.type = "s";
        size.w = size.h = 100;
        size.size = static_cast<std::int32_t>(thumb->bytes->size());
        shown.thumbs.emplace().push_back(std::move(size));
        shown.thumb_dc_id = thumb->dc;
        shown.thumb_version = set.thumb_version;
    }
    shown.count = static_cast<std::int32_t>(set.stickers.size());
    shown.hash = set.hash;
    return shown;
}

[[nodiscard]] inline api::Document
shown_sticker(const api_call& call, const stored_sticker& sticker) {
    const auto& files = std::as_const(call.accounts).files();
    return shown_document(call.accounts, call.self->id, *files.find(sticker.file), {});
}

/// A set with its stickers.
[[nodiscard]] inline api::messages::stickerSet
whole_set(const api_call& call, const stored_sticker_set& set) {
    api::messages::stickerSet whole;
    whole.set = shown_set(call, set);
    std::map<std::string, std::size_t> places;
    for (const auto& each : set.stickers) {
        whole.documents.push_back(shown_sticker(call, each));
        for (const auto& emoji : single_emoji(each.emoji)) {
            const auto [at, added] = places.try_emplace(emoji, whole.packs.size());
            if (added) {
                api::stickerPack pack;
                pack.emoticon = tl::string{emoji};
                whole.packs.push_back(std::move(pack));
            }
            whole.packs[at->second].documents.push_back(each.file);
        }
        if (each.keywords.empty())
            continue;
        api::stickerKeyword words;
        words.document_id = each.file;
        std::string_view rest{each.keywords};
        for (;;) {
            const auto end = rest.find(',');
            if (const auto word = rest.substr(0, end); !word.empty())
                words.keyword.push_back(tl::string{word});
            if (end == std::string_view::npos)
                break;
            rest.remove_prefix(end + 1);
        }
        whole.keywords.push_back(std::move(words));
    }
    return whole;
}

[[nodiscard]] inline api_reply answer_with(const api_call& call, const stored_sticker_set& set) {
    return answer(api::messages::StickerSet{whole_set(call, set)});
}

} // namespace awaitgram::testing
