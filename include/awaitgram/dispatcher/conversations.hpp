// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace awaitgram {

/// Where a conversation takes place, and with whom.
struct conversation_place {
    /// The chat in the Bot API's numbering.
    std::int64_t chat = 0;
    /// The user in the same numbering; 0 for anyone.
    std::int64_t user = 0;
    /// The topic of the chat; 0 for none, and for presses of buttons.
    std::int32_t topic = 0;
    /// The business connection; empty for none.
    std::string business{};

    friend bool operator==(const conversation_place&, const conversation_place&) = default;
    // Written out, because the strings of libc++ 16 have `<` but no `<=>`.
    friend std::weak_ordering
    operator<=>(const conversation_place& left, const conversation_place& right) {
        return std::tie(left.chat, left.user, left.topic, left.business) <=>
               std::tie(right.chat, right.user, right.topic, right.business);
    }
};

/// Decides which of those that wait for something gets an event. No I/O, no clock.
///
/// The waiters of one place are asked in the order in which they came, and the first one that wants the event takes it; one that waits
/// for anyone in the chat is asked in its turn among them.
class conversations {
    struct entry;
    struct registry;

public:
    using time_point = monotonic_clock::time_point;

    /// So many can wait in one place.
    static constexpr std::size_t most_of_a_place = 100;

    /// The kind of event that is waited for.
    enum class kind : std::uint8_t { message, reply, edit, press, album };

    /// An event; `kind` is not `reply`: a message that is one has a `reply_to`. Nor is it `album`.
    struct offered {
        kind what = kind::message;
        /// Of a message or an edit its id, of a press that of the message with the button.
        std::int32_t message = 0;
        std::int32_t reply_to = 0;
        /// Passed to `wish::accept`.
        const void* event = nullptr;
        /// Passed to those who wait for an album.
        const void* album = nullptr;
    };

    /// Why a wait ends without an event; `refused`: there are too many in its place.
    enum class ending : std::uint8_t { cancelled, closed, refused };

    struct wish {
        kind what = kind::message;
        /// The message that is edited, replied to, or pressed on; 0 for any.
        std::int32_t about = 0;
        /// Nothing is taken from then on.
        time_point deadline = time_point::max();
        /// Whether handlers get the event, too.
        bool passes_on = false;
        /// Whether this event is taken; once it was, the wait is over. May end or begin waits, its own too.
        ///
        /// Errors: leave `offer`; then the event is not taken, and the wait continues unless its ticket is gone.
        unique_function<bool(const void* event)> accept{};
        /// Called once if the wait ends without an event. May begin waits.
        unique_function<void(ending why)> end{};
    };

    /// A wait; ends with this object.
    class ticket {
    public:
        ticket() = default;
        ticket(ticket&& other) noexcept = default;
        ticket& operator=(ticket&& other) noexcept {
            leave();
            of_ = std::move(other.of_);
            held_ = std::move(other.held_);
            return *this;
        }
        ~ticket() { leave(); }

        /// Whether it still waits.
        [[nodiscard]] bool waits() const noexcept { return held_ && held_->waits; }

        /// From then on nothing is taken.
        void set_deadline(time_point deadline) noexcept {
            if (held_)
                held_->asked.deadline = deadline;
        }
        /// The topic that the answer comes in, where that was not known before; its turn among the waits there is by its beginning.
        void set_topic(std::int32_t topic) {
            if (const auto all = of_.lock(); all && waits())
                all->move(held_, topic);
        }
        /// The message that is edited, replied to, or pressed on.
        void set_about(std::int32_t message) noexcept {
            if (held_)
                held_->asked.about = message;
        }

        /// Ends the wait, without a call of `wish::end`.
        void leave() noexcept {
            if (!held_)
                return;
            held_->left = true;
            if (const auto all = of_.lock(); all && held_->waits)
                all->remove(*held_);
        }

    private:
        friend class conversations;
        ticket(std::weak_ptr<registry> of, std::shared_ptr<entry> held) noexcept
            : of_(std::move(of)), held_(std::move(held)) {}

        std::weak_ptr<registry> of_{};
        std::shared_ptr<entry> held_{};
    };

    /// Whether an event was taken, and whether handlers get it nevertheless.
    enum class outcome : std::uint8_t { left, taken, shared };

    /// Whether nothing waits; then no event need be offered.
    [[nodiscard]] bool empty() const noexcept { return all_->places.empty(); }

    /// Whether someone waits for an album of a user, and may get a message of it.
    [[nodiscard]] bool expects_album(std::int64_t chat, std::int64_t user) const {
        const auto for_album = [](const auto& each) { return each->asked.what == kind::album; };
        auto at = all_->places.lower_bound({chat, std::numeric_limits<std::int64_t>::min(), 0, {}});
        for (; at != all_->places.end() && at->first.chat == chat; ++at)
            if ((at->first.user == 0 || at->first.user == user) &&
                std::any_of(at->second.begin(), at->second.end(), for_album))
                return true;
        return false;
    }

