// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/folders.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/chats.hpp>
#include <awaitgram/testing/server/api/dialogs.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <vector>

// The places of chats in an account's list, and its folders.

namespace awaitgram::testing {

/// The chat that a line of the list names.
[[nodiscard]] inline result<std::int64_t, api_refusal>
dialog_named(const api_call& call, const api::InputDialogPeer& input) {
    const auto* dialog = input.get_if<api::inputDialogPeer>();
    if (dialog == nullptr)
        return refuse(400, "FIELD_NOT_SUPPORTED_inputDialogPeerFolder");
    const auto with = place_named(call, dialog->peer);
    if (!with)
        return failure{with.error()};
    return with->dialog();
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::folders::editPeerFolders& query) {
    std::vector<std::pair<std::int64_t, std::int32_t>> moved;
    for (const auto& each : query.folder_peers) {
        const auto with = place_named(call, each.peer);
        if (!with)
            return failure{with.error()};
        if (each.folder_id != 0 && each.folder_id != 1)
            return refuse(400, "FOLDER_ID_INVALID");
        moved.emplace_back(with->dialog(), each.folder_id);
    }
    api::updateFolderPeers update;
    loose_update loose;
    for (const auto& [with, folder] : moved) {
        call.self->dialog_settings_of[with].archived = folder == 1;
        std::erase(call.self->pinned_dialogs, with);
        api::folderPeer place;
        place.peer = peer_of(with);
        place.folder_id = folder;
        update.folder_peers.push_back(std::move(place));
        loose.peers.push_back(with);
    }
    update.pts_count = 1;
    update.pts = call.self->box.pts() + 1;
    loose.update = std::move(update);
    auto changes = call.changes();
    changes.add(
        call.self->id,
        call.self->box.add_other(
            0, 1, std::make_shared<const loose_update>(std::move(loose)), call.date()
        )
    );
    return committed(call, changes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::toggleDialogPin& query) {
    constexpr std::size_t most_pinned = 5;
    const auto with = dialog_named(call, query.peer);
    if (!with)
        return failure{with.error()};
    if (state_of(call, *with).top_message == 0)
        return refuse(400, "PEER_HISTORY_EMPTY");
    auto& pins = call.self->pinned_dialogs;
    const auto pinned = std::find(pins.begin(), pins.end(), *with) != pins.end();
    if (query.pinned && !pinned) {
        if (pins.size() == most_pinned)
            return refuse(400, "PINNED_DIALOGS_TOO_MUCH");
        pins.insert(pins.begin(), *with);
    } else if (!query.pinned) {
        std::erase(pins, *with);
    }
    api::dialogPeer named;
    named.peer = peer_of(*with);
    api::updateDialogPinned update;
    update.pinned = query.pinned;
    update.peer = std::move(named);
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {*with});
    call.deliver(changes);
    return answer(true);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getPinnedDialogs& query) {
    api::messages::peerDialogs list;
    std::set<std::int64_t> ids{call.self->id};
    if (query.folder_id == 0) // what is moved to the archive is pinned no more
        for (const auto with : call.self->pinned_dialogs)
            append_dialog(call, with, state_of(call, with), list, ids);
    call.own_view().fill_peers(list, ids);
    list.state = call.own_view().state();
    return answer(list);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::markDialogUnread& query) {
    if (auto refused = refusal_of({{query.parent_peer.has_value(), "parent_peer"}}))
        return *std::move(refused);
    const auto with = dialog_named(call, query.peer);
    if (!with)
        return failure{with.error()};
    call.self->dialog_settings_of[*with].unread_mark = query.unread;
    api::dialogPeer named;
    named.peer = peer_of(*with);
    api::updateDialogUnreadMark update;
    update.unread = query.unread;
    update.peer = std::move(named);
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {*with});
    call.deliver(changes);
    return answer(true);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::updateNotifySettings& query) {
    const auto* named = query.peer.get_if<api::inputNotifyPeer>();
    if (auto refused = refusal_of(
            {{named == nullptr, "peer"},
             {query.settings.show_previews.has_value(), "show_previews"},
             {query.settings.silent.has_value(), "silent"},
             {query.settings.sound.has_value(), "sound"},
             {query.settings.stories_muted.has_value(), "stories_muted"},
             {query.settings.stories_hide_sender.has_value(), "stories_hide_sender"},
             {query.settings.stories_sound.has_value(), "stories_sound"}}
        ))
        return *std::move(refused);
    const auto with = place_named(call, named->peer);
    if (!with)
        return failure{with.error()};
    auto& own = call.self->dialog_settings_of[with->dialog()];
    own.muted_until = query.settings.mute_until.value_or(0);
    api::notifyPeer told;
    told.peer = peer_of(with->dialog());
    api::updateNotifySettings update;
    update.peer = std::move(told);
    update.notify_settings = view::notify_settings(own);
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {with->dialog()});
    call.deliver(changes);
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getDialogFilters&) {
    api::messages::dialogFilters list;
    list.filters.push_back(api::dialogFilterDefault{});
    for (const auto& each : call.self->folders)
        list.filters.push_back(each);
    return answer(list);
}

