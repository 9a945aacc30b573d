// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/detail/shown_text.hpp>
#include <awaitgram/peers/dialog_id.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/peers/extract.hpp>
#include <awaitgram/peers/harvest.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/peers/parse_link.hpp>
#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL void peer_resolver::set_account(std::int64_t id, bool is_bot) {
    is_bot_ = is_bot;
    if (self_ == id)
        return;
    self_ = id;
    dialogs_read_ = false;
    names_.clear();
    references_.clear();
    lent_.clear();
    migrated_.clear();
}

AWAITGRAM_DECL awaitable<resolved_chat> peer_resolver::resolve(chat_query asked) {
    if (!asked.input().empty()) {
        const auto dialog = dialog_id(asked.input(), self_);
        if (asked.input().is<api::inputPeerEmpty>())
            throw peer_error(peer_errc::not_a_chat, "an empty InputPeer");
        co_return resolved_chat{asked.input(), dialog};
    }
    if (asked.is_text())
        co_return co_await resolve_text(asked.text());
    const auto id = peer_id::from_dialog_id(asked.number());
    if (id)
        if (auto known = resolve_at_once(*id))
            co_return *std::move(known);
    co_return co_await resolve_number(asked.number());
}

AWAITGRAM_DECL awaitable<resolved_chat> peer_resolver::resolve_text(std::string text) {
    const auto link = parse_chat_link(text);
    if (!link)
        throw peer_error(link.error(), detail::shown_text(text));
    using target = chat_link::target;
    switch (link->to) {
    case target::self:
        co_return resolved_chat{api::inputPeerSelf{}, self_};
    case target::id:
        co_return co_await resolve_number(link->id);
    case target::username:
        co_return co_await resolve_name(link->name);
    case target::phone:
        co_return co_await resolve_name('+' + link->name);
    case target::invite:
        break;
    }
    co_return co_await resolve_invite(link->name);
}

AWAITGRAM_DECL awaitable<resolved_chat> peer_resolver::resolve_number(std::int64_t dialog) {
    const auto id = peer_id::from_dialog_id(dialog);
    if (!id) {
        const auto code = id.error() == session_errc::secret_chat_id ? peer_errc::secret_chat
                                                                     : peer_errc::invalid_id;
        const auto shown = co_await shown_number(dialog);
        throw peer_error(code, shown);
    }
    if (id->kind() == peer_kind::chat)
        co_return co_await resolve_group(*id);
    if (auto known = co_await find_known(*id))
        co_return *std::move(known);
    if (dialog == self_)
        co_return resolved_chat{api::inputPeerSelf{}, self_};
    // Without a hash, only bots can ask for channels.
    if (is_bot_ || id->kind() == peer_kind::user) {
        co_await fetch(*id);
        if (auto known = find_recent(*id))
            co_return *std::move(known);
    }
    if (!is_bot_) {
        co_await read_dialogs();
        if (auto known = find_recent(*id))
            co_return *std::move(known);
    }
    co_await refuse_unknown(*id);
    co_return resolved_chat{};
}

/// Groups need no hash, but may have become supergroups; so each is asked for once.
AWAITGRAM_DECL awaitable<resolved_chat> peer_resolver::resolve_group(peer_id id) {
    if (migrated_.find(id) == nullptr && !find_recent(id))
        co_await fetch(id);
    if (const auto to = followed(id))
        co_return co_await resolve_number(to->bot_api_dialog_id());
    if (auto known = find_recent(id))
        co_return *std::move(known);
    co_await refuse_unknown(id);
    co_return resolved_chat{};
}

AWAITGRAM_DECL std::optional<peer_id> peer_resolver::followed(peer_id group) {
    auto* const known = migrated_.find(group);
    if (known == nullptr)
        return std::nullopt;
    const auto to = known->to;
    if (!std::exchange(known->told, true) && on_migrated_) {
        chat_migrated event;
        event.from = group.bot_api_dialog_id();
        event.to = to.bot_api_dialog_id();
        on_migrated_(event);
    }
    return to;
}

AWAITGRAM_DECL peer_resolver::found peer_resolver::find_recent(peer_id id) const {
    const auto known = recent_->find(id);
    if (!known)
        return std::nullopt;
    return resolved_chat{input_peer(id, known->auth.access_hash), id.bot_api_dialog_id()};
}

