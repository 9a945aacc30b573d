// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/methods/detail/offset_trail.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/id_list.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/reaction.hpp>
#include <awaitgram/types/reactions_ref.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

/// One who reacted to a message: a handle that keeps its data alive.
class reactor {
public:
    reactor(std::shared_ptr<const peer_map> peers, const api::messagePeerReaction& raw) noexcept
        : peers_(std::move(peers)), raw_(&raw) {}

    /// The user or the chat, in the Bot API's numbering.
    [[nodiscard]] std::int64_t id() const noexcept { return dialog_id(raw_->peer_id); }
    /// The name of the user, or the title of the chat; empty when unknown.
    [[nodiscard]] std::string name() const { return title_of(*peers_, id()); }
    [[nodiscard]] awaitgram::reaction reaction() const noexcept {
        return reaction_of(raw_->reaction);
    }
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }
    /// Whether it was given with a large animation.
    [[nodiscard]] bool big() const noexcept { return raw_->big; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::messagePeerReaction* raw_;
};

/// The reactions to a message, each with its number; keeps their data alive.
class reaction_counts {
public:
    reaction_counts() = default;
    reaction_counts(std::shared_ptr<const void> keeper, std::vector<counted_reaction> all)
        : keeper_(std::move(keeper)), all_(std::move(all)) {}

    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
    [[nodiscard]] const counted_reaction& operator[](std::size_t at) const { return all_[at]; }
    [[nodiscard]] auto begin() const noexcept { return all_.begin(); }
    [[nodiscard]] auto end() const noexcept { return all_.end(); }

private:
    std::shared_ptr<const void> keeper_{};
    std::vector<counted_reaction> all_{};
};

/// Which reactions are listed.
struct reactor_options {
    /// At most that many; 0 for all.
    std::size_t limit = 0;
    /// Those with this reaction alone.
    awaitgram::reaction only{};
};

/// Those who reacted to a message, latest first, fetched a hundred at a time.
class reactors final : public detail::cursor<reactor> {
public:
    reactors(
        const self_info* account, const chat_ref& chat, std::int32_t id, reactor_options options
    );

private:
    awaitable<void> fetch() override;

    const self_info* account_;
    chat_query chat_;
    std::int32_t id_;
    api::Reaction only_{};
    std::string offset_{};
    detail::offset_trail trail_{};
};

/// Methods about reactions.
class reaction_methods : public virtual method_base {
public:
    /// Reacts to a message instead of the reactions before; with nothing, takes them back. Bots can give one, users without Premium,
    /// too. That nothing changes is no error.
    ///
    /// Raw method: messages.sendReaction.
    /// Errors:     rpc_error when Telegram refuses, as with REACTION_INVALID or REACTIONS_TOO_MANY; peer_error; std::system_error when the
    ///             link breaks.
    /// Cancels:    it may have happened nevertheless.
    [[nodiscard]] awaitable<void> react(
        chat_ref chat, std::int32_t id, reactions_ref reactions, react_options options = {}
    ) const;

    /// Reacts with stars, which the account pays.
    ///
    /// Raw method: messages.sendPaidReaction (users).
    /// Errors:     as `react`; BALANCE_TOO_LOW.
    /// Cancels:    the stars may have been paid nevertheless.
    [[nodiscard]] awaitable<void>
    pay_reaction(chat_ref chat, std::int32_t id, std::int32_t stars) const;

    /// The reactions to a message now, each with its number.
    ///
    /// Raw method: messages.getMessagesReactions (users).
    /// Errors:     as `react`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<reaction_counts> get_reactions(chat_ref chat, std::int32_t id) const;

    /// Those who reacted to a message; not in channels.
    ///
    /// Raw method: messages.getMessageReactionsList (users).
    /// Errors:     of `next`: as `react`.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] awaitgram::reactors
    reactors(chat_ref chat, std::int32_t id, reactor_options options = {}) const {
        return {&account(), chat, id, options};
    }

protected:
    reaction_methods() = default;
    ~reaction_methods() = default;
};

} // namespace awaitgram
