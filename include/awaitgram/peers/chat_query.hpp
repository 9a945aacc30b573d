// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/peers/chat_ref.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram {

/// A reference to a chat that owns its parts, for coroutines.
class chat_query {
public:
    /// Reads all that a reference refers to. Objects of the schema without a full access hash count as their number.
    explicit chat_query(const chat_ref& from);

    /// The number in the Bot API's numbering; 0 for a text or an input.
    [[nodiscard]] std::int64_t number() const noexcept { return number_; }
    /// The text; empty for others.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// The input as it was given; an empty box for others.
    [[nodiscard]] const api::InputPeer& input() const noexcept { return input_; }
    /// Whether it was a text.
    [[nodiscard]] bool is_text() const noexcept { return is_text_; }

private:
    void read(const api::user& from);
    void read(const api::channel& from);

    std::int64_t number_ = 0;
    std::string text_{};
    api::InputPeer input_{};
    bool is_text_ = false;
};

/// A chat that a request can be sent to.
struct resolved_chat {
    resolved_chat() = default;
    resolved_chat(api::InputPeer as_input, std::int64_t dialog)
        : input(std::move(as_input)), id(dialog) {}

    /// How requests address it.
    api::InputPeer input{};
    /// Its number in the Bot API's numbering.
    std::int64_t id = 0;
};

/// The number in the Bot API's numbering of a peer as a request addresses it: `self` for the account itself, 0 for an empty one.
[[nodiscard]] std::int64_t dialog_id(const api::InputPeer& input, std::int64_t self) noexcept;

} // namespace awaitgram
