// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/poll_view.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace awaitgram {

/// A poll was closed or has new results; updateMessagePoll.
class poll_update : public event_of<api::updateMessagePoll> {
public:
    using event_of::event_of;

    /// The poll's identifier.
    [[nodiscard]] std::int64_t poll_id() const noexcept { return raw().poll_id; }

    /// The chat of the poll's message; 0 when it did not come along, as for bots.
    [[nodiscard]] std::int64_t chat_id() const noexcept {
        return raw().peer ? dialog_id(*raw().peer) : 0;
    }

    /// The poll's message; 0 when it did not come along.
    [[nodiscard]] std::int32_t message_id() const noexcept { return raw().msg_id.value_or(0); }

    /// The poll and its results: texts of the answers, what the account chose, and so on.
    [[nodiscard]] poll_view view() const noexcept { return {poll(), &raw().results}; }

    /// The poll with its question and options; null when only its results changed.
    [[nodiscard]] const api::poll* poll() const noexcept {
        return raw().poll ? &*raw().poll : nullptr;
    }

    /// The question; empty when only the results changed.
    [[nodiscard]] std::string_view question() const noexcept {
        return raw().poll ? raw().poll->question.text.view() : std::string_view{};
    }

    /// Whether the poll is known to be closed.
    [[nodiscard]] bool closed() const noexcept { return raw().poll && raw().poll->closed; }

    /// The number of voters.
    [[nodiscard]] std::int32_t total_voters() const noexcept { return view().total_voters(); }

    /// The number of voters of an option, counted from 0; 0 when unknown.
    [[nodiscard]] std::int32_t voters(std::size_t option) const noexcept {
        return view().voters(option);
    }

    /// The results.
    [[nodiscard]] const api::pollResults& results() const noexcept { return raw().results; }
};

/// A user voted in a public poll of the bot, or took the vote back; updateMessagePollVote.
class poll_answer : public event_of<api::updateMessagePollVote> {
public:
    using event_of::event_of;

    /// The poll's identifier.
    [[nodiscard]] std::int64_t poll_id() const noexcept { return raw().poll_id; }

    /// The user who votes, or the chat in whose name an anonymous one does.
    [[nodiscard]] std::int64_t user_id() const noexcept { return dialog_id(raw().peer); }

    /// The name of the user or chat; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The chosen options, counted from 0; empty after the vote was taken back.
    [[nodiscard]] std::span<const std::int32_t> options() const noexcept {
        return {raw().positions.begin(), raw().positions.size()};
    }

    /// Whether the vote was taken back.
    [[nodiscard]] bool retracted() const noexcept { return raw().options.empty(); }
};

} // namespace awaitgram
