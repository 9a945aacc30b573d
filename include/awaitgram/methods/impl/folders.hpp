// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/settled.hpp>
#include <awaitgram/methods/folders.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<std::vector<chat_folder>> folders_now(const self_info* account) {
    const api::messages::getDialogFilters request{};
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    std::vector<chat_folder> folders;
    for (const auto& each : kept->kept->filters)
        folders.emplace_back(kept, each, account->id);
    co_return folders;
}

[[nodiscard]] inline awaitable<void>
save_folder(const self_info* account, api::dialogFilter folder) {
    api::messages::updateDialogFilter request{};
    request.id = folder.id;
    request.filter = api::DialogFilter{std::move(folder)};
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<std::int32_t> create_folder_now(
    const self_info* account, api::dialogFilter folder, std::vector<chat_query> chats
) {
    constexpr std::int32_t first_id = 2;
    for (auto& each : chats) {
        auto chat = co_await resolved(account, std::move(each));
        folder.include_peers.push_back(std::move(chat.input));
    }
    const auto present = co_await folders_now(account);
    folder.id = first_id;
    const auto taken = [&folder](const chat_folder& each) { return each.id() == folder.id; };
    while (std::any_of(present.begin(), present.end(), taken))
        ++folder.id;
    const auto id = folder.id;
    auto saving = save_folder(account, std::move(folder));
    co_await std::move(saving);
    co_return id;
}

/// A folder as it is now, to be changed.
[[nodiscard]] inline awaitable<api::dialogFilter>
fetch_folder(const self_info* account, std::int32_t id) {
    const auto present = co_await folders_now(account);
    for (const auto& each : present)
        if (each.raw() != nullptr && each.id() == id)
            co_return *each.raw();
    throw std::invalid_argument(
        "awaitgram: the account has no folder " + std::to_string(id) + " that it can change"
    );
}

[[nodiscard]] inline awaitable<void>
rename_folder_now(const self_info* account, std::int32_t id, std::string title) {
    auto folder = co_await fetch_folder(account, id);
    folder.title.text = title;
    folder.title.entities = tl::vector<api::MessageEntity>{};
    auto saving = save_folder(account, std::move(folder));
    co_await std::move(saving);
}

/// Takes a chat out of a list; whether it was there.
[[nodiscard]] inline bool
take_out(tl::vector<api::InputPeer>& list, std::int64_t chat, std::int64_t self) {
    tl::vector<api::InputPeer> rest;
    for (const auto& each : list)
        if (dialog_id(each, self) != chat)
            rest.push_back(each);
    const auto found = rest.size() != list.size();
    list = std::move(rest);
    return found;
}

[[nodiscard]] inline awaitable<void>
put_into_folder(const self_info* account, std::int32_t id, chat_query asked, bool inside) {
    auto chat = co_await resolved(account, std::move(asked));
    auto folder = co_await fetch_folder(account, id);
    const auto is_chat = [&](const api::InputPeer& each) {
        return dialog_id(each, account->id) == chat.id;
    };
    const auto pinned =
        std::any_of(folder.pinned_peers.begin(), folder.pinned_peers.end(), is_chat);
    const auto was_in = take_out(folder.include_peers, chat.id, account->id);
    const auto was_out = take_out(folder.exclude_peers, chat.id, account->id);
    if (inside) {
        if (pinned || (was_in && !was_out))
            co_return;
        folder.include_peers.push_back(std::move(chat.input));
    } else if (!was_in && !take_out(folder.pinned_peers, chat.id, account->id)) {
        if (was_out)
            co_return;
        // It may be there because of its kind.
        folder.exclude_peers.push_back(std::move(chat.input));
    }
    auto saving = save_folder(account, std::move(folder));
    co_await std::move(saving);
}

/// Pins a chat to the top of a folder, which puts it there, or pins it no more and leaves it there.
[[nodiscard]] inline awaitable<void>
pin_in_folder_now(const self_info* account, std::int32_t id, chat_query asked, bool pin) {
    auto chat = co_await resolved(account, std::move(asked));
    auto folder = co_await fetch_folder(account, id);
    const auto was_pinned = take_out(folder.pinned_peers, chat.id, account->id);
    if (was_pinned == pin)
        co_return;
    (void)take_out(folder.include_peers, chat.id, account->id);
    if (pin) {
        (void)take_out(folder.exclude_peers, chat.id, account->id);
        folder.pinned_peers.insert(folder.pinned_peers.begin(), std::move(chat.input));
    } else {
        folder.include_peers.push_back(std::move(chat.input));
    }
    auto saving = save_folder(account, std::move(folder));
    co_await std::move(saving);
}

[[nodiscard]] inline std::vector<std::int64_t>
ids_of(const tl::vector<api::InputPeer>& list, std::int64_t self) {
    std::vector<std::int64_t> ids;
    for (const auto& each : list)
        ids.push_back(dialog_id(each, self));
    return ids;
}

} // namespace detail

