// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Appends a chat and its last message, and to `ids` the users and chats they refer to.
template <class Dialogs>
void append_dialog(
    const api_call& call,
    std::int64_t with,
    const dialog_state& state,
    Dialogs& out,
    std::set<std::int64_t>& ids
) {
    const auto own = call.own_view();
    out.dialogs.push_back(own.dialog(with, state));
    if (const auto* top = box_of(call.accounts, *call.self, with).find(state.top_message)) {
        out.messages.push_back(own.message(*top));
        append_message_peers(*top, ids);
    }
    ids.insert(with);
}

/// The state of a chat of any kind as the caller has it.
[[nodiscard]] inline dialog_state state_of(const api_call& call, std::int64_t with) {
    const auto* own = call.self->box.dialog_with(with);
    const auto* room = is_channel(with) ? call.accounts.find_chat(with) : nullptr;
    if (room == nullptr)
        return own != nullptr ? *own : dialog_state{};
    auto state = call.own_view().state_of_channel(*room);
    if (own != nullptr)
        state.draft = own->draft;
    return state;
}

/// One line of the list of chats.
struct dialog_entry {
    std::int64_t with{};
    dialog_state state{};
    std::pair<std::int32_t, std::int32_t> position{}; // date and id of the last message
};

/// The caller's chats, the one with the newest message first.
[[nodiscard]] inline std::vector<dialog_entry> dialogs_of(const api_call& call) {
    std::vector<dialog_entry> list;
    const auto add = [&](std::int64_t with, const dialog_state& state) {
        const auto* top = box_of(call.accounts, *call.self, with).find(state.top_message);
        list.push_back({with, state, {top != nullptr ? top->date : 0, state.top_message}});
    };
    for (const auto& [with, state] : call.self->box.dialogs())
        if (!is_channel(with) && state.top_message != 0)
            add(with, state);
    for (const auto& [id, room] : call.accounts.chats())
        if (!room->is_group() && !room->deleted && room->has(call.self->id))
            add(id, state_of(call, id));
    std::sort(list.begin(), list.end(), [](const auto& left, const auto& right) {
        return left.position > right.position;
    });
    return list;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getDialogs& query) {
    auto list = dialogs_of(call);
    // Without a folder, archived chats are among the others.
    std::erase_if(list, [&](const dialog_entry& each) {
        const auto own = call.self->dialog_settings_of.find(each.with);
        const auto archived = own != call.self->dialog_settings_of.end() && own->second.archived;
        return query.folder_id && *query.folder_id != (archived ? 1 : 0);
    });
    const auto pin_of = [&](const dialog_entry& each) {
        const auto& pins = call.self->pinned_dialogs;
        return std::find(pins.begin(), pins.end(), each.with) - pins.begin();
    };
    const auto from_top = query.offset_date <= 0 && query.offset_id <= 0;
    const auto unpinned = static_cast<std::ptrdiff_t>(call.self->pinned_dialogs.size());
    if (query.exclude_pinned)
        std::erase_if(list, [&](const auto& each) { return pin_of(each) != unpinned; });
    else if (from_top) // farther down they come again, at their place by date
        std::stable_sort(list.begin(), list.end(), [&](const auto& left, const auto& right) {
            return pin_of(left) < pin_of(right);
        });
    auto begin = list.begin();
    if (!from_top) {
        const auto after = place_named(call, query.offset_peer);
        const std::pair offset{
            query.offset_date > 0 ? query.offset_date : 0x7fffffff,
            query.offset_id > 0 ? query.offset_id : 0x7fffffff};
        begin = std::find_if(list.begin(), list.end(), [&](const dialog_entry& each) {
            return each.position < offset && (!after || each.with != after->dialog());
        });
    }
    const auto limit = std::clamp<std::ptrdiff_t>(query.limit, 0, 100);
    const auto end = begin + std::min(limit == 0 ? 100 : limit, list.end() - begin);

    api::messages::dialogsSlice slice;
    std::set<std::int64_t> ids{call.self->id};
    for (auto at = begin; at != end; ++at)
        append_dialog(call, at->with, at->state, slice, ids);
    call.own_view().fill_peers(slice, ids);
    slice.count = static_cast<std::int32_t>(list.size());
    if (begin != list.begin() || end != list.end())
        return answer(api::messages::Dialogs{std::move(slice)});
    api::messages::dialogs all;
    all.dialogs = std::move(slice.dialogs);
    all.messages = std::move(slice.messages);
    all.users = std::move(slice.users);
    all.chats = std::move(slice.chats);
    return answer(api::messages::Dialogs{std::move(all)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getPeerDialogs& query) {
    api::messages::peerDialogs answered;
    std::set<std::int64_t> ids{call.self->id};
    for (const auto& input : query.peers) {
        const auto* dialog = input.get_if<api::inputDialogPeer>();
        if (dialog == nullptr)
            return refuse(400, "FIELD_NOT_SUPPORTED_inputDialogPeerFolder");
        const auto with = place_named(call, dialog->peer);
        if (!with)
            return failure{with.error()};
        append_dialog(call, with->dialog(), state_of(call, with->dialog()), answered, ids);
    }
    call.own_view().fill_peers(answered, ids);
    answered.state = call.own_view().state();
    return answer(answered);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getAllDrafts&) {
    api::updates_ all;
    std::set<std::int64_t> ids{call.self->id};
    for (const auto& [with, state] : call.self->box.dialogs())
        if (state.draft) {
            api::updateDraftMessage told;
            told.peer = peer_of(with);
            told.draft = *state.draft;
            all.updates.push_back(std::move(told));
            ids.insert(with);
        }
    call.own_view().fill_peers(all, ids);
    all.date = call.date();
    return answer(api::Updates{std::move(all)});
}

/// The groups and channels that the caller and a user are in, by falling ids.
[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getCommonChats& query) {
    const auto* user = user_named(call, query.user_id);
    if (user == nullptr)
        return refuse(400, "USER_ID_INVALID");
    if (user == call.self)
        return refuse(400, "USER_ID_INVALID");
    std::map<std::int64_t, std::int64_t, std::greater<>> common;
    for (const auto& [id, room] : call.accounts.chats())
        if (!room->deleted && room->has(call.self->id) && room->has(user->id))
            common.emplace(bare_id(id), id);
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, 100));
    std::set<std::int64_t> ids;
    auto more = false;
    for (const auto& [bare, id] : common) {
        if (query.max_id > 0 && bare >= query.max_id)
            continue;
        more = ids.size() == limit;
        if (more)
            break;
        ids.insert(id);
    }
    api::messages::peerDialogs filled; // for its chats
    call.own_view().fill_peers(filled, ids);
    std::sort(filled.chats.begin(), filled.chats.end(), [](const auto& left, const auto& right) {
        return *left.id() > *right.id();
    });
    if (!more && query.max_id <= 0) {
        api::messages::chats all;
        all.chats = std::move(filled.chats);
        return answer(api::messages::Chats{std::move(all)});
    }
    api::messages::chatsSlice slice;
    slice.count = static_cast<std::int32_t>(common.size());
    slice.chats = std::move(filled.chats);
    return answer(api::messages::Chats{std::move(slice)});
}

} // namespace awaitgram::testing
