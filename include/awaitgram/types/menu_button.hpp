// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace awaitgram {

/// The button beside the message field of the private chat with a bot.
class menu_button {
public:
    enum class kind { standard, commands, web_app };

    /// As for all users: what was set for them, or else the list of commands.
    menu_button() = default;

    /// As for all users: what was set for them, or else the list of commands.
    [[nodiscard]] static menu_button standard() { return {}; }
    /// Opens the list of commands.
    [[nodiscard]] static menu_button commands() { return menu_button{kind::commands, {}, {}}; }
    /// Opens a web app; `url` is an https address.
    [[nodiscard]] static menu_button web_app(std::string_view text, std::string_view url) {
        return menu_button{kind::web_app, text, url};
    }

    [[nodiscard]] kind what() const noexcept { return what_; }
    /// The text on it; empty unless it opens a web app.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// The address of the web app; empty unless it opens one.
    [[nodiscard]] const std::string& url() const noexcept { return url_; }

    friend bool operator==(const menu_button&, const menu_button&) = default;

private:
    menu_button(kind what, std::string_view text, std::string_view url)
        : what_(what), text_(text), url_(url) {}

    kind what_ = kind::standard;
    std::string text_{};
    std::string url_{};
};

} // namespace awaitgram
