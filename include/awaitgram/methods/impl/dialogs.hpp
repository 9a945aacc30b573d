// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/dialogs.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline const api::Message*
top_of(const tl::vector<api::Message>& messages, const api::dialog& of) noexcept {
    for (const auto& each : messages)
        if (*each.id() == of.top_message) {
            const auto* text = each.get_if<api::message>();
            const auto* service = each.get_if<api::messageService>();
            const auto* peer = text ? &text->peer_id : service ? &service->peer_id : nullptr;
            if (peer != nullptr && dialog_id(*peer) == dialog_id(of.peer))
                return &each;
        }
    return nullptr;
}

} // namespace detail

/// The new chats of a page, and where the next page begins; `after` is empty when that is unknown.
struct dialogs::answered_page {
    std::vector<dialog> chats{};
    position next{};
    std::optional<std::int64_t> after{};
};

AWAITGRAM_DECL bool dialogs::listed(std::int64_t chat) const noexcept {
    return std::binary_search(listed_.begin(), listed_.end(), chat);
}

template <class Page>
void dialogs::read(const std::shared_ptr<peer_map>& peers, const Page& page, answered_page& into)
    const {
    peers->users = &page.users;
    peers->chats = &page.chats;
    for (const auto& each : page.dialogs) {
        const auto* raw = each.template get_if<api::dialog>();
        if (raw == nullptr)
            continue;
        const api::Message* top = detail::top_of(page.messages, *raw);
        const auto chat = dialog_id(raw->peer);
        const auto repeated = [chat](const dialog& other) { return other.id() == chat; };
        // Telegram may repeat the last chat of a page on the next one, and pinned chats at their place by date.
        if (!listed(chat) && std::none_of(into.chats.begin(), into.chats.end(), repeated))
            into.chats.emplace_back(
                peers, *raw, top != nullptr ? top->get_if<api::message>() : nullptr, account_
            );
        if (top == nullptr || top->is<api::messageEmpty>() || raw->pinned)
            continue;
        into.next.date = *top->date();
        into.next.id = raw->top_message;
        into.after = chat;
    }
}

AWAITGRAM_DECL void dialogs::take_page(answered_page page, std::int32_t total) {
    for (const auto& each : page.chats)
        listed_.push_back(each.id());
    std::sort(listed_.begin(), listed_.end());
    // Without a new chat, pages could come for ever.
    if (page.chats.empty() || !page.after)
        finish();
    next_ = std::move(page.next);
    take(std::move(page.chats), total);
}

AWAITGRAM_DECL awaitable<void> dialogs::fetch() {
    api::messages::getDialogs request{};
    request.exclude_pinned = !listed_.empty(); // the first page has them all
    request.offset_date = next_.date;
    request.offset_id = next_.id;
    request.offset_peer = next_.peer;
    request.limit = page_size();
    if (options_.archived != archived_chats::included)
        request.folder_id = options_.archived == archived_chats::only ? 1 : 0;
    auto answer = co_await rpc::invoke(*account_->access.calls, request);
    const auto kept =
        std::make_shared<peer_map_of<tl::reply<api::messages::Dialogs>>>(std::move(answer));
    const auto& page = *kept->kept;
    answered_page content;
    std::int32_t total = 0;
    if (const auto* slice = page.get_if<api::messages::dialogsSlice>()) {
        read(kept, *slice, content);
        total = slice->count;
        // The next page begins after the last chat whose last message is known.
        if (content.after)
            content.next.peer = co_await resolve_input_peer(
                *account_->access.session,
                *content.after,
                kept->users,
                kept->chats,
                account_->access.recent
            );
    } else if (const auto* all = page.get_if<api::messages::dialogs>()) {
        read(kept, *all, content);
        total = static_cast<std::int32_t>(all->dialogs.size());
        content.after.reset(); // it is the last page
    }
    take_page(std::move(content), total);
}

} // namespace awaitgram
