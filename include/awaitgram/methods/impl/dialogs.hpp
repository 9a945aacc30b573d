// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/dialogs.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <memory>
#include <optional>
#include <utility>

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

AWAITGRAM_DECL awaitable<std::optional<dialog>> dialogs::next() {
    while (at_ == page_.size() && !complete_)
        co_await fetch();
    if (at_ == page_.size())
        co_return std::nullopt;
    co_return page_[at_++];
}

template <class Page>
std::optional<std::int64_t>
dialogs::take(const std::shared_ptr<peer_map>& peers, const Page& page) {
    peers->users = &page.users;
    peers->chats = &page.chats;
    page_.clear();
    at_ = 0;
    std::optional<std::int64_t> last;
    for (const auto& each : page.dialogs)
        if (const auto* raw = each.template get_if<api::dialog>()) {
            const api::Message* top = detail::top_of(page.messages, *raw);
            const auto* text = top != nullptr ? top->get_if<api::message>() : nullptr;
            page_.push_back(dialog(peers, *raw, text));
            if (top == nullptr || top->is<api::messageEmpty>() || raw->pinned)
                continue;
            // A page that begins where the one before began would come for ever.
            if (*top->date() != offset_date_ || raw->top_message != offset_id_)
                last = dialog_id(raw->peer);
            offset_date_ = *top->date();
            offset_id_ = raw->top_message;
        }
    return last;
}

AWAITGRAM_DECL awaitable<void> dialogs::fetch() {
    api::messages::getDialogs request{};
    request.offset_date = offset_date_;
    request.offset_id = offset_id_;
    request.offset_peer = offset_peer_;
    request.limit = 100;
    auto answer = co_await rpc::invoke(*account_.calls, request);
    const auto kept =
        std::make_shared<peer_map_of<tl::reply<api::messages::Dialogs>>>(std::move(answer));
    const auto& page = *kept->kept;
    complete_ = true;
    if (const auto* all = page.get_if<api::messages::dialogs>())
        take(kept, *all);
    else if (const auto* slice = page.get_if<api::messages::dialogsSlice>()) {
        // The next page begins after the last chat whose last message is known.
        if (const auto last = take(kept, *slice)) {
            auto peer =
                co_await resolve_input_peer(*account_.session, *last, kept->users, kept->chats);
            complete_ = false;
            offset_peer_ = std::move(peer);
        }
    }
}

} // namespace awaitgram
