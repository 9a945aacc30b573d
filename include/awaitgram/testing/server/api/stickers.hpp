// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/stickers.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/sticker_files.hpp>
#include <awaitgram/testing/server/api/sticker_sets.hpp>
#include <awaitgram/testing/server/world/credentials.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Sets of stickers that accounts create and change.

namespace awaitgram::testing {

/// Whether a set can have a name: up to 64 letters, digits and single underscores, with a letter first.
[[nodiscard]] inline bool is_set_name(std::string_view name) {
    constexpr std::size_t longest = 64;
    const auto is_word = [](char each) {
        return std::isalnum(static_cast<unsigned char>(each)) != 0 || each == '_';
    };
    return !name.empty() && name.size() <= longest &&
           std::isalpha(static_cast<unsigned char>(name.front())) != 0 &&
           std::all_of(name.begin(), name.end(), is_word) &&
           name.find("__") == std::string_view::npos;
}

[[nodiscard]] inline bool is_set_title(std::string_view title) {
    constexpr std::ptrdiff_t longest = 64;
    const auto characters = std::count_if(title.begin(), title.end(), [](char each) {
        return (static_cast<unsigned char>(each) & 0xc0U) != 0x80U;
    });
    return characters > 0 && characters <= longest;
}

[[nodiscard]] inline std::size_t most_stickers(sticker_set_kind kind) {
    return kind == sticker_set_kind::emojis ? 200 : 120;
}

/// The set that an input names, if the caller may change it.
[[nodiscard]] inline result<stored_sticker_set*, api_refusal>
own_set_named(const api_call& call, const api::InputStickerSet& input) {
    auto* set = set_named(call, input);
    if (set == nullptr || !set->is_changed_by(call.self->id))
        return refuse(400, "STICKERSET_INVALID");
    return set;
}

/// A sticker of a set that the caller may change.
struct own_sticker {
    stored_sticker_set* set;
    stored_sticker* sticker;
};

[[nodiscard]] inline result<own_sticker, api_refusal>
own_sticker_named(const api_call& call, const api::InputDocument& input) {
    const auto* named = input.get_if<api::inputDocument>();
    if (named == nullptr)
        return refuse(400, "STICKER_INVALID");
    const auto file = stored_named(call, *named, "STICKER_INVALID");
    if (!file)
        return failure{file.error()};
    auto* set = call.accounts.stickers().find_with((*file)->id);
    if (set == nullptr || !set->is_changed_by(call.self->id))
        return refuse(400, "STICKER_INVALID");
    return own_sticker{set, set->find((*file)->id)};
}

[[nodiscard]] inline api_reply changed(const api_call& call, stored_sticker_set& set) {
    ++set.hash;
    return answer_with(call, set);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stickers::checkShortName& query) {
    if (!is_set_name(query.short_name))
        return refuse(400, "SHORT_NAME_INVALID");
    if (call.accounts.stickers().find_named(query.short_name) != nullptr)
        return refuse(400, "SHORT_NAME_OCCUPIED");
    return answer(true);
}

/// The letters and digits of the title, and a number where that name is taken.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::stickers::suggestShortName& query) {
    if (!is_set_title(query.title))
        return refuse(400, "TITLE_INVALID");
    std::string name;
    for (const auto each : query.title.view())
        if (std::isalnum(static_cast<unsigned char>(each)) != 0)
            name += each;
    if (name.empty() || std::isalpha(static_cast<unsigned char>(name.front())) == 0)
        name = "pack" + name;
    api::stickers::suggestedShortName suggested;
    auto free = name;
    for (auto number = 1; call.accounts.stickers().find_named(free) != nullptr; ++number)
        free = name + '_' + std::to_string(number);
    suggested.short_name = tl::string{free};
    return answer(suggested);
}

