// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/methods/account.hpp>
#include <awaitgram/methods/bots.hpp>
#include <awaitgram/methods/business.hpp>
#include <awaitgram/methods/buttons.hpp>
#include <awaitgram/methods/chat_list.hpp>
#include <awaitgram/methods/chat_settings.hpp>
#include <awaitgram/methods/chats.hpp>
#include <awaitgram/methods/contacts.hpp>
#include <awaitgram/methods/contents.hpp>
#include <awaitgram/methods/dialogs.hpp>
#include <awaitgram/methods/downloads.hpp>
#include <awaitgram/methods/editing.hpp>
#include <awaitgram/methods/event_log.hpp>
#include <awaitgram/methods/fetching.hpp>
#include <awaitgram/methods/folders.hpp>
#include <awaitgram/methods/forums.hpp>
#include <awaitgram/methods/forwarding.hpp>
#include <awaitgram/methods/games.hpp>
#include <awaitgram/methods/history.hpp>
#include <awaitgram/methods/invite_links.hpp>
#include <awaitgram/methods/marks.hpp>
#include <awaitgram/methods/media.hpp>
#include <awaitgram/methods/members.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/methods/password.hpp>
#include <awaitgram/methods/payments.hpp>
#include <awaitgram/methods/peers.hpp>
#include <awaitgram/methods/photos.hpp>
#include <awaitgram/methods/polls.hpp>
#include <awaitgram/methods/privacy.hpp>
#include <awaitgram/methods/profile.hpp>
#include <awaitgram/methods/reactions.hpp>
#include <awaitgram/methods/scheduled.hpp>
#include <awaitgram/methods/stickers.hpp>
#include <awaitgram/methods/stories.hpp>
#include <awaitgram/methods/typing.hpp>
#include <awaitgram/methods/users.hpp>

namespace awaitgram {

/// The friendly methods of all subjects: those of a client and of a takeout.
class all_methods : public account_methods,
                    public bot_methods,
                    public business_methods,
                    public button_methods,
                    public chat_list_methods,
                    public chat_methods,
                    public chat_setting_methods,
                    public contact_methods,
                    public content_methods,
                    public dialog_methods,
                    public download_methods,
                    public editing_methods,
                    public event_log_methods,
                    public fetching_methods,
                    public folder_methods,
                    public forum_methods,
                    public forwarding_methods,
                    public game_methods,
                    public history_methods,
                    public invite_link_methods,
                    public mark_methods,
                    public media_methods,
                    public member_methods,
                    public message_methods,
                    public password_methods,
                    public payment_methods,
                    public peer_methods,
                    public photo_methods,
                    public poll_methods,
                    public privacy_methods,
                    public profile_methods,
                    public reaction_methods,
                    public scheduled_methods,
                    public sticker_methods,
                    public story_methods,
                    public typing_methods,
                    public user_methods {
protected:
    all_methods() = default;
    ~all_methods() = default;
};

} // namespace awaitgram
