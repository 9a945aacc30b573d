// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/folders.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/chat_list.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/settled.hpp>
#include <awaitgram/methods/impl/chats.hpp>
#include <awaitgram/methods/impl/dialogs.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline api::InputDialogPeer dialog_peer(const api::InputPeer& input) {
    api::inputDialogPeer named{};
    named.peer = input;
    return named;
}

[[nodiscard]] inline awaitable<std::vector<dialog>>
get_dialogs_now(const self_info* account, std::vector<chat_query> asked) {
    constexpr std::size_t page = 100;
    std::vector<dialog> found;
    for (std::size_t begin = 0; begin < asked.size(); begin += page) {
        api::messages::getPeerDialogs request{};
        std::vector<std::int64_t> ids;
        for (auto at = begin; at != std::min(begin + page, asked.size()); ++at) {
            const auto chat = co_await resolved(account, std::move(asked[at]));
            request.peers.push_back(dialog_peer(chat.input));
            ids.push_back(chat.id);
        }
        auto answer = co_await rpc::invoke(*account->access.calls, request);
        const auto kept = keep_answer(std::move(answer));
        for (const auto id : ids)
            for (const auto& each : kept->kept->dialogs)
                if (const auto* raw = each.get_if<api::dialog>();
                    raw != nullptr && dialog_id(raw->peer) == id) {
                    const auto* top = top_of(kept->kept->messages, *raw);
                    found.emplace_back(
                        kept, *raw, top != nullptr ? top->get_if<api::message>() : nullptr, account
                    );
                    break;
                }
    }
    co_return found;
}

[[nodiscard]] inline awaitable<std::vector<dialog>>
pinned_dialogs_now(const self_info* account, std::int32_t folder) {
    api::messages::getPinnedDialogs request{};
    request.folder_id = folder;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    std::vector<dialog> found;
    for (const auto& each : kept->kept->dialogs)
        if (const auto* raw = each.get_if<api::dialog>()) {
            const auto* top = top_of(kept->kept->messages, *raw);
            found.emplace_back(
                kept, *raw, top != nullptr ? top->get_if<api::message>() : nullptr, account
            );
        }
    co_return found;
}

[[nodiscard]] inline awaitable<void>
move_to_folder(const self_info* account, chat_query asked, std::int32_t folder) {
    const auto found = co_await resolved(account, std::move(asked));
    api::inputFolderPeer place{};
    place.peer = found.input;
    place.folder_id = folder;
    api::folders::editPeerFolders request{};
    request.folder_peers.push_back(std::move(place));
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<void>
pin_dialog_as(const self_info* account, chat_query asked, bool pinned) {
    const auto found = co_await resolved(account, std::move(asked));
    api::messages::toggleDialogPin request{};
    request.pinned = pinned;
    request.peer = dialog_peer(found.input);
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<void>
mark_dialog_as(const self_info* account, chat_query asked, bool unread) {
    const auto found = co_await resolved(account, std::move(asked));
    api::messages::markDialogUnread request{};
    request.unread = unread;
    request.peer = dialog_peer(found.input);
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<void>
mute_until(const self_info* account, chat_query asked, std::int32_t end) {
    const auto found = co_await resolved(account, std::move(asked));
    api::inputNotifyPeer named{};
    named.peer = found.input;
    api::account::updateNotifySettings request{};
    request.peer = std::move(named);
    request.settings.mute_until = end;
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<void>
delete_dialog_now(const self_info* account, chat_query asked, delete_dialog_options options) {
    auto again = asked;
    const auto found = co_await resolved(account, std::move(asked));
    if (kind_of(found) != peer_kind::user)
        co_await leave_now(account, std::move(again));
    if (kind_of(found) == peer_kind::channel)
        co_return;
    api::messages::deleteHistory request{};
    request.peer = found.input;
    request.revoke = options.for_both;
    auto deleting = call_until_done(account, std::move(request));
    co_await std::move(deleting);
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::vector<dialog>>
chat_list_methods::get_all_dialogs(std::vector<chat_query> chats) const {
    return detail::get_dialogs_now(&account(), std::move(chats));
}

AWAITGRAM_DECL awaitable<void> chat_list_methods::archive_chat(chat_ref chat) const {
    return detail::move_to_folder(&account(), chat_query{chat}, 1);
}

AWAITGRAM_DECL awaitable<void> chat_list_methods::unarchive_chat(chat_ref chat) const {
    return detail::move_to_folder(&account(), chat_query{chat}, 0);
}

AWAITGRAM_DECL awaitable<void> chat_list_methods::pin_chat(chat_ref chat) const {
    return detail::pin_dialog_as(&account(), chat_query{chat}, true);
}

AWAITGRAM_DECL awaitable<void> chat_list_methods::unpin_chat(chat_ref chat) const {
    return detail::pin_dialog_as(&account(), chat_query{chat}, false);
}

AWAITGRAM_DECL awaitable<std::vector<dialog>> chat_list_methods::get_pinned_chats(chat_list_part of
) const {
    return detail::pinned_dialogs_now(&account(), of == chat_list_part::archive ? 1 : 0);
}

AWAITGRAM_DECL awaitable<void> chat_list_methods::mute_chat(chat_ref chat, until end) const {
    constexpr std::int32_t for_ever = 0x7fffffff;
    return detail::mute_until(
        &account(), chat_query{chat}, end.date() != 0 ? end.date() : for_ever
    );
}

AWAITGRAM_DECL awaitable<void> chat_list_methods::unmute_chat(chat_ref chat) const {
    return detail::mute_until(&account(), chat_query{chat}, 0);
}

AWAITGRAM_DECL awaitable<void> chat_list_methods::mark_unread(chat_ref chat) const {
    return detail::mark_dialog_as(&account(), chat_query{chat}, true);
}

AWAITGRAM_DECL awaitable<void> chat_list_methods::unmark_unread(chat_ref chat) const {
    return detail::mark_dialog_as(&account(), chat_query{chat}, false);
}

AWAITGRAM_DECL awaitable<void>
chat_list_methods::delete_dialog(chat_ref chat, delete_dialog_options options) const {
    return detail::delete_dialog_now(&account(), chat_query{chat}, options);
}

} // namespace awaitgram
