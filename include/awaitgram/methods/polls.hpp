// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/methods/detail/offset_trail.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/send_options.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_list.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/id_list.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/poll.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

class message; // types/message.hpp

/// How a poll is held.
struct poll_options {
    /// Whether it is shown to all who voted for what; in channels it never is.
    bool public_voters = false;
    /// Whether several answers may be chosen. Not in a quiz.
    bool multiple_choice = false;
    /// Whether the answers are shown in an order of chance.
    bool shuffle_answers = false;
    /// Whether the results are shown only after it is closed.
    bool hide_results = false;
    /// Whether a vote is final.
    bool final_votes = false;
    /// How long it is open; zero for until it is closed.
    std::chrono::seconds open_for{0};
    /// When it is closed, instead of `open_for`.
    time_point close_at = {};
    /// What is shown to those who choose a wrong answer of a quiz.
    text_ref explanation = {};
    /// How it is sent: `{.send = {.silent = true}}`.
    send_options send = {};
};

static_assert(std::is_trivially_destructible_v<poll_options>);

/// One who voted in a public poll: a handle that keeps its data alive.
class poll_voter {
public:
    poll_voter(std::shared_ptr<const peer_map> peers, const api::MessagePeerVote& raw) noexcept
        : peers_(std::move(peers)), raw_(&raw) {}

    /// The user or the chat, in the Bot API's numbering.
    [[nodiscard]] std::int64_t id() const noexcept { return dialog_id(*raw_->peer()); }
    /// The name of the user, or the title of the chat; empty when unknown.
    [[nodiscard]] std::string name() const { return title_of(*peers_, id()); }
    [[nodiscard]] time_point date() const noexcept { return from_unix(*raw_->date()); }
    /// The vote as Telegram's schema describes it.
    [[nodiscard]] const api::MessagePeerVote& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::MessagePeerVote* raw_;
};

/// Which voters are listed.
struct voter_options {
    /// At most that many; 0 for all.
    std::size_t limit = 0;
    /// Those who chose this answer, counted from 0; -1 for all.
    std::int32_t answer = -1;
};

/// Those who voted in a public poll, fetched a hundred at a time.
class poll_voters final : public detail::cursor<poll_voter> {
public:
    poll_voters(
        const self_info* account, const chat_ref& chat, std::int32_t id, voter_options options
    );

private:
    awaitable<void> fetch() override;

    const self_info* account_;
    chat_query chat_;
    std::int32_t id_;
    std::int32_t answer_;
    std::string option_{};
    std::string offset_{};
    detail::offset_trail trail_{};
};

/// Methods about polls. Answers are counted from 0.
class poll_methods : public virtual method_base {
public:
    /// Sends a poll with 2 to 12 answers: `{"yes", "no"}`, or a vector of texts.
    ///
    /// Raw method: messages.sendMedia.
    /// Errors:     rpc_error when Telegram refuses; peer_error; std::system_error when the link breaks, or with text_errc before
    ///             anything is sent.
    /// Cancels:    it may have been sent nevertheless.
    [[nodiscard]] awaitable<message>
    send_poll(chat_ref chat, text_ref question, text_list answers, poll_options options = {}) const;

    /// Sends a poll with one right answer.
    ///
    /// Raw method, Errors, Cancels: as `send_poll`.
    [[nodiscard]] awaitable<message> send_quiz(
        chat_ref chat,
        text_ref question,
        text_list answers,
        std::int32_t right_answer,
        poll_options options = {}
    ) const;

    /// Votes in a poll: `0`, or `{0, 2}` where several answers may be chosen. It is asked for the poll first: votes name its answers.
    ///
    /// Raw method: messages.sendVote (users), after messages.getMessages or channels.getMessages.
    /// Errors:     rpc_error when Telegram refuses; peer_error; std::logic_error for a message without a poll, or without this answer;
    ///             std::system_error when the link breaks. So for all of these methods.
    /// Cancels:    the vote may count nevertheless.
    [[nodiscard]] awaitable<poll_update>
    vote(chat_ref chat, std::int32_t id, id_list answers) const;

    /// Takes a vote back.
    ///
    /// Raw method: messages.sendVote (users).
    /// Errors:     as `vote`.
    /// Cancels:    it may have been taken back nevertheless.
    [[nodiscard]] awaitable<poll_update> retract_vote(chat_ref chat, std::int32_t id) const;

    /// Closes a poll that the account has sent. Returns its message, with the last results.
    ///
    /// Raw method: messages.editMessage, after messages.getMessages or channels.getMessages.
    /// Errors:     as `vote`.
    /// Cancels:    it may have been closed nevertheless.
    [[nodiscard]] awaitable<message> close_poll(chat_ref chat, std::int32_t id) const;

    /// The results of a poll now.
    ///
    /// Raw method: messages.getPollResults (users).
    /// Errors:     as `vote`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<poll_update> get_poll_results(chat_ref chat, std::int32_t id) const;

    /// Those who voted in a public poll.
    ///
    /// Raw method: messages.getPollVotes (users).
    /// Errors:     of `next`: as `vote`.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] awaitgram::poll_voters
    poll_voters(chat_ref chat, std::int32_t id, voter_options options = {}) const {
        return {&account(), chat, id, options};
    }

protected:
    poll_methods() = default;
    ~poll_methods() = default;
};

} // namespace awaitgram