AWAITGRAM_DECL awaitable<peer_resolver::found> peer_resolver::find_known(peer_id id) {
    if (auto known = find_recent(id))
        co_return known;
    const auto stored = co_await find_peer(*session_, nullptr, id);
    if (stored)
        co_return resolved_chat{input_peer(id, stored->auth.access_hash), id.bot_api_dialog_id()};
    const auto seen = references_.find(id);
    const auto chat = seen ? peer_id::from_dialog_id(seen->chat) : result<peer_id>{id};
    if (!seen || !chat)
        co_return std::nullopt;
    const auto where = co_await find_peer(*session_, recent_, *chat);
    if (!where)
        co_return std::nullopt;
    constexpr std::size_t most_lent = 1000;
    if (lent_.size() >= most_lent)
        lent_.clear();
    lent_.insert_or_assign(id, seen->message);
    resolved_chat shown;
    shown.id = id.bot_api_dialog_id();
    if (id.kind() == peer_kind::user) {
        api::inputPeerUserFromMessage input{};
        input.peer = input_peer(*chat, where->auth.access_hash);
        input.msg_id = seen->message;
        input.user_id = id.bare_id();
        shown.input = std::move(input);
    } else {
        api::inputPeerChannelFromMessage input{};
        input.peer = input_peer(*chat, where->auth.access_hash);
        input.msg_id = seen->message;
        input.channel_id = id.bare_id();
        shown.input = std::move(input);
    }
    co_return shown;
}

AWAITGRAM_DECL void peer_resolver::refused(const rpc::request& sent, const rpc_error& refusal) {
    if (!(refusal == errors::MSG_ID_INVALID))
        return;
    const auto body = sent.body().bytes();
    std::erase_if(lent_, [&](const auto& each) {
        const auto& [id, message] = each;
        // As the schema's objects `...FromMessage` end.
        byte_buffer end;
        append_le(end, message);
        append_le(end, id.bare_id());
        if (std::search(body.begin(), body.end(), end.begin(), end.end()) == body.end())
            return false;
        const auto present = references_.find(id);
        if (present && present->message == message)
            references_.forget(id);
        return true;
    });
}

AWAITGRAM_DECL awaitable<void> peer_resolver::refuse_unknown(peer_id id) {
    const auto code = id.kind() == peer_kind::chat      ? peer_errc::unknown_group
                      : id.kind() == peer_kind::channel ? peer_errc::unknown_channel
                                                        : peer_errc::unknown_user;
    const auto shown = co_await shown_number(id.bot_api_dialog_id());
    throw peer_error(code, shown);
}

/// A number, and the known chat whose number it would be with -100 or a minus in front.
AWAITGRAM_DECL awaitable<std::string> peer_resolver::shown_number(std::int64_t dialog) {
    auto shown = std::to_string(dialog);
    const auto size = dialog < 0 ? -(dialog + 1) : dialog;
    if (size > peer_id::channel_base * 1000)
        co_return shown;
    const auto bare = peer_id::channel(dialog < 0 ? -dialog : dialog);
    const auto negative = peer_id::from_dialog_id(dialog > 0 ? -dialog : 0);
    for (const auto& other : {bare, negative}) {
        if (!other || other->bot_api_dialog_id() == dialog)
            continue;
        const auto known = co_await find_peer(*session_, recent_, *other);
        if (known) {
            shown += " (did you mean " + std::to_string(other->bot_api_dialog_id()) + "?)";
            break;
        }
    }
    co_return shown;
}

AWAITGRAM_DECL awaitable<resolved_chat> peer_resolver::resolve_name(std::string name) {
    const auto is_phone = name.front() == '+';
    if (is_phone && is_bot_)
        throw peer_error(peer_errc::users_only, "the phone number");
    if (const auto known = names_.find(name, monotonic_clock::now())) {
        if (!known->owner)
            throw peer_error(
                is_phone ? peer_errc::phone_not_occupied : peer_errc::username_not_occupied,
                is_phone ? "the phone number" : '@' + name
            );
        if (auto owner = co_await find_known(*known->owner))
            co_return *std::move(owner);
        names_.forget(name);
    }
    unique_function<awaitable<resolved_chat>()> ask = [this, name] { return ask_name(name); };
    co_return co_await flights_.run(folded_name(name), std::move(ask));
}