/// The user whose set is created: the caller, or one who has started the calling bot.
[[nodiscard]] inline result<account*, api_refusal>
owner_named(const api_call& call, const api::InputUser& input) {
    auto* owner = user_named(call, input);
    if (owner == nullptr || owner->bot || (!call.self->bot && owner != call.self))
        return refuse(400, "USER_ID_INVALID");
    if (call.self->bot && call.self->box.dialog_with(owner->id) == nullptr)
        return refuse(400, "PEER_ID_INVALID");
    return owner;
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::stickers::createStickerSet& query) {
    if (auto refused = refusal_of({{query.software.has_value(), "software"}}))
        return *std::move(refused);
    const auto owner = owner_named(call, query.user_id);
    if (!owner)
        return failure{owner.error()};
    if ((query.masks && query.emojis) || (query.text_color && !query.emojis))
        return refuse(400, "PACK_TYPE_INVALID");
    if (!is_set_title(query.title))
        return refuse(400, "PACK_TITLE_INVALID");
    const auto ending = "_by_" + lower(call.self->username);
    if (!is_set_name(query.short_name) ||
        (call.self->bot && !lower(query.short_name).ends_with(ending)))
        return refuse(400, "PACK_SHORT_NAME_INVALID");
    auto& sets = call.accounts.stickers();
    if (sets.find_named(query.short_name) != nullptr)
        return refuse(400, "PACK_SHORT_NAME_OCCUPIED");
    stored_sticker_set fresh;
    fresh.kind = query.masks    ? sticker_set_kind::masks
                 : query.emojis ? sticker_set_kind::emojis
                                : sticker_set_kind::regular;
    if (query.stickers.empty())
        return refuse(400, "STICKERS_EMPTY");
    if (query.stickers.size() > most_stickers(fresh.kind))
        return refuse(400, "STICKERS_TOO_MUCH");
    for (const auto& each : query.stickers)
        if (auto refused = refusal_of_item(call, each, fresh.kind))
            return *std::move(refused);
    if (query.thumb) {
        const auto thumb = thumb_named(call, *query.thumb);
        if (!thumb)
            return failure{thumb.error()};
        fresh.thumb = (*thumb)->id;
        fresh.thumb_version = 1;
    }
    fresh.owner = (*owner)->id;
    fresh.bot = call.self->bot ? call.self->id : 0;
    fresh.text_color = query.text_color;
    fresh.title = query.title.str();
    fresh.short_name = query.short_name.str();
    auto& set = sets.add(std::move(fresh));
    set.access_hash = call.accounts.access_hash(0, set.id);
    for (const auto& each : query.stickers)
        set.stickers.push_back(store_sticker(call, set, each));
    return answer_with(call, set);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stickers::addStickerToSet& query) {
    const auto set = own_set_named(call, query.stickerset);
    if (!set)
        return failure{set.error()};
    if ((*set)->stickers.size() >= most_stickers((*set)->kind))
        return refuse(400, "STICKERS_TOO_MUCH");
    if (auto refused = refusal_of_item(call, query.sticker, (*set)->kind))
        return *std::move(refused);
    (*set)->stickers.push_back(store_sticker(call, **set, query.sticker));
    return changed(call, **set);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::stickers::removeStickerFromSet& query) {
    const auto own = own_sticker_named(call, query.sticker);
    if (!own)
        return failure{own.error()};
    forget_sticker(call, *own->sticker);
    auto& all = own->set->stickers;
    all.erase(all.begin() + (own->sticker - all.data()));
    return changed(call, *own->set);
}

/// A position behind the end is the last one.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::stickers::changeStickerPosition& query) {
    const auto own = own_sticker_named(call, query.sticker);
    if (!own)
        return failure{own.error()};
    auto& all = own->set->stickers;
    const auto moved = *own->sticker;
    all.erase(all.begin() + (own->sticker - all.data()));
    const auto last = static_cast<std::int32_t>(all.size());
    all.insert(all.begin() + std::clamp(query.position, 0, last), moved);
    return changed(call, *own->set);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stickers::changeSticker& query) {
    const auto own = own_sticker_named(call, query.sticker);
    if (!own)
        return failure{own.error()};
    auto* file = call.accounts.files().find(own->sticker->file);
    api::inputStickerSetItem item;
    item.document = query.sticker;
    item.emoji = query.emoji ? *query.emoji : tl::string{own->sticker->emoji};
    item.mask_coords = query.mask_coords;
    if (auto refused = refusal_of_item(call, item, own->set->kind))
        return *std::move(refused);
    own->sticker->emoji = item.emoji.str();
    if (query.keywords)
        own->sticker->keywords = query.keywords->str();
    describe_sticker(*file, item.emoji, input_of(*own->set));
    for (auto& each : file->attributes)
        if (auto* mask = each.get_if<api::documentAttributeSticker>(); mask && query.mask_coords)
            mask->mask_coords = query.mask_coords;
    return changed(call, *own->set);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::stickers::replaceSticker& query) {
    const auto own = own_sticker_named(call, query.sticker);
    if (!own)
        return failure{own.error()};
    if (auto refused = refusal_of_item(call, query.new_sticker, own->set->kind))
        return *std::move(refused);
    auto fresh = store_sticker(call, *own->set, query.new_sticker);
    forget_sticker(call, *own->sticker);
    *own->sticker = std::move(fresh);
    return changed(call, *own->set);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::stickers::renameStickerSet& query) {
    const auto set = own_set_named(call, query.stickerset);
    if (!set)
        return failure{set.error()};
    if (!is_set_title(query.title))
        return refuse(400, "PACK_TITLE_INVALID");
    (*set)->title = query.title.str();
    return changed(call, **set);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::stickers::setStickerSetThumb& query) {
    if (auto refused = refusal_of({{query.thumb_document_id.has_value(), "thumb_document_id"}}))
        return *std::move(refused);
    const auto set = own_set_named(call, query.stickerset);
    if (!set)
        return failure{set.error()};
    if (!query.thumb || query.thumb->is<api::inputDocumentEmpty>()) {
        (*set)->thumb = 0;
        return changed(call, **set);
    }
    const auto thumb = thumb_named(call, *query.thumb);
    if (!thumb)
        return failure{thumb.error()};
    (*set)->thumb = (*thumb)->id;
    ++(*set)->thumb_version;
    return changed(call, **set);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::stickers::deleteStickerSet& query) {
    const auto set = own_set_named(call, query.stickerset);
    if (!set)
        return failure{set.error()};
    for (const auto& each : (*set)->stickers)
        forget_sticker(call, each);
    call.accounts.stickers().remove((*set)->id);
    return answer(true);
}

} // namespace awaitgram::testing
