// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/keyboard/detail/check.hpp>
#include <awaitgram/keyboard/inline_button.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram {

namespace detail {

/// Changes the constructor in a box.
template <class Change>
api::KeyboardButton changed(api::KeyboardButton button, const Change& change) {
    button.visit([&](const auto& of) { change(const_cast<std::remove_cvref_t<decltype(of)>&>(of)); }
    );
    return button;
}

AWAITGRAM_DECL api::KeyboardButton coloured(api::KeyboardButton button, button_colour colour) {
    return changed(std::move(button), [colour](auto& of) {
        auto& style = of.style ? *of.style : of.style.emplace();
        style.bg_primary = colour == button_colour::primary;
        style.bg_danger = colour == button_colour::danger;
        style.bg_success = colour == button_colour::success;
    });
}

AWAITGRAM_DECL api::KeyboardButton with_icon(api::KeyboardButton button, std::int64_t emoji) {
    return changed(std::move(button), [emoji](auto& of) {
        auto& style = of.style ? *of.style : of.style.emplace();
        style.icon = emoji;
    });
}

AWAITGRAM_DECL std::string_view text_of_button(const api::KeyboardButton& button) noexcept {
    const auto* text = button.text();
    return text != nullptr ? text->view() : std::string_view{};
}

/// A checked button with a text alone.
template <class Raw>
[[nodiscard]] Raw button_with(std::string_view text) {
    check_button_text(text);
    Raw raw;
    raw.text = text;
    return raw;
}

AWAITGRAM_DECL inline_button button_of(std::string_view text, const data_writer& data) {
    auto raw = button_with<api::keyboardButtonCallback>(text);
    if (data.size() == 0 || data.size() > data_writer::capacity)
        refuse_keyboard(
            keyboard_errc::data_size,
            "the callback data of " + name_of_button(text) + " has " + std::to_string(data.size()) +
                " bytes"
        );
    raw.data = data.written();
    return inline_button{std::move(raw)};
}

[[nodiscard]] inline inline_button
switch_button(std::string_view text, std::string_view query, api::keyboardButtonSwitchInline raw) {
    check_length(
        keyboard_errc::query_too_long, "the query of " + name_of_button(text), query, 0, 256
    );
    raw.query = query;
    return inline_button{std::move(raw)};
}

} // namespace detail

AWAITGRAM_DECL inline_button::inline_button(api::KeyboardButton raw)
    : basic_button(std::move(raw)) {
    detail::check_button_text(text());
    const auto& kind = this->raw();
    if (kind.is<api::keyboardButton>() || kind.is<api::keyboardButtonRequestPhone>() ||
        kind.is<api::keyboardButtonRequestGeoLocation>() ||
        kind.is<api::keyboardButtonRequestPoll>() || kind.is<api::keyboardButtonRequestPeer>() ||
        kind.is<api::inputKeyboardButtonRequestPeer>() ||
        kind.is<api::keyboardButtonSimpleWebView>())
        detail::refuse_keyboard(
            keyboard_errc::wrong_keyboard, detail::name_of_button(text()) + " of a reply keyboard"
        );
}

AWAITGRAM_DECL inline_button inline_button::with_password() const {
    const auto* callback = raw().get_if<api::keyboardButtonCallback>();
    if (callback == nullptr)
        detail::refuse_keyboard(
            keyboard_errc::wrong_keyboard,
            detail::name_of_button(text()) + " has no callback data to protect by a password"
        );
    auto changed = *callback;
    changed.requires_password = true;
    return inline_button{std::move(changed)};
}

AWAITGRAM_DECL inline_button button(std::string_view text, byte_view data) {
    detail::data_writer writer;
    writer.raw(data);
    return detail::button_of(text, writer);
}

AWAITGRAM_DECL inline_button button(std::string_view text, std::string_view data) {
    return button(text, bytes_of(data));
}

AWAITGRAM_DECL inline_button link(std::string_view text, std::string_view url) {
    auto raw = detail::button_with<api::keyboardButtonUrl>(text);
    detail::check_link(text, url);
    raw.url = url;
    return inline_button{std::move(raw)};
}