AWAITGRAM_DECL awaitable<resolved_chat> peer_resolver::ask_name(std::string name) {
    const auto is_phone = name.front() == '+';
    std::optional<tl::reply<api::contacts::resolvedPeer>> answer;
    std::optional<peer_errc> refused;
    try {
        if (is_phone) {
            api::contacts::resolvePhone request{};
            request.phone = name.substr(1);
            answer = co_await rpc::invoke(*calls_, request);
        } else {
            api::contacts::resolveUsername request{};
            request.username = name;
            answer = co_await rpc::invoke(*calls_, request);
        }
    } catch (const rpc_error& refusal) {
        if (refusal == errors::USERNAME_NOT_OCCUPIED)
            refused = peer_errc::username_not_occupied;
        else if (refusal == errors::USERNAME_INVALID)
            refused = peer_errc::invalid_username;
        else if (refusal == errors::PHONE_NOT_OCCUPIED)
            refused = peer_errc::phone_not_occupied;
        else
            throw;
    }
    if (refused) {
        names_.note(name, std::nullopt, monotonic_clock::now());
        throw peer_error(*refused, is_phone ? "the phone number" : '@' + name);
    }
    const auto& resolved = **answer;
    keep(&resolved.users, &resolved.chats);
    const auto id = peer_id::from_dialog_id(dialog_id(resolved.peer));
    found known;
    if (id)
        known = co_await find_known(*id);
    if (!known)
        throw peer_error(
            is_phone ? peer_errc::phone_not_occupied : peer_errc::username_not_occupied,
            is_phone ? "the phone number" : '@' + name
        );
    names_.note(name, *id, monotonic_clock::now());
    co_return *std::move(known);
}

AWAITGRAM_DECL awaitable<resolved_chat> peer_resolver::resolve_invite(std::string hash) {
    if (is_bot_)
        throw peer_error(peer_errc::users_only, "the invite link");
    unique_function<awaitable<resolved_chat>()> ask = [this, hash] { return ask_invite(hash); };
    co_return co_await flights_.run("invite " + hash, std::move(ask));
}

AWAITGRAM_DECL awaitable<resolved_chat> peer_resolver::ask_invite(std::string hash) {
    api::messages::checkChatInvite request{};
    request.hash = hash;
    const auto answer = co_await rpc::try_invoke(*calls_, request);
    if (!answer) {
        const auto& refusal = answer.error();
        if (refusal == errors::INVITE_HASH_EXPIRED || refusal == errors::INVITE_HASH_INVALID ||
            refusal == errors::INVITE_HASH_EMPTY)
            throw peer_error(peer_errc::invite_expired, "the invite link");
        throw rpc_error{refusal};
    }
    const auto& invite = **answer;
    const auto* already = invite.get_if<api::chatInviteAlready>();
    const auto* peek = invite.get_if<api::chatInvitePeek>();
    if (already == nullptr && peek == nullptr)
        throw peer_error(peer_errc::not_joined, "the invite link");
    tl::vector<api::Chat> chats;
    chats.push_back(already != nullptr ? already->chat : peek->chat);
    calls_->learn(nullptr, &chats);
    keep(nullptr, &chats);
    const auto seen = extract_peer(chats[0]);
    const auto id =
        seen ? id_of(*seen) : result<peer_id>{failure{make_error_code(peer_errc::not_joined)}};
    if (!id)
        throw peer_error(peer_errc::not_joined, "the invite link");
    co_return co_await resolve_number(id->bot_api_dialog_id());
}

namespace detail {

/// Keeps what a resolver asked for.
struct kept_peers {
    template <class Peer>
    void note(const Peer& seen) {
        static_cast<void>(recent.note(extract_peer(seen)));
        if constexpr (requires { resolver.learn(seen); })
            resolver.learn(seen);
    }
    void note(const api::chat& seen) {
        static_cast<void>(recent.note(extract_peer(seen)));
        if (const auto to = extract_migrated(seen))
            static_cast<void>(recent.note(*to));
        resolver.learn(seen);
    }
    void note(const api::message&) {}
    void note(const api::messageService&) {}

    peer_resolver& resolver;
    peer_cache& recent;
};

} // namespace detail

AWAITGRAM_DECL void
peer_resolver::keep(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) {
    detail::kept_peers sink{*this, *recent_};
    if (users != nullptr)
        harvest(*users, sink);
    if (chats != nullptr)
        harvest(*chats, sink);
}

} // namespace awaitgram
