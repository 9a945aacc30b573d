// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/world/membership.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "api_scene.hpp"

namespace api_scene {

/// The updates in a container or in the short form of one.
inline std::vector<api::Update> list_of(const api::Updates& updates) {
    if (const auto* brief = updates.get_if<api::updateShort>())
        return {brief->update};
    const auto* container = updates.get_if<api::updates_>();
    REQUIRE(container);
    return {container->updates.begin(), container->updates.end()};
}

/// The name of the constructor of each update, such as "updateNewMessage updatePinnedMessages".
inline std::string kinds_of(const api::Updates& updates) {
    std::string names;
    for (const auto& each : list_of(updates))
        each.visit([&](const auto& update) {
            const std::string_view line = std::remove_cvref_t<decltype(update)>::tl_line;
            names += (names.empty() ? "" : " ") + std::string{line.substr(0, line.find('#'))};
        });
    return names;
}

/// Alice, Bob and a bot, with groups and channels.
struct town : people {
    client carol = connect();
    town() { carol.sign_in("9996620003"); }

    /// The updates pushed to an account by the last call, in their order.
    std::vector<api::Updates> pushed_to(const account& who) {
        std::vector<api::Updates> list;
        for (const auto& push : pushes)
            if (push.account_id == who.id) {
                const auto decoded = tl::decode<api::Updates>(tl::frame::copy_of(push.updates));
                REQUIRE(decoded);
                list.push_back(decoded->owned());
            }
        return list;
    }
    /// The kinds of these updates, all in one text.
    std::string kinds_for(const account& who) {
        std::string all;
        for (const auto& updates : pushed_to(who))
            all += (all.empty() ? "" : " ") + kinds_of(updates);
        return all;
    }
    /// The first of these updates that is of a kind.
    template <class Update>
    Update first_for(const account& who) {
        for (const auto& updates : pushed_to(who))
            for (const auto& each : list_of(updates))
                if (const auto* found = each.get_if<Update>())
                    return *found;
        FAIL("there is no such update");
        return {};
    }

    chat& new_chat(chat_kind kind, client& creator, const std::vector<account*>& members = {}) {
        change_list changes{accounts, static_cast<std::int32_t>(unix_seconds(now))};
        return create_chat(changes, kind, creator.self(), "Room", members);
    }

    api::InputPeer peer(client& as, const chat& room) {
        if (room.is_group()) {
            api::inputPeerChat input;
            input.chat_id = bare_id(room.id);
            return input;
        }
        api::inputPeerChannel input;
        input.channel_id = bare_id(room.id);
        input.access_hash = accounts.access_hash(as.login.account_id, room.id);
        return input;
    }
    api::InputChannel channel(client& as, const chat& room) {
        api::inputChannel input;
        input.channel_id = bare_id(room.id);
        input.access_hash = accounts.access_hash(as.login.account_id, room.id);
        return input;
    }
    api::InputUser user(client& as, const account& whom) {
        api::inputUser input;
        input.user_id = whom.id;
        input.access_hash = accounts.access_hash(as.login.account_id, whom.id);
        return input;
    }

    api::messages::sendMessage message(client& as, const chat& room, const std::string& text) {
        api::messages::sendMessage query;
        query.peer = peer(as, room);
        query.message = tl::string{text};
        query.random_id = accounts.unique_number();
        return query;
    }
    /// Writes a message and returns its id as the writer numbers it.
    std::int32_t write(client& as, const chat& room, const std::string& text) {
        const auto sent = as.value(message(as, room, text));
        return sent.get_if<api::updates_>()->updates[0].get_if<api::updateMessageID>()->id;
    }
};

} // namespace api_scene
