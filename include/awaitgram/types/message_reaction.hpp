// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/reaction.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

/// A user changed the reactions to a message; updateBotMessageReaction.
///
/// Bots receive it as administrators of the chat. Accounts of users receive `reaction_count`.
class message_reaction : public event_of<api::updateBotMessageReaction> {
public:
    using event_of::event_of;

    /// The chat.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return dialog_id(raw().peer); }

    /// The message.
    [[nodiscard]] std::int32_t message_id() const noexcept { return raw().msg_id; }

    /// The user who reacts, or the chat in whose name an anonymous one does.
    [[nodiscard]] std::int64_t user_id() const noexcept { return dialog_id(raw().actor); }

    /// The name of the user or chat; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// When that was.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw().date); }

    /// The reactions that the user has now.
    [[nodiscard]] std::vector<reaction> reactions() const { return read(raw().new_reactions); }

    /// The reactions that the user had before.
    [[nodiscard]] std::vector<reaction> previous() const { return read(raw().old_reactions); }

    /// The reactions that are new.
    [[nodiscard]] std::vector<reaction> added() const {
        return without(raw().new_reactions, raw().old_reactions);
    }

    /// The reactions that were taken back.
    [[nodiscard]] std::vector<reaction> removed() const {
        return without(raw().old_reactions, raw().new_reactions);
    }

private:
    using list = tl::vector<api::Reaction>;

    [[nodiscard]] static std::vector<reaction> read(const list& from) {
        std::vector<reaction> all;
        for (const auto& each : from)
            all.push_back(reaction_of(each));
        return all;
    }
    [[nodiscard]] static std::vector<reaction> without(const list& from, const list& known);
};

/// The number of reactions to a message; updateBotMessageReactions, updateMessageReactions.
///
/// Bots receive it where reactions are anonymous, such as in channels; accounts of users for all messages.
class reaction_count
    : public event_of<api::updateBotMessageReactions, api::updateMessageReactions> {
public:
    using event_of::event_of;

    /// The chat.
    [[nodiscard]] std::int64_t chat_id() const noexcept {
        if (const auto* for_bot = raw_if<api::updateBotMessageReactions>())
            return dialog_id(for_bot->peer);
        return dialog_id(raw_if<api::updateMessageReactions>()->peer);
    }

    /// The message.
    [[nodiscard]] std::int32_t message_id() const noexcept {
        if (const auto* for_bot = raw_if<api::updateBotMessageReactions>())
            return for_bot->msg_id;
        return raw_if<api::updateMessageReactions>()->msg_id;
    }

    /// The topic; 0 when there is none, and for bots.
    [[nodiscard]] std::int32_t topic_id() const noexcept {
        const auto* for_user = raw_if<api::updateMessageReactions>();
        return for_user ? for_user->top_msg_id.value_or(0) : 0;
    }

    /// The reactions, each with its number.
    [[nodiscard]] std::vector<counted_reaction> reactions() const;

    /// The number of all reactions together.
    [[nodiscard]] std::int64_t total() const noexcept;

    /// The latest reactions with their senders; null for bots, and where the senders are secret.
    [[nodiscard]] const tl::vector<api::messagePeerReaction>* recent() const noexcept {
        const auto* for_user = raw_if<api::updateMessageReactions>();
        return for_user && for_user->reactions.recent_reactions
                   ? &*for_user->reactions.recent_reactions
                   : nullptr;
    }

private:
    [[nodiscard]] const tl::vector<api::reactionCount>& counts() const noexcept {
        if (const auto* for_bot = raw_if<api::updateBotMessageReactions>())
            return for_bot->reactions;
        return raw_if<api::updateMessageReactions>()->reactions.results;
    }
};

} // namespace awaitgram
