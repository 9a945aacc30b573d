// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/peers/parse_link.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/sending_later.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

[[nodiscard]] inline api_reply handle(api_call& call, const api::users::getUsers& query) {
    tl::vector<api::User> users;
    for (const auto& input : query.id) {
        if (const auto* user = user_named(call, input)) {
            users.push_back(call.own_view().user(*user));
            continue;
        }
        api::userEmpty empty;
        if (const auto* id = input.user_id())
            empty.id = *id;
        users.push_back(empty);
    }
    return answer(users);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::users::getFullUser& query) {
    const auto* user = user_named(call, query.id);
    if (user == nullptr)
        return refuse(400, "USER_ID_INVALID");
    api::users::userFull full;
    full.full_user.id = user->id;
    full.full_user.can_pin_message = true;
    full.full_user.blocked = call.self->blocked.count(user->id) != 0;
    if (!user->photos.empty())
        full.full_user.profile_photo = full_photo(call, user->photos.front(), user->id);
    if (!user->about.empty())
        full.full_user.about = tl::string{user->about};
    if (user->birthday)
        full.full_user.birthday = *user->birthday;
    if (const auto known = call.self->contacts.find(user->id);
        known != call.self->contacts.end() && !known->second.note.empty()) {
        api::textWithEntities note;
        note.text = tl::string{known->second.note};
        full.full_user.note = std::move(note);
    }
    if (user->bot) {
        api::botInfo info;
        info.user_id = user->id;
        info.description = tl::string{"A bot of the test server."};
        full.full_user.bot_info = std::move(info);
    }
    full.users.push_back(call.own_view().user(*user));
    return answer(full);
}

/// The bot whose id is the digits of a name: bots have no names of their choice here.
[[nodiscard]] inline account* bot_by_digits(world& accounts, std::string_view name) {
    std::string digits;
    for (const auto character : name)
        if (character >= '0' && character <= '9')
            digits += character;
    if (digits.empty() || digits.size() > 12)
        return nullptr;
    auto* bot = accounts.find(std::stoll(digits));
    return bot != nullptr && bot->bot ? bot : nullptr;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::resolveUsername& query) {
    if (auto refused = refusal_of({{query.referer.has_value(), "referer"}}))
        return *std::move(refused);
    const auto name = query.username.view();
    if (!is_username(name))
        return refuse(400, "USERNAME_INVALID");
    api::contacts::resolvedPeer resolved;
    if (const auto* room = call.accounts.find_chat_named(name)) {
        resolved.peer = view::peer(room->id);
        resolved.chats.push_back(call.own_view().chat_of(*room));
        return answer(resolved);
    }
    const auto* user = call.accounts.find_username(name);
    if (user == nullptr)
        user = bot_by_digits(call.accounts, name);
    if (user == nullptr)
        return refuse(400, "USERNAME_NOT_OCCUPIED");
    resolved.peer = view::peer(user->id);
    resolved.users.push_back(call.own_view().user(*user));
    return answer(resolved);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::resolvePhone& query) {
    const auto* user = call.accounts.find_phone(query.phone.view());
    if (user == nullptr)
        return refuse(400, "PHONE_NOT_OCCUPIED");
    api::contacts::resolvedPeer resolved;
    resolved.peer = view::peer(user->id);
    resolved.users.push_back(call.own_view().user(*user));
    return answer(resolved);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::updateStatus& query) {
    constexpr std::int32_t online_seconds = 300;
    call.self->last_seen = call.date();
    call.self->online_until = query.offline ? 0 : call.date() + online_seconds;
    for (const auto& [id, dialog] : call.self->box.dialogs()) {
        const auto* other = call.accounts.find(id);
        if (other == nullptr || other->bot || other == call.self)
            continue;
        api::updateUserStatus status;
        status.user_id = call.self->id;
        status.status = call.own_view().status(*call.self);
        api::updateShort update;
        update.update = std::move(status);
        update.date = call.date();
        call.push(id, api::Updates{std::move(update)});
    }
    if (!query.offline) {
        auto changes = call.changes();
        send_to_online(changes, *call.self);
        call.publish(changes);
    }
    return answer(true);
}

/// Blocks an account or lets it write again; a bot is told that it was stopped or started.
[[nodiscard]] inline api_reply
set_blocked(api_call& call, const api::InputPeer& peer, bool blocked) {
    auto* other = user_of(call, peer);
    if (other == nullptr || other == call.self)
        return refuse(400, "PEER_ID_INVALID");
    const auto changed = blocked ? call.self->blocked.insert(other->id).second
                                 : call.self->blocked.erase(other->id) != 0;
    if (!changed)
        return answer(true);
    auto changes = call.changes();
    api::updatePeerBlocked update;
    update.blocked = blocked;
    update.peer_id = peer_of(other->id);
    changes.push(call.self->id, std::move(update), {other->id});
    if (other->bot) {
        api::updateBotStopped stopped;
        stopped.user_id = call.self->id;
        stopped.date = call.date();
        stopped.stopped = blocked;
        changes.push_qts(*other, stopped, {call.self->id});
    }
    call.deliver(changes);
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::block& query) {
    if (auto refused = refusal_of({{query.my_stories_from, "my_stories_from"}}))
        return *std::move(refused);
    return set_blocked(call, query.id, true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::unblock& query) {
    if (auto refused = refusal_of({{query.my_stories_from, "my_stories_from"}}))
        return *std::move(refused);
    return set_blocked(call, query.id, false);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::getBlocked& query) {
    const std::vector<std::int64_t> all(call.self->blocked.begin(), call.self->blocked.end());
    const auto size = static_cast<std::int32_t>(all.size());
    const auto begin = std::clamp(query.offset, 0, size);
    const auto end = begin + std::min(std::clamp(query.limit, 0, 100), size - begin);
    std::set<std::int64_t> ids;
    api::contacts::blockedSlice list;
    list.count = size;
    if (query.my_stories_from) // there are no stories
        return answer(api::contacts::Blocked{api::contacts::blocked{}});
    for (auto at = begin; at != end; ++at) {
        api::peerBlocked one;
        one.peer_id = peer_of(all[static_cast<std::size_t>(at)]);
        one.date = call.date();
        list.blocked.push_back(std::move(one));
        ids.insert(all[static_cast<std::size_t>(at)]);
    }
    call.own_view().fill_peers(list, ids);
    return answer(api::contacts::Blocked{std::move(list)});
}

} // namespace awaitgram::testing
