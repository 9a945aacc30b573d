// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Reactions and votes, without a look at rights.

namespace awaitgram::testing {

namespace detail {

/// Tells a bot that an account has changed its reactions to a message; in broadcast channels, how often each was given.
inline void tell_bot_of_reaction(
    change_list& changes,
    account& bot,
    std::int64_t dialog,
    std::int64_t actor,
    const stored_message& message,
    const tl::vector<api::Reaction>& before,
    const tl::vector<api::Reaction>& after
) {
    if (message.post) {
        api::updateBotMessageReactions counts;
        counts.peer = peer_of(dialog);
        counts.msg_id = message.id;
        counts.date = changes.date();
        counts.reactions = shown_reactions(message, bot.id).results;
        return changes.push_qts(bot, std::move(counts), {dialog});
    }
    api::updateBotMessageReaction changed;
    changed.peer = peer_of(dialog);
    changed.msg_id = message.id;
    changed.date = changes.date();
    changed.actor = peer_of(actor);
    changed.old_reactions = before;
    changed.new_reactions = after;
    changes.push_qts(bot, std::move(changed), {dialog, actor});
}

} // namespace detail

/// Replaces the reactions of an account to a message, and tells all who see it.
inline void react(
    change_list& changes,
    account& self,
    std::int64_t dialog,
    std::int32_t id,
    const tl::vector<api::Reaction>& reactions
) {
    auto& accounts = changes.accounts();
    const auto copies = copies_of(accounts, self, dialog, id);
    if (copies.empty())
        return;
    auto& extras = copies.front().message().own_extras();
    for (const auto& copy : copies)
        copy.message().extras = copies.front().message().extras;
    tl::vector<api::Reaction> before;
    std::erase_if(extras.reactions, [&](const given_reaction& given) {
        if (given.by == self.id)
            before = given.reactions;
        return given.by == self.id;
    });
    if (!reactions.empty())
        extras.reactions.push_back({self.id, changes.date(), reactions});
    const auto* room = accounts.find_chat(dialog);
    const auto tell = [&](account& viewer, std::int64_t as, const stored_message& message) {
        if (viewer.bot) {
            if (&viewer != &self && (room == nullptr || room->is_admin(viewer.id)))
                detail::tell_bot_of_reaction(
                    changes, viewer, as, self.id, message, before, reactions
                );
            return;
        }
        api::updateMessageReactions update;
        update.peer = peer_of(as);
        update.msg_id = message.id;
        if (message.topic != 0)
            update.top_msg_id = message.topic;
        update.reactions = shown_reactions(message, viewer.id);
        changes.push(viewer.id, std::move(update), {as, self.id});
    };
    for (const auto& copy : copies) {
        if (copy.owner == 0) {
            changes.for_each_member(*room, [&](account& member) {
                tell(member, dialog, copy.message());
            });
            continue;
        }
        const auto as = copy.owner == self.id || room != nullptr ? dialog : self.id;
        tell(*accounts.find(copy.owner), as, copy.message());
    }
}

/// Replaces the vote of an account, or takes it back when it chooses nothing, and tells all who see the poll.
inline void
vote(change_list& changes, account& self, poll_record& poll, std::vector<std::string> options) {
    auto& accounts = changes.accounts();
    auto& creator = *accounts.find(poll.creator);
    api::updateMessagePollVote voted;
    voted.poll_id = poll.poll.id;
    voted.peer = peer_of(self.id);
    for (const auto& option : options) {
        voted.options.push_back(tl::bytes{option});
        for (std::size_t at = 0; at != poll.poll.answers.size(); ++at)
            if (poll_record::text_of(poll.poll.answers[at]) == option)
                voted.positions.push_back(static_cast<std::int32_t>(at));
    }
    if (options.empty())
        poll.votes.erase(self.id);
    else
        poll.votes[self.id] = std::move(options);
    const auto tell = [&](const account& viewer) {
        api::updateMessagePoll update;
        update.poll_id = poll.poll.id;
        update.poll = poll.poll;
        update.results = poll.results(viewer.id);
        changes.push(viewer.id, std::move(update), {});
    };
    if (const auto* room = accounts.find_chat(poll.dialog)) {
        changes.for_each_member(*room, tell);
    } else {
        tell(creator);
        if (const auto* other = accounts.find(poll.dialog); other != nullptr && other != &creator)
            tell(*other);
    }
    if (creator.bot && poll.poll.public_voters)
        changes.push_qts(creator, std::move(voted), {self.id});
}

} // namespace awaitgram::testing
