// SPDX-License-Identifier: MIT
// The ledger against a model of an account, under random schedules.
#include <awaitgram/session/data.hpp>
#include <awaitgram/updates/delivery_ledger.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::updates;

namespace {

/// An event on the server: a new message, or the edit of one.
struct happening {
    std::int64_t message = 0;
    bool edit = false;
    std::int32_t version = 0;
};

/// What became of the handling of an event.
struct outcome {
    int handled = 0;
    int cancelled = 0;
    bool in_hand = false;
    /// It was opened, so it must be handled.
    bool owed = false;
    /// Handled, as the session knows.
    bool saved = false;
    std::int32_t saved_version = 0;
    /// The form of a message that was handled since the last save.
    std::optional<std::int32_t> unsaved_version{};
};

/// A sequence on the server, whose position counts its events; that of a channel begins with 1, since 0 is no position of a channel.
struct sequence_model {
    std::vector<happening> events{};
    std::vector<outcome> outcomes{};
    std::map<std::int64_t, std::int32_t> versions{}; // of messages
    std::int32_t reached = 0;                        // by the client
    std::int32_t pushed = 0;                         // the event that the server pushed last
    bool known = true; // false for a channel that the client has forgotten
};

class model {
public:
    explicit model(std::uint32_t seed) : random_(seed) {
        session_.updates.channels = {{7, 1}, {8, 1}};
        start();
    }

    void run() {
        for (auto step = 0; step < 150; ++step)
            take_step();
        // Everything settles: whatever came is handled, and nothing is left after one more restart.
        for (auto round = 0; round < 3; ++round) {
            finish_all();
            save();
            kill();
            fetch_everything();
        }
        finish_all();
        save(false);
        for (auto& [id, sequence] : sequences_)
            for (const auto& each : sequence.outcomes)
                REQUIRE(
                    ((id > 0 && !each.owed) ||
                     each.handled + (each.cancelled > policy_.most_repeats ? 1 : 0) >= 1)
                );
        REQUIRE(session_.updates.handled.empty());
        REQUIRE(session_.updates.pts == size_of(sequences_[0]));
        REQUIRE(session_.updates.qts == size_of(sequences_[-1]));
    }

private:
    struct held {
        std::shared_ptr<delivery_token> token;
        std::int64_t sequence;
        std::size_t event;
        std::int32_t version;
    };

    std::uint32_t below(std::uint32_t limit) {
        return static_cast<std::uint32_t>(random_() % limit);
    }

    static std::int32_t size_of(const sequence_model& sequence) {
        return static_cast<std::int32_t>(sequence.events.size());
    }

    /// The position before an event, by its index, and the index of the event after a position.
    static std::int32_t before(std::int64_t id, std::size_t at) {
        return static_cast<std::int32_t>(at) + (id > 0 ? 1 : 0);
    }
    static std::int32_t index_at(std::int64_t id, std::int32_t position) {
        return position - (id > 0 ? 1 : 0);
    }

    void take_step() {
        switch (below(13)) {
        case 0:
        case 1:
        case 2:
        case 3:
            happen();
            break;
        case 4:
        case 5:
            deliver_pushed();
            break;
        case 6:
            fetch_part(some_sequence());
            break;
        case 7:
        case 8:
        case 9:
            finish_one();
            break;
        case 10:
            save();
            break;
        case 11:
            if (below(2) == 0)
                forget(below(2) == 0 ? 7 : 8);
            break;
        default:
            if (below(3) == 0)
                below(2) == 0 ? kill() : stop();
        }
    }

    std::int64_t some_sequence() {
        constexpr std::int64_t ids[] = {0, -1, 7, 8};
        return ids[below(4)];
    }

    void happen() {
        const auto id = some_sequence();
        auto& sequence = sequences_[id];
        happening next;
        if (!sequence.versions.empty() && below(4) == 0 && id != -1) {
            const auto at = below(static_cast<std::uint32_t>(sequence.versions.size()));
            auto& [message, version] = *std::next(sequence.versions.begin(), at);
            next = {message, true, ++version + 1000};
            version = next.version;
        } else {
            next.message = static_cast<std::int64_t>(sequence.versions.size()) + 1;
            sequence.versions[next.message] = 0;
        }
        sequence.events.push_back(next);
        sequence.outcomes.emplace_back();
    }

    delivery_place place_of(std::int64_t id, std::size_t at, std::int32_t version) {
        const auto& event = sequences_[id].events[at];
        delivery_place place;
        place.sequence = id;
        place.before = before(id, at);
        place.after = place.before + 1;
        place.version = version;
        if (event.edit) {
            place.key = handled_key{id, handled_kind::position, place.after};
            place.edited = event.message;
        } else {
            const auto kind = id == -1 ? handled_kind::secret_message : handled_kind::message;
            place.key = handled_key{id, kind, event.message};
        }
        return place;
    }

    void open(std::int64_t id, std::size_t at, const delivery_place& place) {
        auto& outcome = sequences_[id].outcomes[at];
        REQUIRE_FALSE(outcome.in_hand);
        outcome.owed = true;
        auto opened = ledger_->open(place);
        if (!opened) {
            // Given up or handled; never something that nobody has handled.
            REQUIRE((outcome.handled != 0 || outcome.cancelled > policy_.most_repeats));
            return;
        }
        // What the session knows to be handled comes again only in a newer form.
        const auto again = outcome.saved && place.version <= outcome.saved_version;
        REQUIRE_FALSE(again);
        outcome.in_hand = true;
        held_.push_back({std::move(*opened), id, at, place.version});
    }

