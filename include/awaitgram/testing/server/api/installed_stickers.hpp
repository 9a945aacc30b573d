// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/sticker_sets.hpp>

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

// Sets of stickers that accounts look at and install.

namespace awaitgram::testing {

/// The sets that Telegram itself has, such as that of animated emoji: all are one without stickers here.
[[nodiscard]] inline api::messages::stickerSet set_of_telegram() {
    api::messages::stickerSet empty;
    empty.set.official = true;
    empty.set.id = 1;
    empty.set.access_hash = 1;
    empty.set.title = "Empty";
    empty.set.short_name = "empty";
    return empty;
}

[[nodiscard]] inline bool is_of_telegram(const api::InputStickerSet& input) {
    if (const auto* numbered = input.get_if<api::inputStickerSetID>())
        return numbered->id == 1 && numbered->access_hash == 1;
    return !input.is<api::inputStickerSetShortName>() && !input.is<api::inputStickerSetEmpty>();
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getStickerSet& query) {
    if (is_of_telegram(query.stickerset))
        return answer(api::messages::StickerSet{set_of_telegram()});
    const auto* set = set_named(call, query.stickerset);
    if (set == nullptr)
        return refuse(400, "STICKERSET_INVALID");
    if (query.hash != 0 && query.hash == set->hash)
        return answer(api::messages::StickerSet{api::messages::stickerSetNotModified{}});
    return answer_with(call, *set);
}

/// Tells the other sessions of the caller which sets it has.
inline void tell_of_sets(api_call& call, const stored_sticker_set& set) {
    api::updateStickerSets update;
    update.masks = set.kind == sticker_set_kind::masks;
    update.emojis = set.kind == sticker_set_kind::emojis;
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {});
    call.deliver(changes);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::installStickerSet& query) {
    if (auto refused = refusal_of({{query.archived, "archived"}}))
        return *std::move(refused);
    auto* set = set_named(call, query.stickerset);
    if (set == nullptr)
        return refuse(400, "STICKERSET_INVALID");
    set->installed[call.self->id] = call.date();
    api::updateNewStickerSet update;
    update.stickerset = whole_set(call, *set);
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {});
    call.deliver(changes);
    return answer(api::messages::StickerSetInstallResult{
        api::messages::stickerSetInstallResultSuccess{}});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::uninstallStickerSet& query) {
    auto* set = set_named(call, query.stickerset);
    if (set == nullptr)
        return refuse(400, "STICKERSET_INVALID");
    if (set->installed.erase(call.self->id) != 0)
        tell_of_sets(call, *set);
    return answer(true);
}

/// The sets of a kind that the caller has installed, the latest first.
[[nodiscard]] inline api_reply
installed_sets(const api_call& call, sticker_set_kind kind, std::int64_t hash) {
    std::vector<const stored_sticker_set*> sets;
    for (const auto& [id, each] : call.accounts.stickers().all())
        if (each.kind == kind && each.installed.count(call.self->id) != 0)
            sets.push_back(&each);
    const auto place = [&call](const stored_sticker_set* set) {
        return std::tuple{set->installed.at(call.self->id), set->id};
    };
    std::sort(sets.begin(), sets.end(), [&](const auto* one, const auto* other) {
        return place(one) > place(other);
    });
    api::messages::allStickers all;
    for (const auto* each : sets) {
        all.sets.push_back(shown_set(call, *each));
        all.hash = (all.hash * 31 + each->id * 7 + each->hash) & 0x7fff'ffff'ffff;
    }
    if (hash != 0 && hash == all.hash)
        return answer(api::messages::AllStickers{api::messages::allStickersNotModified{}});
    return answer(api::messages::AllStickers{std::move(all)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getAllStickers& query) {
    return installed_sets(call, sticker_set_kind::regular, query.hash);
}
[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getMaskStickers& query) {
    return installed_sets(call, sticker_set_kind::masks, query.hash);
}
[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getEmojiStickers& query) {
    return installed_sets(call, sticker_set_kind::emojis, query.hash);
}

/// The sets that the caller may change, the latest first, each with its first sticker.
[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getMyStickers& query) {
    constexpr std::int32_t most = 100;
    const auto limit = query.limit <= 0 ? most : std::min(query.limit, most);
    const auto& all = call.accounts.stickers().all();
    api::messages::myStickers mine;
    for (auto at = all.rbegin(); at != all.rend(); ++at) {
        const auto& set = at->second;
        if (!set.is_changed_by(call.self->id))
            continue;
        ++mine.count;
        if ((query.offset_id != 0 && set.id >= query.offset_id) ||
            mine.sets.size() >= static_cast<std::size_t>(limit))
            continue;
        if (set.stickers.empty()) {
            api::stickerSetNoCovered bare;
            bare.set = shown_set(call, set);
            mine.sets.push_back(std::move(bare));
            continue;
        }
        api::stickerSetCovered covered;
        covered.set = shown_set(call, set);
        covered.cover = shown_sticker(call, set.stickers.front());
        mine.sets.push_back(std::move(covered));
    }
    return answer(mine);
}

} // namespace awaitgram::testing