AWAITGRAM_DECL std::vector<std::int64_t> chat_folder::pinned_ids() const {
    if (own_ != nullptr)
        return detail::ids_of(own_->pinned_peers, self_);
    return shared_ != nullptr ? detail::ids_of(shared_->pinned_peers, self_)
                              : std::vector<std::int64_t>{};
}

AWAITGRAM_DECL std::vector<std::int64_t> chat_folder::included_ids() const {
    if (own_ != nullptr)
        return detail::ids_of(own_->include_peers, self_);
    return shared_ != nullptr ? detail::ids_of(shared_->include_peers, self_)
                              : std::vector<std::int64_t>{};
}

AWAITGRAM_DECL std::vector<std::int64_t> chat_folder::excluded_ids() const {
    return own_ != nullptr ? detail::ids_of(own_->exclude_peers, self_)
                           : std::vector<std::int64_t>{};
}

AWAITGRAM_DECL awaitable<std::vector<chat_folder>> folder_methods::folders() const {
    return detail::folders_now(&account());
}

AWAITGRAM_DECL awaitable<std::int32_t> folder_methods::create_with(
    std::string_view title, std::vector<chat_query> chats, folder_options options
) const {
    api::dialogFilter folder{};
    folder.title.text = tl::string{title};
    if (!options.emoji.empty())
        folder.emoticon = tl::string{options.emoji};
    folder.contacts = options.contacts;
    folder.non_contacts = options.non_contacts;
    folder.groups = options.groups;
    folder.broadcasts = options.channels;
    folder.bots = options.bots;
    folder.exclude_muted = options.exclude_muted;
    folder.exclude_read = options.exclude_read;
    folder.exclude_archived = options.exclude_archived;
    return detail::create_folder_now(&account(), std::move(folder), std::move(chats));
}

AWAITGRAM_DECL awaitable<void>
folder_methods::rename_folder(std::int32_t folder, std::string_view title) const {
    return detail::rename_folder_now(&account(), folder, std::string{title});
}

AWAITGRAM_DECL awaitable<void>
folder_methods::add_to_folder(std::int32_t folder, chat_ref chat) const {
    return detail::put_into_folder(&account(), folder, chat_query{chat}, true);
}

AWAITGRAM_DECL awaitable<void>
folder_methods::remove_from_folder(std::int32_t folder, chat_ref chat) const {
    return detail::put_into_folder(&account(), folder, chat_query{chat}, false);
}

AWAITGRAM_DECL awaitable<void>
folder_methods::pin_in_folder(std::int32_t folder, chat_ref chat) const {
    return detail::pin_in_folder_now(&account(), folder, chat_query{chat}, true);
}

AWAITGRAM_DECL awaitable<void>
folder_methods::unpin_in_folder(std::int32_t folder, chat_ref chat) const {
    return detail::pin_in_folder_now(&account(), folder, chat_query{chat}, false);
}

AWAITGRAM_DECL awaitable<void> folder_methods::delete_folder(std::int32_t folder) const {
    api::messages::updateDialogFilter request{};
    request.id = folder;
    return [](awaitable<bool> pending) -> awaitable<void> {
        static_cast<void>(co_await std::move(pending));
    }(detail::change(&account(), request));
}

AWAITGRAM_DECL awaitable<void> folder_methods::reorder_folders(std::span<const std::int32_t> ids
) const {
    api::messages::updateDialogFiltersOrder request{};
    for (const auto id : ids)
        request.order.push_back(id);
    return [](awaitable<bool> pending) -> awaitable<void> {
        static_cast<void>(co_await std::move(pending));
    }(detail::change(&account(), request));
}

} // namespace awaitgram
