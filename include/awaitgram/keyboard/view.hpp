// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace api {
struct KeyboardButton; // api/types.hpp
struct ReplyMarkup;    // api/types.hpp
} // namespace api

/// What a button of a received keyboard does.
enum class button_kind {
    /// Sends its text.
    text,
    /// Sends callback data to the bot.
    callback,
    /// Opens an address.
    link,
    /// Opens an address and signs in there.
    login_link,
    /// Opens a Web App, from an inline keyboard.
    web_app,
    /// Opens a Web App, from a reply keyboard.
    simple_web_app,
    /// Begins an inline query.
    switch_inline,
    /// Starts a game.
    play,
    /// Pays an invoice.
    pay,
    /// Copies a text.
    copy_text,
    /// Opens the profile of a user.
    profile,
    /// Sends the user's phone number.
    request_contact,
    /// Sends the user's location.
    request_location,
    /// Lets the user make a poll.
    request_poll,
    /// Lets the user choose users or chats, or create a bot.
    request_peer,
};

/// A button of a received keyboard: a handle, cheap to copy, that keeps its data alive. Texts it returns live as long as it.
class received_button {
public:
    received_button(
        std::shared_ptr<const void> keeper,
        const api::KeyboardButton& raw,
        std::size_t row,
        std::size_t column
    ) noexcept
        : keeper_(std::move(keeper)), raw_(&raw), row_(row), column_(column) {}

    /// The text on it.
    [[nodiscard]] std::string_view text() const noexcept;
    /// What it does.
    [[nodiscard]] button_kind kind() const noexcept;
    /// Its callback data; empty for others. `callback_data<T>::unpack` reads a struct.
    [[nodiscard]] byte_view data() const noexcept;
    /// Whether it asks for the user's password.
    [[nodiscard]] bool with_password() const noexcept;
    /// The address that it opens; empty for others.
    [[nodiscard]] std::string_view url() const noexcept;
    /// The text that it copies; empty for others.
    [[nodiscard]] std::string_view copied_text() const noexcept;
    /// The query that it begins; empty for others.
    [[nodiscard]] std::string_view query() const noexcept;
    /// The user whose profile it opens; 0 for others.
    [[nodiscard]] std::int64_t user_id() const noexcept;
    /// Its number in messages.sendBotRequestedPeer or messages.requestUrlAuth; none for others.
    [[nodiscard]] std::optional<std::int32_t> id() const noexcept;

    /// Its row, from 0.
    [[nodiscard]] std::size_t row() const noexcept { return row_; }
    /// Its place in the row, from 0.
    [[nodiscard]] std::size_t column() const noexcept { return column_; }

    /// The button as Telegram's schema describes it.
    [[nodiscard]] const api::KeyboardButton& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const void> keeper_;
    const api::KeyboardButton* raw_;
    std::size_t row_;
    std::size_t column_;
};

/// The kind of a received keyboard.
enum class keyboard_kind {
    /// There is none.
    none,
    /// Buttons below the message.
    inline_keyboard,
    /// Buttons in place of the user's keyboard.
    reply_keyboard,
    /// An earlier reply keyboard is removed.
    removed,
    /// The user is asked to reply.
    force_reply,
};

/// The keyboard of a received message: a handle, cheap to copy, that keeps its data alive. Its buttons can be walked through.
class received_keyboard {
public:
    /// No keyboard.
    received_keyboard() noexcept = default;

    /// A keyboard inside of a larger object, which `keeper` keeps alive; null for none.
    received_keyboard(std::shared_ptr<const void> keeper, const api::ReplyMarkup* raw) noexcept
        : keeper_(std::move(keeper)), raw_(raw) {}

    /// Its kind.
    [[nodiscard]] keyboard_kind kind() const noexcept;
    /// Whether it has a button.
    [[nodiscard]] explicit operator bool() const noexcept { return size() != 0; }

    /// The number of buttons.
    [[nodiscard]] std::size_t size() const noexcept;
    /// The number of rows.
    [[nodiscard]] std::size_t row_count() const noexcept;
    /// The number of buttons in a row; 0 where there is no such row.
    [[nodiscard]] std::size_t row_size(std::size_t row) const noexcept;

    /// The button in this place, counted from 0; none where there is no button.
    [[nodiscard]] std::optional<received_button> at(std::size_t row, std::size_t column) const;
    /// The first button with this text.
    [[nodiscard]] std::optional<received_button> find(std::string_view text) const;
    /// The first button with this callback data.
    [[nodiscard]] std::optional<received_button> find_data(byte_view data) const;

    /// The grey text of the user's empty input field; empty if there is none.
    [[nodiscard]] std::string_view placeholder() const noexcept;

    /// The markup as Telegram's schema describes it; null if there is none.
    [[nodiscard]] const api::ReplyMarkup* raw() const noexcept { return raw_; }

    /// Walks through the buttons, row by row.
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using difference_type = std::ptrdiff_t;
        using value_type = received_button;
        using pointer = const received_button*;
        using reference = received_button;

        iterator() noexcept = default;

        [[nodiscard]] received_button operator*() const { return *of_->at(row_, column_); }
        iterator& operator++() noexcept {
            ++column_;
            skip_ends();
            return *this;
        }
        iterator operator++(int) noexcept {
            auto before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const iterator& left, const iterator& right) noexcept {
            return left.row_ == right.row_ && left.column_ == right.column_;
        }

    private:
        friend class received_keyboard;

        iterator(const received_keyboard& of, std::size_t row) noexcept : of_(&of), row_(row) {
            skip_ends();
        }
        void skip_ends() noexcept {
            while (row_ < of_->row_count() && column_ >= of_->row_size(row_)) {
                ++row_;
                column_ = 0;
            }
        }

        const received_keyboard* of_ = nullptr;
        std::size_t row_ = 0;
        std::size_t column_ = 0;
    };
    [[nodiscard]] iterator begin() const noexcept { return {*this, 0}; }
    [[nodiscard]] iterator end() const noexcept { return {*this, row_count()}; }

private:
    std::shared_ptr<const void> keeper_{};
    const api::ReplyMarkup* raw_ = nullptr;
};

} // namespace awaitgram
