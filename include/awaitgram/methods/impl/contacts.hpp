// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/contacts.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<std::vector<user>> contacts_now(const self_info* account) {
    api::contacts::getContacts request{};
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept =
        std::make_shared<peer_map_of<tl::reply<api::contacts::Contacts>>>(std::move(answer));
    std::vector<user> all;
    const auto* list = (*kept->kept).get_if<api::contacts::contacts>();
    if (list == nullptr)
        co_return all;
    kept->users = &list->users;
    for (const auto& each : list->contacts)
        if (const auto known = user::among(kept, each.user_id, account))
            all.push_back(*known);
    co_return all;
}

[[nodiscard]] inline awaitable<user>
add_contact_now(const self_info* account, chat_query asked, api::contacts::addContact request) {
    const auto found = co_await resolved(account, std::move(asked));
    request.id = input_of_user(found);
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = std::make_shared<peer_map_of<tl::reply<api::Updates>>>(std::move(answer));
    kept->users = (*kept->kept).users();
    kept->chats = (*kept->kept).chats();
    const auto added = user::among(kept, found.id, account);
    if (!added)
        throw peer_error(peer_errc::unknown_user, std::to_string(found.id));
    co_return *added;
}

[[nodiscard]] inline awaitable<void>
delete_contact_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    api::contacts::deleteContacts request{};
    request.id.push_back(input_of_user(found));
    (void)co_await rpc::invoke(*account->access.calls, request);
}

[[nodiscard]] inline awaitable<imported_contacts>
import_contacts_now(const self_info* account, api::contacts::importContacts request) {
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept =
        std::make_shared<peer_map_of<tl::reply<api::contacts::importedContacts>>>(std::move(answer)
        );
    kept->users = &kept->kept->users;
    imported_contacts result;
    result.users.resize(request.contacts.size());
    const auto index_of = [&result](std::int64_t client_id) {
        return client_id >= 0 && static_cast<std::size_t>(client_id) < result.users.size()
                   ? std::optional{static_cast<std::size_t>(client_id)}
                   : std::nullopt;
    };
    for (const auto& each : kept->kept->imported)
        if (const auto index = index_of(each.client_id))
            result.users[*index] = user::among(kept, each.user_id, account);
    for (const auto id : kept->kept->retry_contacts)
        if (const auto index = index_of(id))
            result.retry.push_back(*index);
    co_return result;
}

[[nodiscard]] inline awaitable<void>
set_contact_note_now(const self_info* account, chat_query asked, std::string note) {
    const auto found = co_await resolved(account, std::move(asked));
    api::contacts::updateContactNote request{};
    request.id = input_of_user(found);
    request.note.text = note;
    (void)co_await rpc::invoke(*account->access.calls, request);
}

[[nodiscard]] inline awaitable<found_peers>
search_contacts_now(const self_info* account, std::string words, std::int32_t limit) {
    api::contacts::search request{};
    request.q = words;
    request.limit = limit;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    found_peers found;
    const auto take =
        [&](const tl::vector<api::Peer>& from, std::vector<user>& users, std::vector<chat>& chats) {
            for (const auto& each : from) {
                const auto id = dialog_id(each);
                if (const auto known = user::among(kept, id, account))
                    users.push_back(*known);
                else if (const auto room = chat::among(kept, id, account))
                    chats.push_back(*room);
            }
        };
    take(kept->kept->my_results, found.own_users, found.own_chats);
    take(kept->kept->results, found.users, found.chats);
    co_return found;
}

template <class Request>
[[nodiscard]] awaitable<void> set_blocked_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    Request request{};
    request.id = found.input;
    (void)co_await rpc::invoke(*account->access.calls, request);
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::vector<user>> contact_methods::get_contacts() const {
    return detail::contacts_now(&account());
}

AWAITGRAM_DECL awaitable<user> contact_methods::add_contact(
    chat_ref user, std::string_view first_name, contact_options options
) const {
    api::contacts::addContact request{};
    request.add_phone_privacy_exception = options.share_phone;
    request.first_name = tl::string{first_name};
    request.last_name = tl::string{options.last_name};
    request.phone = tl::string{options.phone};
    if (!options.note.empty()) {
        api::textWithEntities note{};
        note.text = tl::string{options.note};
        request.note = std::move(note);
    }
    return detail::add_contact_now(&account(), chat_query{user}, std::move(request));
}

AWAITGRAM_DECL awaitable<void> contact_methods::delete_contact(chat_ref user) const {
    return detail::delete_contact_now(&account(), chat_query{user});
}

AWAITGRAM_DECL awaitable<imported_contacts>
contact_methods::import_all(const std::vector<phone_contact>& entries) const {
    api::contacts::importContacts request{};
    std::int64_t index = 0;
    for (const auto& each : entries) {
        api::inputPhoneContact entry{};
        entry.client_id = index++;
        entry.phone = tl::string{each.phone};
        entry.first_name = tl::string{each.first_name};
        entry.last_name = tl::string{each.last_name};
        request.contacts.push_back(std::move(entry));
    }
    return detail::import_contacts_now(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<void>
contact_methods::set_contact_note(chat_ref user, std::string_view note) const {
    return detail::set_contact_note_now(&account(), chat_query{user}, std::string{note});
}

AWAITGRAM_DECL awaitable<found_peers>
contact_methods::search_contacts(std::string_view words, std::int32_t limit) const {
    return detail::search_contacts_now(&account(), std::string{words}, limit);
}

AWAITGRAM_DECL awaitable<void> contact_methods::block_user(chat_ref user) const {
    return detail::set_blocked_now<api::contacts::block>(&account(), chat_query{user});
}

AWAITGRAM_DECL awaitable<void> contact_methods::unblock_user(chat_ref user) const {
    return detail::set_blocked_now<api::contacts::unblock>(&account(), chat_query{user});
}

AWAITGRAM_DECL awaitable<void> blocked_users::fetch() {
    api::contacts::getBlocked request{};
    request.offset = offset_;
    request.limit = page_size();
    auto answer = co_await rpc::invoke(*account_->access.calls, request);
    const auto kept =
        std::make_shared<peer_map_of<tl::reply<api::contacts::Blocked>>>(std::move(answer));
    const auto& list = *kept->kept;
    const auto* slice = list.get_if<api::contacts::blockedSlice>();
    const auto* all = list.get_if<api::contacts::blocked>();
    const auto* blocked = slice != nullptr ? &slice->blocked
                          : all != nullptr ? &all->blocked
                                           : nullptr;
    kept->users = slice != nullptr ? &slice->users : all != nullptr ? &all->users : nullptr;
    kept->chats = slice != nullptr ? &slice->chats : all != nullptr ? &all->chats : nullptr;
    std::vector<user> page;
    if (blocked != nullptr)
        for (const auto& each : *blocked)
            if (auto known = user::among(kept, dialog_id(each.peer_id), account_))
                page.push_back(*std::move(known));
    const auto count = blocked != nullptr ? static_cast<std::int32_t>(blocked->size()) : 0;
    offset_ += count;
    if (count == 0 || slice == nullptr || offset_ >= slice->count)
        finish();
    take(std::move(page), slice != nullptr ? slice->count : count);
}

} // namespace awaitgram
