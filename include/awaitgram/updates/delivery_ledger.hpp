// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/session/update_state.hpp>
#include <awaitgram/updates/account_state.hpp>
#include <awaitgram/updates/delivery_token.hpp>
#include <awaitgram/updates/waiting_share.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// What happens to an update whose handlers were cancelled by a stop.
struct delivery_policy {
    /// It is delivered again after so many cancellations at most; then it counts as handled. 0: a cancelled handler has handled it.
    std::int32_t most_repeats = 3;
};

/// The place of an update in its sequence, and the key that tells it from all others there.
struct delivery_place {
    /// As in handled_key, or -2 for updates that share the place of their container.
    std::int64_t sequence = 0;
    /// Safe positions before and after it; both 0 for an update that cannot be fetched again. The updates of one part of a difference
    /// all have the positions before and after that part.
    std::int32_t before = 0;
    std::int32_t after = 0;
    /// Nothing for an update that cannot be recognised when it comes again.
    std::optional<handled_key> key{};
    /// For a message, and for the edit of one: when it was edited last.
    std::int32_t version = 0;
    /// For the edit of a message: the id of the message.
    std::int64_t edited = 0;
    /// The memory that the update occupies, in bytes.
    std::uint32_t size = 0;
};

/// Decides which position of an account may be saved, so that no update before it is left unhandled, and remembers the updates that
/// were handled behind it; no I/O, no clock.
///
/// An update is open while a copy of its token exists. The position of a sequence is that before its oldest open update, so that this one
/// comes again after a restart; those behind it that are handled already are marked, and do not. The stored marks are bounded: too many
/// are given up, the oldest first, which repeats these updates after a restart, but loses none.
class delivery_ledger {
public:
    /// The time for which a change waits for further ones to be saved together.
    static constexpr auto delay = std::chrono::seconds{1};
    /// More marks than this are given up; while they are not saved, there may be twice as many.
    static constexpr std::size_t most_marks = 1024;

    /// How much may wait of each channel.
    static constexpr waiting_share::amount default_share{500, std::size_t{1} << 20};

    /// `wake` is called when a first change is to be saved after `delay`, and when `take_relieved` has something; even after the ledger.
    explicit delivery_ledger(
        unique_function<void()> wake,
        delivery_policy policy = {},
        waiting_share::amount share = default_share
    );
    delivery_ledger(const delivery_ledger&) = delete;
    delivery_ledger& operator=(const delivery_ledger&) = delete;
    ~delivery_ledger();

    /// Sets positions and marks as a session has them. Before this there are no changes to be saved.
    void restore(const updates_state& stored);

    /// An update is about to be handled, in the order of its sequence; hold the token until then. Nothing when it was handled before,
    /// so that it must not be handled again; null for an update without a place.
    [[nodiscard]] std::optional<std::shared_ptr<delivery_token>> open(const delivery_place& update);

    /// The position of the account has changed; all updates before it were opened.
    void moved(const account_state& account);

    /// The position of a channel has changed; all updates before it were opened.
    void moved(std::int64_t channel, std::int32_t pts);

    /// A channel is to be forgotten as soon as its open updates are handled, unless it moves before.
    void forget(std::int64_t channel);

    /// The position of a channel that may be saved; 0 when nothing has been opened there lately.
    [[nodiscard]] std::int32_t position(std::int64_t channel) const;

    /// Whether more of a channel's updates wait than its share.
    [[nodiscard]] bool is_crowded(std::int64_t channel) const;

    /// The channels that have ceased to be crowded since the last call; they may be crowded again.
    [[nodiscard]] std::vector<std::int64_t> take_relieved();

    /// When `take_changes` has something, if nothing else changes.
    [[nodiscard]] std::optional<time_point> deadline() const;

    /// What is to be saved now; nothing when there is nothing, or not yet.
    [[nodiscard]] std::optional<update_progress> take_changes(time_point now);

    /// What is to be saved now, whether or not it has waited.
    [[nodiscard]] update_progress take_changes();

    /// These changes could not be saved, and are to be saved again.
    void not_saved(const update_progress& changes);

    /// `wake` is also called when no update is open any more; once.
    void wake_at_the_end();

    /// The number of open updates that are being handled, or wait for it.
    [[nodiscard]] std::size_t open_count() const noexcept;

    /// The number of marks.
    [[nodiscard]] std::size_t mark_count() const noexcept;

private:
    class book;

    std::shared_ptr<book> book_;
};

} // namespace awaitgram::updates
