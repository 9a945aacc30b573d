// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/sent.hpp>
#include <awaitgram/methods/reactions.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline api::Reaction raw_reaction(const reaction& given) {
    if (given.paid)
        return api::reactionPaid{};
    if (given.custom_emoji != 0) {
        api::reactionCustomEmoji custom{};
        custom.document_id = given.custom_emoji;
        return custom;
    }
    if (given.emoji.empty())
        return {};
    api::reactionEmoji plain{};
    plain.emoticon = given.emoji;
    return plain;
}

[[nodiscard]] inline awaitable<void> react_now(
    message_chat where, std::int32_t id, const reactions_ref& reactions, react_options options
) {
    api::messages::sendReaction request{};
    request.msg_id = id;
    request.big = options.big;
    request.add_to_recent = options.add_to_recent;
    if (reactions.size() != 0) {
        auto& list = request.reaction.emplace();
        for (const auto& each : reactions)
            list.push_back(raw_reaction(each));
    }
    return act_in(std::move(where), std::move(request));
}

[[nodiscard]] inline awaitable<reaction_counts> reactions_now(message_chat where, std::int32_t id) {
    api::messages::getMessagesReactions request{};
    request.id.push_back(id);
    auto calling = call_in(std::move(where), std::move(request));
    auto answer = co_await std::move(calling);
    const auto all = kept(std::move(answer));
    for (const auto& update : updates_in(*all->kept))
        if (const auto* told = update.get_if<api::updateMessageReactions>())
            if (told->msg_id == id) {
                reaction_counts counts(all, count_reactions(told->reactions.results));
                co_return counts;
            }
    co_return reaction_counts();
}

} // namespace detail

AWAITGRAM_DECL reactors::reactors(
    const self_info* account, const chat_ref& chat, std::int32_t id, reactor_options options
)
    : cursor(options.limit), account_(account), chat_(chat), id_(id),
      only_(detail::raw_reaction(options.only)) {}

AWAITGRAM_DECL awaitable<void> reactors::fetch() {
    api::messages::getMessageReactionsList request{};
    request.id = id_;
    if (!only_.empty())
        request.reaction = only_;
    if (!offset_.empty())
        request.offset = tl::string{offset_};
    request.limit = page_size();
    detail::message_chat where(account_, 0);
    where.asked = chat_;
    auto calling = detail::call_in(std::move(where), std::move(request));
    auto answer = co_await std::move(calling);
    using page = peer_map_of<tl::reply<api::messages::messageReactionsList>>;
    const auto all = std::make_shared<page>(std::move(answer));
    const auto& value = *all->kept;
    all->users = &value.users;
    all->chats = &value.chats;
    std::vector<reactor> items;
    for (const auto& each : value.reactions)
        items.emplace_back(all, each);
    // Offsets that lead in a circle would be followed for ever.
    const auto last = items.empty() || !value.next_offset || value.next_offset->empty() ||
                      value.next_offset->view() == offset_ ||
                      trail_.comes_back(value.next_offset->view());
    offset_ = last ? std::string{} : value.next_offset->str();
    take(std::move(items), value.count);
    if (last)
        finish();
}

AWAITGRAM_DECL awaitable<void> reaction_methods::react(
    chat_ref chat, std::int32_t id, reactions_ref reactions, react_options options
) const {
    return detail::react_now(detail::message_chat(&account(), chat), id, reactions, options);
}

AWAITGRAM_DECL awaitable<void>
reaction_methods::pay_reaction(chat_ref chat, std::int32_t id, std::int32_t stars) const {
    api::messages::sendPaidReaction request{};
    request.msg_id = id;
    request.count = stars;
    // Telegram reads the date out of its upper half.
    const auto number = static_cast<std::uint32_t>(rpc::detail::new_random_id());
    request.random_id = unix_seconds(steady_now()) << 32 | number;
    return detail::act_in(detail::message_chat(&account(), chat), std::move(request));
}

AWAITGRAM_DECL awaitable<reaction_counts>
reaction_methods::get_reactions(chat_ref chat, std::int32_t id) const {
    return detail::reactions_now(detail::message_chat(&account(), chat), id);
}

} // namespace awaitgram
