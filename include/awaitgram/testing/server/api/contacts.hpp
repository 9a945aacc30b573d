// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The contacts of an account.

namespace awaitgram::testing {

[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::getContacts& query) {
    api::contacts::contacts list;
    std::set<std::int64_t> ids;
    for (const auto& [id, record] : call.self->contacts) {
        api::contact one;
        one.user_id = id;
        const auto* other = call.accounts.find(id);
        one.mutual = other != nullptr && other->contacts.count(call.self->id) != 0;
        list.contacts.push_back(one);
        ids.insert(id);
    }
    list.saved_count = static_cast<std::int32_t>(list.contacts.size());
    if (query.hash != 0 && list.contacts.empty())
        return answer(api::contacts::Contacts{api::contacts::contactsNotModified{}});
    call.own_view().fill_peers(list, ids);
    return answer(api::contacts::Contacts{std::move(list)});
}

/// Tells an account's clients that their contacts have changed.
[[nodiscard]] inline api_reply contacts_changed(api_call& call, const account& other) {
    auto changes = call.changes();
    api::updatePeerSettings update;
    update.peer = peer_of(other.id);
    changes.push(call.self->id, std::move(update), {other.id});
    return answer(api::Updates{call.commit(changes)});
}

/// Whether the contact gets the phone number depends on its privacy settings, which this server does not check.
[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::addContact& query) {
    const auto* other = user_named(call, query.id);
    if (other == nullptr || other == call.self)
        return refuse(400, "CONTACT_ID_INVALID");
    if (query.first_name.empty())
        return refuse(400, "CONTACT_NAME_EMPTY");
    auto& record = call.self->contacts[other->id];
    record.first_name = query.first_name.str();
    record.last_name = query.last_name.str();
    if (query.note)
        record.note = query.note->text.str();
    return contacts_changed(call, *other);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::deleteContacts& query) {
    auto changes = call.changes();
    for (const auto& each : query.id) {
        const auto* other = user_named(call, each);
        if (other == nullptr)
            return refuse(400, "USER_ID_INVALID");
        if (call.self->contacts.erase(other->id) == 0)
            continue;
        api::updatePeerSettings update;
        update.peer = peer_of(other->id);
        changes.push(call.self->id, std::move(update), {other->id});
    }
    return answer(api::Updates{call.commit(changes)});
}

/// People of an address book: those who have an account become contacts.
[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::importContacts& query) {
    constexpr std::size_t most = 100; // the rest may be tried again
    api::contacts::importedContacts result;
    std::set<std::int64_t> ids;
    std::size_t done = 0;
    for (const auto& each : query.contacts) {
        if (done++ == most) {
            result.retry_contacts.push_back(each.client_id);
            --done;
            continue;
        }
        const auto* other = call.accounts.find_phone(digits_of_phone(each.phone));
        if (other == nullptr || other == call.self)
            continue;
        auto& record = call.self->contacts[other->id];
        record.first_name = each.first_name.str();
        record.last_name = each.last_name.str();
        api::importedContact imported;
        imported.user_id = other->id;
        imported.client_id = each.client_id;
        result.imported.push_back(imported);
        ids.insert(other->id);
    }
    call.own_view().fill_peers(result, ids);
    return answer(result);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::contacts::updateContactNote& query) {
    const auto* other = user_named(call, query.id);
    const auto known =
        other != nullptr ? call.self->contacts.find(other->id) : call.self->contacts.end();
    if (known == call.self->contacts.end())
        return refuse(400, "CONTACT_MISSING");
    known->second.note = query.note.text.str();
    return answer(true);
}

/// Finds contacts by any part of their names, and everyone by the beginning of the username.
[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::search& query) {
    constexpr std::size_t shortest = 3;
    if (auto refused = refusal_of({{query.broadcasts, "broadcasts"}, {query.bots, "bots"}}))
        return *std::move(refused);
    auto text = lower(query.q.view());
    if (text.substr(0, 1) == "@")
        text.erase(0, 1);
    if (text.empty())
        return refuse(400, "SEARCH_QUERY_EMPTY");
    if (text.size() < shortest)
        return refuse(400, "QUERY_TOO_SHORT");
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, 100));
    api::contacts::found found;
    std::set<std::int64_t> ids;
    std::vector<const account*> all;
    for (const auto& [id, each] : call.accounts.all())
        all.push_back(each.get());
    std::ranges::sort(all, {}, &account::id);
    for (const auto* each : all) {
        const auto contact = call.self->contacts.find(each->id);
        const auto is_contact = contact != call.self->contacts.end();
        const auto name = is_contact
                              ? lower(contact->second.first_name + ' ' + contact->second.last_name)
                              : std::string{};
        if (is_contact && name.find(text) != std::string::npos) {
            found.my_results.push_back(peer_of(each->id));
        } else if (lower(each->username).substr(0, text.size()) == text) {
            if (found.results.size() == limit)
                continue;
            found.results.push_back(peer_of(each->id));
        } else {
            continue;
        }
        ids.insert(each->id);
    }
    for (const auto& [id, room] : call.accounts.chats())
        if (!room->username.empty() && lower(room->username).substr(0, text.size()) == text &&
            found.results.size() < limit) {
            found.results.push_back(peer_of(id));
            ids.insert(id);
        }
    call.own_view().fill_peers(found, ids);
    return answer(found);
}

} // namespace awaitgram::testing
