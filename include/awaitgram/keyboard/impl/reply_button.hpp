// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/keyboard/impl/inline_button.hpp>
#include <awaitgram/keyboard/reply_button.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline reply_button request_button(
    std::string_view text,
    std::int32_t id,
    api::RequestPeerType type,
    api::inputKeyboardButtonRequestPeer raw
) {
    check_button_text(text);
    raw.text = text;
    raw.button_id = id;
    raw.peer_type = std::move(type);
    return reply_button{std::move(raw)};
}

/// The common part of requests for groups and for channels.
template <class Type>
[[nodiscard]] reply_button request_chat_button(
    std::string_view text, std::int32_t id, Type type, const request_chat_options& options
) {
    type.creator = options.created;
    if (options.public_chat)
        type.has_username = *options.public_chat;
    if (options.user_rights != nullptr)
        type.user_admin_rights = *options.user_rights;
    if (options.bot_rights != nullptr)
        type.bot_admin_rights = *options.bot_rights;
    api::inputKeyboardButtonRequestPeer raw{};
    raw.name_requested = options.with_title;
    raw.username_requested = options.with_username;
    raw.photo_requested = options.with_photo;
    raw.max_quantity = 1;
    return request_button(text, id, std::move(type), std::move(raw));
}

} // namespace detail

AWAITGRAM_DECL reply_button::reply_button(api::KeyboardButton raw) : basic_button(std::move(raw)) {
    detail::check_button_text(text());
    const auto& kind = this->raw();
    if (kind.is<api::keyboardButtonUrl>() || kind.is<api::keyboardButtonCallback>() ||
        kind.is<api::keyboardButtonSwitchInline>() || kind.is<api::keyboardButtonGame>() ||
        kind.is<api::keyboardButtonBuy>() || kind.is<api::keyboardButtonUrlAuth>() ||
        kind.is<api::inputKeyboardButtonUrlAuth>() ||
        kind.is<api::inputKeyboardButtonUserProfile>() ||
        kind.is<api::keyboardButtonUserProfile>() || kind.is<api::keyboardButtonWebView>() ||
        kind.is<api::keyboardButtonCopy>())
        detail::refuse_keyboard(
            keyboard_errc::wrong_keyboard, detail::name_of_button(text()) + " of an inline keyboard"
        );
}

AWAITGRAM_DECL reply_button reply_button::sending(std::string_view text) {
    return reply_button{detail::button_with<api::keyboardButton>(text)};
}

AWAITGRAM_DECL reply_button request_contact(std::string_view text) {
    return reply_button{detail::button_with<api::keyboardButtonRequestPhone>(text)};
}

AWAITGRAM_DECL reply_button request_location(std::string_view text) {
    return reply_button{detail::button_with<api::keyboardButtonRequestGeoLocation>(text)};
}

AWAITGRAM_DECL reply_button request_poll(std::string_view text, requested_poll kind) {
    auto raw = detail::button_with<api::keyboardButtonRequestPoll>(text);
    if (kind != requested_poll::any)
        raw.quiz = kind == requested_poll::quiz;
    return reply_button{std::move(raw)};
}

AWAITGRAM_DECL reply_button
request_users(std::string_view text, std::int32_t id, request_users_options options) {
    if (options.most < 1 || options.most > 10)
        detail::refuse_keyboard(
            keyboard_errc::number_out_of_range,
            detail::name_of_button(text) + " requests " + std::to_string(options.most) + " users"
        );
    api::requestPeerTypeUser type{};
    if (options.bots)
        type.bot = *options.bots;
    if (options.premium)
        type.premium = *options.premium;
    api::inputKeyboardButtonRequestPeer raw{};
    raw.name_requested = options.with_names;
    raw.username_requested = options.with_usernames;
    raw.photo_requested = options.with_photos;
    raw.max_quantity = options.most;
    return detail::request_button(text, id, std::move(type), std::move(raw));
}

AWAITGRAM_DECL reply_button
request_group(std::string_view text, std::int32_t id, request_chat_options options) {
    api::requestPeerTypeChat type{};
    type.bot_participant = options.with_bot;
    if (options.forum)
        type.forum = *options.forum;
    return detail::request_chat_button(text, id, std::move(type), options);
}

AWAITGRAM_DECL reply_button
request_channel(std::string_view text, std::int32_t id, request_chat_options options) {
    return detail::request_chat_button(text, id, api::requestPeerTypeBroadcast{}, options);
}

AWAITGRAM_DECL reply_button
request_managed_bot(std::string_view text, std::int32_t id, request_managed_bot_options options) {
    api::requestPeerTypeCreateBot type{};
    type.bot_managed = true;
    if (!options.suggested_name.empty())
        type.suggested_name = options.suggested_name;
    if (!options.suggested_username.empty())
        type.suggested_username = options.suggested_username;
    api::inputKeyboardButtonRequestPeer raw{};
    raw.max_quantity = 1;
    return detail::request_button(text, id, std::move(type), std::move(raw));
}

AWAITGRAM_DECL reply_button simple_web_app(std::string_view text, std::string_view url) {
    auto raw = detail::button_with<api::keyboardButtonSimpleWebView>(text);
    detail::check_https(text, url);
    raw.url = url;
    return reply_button{std::move(raw)};
}

} // namespace awaitgram
