// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/keyboard/view.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/types/message.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace awaitgram {

/// What comes of a press of a button.
struct press_result {
    /// The text that the bot shows, or that the button copies; empty for none.
    std::string text{};
    /// Whether the text is shown in a window.
    bool alert = false;
    /// The address that the button, or the bot, opens; empty for none.
    std::string url{};
    /// The message that the press sent, for buttons of reply keyboards.
    std::optional<message> sent{};
    /// Whether the bot did not answer in time. It may have done what the button says all the same.
    bool unanswered = false;
};

/// Methods for users who press the buttons of bots.
class button_methods : public virtual method_base {
public:
    /// Presses a button of a message: `telegram.click(message, "yes")`, or one of `message.keyboard()`. A button with callback data asks the
    /// bot; one of a reply keyboard sends its text, in groups as a reply; the addresses of others are returned.
    ///
    /// Raw method: messages.getBotCallbackAnswer (users), messages.sendMessage.
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks; std::logic_error for a button that does not
    ///             exist, asks for the password, or does what only an app can.
    /// Cancels:    it may have been pressed nevertheless.
    [[nodiscard]] awaitable<press_result>
    click(const message& with_keyboard, std::string_view text) const;
    [[nodiscard]] awaitable<press_result>
    click(const message& with_keyboard, const received_button& button) const;

protected:
    button_methods() = default;
    ~button_methods() = default;
};

} // namespace awaitgram
