// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/detail/offset_trail.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::detail {

/// The part of a list that is asked for.
struct page_bounds {
    std::int32_t offset_id = 0;
    std::int32_t offset_date = 0;
    std::int32_t add_offset = 0;
    std::int32_t limit = 0;
};

/// Where pages of messages come from.
class message_pages {
public:
    explicit message_pages(const self_info* account) : account_(account) {}
    message_pages(const message_pages&) = delete;
    message_pages& operator=(const message_pages&) = delete;
    virtual ~message_pages() = default;

    [[nodiscard]] virtual awaitable<kept_messages> page(page_bounds bounds) = 0;
    /// Whether a message is left out that Telegram gave.
    [[nodiscard]] virtual bool excluded(const message&) const { return false; }
    /// Whether the last page has told that there is no other one.
    [[nodiscard]] virtual bool ended() const { return false; }

    [[nodiscard]] const self_info* account() const noexcept { return account_; }

private:
    const self_info* account_;
};

/// Those of a request about one chat, which has all but the chat and the bounds.
template <class Request>
class pages_of_chat final : public message_pages {
public:
    pages_of_chat(
        message_chat where, Request request, std::optional<chat_query> from = std::nullopt
    )
        : message_pages(where.account), where_(std::move(where)), request_(std::move(request)),
          from_(std::move(from)) {}

    [[nodiscard]] awaitable<kept_messages> page(page_bounds bounds) override {
        if (request_.peer.empty()) {
            const auto to = co_await find(where_);
            if constexpr (requires { request_.from_id; })
                if (from_) {
                    auto from = co_await resolved(account(), *from_);
                    sender_ = from.id;
                    request_.from_id = std::move(from.input);
                }
            request_.peer = to.input;
        }
        auto request = request_;
        request.offset_id = bounds.offset_id;
        request.add_offset = bounds.add_offset;
        request.limit = bounds.limit;
        if constexpr (requires { request.offset_date; })
            request.offset_date = bounds.offset_date;
        auto pending = rpc::invoke(*account()->access.calls, request);
        auto answer = co_await std::move(pending);
        co_return kept(std::move(answer));
    }

    [[nodiscard]] bool excluded(const message& found) const override {
        return sender_ != 0 && found.sender_id() != sender_;
    }

private:
    message_chat where_;
    Request request_;
    std::optional<chat_query> from_;
    std::int64_t sender_ = 0;
};

/// Those of a search in all chats.
class pages_of_all final : public message_pages {
public:
    pages_of_all(const self_info* account, api::messages::searchGlobal request)
        : message_pages(account), request_(std::move(request)) {}

    [[nodiscard]] awaitable<kept_messages> page(page_bounds bounds) override {
        auto request = request_;
        request.limit = bounds.limit;
        if (request.offset_peer.empty())
            request.offset_peer = api::inputPeerEmpty{};
        auto pending = rpc::invoke(*account()->access.calls, request);
        auto answer = co_await std::move(pending);
        const auto page = kept(std::move(answer));
        const auto& value = *page->kept;
        const auto* slice = value.get_if<api::messages::messagesSlice>();
        const auto list = messages_in(page);
        if (slice == nullptr || list.empty() || !slice->next_rate) {
            ended_ = true;
            co_return page;
        }
        const message last(page, list.back(), account());
        const auto access = account()->access;
        auto peer = co_await resolve_input_peer(
            *access.session, last.chat_id(), page->users, page->chats, access.recent
        );
        // Pages that begin again would come for ever.
        ended_ = trail_.comes_back(
            std::to_string(*slice->next_rate) + '/' + std::to_string(last.id()) + '/' +
            std::to_string(last.chat_id())
        );
        request_.offset_rate = *slice->next_rate;
        request_.offset_id = last.id();
        request_.offset_peer = std::move(peer);
        co_return page;
    }
    [[nodiscard]] bool ended() const override { return ended_; }

private:
    api::messages::searchGlobal request_;
    bool ended_ = false;
    offset_trail trail_{};
};

} // namespace awaitgram::detail
