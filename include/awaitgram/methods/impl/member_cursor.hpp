// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/impl/chats.hpp>
#include <awaitgram/methods/member_cursor.hpp>
#include <awaitgram/peers/parse_link.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline api::ChannelParticipantsFilter
participants_filter(member_filter which, const std::string& search) {
    const auto named = [&search](auto filter) -> api::ChannelParticipantsFilter {
        filter.q = tl::string{search};
        return filter;
    };
    switch (which) {
    case member_filter::recent:
        break;
    case member_filter::admins:
        return api::channelParticipantsAdmins{};
    case member_filter::bots:
        return api::channelParticipantsBots{};
    case member_filter::banned:
        return named(api::channelParticipantsKicked{});
    case member_filter::restricted:
        return named(api::channelParticipantsBanned{});
    case member_filter::contacts:
        return named(api::channelParticipantsContacts{});
    }
    if (search.empty())
        return api::channelParticipantsRecent{};
    return named(api::channelParticipantsSearch{});
}

} // namespace detail

AWAITGRAM_DECL
member_cursor::member_cursor(const self_info* account, chat_query chat, member_options options)
    : cursor(detail::limit_of(options.limit)), account_(account), asked_(std::move(chat)),
      filter_(options.filter), search_(options.search) {}

AWAITGRAM_DECL awaitable<void> member_cursor::fetch() {
    if (!chat_) {
        auto asked = asked_;
        auto found = co_await detail::resolved(account_, std::move(asked));
        detail::require_group(found);
        chat_ = std::move(found);
    }
    if (detail::kind_of(*chat_) == peer_kind::chat)
        co_await fetch_group();
    else
        co_await fetch_channel();
}

AWAITGRAM_DECL std::vector<chat_member> member_cursor::unseen(std::vector<chat_member> found) {
    std::vector<chat_member> fresh;
    for (auto& each : found)
        if (seen_.insert(each.id()).second)
            fresh.push_back(std::move(each));
    return fresh;
}

AWAITGRAM_DECL bool member_cursor::selects(const chat_member& member) const {
    const auto user = member.user();
    if (filter_ == member_filter::admins)
        return member.is_admin();
    if (filter_ == member_filter::bots)
        return user && user->is_bot();
    if (filter_ == member_filter::banned || filter_ == member_filter::restricted)
        return false; // a basic group knows none
    if (filter_ == member_filter::contacts && !(user && user->is_contact()))
        return false;
    if (search_.empty())
        return true;
    const auto wanted = folded_name(search_);
    return user && (folded_name(user->full_name()).find(wanted) != std::string::npos ||
                    folded_name(user->username()).find(wanted) != std::string::npos);
}

AWAITGRAM_DECL awaitable<void> member_cursor::fetch_group() {
    const auto kept = co_await detail::fetch_full(account_, *chat_);
    std::vector<chat_member> found;
    const auto* group = kept->kept->full_chat.get_if<api::chatFull>();
    const auto* list =
        group != nullptr ? group->participants.get_if<api::chatParticipants>() : nullptr;
    if (list != nullptr)
        for (const auto& each : list->participants)
            if (chat_member one{kept, chat_->id, each, account_}; selects(one))
                found.push_back(std::move(one));
    const auto total = static_cast<std::int32_t>(found.size());
    take(unseen(std::move(found)), total);
    finish();
}

AWAITGRAM_DECL awaitable<void> member_cursor::fetch_channel() {
    constexpr std::int32_t largest_page = 200;
    api::channels::getParticipants request{};
    request.channel = detail::channel_input(chat_->input);
    request.filter = detail::participants_filter(filter_, search_);
    request.offset = offset_;
    request.limit = page_size(largest_page);
    auto answer = co_await rpc::invoke(*account_->access.calls, request);
    const auto kept = detail::keep_answer(std::move(answer));
    const auto* page = kept->kept->get_if<api::channels::channelParticipants>();
    if (page == nullptr) {
        finish();
        co_return;
    }
    kept->users = &page->users;
    kept->chats = &page->chats;
    std::vector<chat_member> found;
    for (const auto& each : page->participants)
        found.emplace_back(kept, chat_->id, each, account_);
    offset_ += static_cast<std::int32_t>(found.size());
    auto fresh = unseen(std::move(found));
    // Without a new member, pages could come for ever.
    if (fresh.empty())
        finish();
    take(std::move(fresh), page->count);
}

} // namespace awaitgram
