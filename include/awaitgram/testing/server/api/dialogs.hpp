// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Appends a chat and its last message, and to `ids` the accounts they refer to.
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
    if (const auto* top = call.self->box.find(state.top_message))
        out.messages.push_back(own.message(*top));
    ids.insert(with);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getDialogs& query) {
    struct entry {
        std::int64_t with;
        const dialog_state* state;
        std::pair<std::int32_t, std::int32_t> position; // date and id of the last message
    };
    const auto& box = call.self->box;
    std::vector<entry> list;
    if (query.folder_id.value_or(0) == 0)
        for (const auto& [with, state] : box.dialogs())
            list.push_back({with, &state, {box.find(state.top_message)->date, state.top_message}});
    std::sort(list.begin(), list.end(), [](const entry& left, const entry& right) {
        return left.position > right.position;
    });
    auto begin = list.begin();
    if (query.offset_date > 0 || query.offset_id > 0) {
        const auto* after = chat_with(call, query.offset_peer);
        const std::pair offset{
            query.offset_date > 0 ? query.offset_date : 0x7fffffff,
            query.offset_id > 0 ? query.offset_id : 0x7fffffff};
        begin = std::find_if(list.begin(), list.end(), [&](const entry& each) {
            return each.position < offset && (after == nullptr || each.with != after->id);
        });
    }
    const auto limit = std::clamp<std::ptrdiff_t>(query.limit, 0, 100);
    const auto end = begin + std::min(limit == 0 ? 100 : limit, list.end() - begin);

    api::messages::dialogsSlice slice;
    std::set<std::int64_t> ids{call.self->id};
    for (auto at = begin; at != end; ++at)
        append_dialog(call, at->with, *at->state, slice, ids);
    slice.users = call.own_view().users(ids);
    slice.count = static_cast<std::int32_t>(list.size());
    if (begin != list.begin() || end != list.end())
        return answer(api::messages::Dialogs{std::move(slice)});
    api::messages::dialogs all;
    all.dialogs = std::move(slice.dialogs);
    all.messages = std::move(slice.messages);
    all.users = std::move(slice.users);
    return answer(api::messages::Dialogs{std::move(all)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getPeerDialogs& query) {
    api::messages::peerDialogs answered;
    std::set<std::int64_t> ids{call.self->id};
    for (const auto& input : query.peers) {
        const auto* dialog = input.get_if<api::inputDialogPeer>();
        if (dialog == nullptr)
            return refuse(400, "FOLDER_ID_INVALID"); // there are no folders
        const auto* with = chat_with(call, dialog->peer);
        if (with == nullptr)
            return refuse(400, "PEER_ID_INVALID");
        const auto* state = call.self->box.dialog_with(with->id);
        append_dialog(call, with->id, state != nullptr ? *state : dialog_state{}, answered, ids);
    }
    answered.users = call.own_view().users(ids);
    answered.state = call.own_view().state();
    return answer(answered);
}

} // namespace awaitgram::testing
