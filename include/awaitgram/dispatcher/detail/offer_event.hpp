// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/conversations.hpp>

namespace awaitgram {

class album;
class callback_query;
class message;

namespace detail {

/// Gives an event to the conversation that waits for it, if one does.
[[nodiscard]] conversations::outcome offer_message(conversations& to, const message& event);
[[nodiscard]] conversations::outcome offer_album(conversations& to, const album& event);
[[nodiscard]] conversations::outcome offer_edit(conversations& to, const message& event);
[[nodiscard]] conversations::outcome offer_press(conversations& to, const callback_query& event);

} // namespace detail

} // namespace awaitgram
