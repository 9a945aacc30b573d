// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/methods/bots.hpp>
#include <awaitgram/methods/business.hpp>
#include <awaitgram/methods/chats.hpp>
#include <awaitgram/methods/dialogs.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/methods/payments.hpp>
#include <awaitgram/methods/peers.hpp>
#include <awaitgram/methods/stories.hpp>
#include <awaitgram/methods/users.hpp>

namespace awaitgram {

/// The friendly methods of all subjects: those of a client and of a takeout.
class all_methods : public bot_methods,
                    public business_methods,
                    public chat_methods,
                    public dialog_methods,
                    public message_methods,
                    public payment_methods,
                    public peer_methods,
                    public story_methods,
                    public user_methods {
protected:
    all_methods() = default;
    ~all_methods() = default;
};

} // namespace awaitgram