    void moved(std::int64_t id) {
        if (id > 0)
            ledger_->moved(id, before(id, static_cast<std::size_t>(sequences_[id].reached)));
        else
            ledger_->moved(account_state{
                .pts = sequences_[0].reached,
                .qts = sequences_[-1].reached,
                .date = 1 + sequences_[0].reached + sequences_[-1].reached});
    }

    /// The next event of a sequence arrives as it happened.
    void deliver_pushed() {
        const auto id = some_sequence();
        auto& sequence = sequences_[id];
        if (sequence.reached == size_of(sequence))
            return;
        const auto begins = !sequence.known;
        if (begins && sequence.pushed == size_of(sequence))
            return;
        if (begins) // with its last event
            sequence.reached = size_of(sequence) - 1;
        sequence.known = true;
        const auto at = static_cast<std::size_t>(sequence.reached);
        const auto place = place_of(id, at, sequence.events[at].version);
        open(id, at, place);
        ++sequence.reached;
        sequence.pushed = std::max(sequence.pushed, sequence.reached);
        moved(id);
        if (!begins)
            return;
        // As the manager does before it delivers the first update.
        const auto safe = ledger_->position(id);
        update_progress step;
        step.channels = {{id, safe != 0 ? std::min(safe, place.before) : place.before}};
        session_.apply(step);
    }

    /// The account loses a channel; it begins anew with the next event that arrives.
    void forget(std::int64_t id) {
        auto& sequence = sequences_[id];
        if (!std::exchange(sequence.known, false))
            return;
        ledger_->forget(id);
        for (auto& each : sequence.outcomes)
            each.owed = each.in_hand; // others cannot be fetched again
    }

    /// The next few events arrive in a difference: the messages first, in their last form.
    void fetch_part(std::int64_t id) {
        auto& sequence = sequences_[id];
        const auto first = sequence.reached;
        const auto left = size_of(sequence) - first;
        if (left == 0 || !sequence.known)
            return;
        const auto last =
            first + 1 + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(left)));
        for (const auto edits : {false, true})
            for (auto pts = first; pts < last; ++pts) {
                const auto at = static_cast<std::size_t>(pts);
                const auto& event = sequence.events[at];
                if (event.edit != edits)
                    continue;
                auto place =
                    place_of(id, at, edits ? event.version : sequence.versions[event.message]);
                place.before = before(id, static_cast<std::size_t>(first));
                place.after = before(id, static_cast<std::size_t>(last));
                open(id, at, place);
            }
        sequence.reached = last;
        sequence.pushed = std::max(sequence.pushed, sequence.reached);
        moved(id);
    }

    void fetch_everything() {
        for (const std::int64_t id : {0, -1, 7, 8})
            while (sequences_[id].known && sequences_[id].reached != size_of(sequences_[id]))
                fetch_part(id);
    }

    void finish_one() {
        if (held_.empty())
            return;
        const auto at = below(static_cast<std::uint32_t>(held_.size()));
        finish(at);
    }

    void finish(std::size_t at) {
        auto& each = held_[at];
        auto& outcome = sequences_[each.sequence].outcomes[each.event];
        outcome.in_hand = false;
        ++outcome.handled;
        outcome.unsaved_version = each.version;
        std::swap(each, held_.back());
        held_.pop_back();
    }

    void finish_all() {
        while (!held_.empty())
            finish(held_.size() - 1);
    }

    void save(bool may_fail = true) {
        const auto changes = ledger_->take_changes();
        if (may_fail && below(8) == 0) {
            ledger_->not_saved(changes);
            return;
        }
        session_.apply(changes);
        for (auto& [id, sequence] : sequences_)
            for (auto& each : sequence.outcomes) {
                if (!each.unsaved_version)
                    continue;
                each.saved = true;
                each.saved_version = std::max(each.saved_version, *each.unsaved_version);
                each.unsaved_version.reset();
            }
    }

    void start() {
        ledger_.emplace(nullptr, policy_);
        ledger_->restore(session_.updates);
        for (auto& [id, sequence] : sequences_) {
            sequence.known = id <= 0;
            for (auto& each : sequence.outcomes)
                each.unsaved_version.reset();
        }
        sequences_[0].reached = session_.updates.pts;
        sequences_[-1].reached = session_.updates.qts;
        for (const auto& channel : session_.updates.channels) {
            sequences_[channel.id].reached = index_at(channel.id, channel.pts);
            sequences_[channel.id].known = true;
        }
    }

    void kill() {
        ledger_.reset();
        for (auto& each : held_) {
            sequences_[each.sequence].outcomes[each.event].in_hand = false;
            each.token->put_back();
        }
        held_.clear();
        start();
    }

    /// Handlers that run are cancelled, or have not been started.
    void stop() {
        for (auto& each : held_) {
            auto& outcome = sequences_[each.sequence].outcomes[each.event];
            outcome.in_hand = false;
            if (below(3) == 0) {
                each.token->put_back();
            } else {
                ++outcome.cancelled;
                each.token->abandon();
            }
        }
        held_.clear();
        save();
        ledger_.reset();
        start();
    }

    std::mt19937 random_;
    delivery_policy policy_{};
    std::map<std::int64_t, sequence_model> sequences_{{0, {}}, {-1, {}}, {7, {}}, {8, {}}};
    session_data session_{};
    std::optional<delivery_ledger> ledger_{};
    std::vector<held> held_{};
};

} // namespace

TEST_CASE("nothing is lost, and nothing that was handled and saved comes again, under any schedule"
) {
    for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
        CAPTURE(seed);
        model account{seed};
        account.run();
    }
}
