// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/rounds.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/session/peer_id.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Requests about messages of one chat.

namespace awaitgram::detail {

/// The chat of messages, with all that the caller owned.
struct message_chat {
    message_chat(const self_info* who, const chat_ref& chat, std::string_view by_connection = {})
        : account(who), asked(chat), connection(by_connection) {}
    /// Errors: std::logic_error for a message that no account received.
    explicit message_chat(const message& of)
        : account(acting_account(of)), asked(chat_ref{of}), peers(of.peers()),
          connection(of.business_connection()) {}

    const self_info* account;
    chat_query asked;
    std::shared_ptr<const peer_map> peers{};
    std::string connection;
};

/// Finds the chat. A basic group is not followed to the supergroup that it became: its messages keep their ids there.
[[nodiscard]] inline awaitable<resolved_chat> find(message_chat where) {
    const auto by_number = !where.asked.is_text() && where.asked.input().empty();
    const auto id = peer_id::from_dialog_id(by_number ? where.asked.number() : 0);
    if (id && id->kind() == peer_kind::chat) {
        resolved_chat group(input_peer(*id, 0), where.asked.number());
        co_return group;
    }
    auto found = co_await resolved(where.account, std::move(where.asked), std::move(where.peers));
    co_return found;
}

/// Calls a method about a chat; `request` has all but its peer.
template <class Request>
[[nodiscard]] awaitable<tl::reply<typename Request::tl_result>>
call_in(message_chat where, Request request) {
    const auto to = co_await find(where);
    request.peer = to.input;
    auto pending = call_for(where.account->access, where.connection, request);
    auto answer = co_await std::move(pending);
    co_return answer;
}

/// Whether a refusal says that all is like that already, such as MESSAGE_NOT_MODIFIED.
[[nodiscard]] inline bool changes_nothing(const rpc_error& refusal) noexcept {
    return refusal.name().ends_with("_NOT_MODIFIED");
}

/// The same for a method whose answer does not matter.
template <class Request>
[[nodiscard]] awaitable<void> act_in(message_chat where, Request request) {
    auto calling = call_in(std::move(where), std::move(request));
    try {
        static_cast<void>(co_await std::move(calling));
    } catch (const rpc_error& refusal) {
        if (!changes_nothing(refusal))
            throw;
    }
}

/// Calls a method again until its answer says that nothing is left to do.
///
/// Errors: also rpc::errc::no_progress.
template <class Request>
[[nodiscard]] awaitable<void> call_until_done(const self_info* account, Request request) {
    rounds passed;
    for (auto again = true; again;) {
        auto pending = rpc::invoke(*account->access.calls, request);
        const auto answer = co_await std::move(pending);
        again = passed.again_after(*answer);
    }
}

/// The same for a method about a chat.
template <class Request>
[[nodiscard]] awaitable<void> act_until_done(message_chat where, Request request) {
    const auto to = co_await find(where);
    request.peer = to.input;
    auto calling = call_until_done(where.account, std::move(request));
    co_await std::move(calling);
}

/// The most messages that one request is about.
inline constexpr std::size_t ids_per_request = 100;

/// The ids of one request: those from `first` on, as many as it may have.
[[nodiscard]] inline tl::vector<std::int32_t>
slice_of(const std::vector<std::int32_t>& ids, std::size_t first) {
    const auto last = first + ids_per_request < ids.size() ? first + ids_per_request : ids.size();
    return {
        ids.begin() + static_cast<std::ptrdiff_t>(first),
        ids.begin() + static_cast<std::ptrdiff_t>(last)};
}

} // namespace awaitgram::detail