    /// Whether nothing can wait; see close.
    [[nodiscard]] bool closed() const noexcept { return closed_; }

    /// Begins a wait behind the others of its place. While this is closed, or `most_of_a_place` wait there, it ends at once.
    [[nodiscard]] ticket add(conversation_place place, wish asked) {
        auto added = std::make_shared<entry>();
        added->place = std::move(place);
        added->asked = std::move(asked);
        added->number = next_number_++;
        if (closed_) {
            added->finish(ending::closed);
        } else if (auto& others = all_->places[added->place]; others.size() >= most_of_a_place) {
            added->finish(ending::refused);
        } else {
            added->waits = true;
            others.push_back(added);
        }
        return {all_, std::move(added)};
    }

    /// Gives an event to the first waiter that wants it.
    [[nodiscard]] outcome
    offer(const conversation_place& place, const offered& event, time_point now) {
        if (empty())
            return outcome::left;
        // A copy, and shared: `accept` may end any of them and begin others.
        auto candidates = all_->waiting_in(place);
        if (place.user != 0) {
            conversation_place anyone = place;
            anyone.user = 0;
            const auto more = all_->waiting_in(anyone);
            candidates.insert(candidates.end(), more.begin(), more.end());
            std::sort(
                candidates.begin(),
                candidates.end(),
                [](const auto& left, const auto& right) { return left->number < right->number; }
            );
        }
        for (const auto& each : candidates) {
            if (!each->wants(event, now))
                continue;
            const auto for_album = each->asked.what == kind::album;
            if (!each->asked.accept(for_album ? event.album : event.event))
                continue;
            all_->remove(*each);
            return each->asked.passes_on ? outcome::shared : outcome::taken;
        }
        return outcome::left;
    }

    /// Ends all waits for a user in a chat, its topics and business connections too; for anyone if `user` is 0.
    ///
    /// Returns their number.
    std::size_t cancel(std::int64_t chat, std::int64_t user) {
        return end_all(ending::cancelled, [chat, user](const conversation_place& place) {
            return place.chat == chat && (user == 0 || place.user == user);
        });
    }

    /// Ends all waits, and those that begin from now on.
    void close() {
        closed_ = true;
        end_all(ending::closed, [](const conversation_place&) { return true; });
    }

    /// Ends the effect of `close`.
    void open() noexcept { closed_ = false; }

private:
    struct entry {
        conversation_place place{};
        wish asked{};
        std::uint64_t number = 0;
        bool waits = false;
        bool left = false; // its ticket is gone

        [[nodiscard]] bool wants(const offered& event, time_point now) const noexcept {
            if (!waits || asked.deadline <= now)
                return false;
            if (asked.what == kind::album)
                return event.album != nullptr;
            if (asked.what == kind::reply)
                return event.what == kind::message && event.reply_to != 0 &&
                       (asked.about == 0 || asked.about == event.reply_to);
            return asked.what == event.what && (asked.about == 0 || asked.about == event.message);
        }
        void finish(ending why) {
            waits = false;
            if (asked.end && !left)
                asked.end(why);
        }
    };
    using entries = std::vector<std::shared_ptr<entry>>;

    struct registry {
        std::map<conversation_place, entries> places{};

        [[nodiscard]] entries waiting_in(const conversation_place& place) const {
            const auto at = places.find(place);
            return at != places.end() ? at->second : entries{};
        }
        void remove(entry& gone) noexcept {
            gone.waits = false;
            const auto at = places.find(gone.place);
            if (at == places.end())
                return;
            std::erase_if(at->second, [&gone](const auto& one) { return one.get() == &gone; });
            if (at->second.empty())
                places.erase(at);
        }
        void move(const std::shared_ptr<entry>& moved, std::int32_t topic) {
            auto to = moved->place;
            to.topic = topic;
            auto& others = places[to];
            others.reserve(others.size() + 1);
            remove(*moved);
            if (others.size() >= most_of_a_place) {
                moved->finish(ending::refused);
                return;
            }
            moved->place = std::move(to);
            moved->waits = true;
            const auto at = std::upper_bound(
                others.begin(),
                others.end(),
                moved,
                [](const auto& left, const auto& right) { return left->number < right->number; }
            );
            others.insert(at, moved);
        }
    };

    template <class Choice>
    std::size_t end_all(ending why, Choice chosen) {
        entries ended;
        for (const auto& [place, list] : all_->places)
            if (chosen(place))
                ended.insert(ended.end(), list.begin(), list.end());
        for (const auto& each : ended)
            all_->remove(*each);
        for (const auto& each : ended)
            each->finish(why);
        return ended.size();
    }

    std::shared_ptr<registry> all_ = std::make_shared<registry>();
    std::uint64_t next_number_ = 0;
    bool closed_ = false;
};

} // namespace awaitgram
