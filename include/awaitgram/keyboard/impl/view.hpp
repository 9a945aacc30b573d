// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/keyboard/basic_button.hpp>
#include <awaitgram/keyboard/view.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram {

namespace detail {

/// The rows of a markup; null if its kind has none.
[[nodiscard]] inline const tl::vector<api::keyboardButtonRow>*
rows_of(const api::ReplyMarkup* markup) noexcept {
    if (markup == nullptr)
        return nullptr;
    if (const auto* below = markup->get_if<api::replyInlineMarkup>())
        return &below->rows;
    const auto* instead = markup->get_if<api::replyKeyboardMarkup>();
    return instead != nullptr ? &instead->rows : nullptr;
}

/// A text that Telegram's schema may omit.
[[nodiscard]] inline std::string_view text_or_empty(const tl::string* text) noexcept {
    return text != nullptr ? text->view() : std::string_view{};
}

} // namespace detail

AWAITGRAM_DECL std::string_view received_button::text() const noexcept {
    return detail::text_of_button(*raw_);
}

AWAITGRAM_DECL button_kind received_button::kind() const noexcept {
    const auto id = raw_->id_of();
    const struct {
        std::uint32_t id;
        button_kind kind;
    } kinds[] = {
        {api::keyboardButtonCallback::tl_id, button_kind::callback},
        {api::keyboardButtonUrl::tl_id, button_kind::link},
        {api::keyboardButtonUrlAuth::tl_id, button_kind::login_link},
        {api::inputKeyboardButtonUrlAuth::tl_id, button_kind::login_link},
        {api::keyboardButtonWebView::tl_id, button_kind::web_app},
        {api::keyboardButtonSimpleWebView::tl_id, button_kind::simple_web_app},
        {api::keyboardButtonSwitchInline::tl_id, button_kind::switch_inline},
        {api::keyboardButtonGame::tl_id, button_kind::play},
        {api::keyboardButtonBuy::tl_id, button_kind::pay},
        {api::keyboardButtonCopy::tl_id, button_kind::copy_text},
        {api::keyboardButtonUserProfile::tl_id, button_kind::profile},
        {api::inputKeyboardButtonUserProfile::tl_id, button_kind::profile},
        {api::keyboardButtonRequestPhone::tl_id, button_kind::request_contact},
        {api::keyboardButtonRequestGeoLocation::tl_id, button_kind::request_location},
        {api::keyboardButtonRequestPoll::tl_id, button_kind::request_poll},
        {api::keyboardButtonRequestPeer::tl_id, button_kind::request_peer},
        {api::inputKeyboardButtonRequestPeer::tl_id, button_kind::request_peer},
    };
    for (const auto& each : kinds)
        if (each.id == id)
            return each.kind;
    return button_kind::text;
}

AWAITGRAM_DECL byte_view received_button::data() const noexcept {
    const auto* callback = raw_->get_if<api::keyboardButtonCallback>();
    return callback != nullptr ? callback->data.view() : byte_view{};
}

AWAITGRAM_DECL bool received_button::with_password() const noexcept {
    const auto* callback = raw_->get_if<api::keyboardButtonCallback>();
    return callback != nullptr && callback->requires_password;
}

AWAITGRAM_DECL std::string_view received_button::url() const noexcept {
    return detail::text_or_empty(raw_->url());
}

AWAITGRAM_DECL std::string_view received_button::copied_text() const noexcept {
    const auto* copying = raw_->get_if<api::keyboardButtonCopy>();
    return copying != nullptr ? copying->copy_text.view() : std::string_view{};
}

AWAITGRAM_DECL std::string_view received_button::query() const noexcept {
    const auto* switching = raw_->get_if<api::keyboardButtonSwitchInline>();
    return switching != nullptr ? switching->query.view() : std::string_view{};
}

AWAITGRAM_DECL std::int64_t received_button::user_id() const noexcept {
    if (const auto* received = raw_->get_if<api::keyboardButtonUserProfile>())
        return received->user_id;
    const auto* sent = raw_->get_if<api::inputKeyboardButtonUserProfile>();
    const auto* user = sent != nullptr ? sent->user_id.get_if<api::inputUser>() : nullptr;
    return user != nullptr ? user->user_id : 0;
}

AWAITGRAM_DECL std::optional<std::int32_t> received_button::id() const noexcept {
    const auto* id = raw_->button_id();
    return id != nullptr ? std::optional{*id} : std::nullopt;
}

AWAITGRAM_DECL keyboard_kind received_keyboard::kind() const noexcept {
    if (raw_ == nullptr || raw_->empty())
        return keyboard_kind::none;
    return raw_->is<api::replyInlineMarkup>()     ? keyboard_kind::inline_keyboard
           : raw_->is<api::replyKeyboardMarkup>() ? keyboard_kind::reply_keyboard
           : raw_->is<api::replyKeyboardHide>()   ? keyboard_kind::removed
                                                  : keyboard_kind::force_reply;
}

AWAITGRAM_DECL std::size_t received_keyboard::size() const noexcept {
    std::size_t count = 0;
    for (std::size_t row = 0; row != row_count(); ++row)
        count += row_size(row);
    return count;
}

AWAITGRAM_DECL std::size_t received_keyboard::row_count() const noexcept {
    const auto* rows = detail::rows_of(raw_);
    return rows != nullptr ? rows->size() : 0;
}

AWAITGRAM_DECL std::size_t received_keyboard::row_size(std::size_t row) const noexcept {
    return row < row_count() ? (*detail::rows_of(raw_))[row].buttons.size() : 0;
}

AWAITGRAM_DECL std::optional<received_button>
received_keyboard::at(std::size_t row, std::size_t column) const {
    if (column >= row_size(row))
        return std::nullopt;
    const auto& buttons = (*detail::rows_of(raw_))[row].buttons;
    return received_button{keeper_, buttons[column], row, column};
}

AWAITGRAM_DECL std::optional<received_button> received_keyboard::find(std::string_view text) const {
    for (const auto& each : *this)
        if (each.text() == text)
            return each;
    return std::nullopt;
}

AWAITGRAM_DECL std::optional<received_button> received_keyboard::find_data(byte_view data) const {
    for (const auto& each : *this)
        if (each.kind() == button_kind::callback && std::ranges::equal(each.data(), data))
            return each;
    return std::nullopt;
}

AWAITGRAM_DECL std::string_view received_keyboard::placeholder() const noexcept {
    if (raw_ == nullptr)
        return {};
    const auto* instead = raw_->get_if<api::replyKeyboardMarkup>();
    const auto* forced = raw_->get_if<api::replyKeyboardForceReply>();
    if (instead != nullptr && instead->placeholder)
        return instead->placeholder->view();
    return forced != nullptr && forced->placeholder ? forced->placeholder->view()
                                                    : std::string_view{};
}

} // namespace awaitgram
