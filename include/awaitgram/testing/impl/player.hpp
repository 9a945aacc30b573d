// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/testing/server/api/callbacks.hpp>
#include <awaitgram/testing/server/api/messages.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/sights.hpp>
#include <awaitgram/testing/server/world/membership.hpp>
#include <awaitgram/testing/server/world/numbering.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

AWAITGRAM_DECL result<std::int32_t, std::string> player::write(
    std::int64_t from, std::int64_t to, std::string_view text, std::int32_t reply_to, bool silent
) {
    auto& accounts = machine_.accounts();
    auto* writer = accounts.find(from);
    auto* reader = accounts.find(to);
    if (writer == nullptr || reader == nullptr)
        return no_account(writer == nullptr ? from : to);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return problem("the text is empty");
    if (length_in_utf16(text) > longest_text)
        return problem("the text is longer than 4096 units of UTF-16");
    const auto* answered = writer->box.find(reply_to);
    if (reply_to != 0 && (answered == nullptr || answered->peer != to))
        return problem(
            "account " + std::to_string(from) + " has no message " + std::to_string(reply_to) +
            " in this chat"
        );
    draft message;
    message.text = text;
    message.reply_to = reply_to;
    message.silent = silent;
    message.random_id = accounts.unique_number();
    const auto deliveries = accounts.send(*writer, *reader, message, date());
    machine_.deliver(deliveries, now_);
    return deliveries.front().event.message_id;
}

AWAITGRAM_DECL void player::push(
    std::int64_t account_id,
    const api::Update& update,
    const std::vector<std::int64_t>& peers,
    container_number container
) {
    change_list changes{machine_.accounts(), date()};
    if (auto* to = machine_.accounts().find(account_id))
        push_numbered(changes, *to, update, peers, container);
    machine_.deliver(changes.take(), now_);
}

AWAITGRAM_DECL result<std::int32_t, std::string> player::post(
    std::int64_t from,
    std::int64_t dialog,
    std::string_view text,
    std::int32_t reply_to,
    bool silent
) {
    if (is_user(dialog))
        return write(from, dialog, text, reply_to, silent);
    const auto peer = peer_for(from, dialog);
    if (!peer)
        return failure{peer.error()};
    api::messages::sendMessage query;
    query.peer = *peer;
    query.message = tl::string{text};
    query.silent = silent;
    query.random_id = machine_.accounts().unique_number();
    if (reply_to != 0) {
        api::inputReplyToMessage reply;
        reply.reply_to_msg_id = reply_to;
        query.reply_to = api::InputReplyTo{std::move(reply)};
    }
    const auto sent = call(from, query);
    if (!sent)
        return failure{sent.error()};
    return sent->get_if<api::updates_>()->updates[0].get_if<api::updateMessageID>()->id;
}

AWAITGRAM_DECL result<std::int32_t, std::string> player::edit(
    std::int64_t account_id, std::int64_t dialog, std::int32_t message_id, std::string_view text
) {
    const auto peer = peer_for(account_id, dialog);
    if (!peer)
        return failure{peer.error()};
    api::messages::editMessage query;
    query.peer = *peer;
    query.id = message_id;
    query.message = tl::string{text};
    const auto edited = call(account_id, query);
    return edited ? result<std::int32_t, std::string>{message_id} : failure{edited.error()};
}

AWAITGRAM_DECL result<std::int32_t, std::string>
player::erase(std::int64_t account_id, std::int64_t dialog, const std::vector<std::int32_t>& ids) {
    const auto erased = [&](auto query) -> result<std::int32_t, std::string> {
        query.id = tl::vector<std::int32_t>{ids};
        const auto affected = call(account_id, query);
        if (!affected)
            return failure{affected.error()};
        return affected->pts_count;
    };
    if (!is_channel(dialog)) {
        api::messages::deleteMessages query;
        query.revoke = true;
        return erased(std::move(query));
    }
    api::channels::deleteMessages query;
    query.channel = channel_for(account_id, dialog);
    return erased(std::move(query));
}

AWAITGRAM_DECL result<api::InputPeer, std::string>
player::peer_for(std::int64_t account_id, std::int64_t dialog) const {
    const auto& accounts = machine_.accounts();
    const auto hash = accounts.access_hash(account_id, dialog);
    if (is_user(dialog)) {
        if (accounts.find(dialog) == nullptr)
            return no_account(dialog);
        api::inputPeerUser user;
        user.user_id = dialog;
        user.access_hash = hash;
        return api::InputPeer{user};
    }
    if (accounts.find_chat(dialog) == nullptr)
        return problem("there is no chat " + std::to_string(dialog));
    if (is_group(dialog)) {
        api::inputPeerChat group;
        group.chat_id = bare_id(dialog);
        return api::InputPeer{group};
    }
    api::inputPeerChannel channel;
    channel.channel_id = bare_id(dialog);
    channel.access_hash = hash;
    return api::InputPeer{channel};
}

AWAITGRAM_DECL api::InputChannel
player::channel_for(std::int64_t account_id, std::int64_t dialog) const {
    api::inputChannel channel;
    channel.channel_id = bare_id(dialog);
    channel.access_hash = machine_.accounts().access_hash(account_id, dialog);
    return channel;
}

AWAITGRAM_DECL api::InputUser
player::user_for(std::int64_t account_id, std::int64_t user_id) const {
    api::inputUser user;
    user.user_id = user_id;
    user.access_hash = machine_.accounts().access_hash(account_id, user_id);
    return user;
}

