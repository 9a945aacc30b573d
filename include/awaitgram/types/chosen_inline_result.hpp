// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

struct edit_options; // methods/messages.hpp

/// A user sent a result of an inline query; updateBotInlineSend. Only bots with inline feedback receive it.
class chosen_inline_result : public event_of<api::updateBotInlineSend> {
public:
    using event_of::event_of;

    /// The identifier that the bot gave the result.
    [[nodiscard]] std::string_view result_id() const noexcept { return raw().id; }

    /// The user.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return detail::dialog_of_user(raw().user_id);
    }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The text of the query.
    [[nodiscard]] std::string_view text() const noexcept { return raw().query; }

    /// The message sent, for editing it; null unless the result has an inline keyboard.
    [[nodiscard]] const api::InputBotInlineMessageID* inline_message_id() const noexcept {
        return raw().msg_id ? &*raw().msg_id : nullptr;
    }

    /// Changes the text of the message sent; see callback_query::edit. Only for results with an inline keyboard.
    ///
    /// Errors: as for callback_query::edit; std::logic_error for a result without an inline keyboard.
    [[nodiscard]] awaitable<void> edit(text_ref content, const edit_options& options) const;

    /// Where the user is, for bots that ask for it; null when unknown.
    [[nodiscard]] const api::geoPoint* location() const noexcept {
        return raw().geo ? raw().geo->get_if<api::geoPoint>() : nullptr;
    }
};

} // namespace awaitgram
