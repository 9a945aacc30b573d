// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

struct sold_invoice; // world/star_ledger.hpp

/// The reactions of one account to a message.
struct given_reaction {
    std::int64_t by{};
    std::int32_t date{};
    tl::vector<api::Reaction> reactions{};
    /// Whether the writer of the message has not seen them yet.
    bool unread = true;
};

/// The properties that few messages have; all copies of a message share them.
struct message_extras {
    /// The copies of a message of a basic group: accounts, and the ids in their mailboxes.
    std::vector<std::pair<std::int64_t, std::int32_t>> copies{};
    /// Set in service messages.
    std::optional<api::MessageAction> action{};
    std::optional<api::MessageMedia> media{};
    std::optional<api::messageFwdHeader> forwarded{};
    std::vector<given_reaction> reactions{};
    /// The poll in `media`, or 0.
    std::int64_t poll{};
    /// The invoice in `media`, or null.
    std::shared_ptr<const sold_invoice> invoice{};
    std::int64_t via_bot{};
    /// The number that the messages of an album share, or 0.
    std::int64_t grouped_id{};
    /// The number of a message that was sent by an inline bot and that the bot may edit, or 0.
    std::int32_t inline_number{};
    /// It must not be forwarded or saved.
    bool noforwards{};
    bool invert_media{};
    /// The animation that is shown with it, or 0.
    std::int64_t effect{};
    /// The chat in whose name it was sent, or 0.
    std::int64_t sent_as{};
    /// The part that it quotes, and the message of another chat that it answers.
    std::optional<api::messageReplyHeader> reply{};
    /// What users have reached in the game in `media`.
    std::map<std::int64_t, std::int32_t> scores{};
    /// The stars that its writer has paid for it.
    std::int64_t paid_stars{};
    /// It was scheduled, and is sent now.
    bool from_scheduled{};
};

/// A message: of a channel, or one account's copy of a message of a private chat or of a basic group.
struct stored_message {
    std::int32_t id{};
    /// In private chats, the id of the same message in the other side's mailbox.
    std::int32_t twin_id{};
    /// The counter of the mailbox or the channel after the message was added.
    std::int32_t pts{};
    /// The account that wrote it.
    std::int64_t from{};
    /// The chat; in private chats the other side, which is the account itself for its saved messages.
    std::int64_t peer{};
    /// Whether the mailbox is that of the writer.
    bool outgoing{};
    bool silent{};
    bool pinned{};
    /// A post of a broadcast channel: the channel is shown as its author.
    bool post{};
    std::int32_t date{};
    std::int32_t edit_date{};
    std::string text{};
    /// The message of the same mailbox or channel that this one replies to, or 0.
    std::int32_t reply_to{};
    /// The topic of a forum, or 0.
    std::int32_t topic{};
    /// In groups without topics: the message at which the replies begin that this one is among, or 0.
    std::int32_t thread{};
    tl::vector<api::MessageEntity> entities{};
    std::optional<api::ReplyMarkup> reply_markup{};
    std::int64_t random_id{};
    std::shared_ptr<message_extras> extras{};

    [[nodiscard]] bool is_service() const noexcept { return extras && extras->action; }

    [[nodiscard]] message_extras& own_extras() {
        if (!extras)
            extras = std::make_shared<message_extras>();
        return *extras;
    }
};

/// A message to be sent.
struct draft {
    std::string text{};
    std::int64_t random_id{};
    std::int32_t reply_to{};
    bool silent{};
    tl::vector<api::MessageEntity> entities{};
    std::optional<api::ReplyMarkup> reply_markup{};
    std::int32_t topic{};
    /// The text that the writer has kept for this chat goes with it.
    bool clears_draft{};
    std::shared_ptr<message_extras> extras{};

    [[nodiscard]] message_extras& own_extras() {
        if (!extras)
            extras = std::make_shared<message_extras>();
        return *extras;
    }
};

} // namespace awaitgram::testing