/// The refusal of a folder that cannot be.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_folder(const api_call& call, const api::dialogFilter& folder) {
    constexpr std::size_t longest_title_of_folder = 12;
    if (folder.title.text.empty())
        return refuse(400, "FILTER_TITLE_EMPTY");
    if (folder.title.text.size() > longest_title_of_folder * 4)
        return refuse(400, "MESSAGE_TOO_LONG");
    const auto kinds =
        folder.contacts || folder.non_contacts || folder.groups || folder.broadcasts || folder.bots;
    if (!kinds && folder.include_peers.empty() && folder.pinned_peers.empty())
        return refuse(400, "FILTER_INCLUDE_EMPTY");
    for (const auto* list : {&folder.pinned_peers, &folder.include_peers, &folder.exclude_peers})
        for (const auto& each : *list)
            if (const auto named = place_named(call, each); !named)
                return failure{named.error()};
    return std::nullopt;
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::updateDialogFilter& query) {
    constexpr std::int32_t lowest_id = 2;
    constexpr std::int32_t greatest_id = 255;
    constexpr std::size_t most_folders = 10;
    if (query.id < lowest_id || query.id > greatest_id)
        return refuse(400, "FILTER_ID_INVALID");
    auto& folders = call.self->folders;
    const auto known = std::find_if(folders.begin(), folders.end(), [&](const auto& each) {
        const auto* id = each.id();
        return id != nullptr && *id == query.id;
    });
    if (!query.filter) {
        if (known != folders.end())
            folders.erase(known);
    } else {
        const auto* folder = query.filter->template get_if<api::dialogFilter>();
        if (folder == nullptr)
            return refuse(400, "FIELD_NOT_SUPPORTED_dialogFilterChatlist");
        if (auto refused = refusal_of_folder(call, *folder))
            return *std::move(refused);
        auto saved = *folder;
        saved.id = query.id;
        if (known != folders.end())
            *known = api::DialogFilter{std::move(saved)};
        else if (folders.size() == most_folders)
            return refuse(400, "DIALOG_FILTERS_TOO_MUCH");
        else
            folders.push_back(std::move(saved));
    }
    api::updateDialogFilter update;
    update.id = query.id;
    update.filter = query.filter;
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {});
    call.deliver(changes);
    return answer(true);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::updateDialogFiltersOrder& query) {
    auto& folders = call.self->folders;
    const auto place_of = [&query](const api::DialogFilter& each) {
        return std::find(query.order.begin(), query.order.end(), *each.id()) - query.order.begin();
    };
    std::stable_sort(folders.begin(), folders.end(), [&](const auto& left, const auto& right) {
        return place_of(left) < place_of(right);
    });
    return answer(true);
}

} // namespace awaitgram::testing