AWAITGRAM_DECL void player::promote(std::int64_t dialog, std::int64_t account_id) {
    auto* room = machine_.accounts().find_chat(dialog);
    if (room == nullptr || !room->has(account_id))
        return;
    change_list changes{machine_.accounts(), date()};
    promote(changes, *room, account_id);
    machine_.deliver(changes.take(), now_);
}

AWAITGRAM_DECL void player::read(std::int64_t reader, std::int64_t with, std::int32_t message_id) {
    change_list changes{machine_.accounts(), date()};
    if (auto* account = machine_.accounts().find(reader))
        read_messages(changes, *account, with, message_id);
    machine_.deliver(changes.take(), now_);
}

AWAITGRAM_DECL result<std::int64_t, std::string>
player::press(std::int64_t user_id, std::int32_t message_id, std::string_view button) {
    return press(user_id, 0, message_id, button);
}

AWAITGRAM_DECL result<std::int64_t, std::string> player::press(
    std::int64_t user_id, std::int64_t dialog, std::int32_t message_id, std::string_view button
) {
    auto& accounts = machine_.accounts();
    auto* user = accounts.find(user_id);
    if (user == nullptr)
        return no_account(user_id);
    const auto* message = box_of(accounts, *user, dialog).find(message_id);
    if (message == nullptr)
        return problem(
            "account " + std::to_string(user_id) + " has no message " + std::to_string(message_id)
        );
    const auto* pressed = button_of(*message, button);
    if (pressed == nullptr)
        return problem(
            "the message has no button \"" + std::string{button} + '"' + buttons_of(*message)
        );
    if (pressed->is<api::keyboardButton>()) {
        const auto written = post(user_id, message->peer, button);
        if (!written)
            return failure{written.error()};
        return std::int64_t{0};
    }
    const auto* callback = pressed->get_if<api::keyboardButtonCallback>();
    if (callback == nullptr)
        return problem("a button of this kind can only be pressed in a real client");
    change_list changes{accounts, date()};
    const auto id = press_callback(changes, *user, *message, callback->data);
    machine_.deliver(changes.take(), now_);
    return id;
}

AWAITGRAM_DECL result<std::int64_t, std::string> player::press_data(
    std::int64_t user_id, std::int64_t dialog, std::int32_t message_id, std::string_view data
) {
    auto* user = machine_.accounts().find(user_id);
    if (user == nullptr)
        return no_account(user_id);
    const auto* message = message_in(machine_.accounts(), *user, dialog, message_id);
    if (message == nullptr)
        return problem("the message " + std::to_string(message_id) + " was removed");
    change_list changes{machine_.accounts(), date()};
    const auto id = press_callback(changes, *user, *message, tl::bytes{std::string{data}});
    if (id == 0)
        return problem("the message was not written by a bot");
    machine_.deliver(changes.take(), now_);
    return id;
}

AWAITGRAM_DECL seen_message
player::seen_by(std::int64_t account_id, std::int64_t dialog, std::int32_t message_id) const {
    auto& accounts = machine_.accounts();
    return seen_as(
        accounts, dialog, *message_in(accounts, *accounts.find(account_id), dialog, message_id)
    );
}

AWAITGRAM_DECL void player::promote(change_list& changes, chat& room, std::int64_t account_id) {
    auto place = room.member(account_id);
    place.is = standing::admin;
    place.rights = all_rights();
    place.changed_by = room.creator;
    set_member(changes, room, place, room.creator);
}

AWAITGRAM_DECL failure<std::string> player::no_account(std::int64_t id) {
    return problem("there is no account " + std::to_string(id));
}

AWAITGRAM_DECL std::int32_t player::date() const {
    return static_cast<std::int32_t>(unix_seconds(now_));
}

AWAITGRAM_DECL const api::KeyboardButton*
player::button_of(const stored_message& message, std::string_view text) {
    if (!message.reply_markup)
        return nullptr;
    const auto* keyboard = message.reply_markup->get_if<api::replyKeyboardMarkup>();
    const auto* below = message.reply_markup->get_if<api::replyInlineMarkup>();
    if (keyboard == nullptr && below == nullptr)
        return nullptr;
    for (const auto& row : keyboard != nullptr ? keyboard->rows : below->rows)
        for (const auto& button : row.buttons)
            if (button.text() != nullptr && button.text()->view() == text)
                return &button;
    return nullptr;
}

AWAITGRAM_DECL std::string player::buttons_of(const stored_message& message) {
    std::string texts;
    seen_message seen;
    if (message.reply_markup)
        detail::show_keyboard(*message.reply_markup, seen);
    for (const auto& row : seen.buttons)
        for (const auto& button : row)
            texts += (texts.empty() ? "; it has \"" : ", \"") + button.text + '"';
    return texts;
}

AWAITGRAM_DECL result<std::int64_t, std::string> player::create_chat(
    chat_kind kind,
    std::int64_t creator,
    std::string_view title,
    const std::vector<std::int64_t>& members
) {
    auto& accounts = machine_.accounts();
    std::vector<account*> added;
    for (const auto id : members) {
        added.push_back(accounts.find(id));
        if (added.back() == nullptr)
            return no_account(id);
    }
    auto* owner = accounts.find(creator);
    if (owner == nullptr)
        return no_account(creator);
    change_list changes{accounts, date()};
    auto& room = testing::create_chat(changes, kind, *owner, std::string{title}, added);
    if (kind == chat_kind::channel)
        for (const auto* member : added)
            if (member->bot)
                promote(changes, room, member->id);
    machine_.deliver(changes.take(), now_);
    return room.id;
}

} // namespace awaitgram::testing
