// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/editing.hpp>
#include <awaitgram/testing/server/api/history.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/sending.hpp>
#include <awaitgram/testing/server/world/reacting.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::setTyping& query) {
    const auto to = place_named(call, query.peer);
    if (!to)
        return failure{to.error()};
    auto changes = call.changes();
    const auto self = call.self->id;
    if (auto refused = refusal_of(
            {{query.top_msg_id.has_value() && (to->room == nullptr || !to->room->forum),
              "top_msg_id"}}
        ))
        return *std::move(refused);
    if (to->user != nullptr && to->user != call.self) {
        api::updateUserTyping typing;
        typing.user_id = self;
        typing.action = query.action;
        changes.push(to->user->id, std::move(typing), {});
    } else if (to->room != nullptr) {
        if (!to->room->has(self))
            return refuse(403, "CHAT_WRITE_FORBIDDEN");
        changes.for_each_member(*to->room, [&](const account& member) {
            if (member.bot || &member == call.self)
                return;
            const auto tell = [&](auto typing) {
                typing.from_id = peer_of(self);
                typing.action = query.action;
                changes.push(member.id, std::move(typing), {});
            };
            if (to->room->is_group()) {
                api::updateChatUserTyping typing;
                typing.chat_id = bare_id(to->room->id);
                return tell(std::move(typing));
            }
            api::updateChannelUserTyping typing;
            typing.channel_id = bare_id(to->room->id);
            typing.top_msg_id = query.top_msg_id;
            tell(std::move(typing));
        });
    }
    call.deliver(changes);
    return answer(true);
}

/// Reactions are emoji here; each account gives at most one to a message, as accounts without Premium.
[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::sendReaction& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    const auto* message = message_in(call.accounts, *call.self, where->dialog(), query.msg_id);
    if (message == nullptr || message->is_service())
        return refuse(400, "MESSAGE_ID_INVALID");
    if (where->room != nullptr && !where->room->has(call.self->id))
        return refuse(403, "CHAT_WRITE_FORBIDDEN");
    tl::vector<api::Reaction> reactions;
    if (query.reaction)
        for (const auto& each : *query.reaction)
            if (!each.is<api::reactionEmpty>())
                reactions.push_back(each);
    if (reactions.size() > 1)
        return refuse(400, "REACTIONS_TOO_MANY");
    const auto already =
        message->extras && std::any_of(
                               message->extras->reactions.begin(),
                               message->extras->reactions.end(),
                               [&](const given_reaction& given) {
                                   return given.by == call.self->id && given.reactions == reactions;
                               }
                           );
    if (already)
        return refuse(400, "MESSAGE_NOT_MODIFIED");
    auto changes = call.changes();
    react(changes, *call.self, where->dialog(), query.msg_id, reactions);
    return answer(api::Updates{call.commit(changes)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getMessagesReactions& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    api::updates_ container;
    container.date = call.date();
    std::set<std::int64_t> ids{call.self->id, where->dialog()};
    for (const auto id : query.id) {
        const auto* message = message_in(call.accounts, *call.self, where->dialog(), id);
        if (message == nullptr)
            continue;
        api::updateMessageReactions update;
        update.peer = peer_of(where->dialog());
        update.msg_id = id;
        update.reactions = shown_reactions(*message, call.self->id);
        append_message_peers(*message, ids);
        container.updates.push_back(std::move(update));
    }
    call.own_view().fill_peers(container, ids);
    return answer(api::Updates{std::move(container)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::sendVote& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    const auto* message = message_in(call.accounts, *call.self, where->dialog(), query.msg_id);
    auto* poll = message != nullptr && message->extras
                     ? call.accounts.find_poll(message->extras->poll)
                     : nullptr;
    if (poll == nullptr)
        return refuse(400, "MESSAGE_ID_INVALID");
    if (poll->poll.closed)
        return refuse(400, "MESSAGE_POLL_CLOSED");
    std::vector<std::string> options;
    for (const auto& option : query.options)
        options.push_back(poll_record::to_text(option));
    const auto known = [&](const std::string& option) { return poll->has_option(option); };
    if (!std::all_of(options.begin(), options.end(), known))
        return refuse(400, "OPTION_INVALID");
    if (options.size() > 1 && !poll->poll.multiple_choice)
        return refuse(400, "OPTIONS_TOO_MUCH");
    if (poll->poll.quiz && poll->votes.count(call.self->id) != 0)
        return refuse(400, "REVOTE_NOT_ALLOWED");
    auto changes = call.changes();
    vote(changes, *call.self, *poll, std::move(options));
    return answer(api::Updates{call.commit(changes)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getPollResults& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    const auto* message = message_in(call.accounts, *call.self, where->dialog(), query.msg_id);
    const auto* poll = message != nullptr && message->extras
                           ? call.accounts.find_poll(message->extras->poll)
                           : nullptr;
    if (poll == nullptr)
        return refuse(400, "MESSAGE_ID_INVALID");
    api::updateMessagePoll update;
    update.poll_id = poll->poll.id;
    update.poll = poll->poll;
    update.results = poll->results(call.self->id);
    api::updates_ container;
    container.date = call.date();
    container.updates.push_back(std::move(update));
    return answer(api::Updates{std::move(container)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::saveDraft& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (auto refused = refusal_of({
            {query.suggested_post.has_value(), "suggested_post"},
            {query.rich_message.has_value(), "rich_message"},
        }))
        return *std::move(refused);
    api::updateDraftMessage update;
    update.peer = peer_of(where->dialog());
    auto& kept = call.self->box.open_dialog(where->dialog()).draft;
    if (query.message.empty() && !query.reply_to && !query.media) {
        kept.reset();
        api::draftMessageEmpty none;
        none.date = call.date();
        update.draft = none;
    } else {
        api::draftMessage written;
        written.message = query.message;
        written.entities = query.entities;
        written.no_webpage = query.no_webpage;
        written.invert_media = query.invert_media;
        written.reply_to = query.reply_to;
        written.media = query.media;
        written.effect = query.effect;
        written.date = call.date();
        kept = written;
        update.draft = std::move(written);
    }
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {where->dialog()});
    call.deliver(changes);
    return answer(true);
}

} // namespace awaitgram::testing
