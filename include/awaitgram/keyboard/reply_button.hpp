// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/keyboard/basic_button.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram {

/// A button of a reply_keyboard. A text is a button that sends it; the functions below make the others.
///
/// Errors: all of them throw std::system_error with keyboard_errc; a text must not be empty, and is UTF-8.
class reply_button : public basic_button<reply_button> {
public:
    /// A button that sends its text as a message of the user.
    template <std::convertible_to<std::string_view> Text>
    reply_button(const Text& text) : reply_button(sending(text)) {}

    /// A button of the schema, of a kind that no function here makes.
    ///
    /// Errors: keyboard_errc::empty_text, keyboard_errc::wrong_keyboard.
    explicit reply_button(api::KeyboardButton raw);

private:
    [[nodiscard]] static reply_button sending(std::string_view text);
};

/// A button that sends the user's phone number; in private chats only, as all of these.
[[nodiscard]] reply_button request_contact(std::string_view text);

/// A button that sends the user's location.
[[nodiscard]] reply_button request_location(std::string_view text);

/// The polls that a user may make.
enum class requested_poll { any, regular, quiz };

/// A button that lets the user make a poll and send it.
[[nodiscard]] reply_button
request_poll(std::string_view text, requested_poll kind = requested_poll::any);

/// The users that a button asks for.
struct request_users_options {
    /// How many the user may choose, from 1 to 10.
    std::int32_t most = 1;
    /// Only bots, or only people.
    std::optional<bool> bots{};
    /// Only users with Telegram Premium, or only those without.
    std::optional<bool> premium{};
    /// Whether the answer has their names.
    bool with_names = false;
    /// Whether the answer has their usernames.
    bool with_usernames = false;
    /// Whether the answer has their photos.
    bool with_photos = false;
};

/// A button that lets the user choose users. The answer is a service message with `id`, which is unique in its keyboard.
///
/// Errors: keyboard_errc::number_out_of_range.
[[nodiscard]] reply_button
request_users(std::string_view text, std::int32_t id, request_users_options options = {});

/// The chats that a button asks for.
struct request_chat_options {
    /// Only chats that the user created.
    bool created = false;
    /// Only groups that the bot is in; not for channels.
    bool with_bot = false;
    /// Only chats with a username, or only those without.
    std::optional<bool> public_chat{};
    /// Only groups with topics, or only those without; not for channels.
    std::optional<bool> forum{};
    /// The rights that the user needs there; null for none.
    const api::chatAdminRights* user_rights = nullptr;
    /// The rights that the bot needs there; null for none.
    const api::chatAdminRights* bot_rights = nullptr;
    /// Whether the answer has the title.
    bool with_title = false;
    /// Whether the answer has the username.
    bool with_username = false;
    /// Whether the answer has the photo.
    bool with_photo = false;
};

/// A button that lets the user choose a group. The answer is a service message with `id`, which is unique in its keyboard.
[[nodiscard]] reply_button
request_group(std::string_view text, std::int32_t id, request_chat_options options = {});

/// The same for a channel.
[[nodiscard]] reply_button
request_channel(std::string_view text, std::int32_t id, request_chat_options options = {});

/// The bot that a button lets the user create.
struct request_managed_bot_options {
    /// A name that the user may change; empty for none.
    std::string_view suggested_name{};
    /// A username that the user may change; empty for none.
    std::string_view suggested_username{};
};

/// A button that lets the user create a bot that this bot manages.
[[nodiscard]] reply_button request_managed_bot(
    std::string_view text, std::int32_t id, request_managed_bot_options options = {}
);

/// A button that opens a Web App, which sends its result as a service message.
///
/// Errors: keyboard_errc::https_needed.
[[nodiscard]] reply_button simple_web_app(std::string_view text, std::string_view url);

} // namespace awaitgram