AWAITGRAM_DECL inline_button switch_inline(std::string_view text, std::string_view query) {
    auto raw = detail::button_with<api::keyboardButtonSwitchInline>(text);
    return detail::switch_button(text, query, std::move(raw));
}

AWAITGRAM_DECL inline_button switch_inline_here(std::string_view text, std::string_view query) {
    auto raw = detail::button_with<api::keyboardButtonSwitchInline>(text);
    raw.same_peer = true;
    return detail::switch_button(text, query, std::move(raw));
}

AWAITGRAM_DECL inline_button
switch_inline_to(std::string_view text, std::string_view query, switch_targets targets) {
    auto raw = detail::button_with<api::keyboardButtonSwitchInline>(text);
    if (!targets.users && !targets.bots && !targets.groups && !targets.channels)
        targets = {.users = true, .bots = true, .groups = true, .channels = true};
    auto& kinds = raw.peer_types.emplace();
    if (targets.users)
        kinds.push_back(api::inlineQueryPeerTypePM{});
    if (targets.bots)
        kinds.push_back(api::inlineQueryPeerTypeBotPM{});
    if (targets.groups) {
        kinds.push_back(api::inlineQueryPeerTypeChat{});
        kinds.push_back(api::inlineQueryPeerTypeMegagroup{});
    }
    if (targets.channels)
        kinds.push_back(api::inlineQueryPeerTypeBroadcast{});
    return detail::switch_button(text, query, std::move(raw));
}

AWAITGRAM_DECL inline_button
login_link(std::string_view text, std::string_view url, login_link_options options) {
    auto raw = detail::button_with<api::inputKeyboardButtonUrlAuth>(text);
    detail::check_https(text, url);
    raw.url = url;
    raw.request_write_access = options.request_write_access;
    if (!options.forwarded_text.empty()) {
        detail::check_button_text(options.forwarded_text);
        raw.fwd_text = options.forwarded_text;
    }
    raw.bot = options.bot != nullptr ? *options.bot : api::InputUser{api::inputUserSelf{}};
    return inline_button{std::move(raw)};
}

AWAITGRAM_DECL inline_button web_app(std::string_view text, std::string_view url) {
    auto raw = detail::button_with<api::keyboardButtonWebView>(text);
    detail::check_https(text, url);
    raw.url = url;
    return inline_button{std::move(raw)};
}

AWAITGRAM_DECL inline_button play(std::string_view text) {
    return inline_button{detail::button_with<api::keyboardButtonGame>(text)};
}

AWAITGRAM_DECL inline_button pay(std::string_view text) {
    return inline_button{detail::button_with<api::keyboardButtonBuy>(text)};
}

AWAITGRAM_DECL inline_button copy_text(std::string_view text, std::string_view copied) {
    auto raw = detail::button_with<api::keyboardButtonCopy>(text);
    detail::check_length(
        keyboard_errc::copied_text_size,
        "the text that " + detail::name_of_button(text) + " copies",
        copied,
        1,
        256
    );
    raw.copy_text = copied;
    return inline_button{std::move(raw)};
}

AWAITGRAM_DECL inline_button profile(std::string_view text, std::int64_t user) {
    auto raw = detail::button_with<api::inputKeyboardButtonUserProfile>(text);
    if (user <= 0)
        detail::refuse_keyboard(
            keyboard_errc::number_out_of_range,
            detail::name_of_button(text) + " of the user " + std::to_string(user)
        );
    api::inputUser of{};
    of.user_id = user;
    raw.user_id = of;
    return inline_button{std::move(raw)};
}

AWAITGRAM_DECL inline_button profile(std::string_view text, api::InputUser user) {
    auto raw = detail::button_with<api::inputKeyboardButtonUserProfile>(text);
    if (user.empty())
        detail::refuse_keyboard(
            keyboard_errc::number_out_of_range, detail::name_of_button(text) + " of no user"
        );
    raw.user_id = std::move(user);
    return inline_button{std::move(raw)};
}

} // namespace awaitgram
