// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/updates/engine.hpp>
#include <awaitgram/updates/waiting_share.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "choices.hpp"
#include "reference.hpp"
#include "server.hpp"

namespace awaitgram::tests::model {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// One schedule: a server on which things happen, a network that loses, repeats and delays, and a program that is stopped and killed.
class schedule {
public:
    explicit schedule(choices& source, std::vector<std::string>* trace = nullptr)
        : choose_(source), trace_(trace) {}

    /// Runs to the end. Returns what went wrong.
    std::vector<std::string> run() {
        prepare();
        advance_to(plan_happenings() + seconds{3});
        if (!reference_.failures().empty())
            return reference_.failures();
        quiet_ = true;
        note("from here on the network is perfect");
        if (!program_)
            start_program();
        serve();
        // Silence shows what the last pushes would have brought: after a quarter of an hour, or two.
        advance_to(now_ + std::chrono::minutes{50});
        reference_.check_at_the_end();
        return reference_.failures();
    }

    [[nodiscard]] std::size_t happenings() const noexcept { return server_.log.size(); }
    [[nodiscard]] std::size_t delivered() const noexcept { return reference_.delivered(); }

private:
    struct action {
        time_point at;
        std::uint64_t order;
        std::function<void()> act;

        friend bool operator>(const action& one, const action& other) {
            return std::pair{one.at, one.order} > std::pair{other.at, other.order};
        }
    };
    /// An update that was handed out, and whether its handling has ended.
    struct open_update {
        std::int32_t before = 0;
        std::int32_t after = 0;
        std::int32_t uid = 0;
        std::uint64_t id = 0;
        bool handled = false;
    };

    void note(std::string line) {
        if (trace_ != nullptr)
            trace_->push_back(
                std::to_string(std::chrono::duration_cast<milliseconds>(now_ - start).count()) +
                " ms: " + std::move(line)
            );
    }

    void later(milliseconds after, std::function<void()> act) {
        actions_.push({now_ + after, ++order_, std::move(act)});
    }

    /// Does the next thing that is to be done until `end`; false if there is none.
    bool advance(time_point end) {
        const auto due = program_ ? program_->deadline() : std::nullopt;
        if (!actions_.empty() && (!due || actions_.top().at <= *due)) {
            if (actions_.top().at > end)
                return false;
            const auto next = actions_.top();
            actions_.pop();
            now_ = std::max(now_, next.at);
            next.act();
        } else if (due && *due <= end) {
            now_ = std::max(now_, *due);
        } else {
            return false;
        }
        serve();
        return true;
    }

    /// Runs until a moment; not longer than any schedule should take.
    void advance_to(time_point end) {
        constexpr auto most = 50'000;
        auto steps = 0;
        while (reference_.failures().empty() && advance(end))
            if (++steps > most)
                reference_.fail("the program does not come to rest");
        now_ = std::max(now_, end);
    }

    // --- The beginning

    void prepare() {
        channels_ = 1 + choose_.below(3);
        faults_ = choose_.happens(80);
        slice_ = choose_.happens(50) ? 1 + choose_.below(4) : 1000;
        if (choose_.happens(15))
            server_.account_limit = 6 + static_cast<std::int32_t>(choose_.below(6));
        if (choose_.happens(15))
            server_.channel_limit = 4 + static_cast<std::int32_t>(choose_.below(6));
        names_channels_ = choose_.happens(50);
        handles_slowly_ = choose_.happens(40);
        server_.start_at(updates::common_sequence, 10);
        server_.start_at(updates::secondary_sequence, 5);
        stored_ = {10, 5, 1, 1, {}};
        for (std::uint32_t i = 0; i < channels_; ++i) {
            const auto id = first_channel + i;
            server_.start_at(id, 20);
            if (i == 0 || !choose_.happens(30))
                stored_.channels.push_back({id, 20});
            else
                reference_.unknown(id);
        }
        options_.most_differences = 1 + choose_.below(3);
        if (choose_.happens(20)) {
            options_.memory = 8'000 + choose_.below(40'000);
            roomy_ = false;
        }
        start_program();
        serve();
    }

    time_point plan_happenings() {
        const auto count = 1 + choose_.below(24);
        milliseconds at{0};
        for (std::uint32_t i = 0; i < count; ++i) {
            at += milliseconds{choose_.below(4) == 3 ? choose_.below(8000) : choose_.below(300)};
            actions_.push({start + at, ++order_, [this] { happen(); }});
        }
        return start + at;
    }

    // --- The server

    void happen() {
        std::vector<happening> together;
        const auto count = 1 + choose_.below(4);
        for (std::uint32_t i = 0; i < count; ++i)
            together.push_back(one());
        push(together);
        if (faults_ && choose_.happens(6))
            choose_.happens(50) ? kill_program() : stop_program();
        if (faults_ && choose_.happens(5) && program_) {
            note("the connection is lost and comes back");
            ++connection_; // what was on its way is lost
            program_->reconnected(now_);
        }
    }

    happening one() {
        happening it;
        const auto where = choose_.below(10);
        it.sender = 1 + choose_.below(4);
        it.count = 1;
        it.date = server_.date_after(server_.log.size()) + 1;
        if (where < 3) {
            it.chat = it.sender;
        } else if (where < 5) {
            it.chat = first_group + choose_.below(2);
        } else if (where < 9) {
            it.chat = first_channel + choose_.below(channels_);
            it.sequence = it.chat;
        } else {
            it.what =
                choose_.happens(50) ? happening::kind::bot_event : happening::kind::unnumbered;
            it.sequence = it.what == happening::kind::bot_event ? updates::secondary_sequence
                                                                : updates::container_sequence;
            return server_.happens(it);
        }
        const auto kind = choose_.below(10);
        if (kind >= 9)
            it.what = happening::kind::own;
        else if (kind >= 7)
            it.what = happening::kind::deletion;
        else if (kind >= 5)
            it.what = happening::kind::edit;
        if (it.what == happening::kind::deletion || it.what == happening::kind::own)
            it.count = 1 + static_cast<std::int32_t>(choose_.below(3));
        return server_.happens(it);
    }

    void push(const std::vector<happening>& together) {
        api::updates_ all{};
        auto counted = false;
        std::string names;
        std::vector<std::int32_t> unnumbered;
        std::vector<happening> with_place;
        for (const auto& it : together) {
            if (it.owed())
                with_place.push_back(it);
            if (it.what == happening::kind::own) {
                answer_own(it);
                continue;
            }
            all.updates.push_back(update_of(it));
            names += (names.empty() ? "" : ", ") + describe(it);
            if (it.what == happening::kind::unnumbered) {
                counted = true;
                unnumbered.push_back(it.uid);
            }
            // Sometimes the users are missing, as in short forms.
            if (it.sender != 0 && !choose_.happens(20))
                all.users.push_back(person(it.sender, choose_.happens(10)));
        }
        if (all.updates.empty())
            return;
        all.date = together.back().date;
        if (counted)
            all.seq = ++server_.seq;
        const tl::frame frame{tl::encoded(api::Updates{all})};
        auto copies = 1;
        if (faults_ && choose_.happens(25))
            copies = 0;
        else if (faults_ && choose_.happens(10))
            copies = 2;
        note("the server pushes " + names + (copies == 0 ? ", which is lost" : ""));
        for (auto i = 0; i < copies; ++i) {
            const auto delay =
                milliseconds{faults_ && choose_.happens(30) ? choose_.below(2000) : 10};
            later(delay, [this, frame, names, unnumbered, with_place, on = connection_] {
                arrive(frame, names, unnumbered, with_place, on);
            });
        }
    }

    void arrive(
        const tl::frame& frame,
        const std::string& names,
        const std::vector<std::int32_t>& unnumbered,
        const std::vector<happening>& with_place,
        std::uint32_t connection
    ) {
        if (!program_ || connection != connection_)
            return;
        note("arrives: " + names);
        for (const auto uid : unnumbered)
            reference_.arrived(uid);
        if (roomy_)
            for (const auto& it : with_place)
                if (!refused_by_name_.contains(it.sequence) && !held_back_.contains(it.sequence) &&
                    it.number > program_->at(it.sequence) && program_->at(it.sequence) != 0)
                    reference_.arrived_with_place(it.uid);
        if (program_->accept(frame, rpc::update_origin::pushed, now_))
            reference_.fail("a push could not be decoded");
    }

    /// The answer to a request of the account's own, which nothing else tells of.
    void answer_own(const happening& it) {
        note(
            "an own request moves sequence " + std::to_string(it.sequence) + " to " +
            std::to_string(it.number)
        );
        if (faults_ && choose_.happens(20))
            return;
        later(milliseconds{choose_.below(40)}, [this, it, on = connection_] {
            if (program_ && on == connection_)
                program_->affected(it.sequence, it.number, it.count, now_);
        });
    }

    // --- The program

    void start_program() {
        ++connection_;
        ++runs_;
        note("the program starts at pts " + std::to_string(stored_.pts));
        program_.emplace(options_);
        backlog_.clear();
        open_.clear();
        reference_.started();
        for (const auto& each : stored_.channels)
            reference_.began(each.id, each.pts);
        started_date_ = stored_.date;
        program_->restore(stored_, now_);
    }

    void kill_program() {
        if (!program_)
            return;
        note("the program is killed");
        end_program();
    }

    void stop_program() {
        if (!program_)
            return;
        note("the program stops and stores its position");
        while (!backlog_.empty())
            deliver_next();
        for (auto& [sequence, updates] : open_)
            for (auto& each : updates)
                each.handled = true;
        store();
        for (auto& [sequence, updates] : open_)
            for (auto& each : updates)
                if (each.after != 0)
                    reference_.stored(each.uid);
        end_program();
    }

    void end_program() {
        program_.reset();
        waiting_ = updates::waiting_share{most_waiting};
        held_back_.clear();
        reference_.lost_all();
        sought_.clear();
        later(milliseconds{choose_.below(3000)}, [this] {
            if (!program_)
                start_program();
        });
        // Channels that are not stored start again.
        for (std::uint32_t i = 0; i < channels_; ++i) {
            const auto id = first_channel + i;
            const auto is = [id](const channel_state& each) { return each.id == id; };
            if (std::any_of(stored_.channels.begin(), stored_.channels.end(), is))
                continue;
            reference_.unknown(id);
            if (refused_by_name_.contains(id))
                reference_.repeats_since(id, stored_.date);
        }
    }

    /// Does everything that is to be done at this moment.
    void serve() {
        if (!program_)
            return;
        for (auto rounds = 0;; ++rounds) {
            if (rounds > 10'000)
                return reference_.fail("the engine asks without end");
            while (const auto next = program_->next_fetch(now_))
                fetch(*next);
            if (!take())
                break;
        }
        if (choose_.happens(20) && !quiet_)
            store();
    }

    bool take() {
        const auto skips = program_->take_skips();
        for (const auto& skip : skips)
            if (skip.why != updates::updates_skipped::cause::refused)
                take(skip);
        for (const auto& adopted : program_->take_adopted()) {
            reference_.adopted(adopted.id, adopted.pts);
            store_channel(adopted.id, adopted.pts);
        }
        // What was received of a channel that is refused has its position.
        for (const auto& skip : skips)
            if (skip.why == updates::updates_skipped::cause::refused)
                take(skip);
        auto updates = program_->take_updates();
        static_cast<void>(program_->take_peers());
        static_cast<void>(program_->take_moved());
        for (auto& each : updates) {
            open_update opened;
            opened.before = each.before;
            opened.after = each.after;
            opened.uid = uid_of(*each.update);
            opened.id = ++last_open_;
            open_[each.sequence].push_back(opened);
            wait(each.sequence);
            backlog_.emplace_back(std::move(each), opened.id);
        }
        if (now_ < busy_until_ && !quiet_)
            return false;
        const auto slow = handles_slowly_ && !quiet_ && !backlog_.empty() && choose_.happens(30);
        if (slow) {
            // The receiver takes nothing for a while.
            const milliseconds pause{choose_.below(roomy_ ? 1500 : 10'000)};
            busy_until_ = now_ + pause;
            later(pause, [] {});
            return false;
        }
        return deliver_all();
    }

    void take(const updates::updates_skipped& skip) {
        note(
            "sequence " + std::to_string(skip.where) + " is skipped from " +
            std::to_string(skip.from) + " to " + std::to_string(skip.to) + ": " +
            to_string(skip.why)
        );
        if (skip.why == updates::updates_skipped::cause::no_room)
            reference_.lost_unnumbered();
        else if (!allowed(skip))
            reference_.fail("nothing allowed to skip sequence " + std::to_string(skip.where));
        else
            reference_.skipped(skip.where, skip.from, skip.to);
    }

    bool deliver_all() {
        const auto any = !backlog_.empty();
        while (!backlog_.empty())
            deliver_next();
        return any;
    }

    void deliver_next() {
        auto [update, id] = std::move(backlog_.front());
        backlog_.pop_front();
        program_->delivered(update);
        if (const auto uid = uid_of(*update.update))
            note("delivered: #" + std::to_string(uid));
        reference_.received(update);
        const auto sequence = update.sequence;
        if (handles_slowly_ && !quiet_ && choose_.happens(30))
            later(milliseconds{choose_.below(3000)}, [this, sequence, id = id] {
                handled(sequence, id); // ids are not used again
            });
        else
            handled(sequence, id);
    }

    void handled(sequence_id sequence, std::uint64_t id) {
        auto& updates = open_[sequence];
        for (auto& each : updates)
            if (each.id == id) {
                each.handled = true;
                static_cast<void>(waiting_.leave(sequence, 1));
            }
        for (const auto channel : waiting_.take_relieved()) {
            note("channel " + std::to_string(channel) + " may continue");
            program_->resume(channel, now_);
        }
    }

    /// An update of a channel waits for its handler; too many hold the channel back.
    void wait(sequence_id sequence) {
        waiting_.enter(sequence, 1);
        if (!waiting_.exceeded(sequence))
            return;
        note("too many updates of channel " + std::to_string(sequence) + " wait");
        held_back_.insert(sequence);
        program_->hold_back(sequence);
    }

    [[nodiscard]] std::int32_t safe_place(sequence_id id) {
        auto& updates = open_[id];
        while (!updates.empty() && updates.front().handled)
            updates.pop_front();
        for (const auto& each : updates)
            if (!each.handled && each.after != 0)
                return each.before;
        return program_->at(id);
    }

    void store() {
        if (!program_)
            return;
        stored_.pts = safe_place(updates::common_sequence);
        stored_.qts = safe_place(updates::secondary_sequence);
        stored_.seq = program_->state().seq;
        stored_.date = program_->state().date;
        std::vector<channel_state> channels;
        for (const auto& each : program_->position().channels)
            channels.push_back({each.id, safe_place(each.id)});
        // A channel that was forgotten keeps its position until its last updates are handled.
        for (const auto& [id, updates] : open_)
            if (id > 0 && program_->at(id) == 0)
                for (const auto& each : updates)
                    if (!each.handled && each.after != 0) {
                        channels.push_back({id, each.before});
                        break;
                    }
        std::sort(channels.begin(), channels.end());
        stored_.channels = std::move(channels);
    }

    void store_channel(std::int64_t id, std::int32_t pts) {
        const auto at = std::lower_bound(
            stored_.channels.begin(), stored_.channels.end(), channel_state{id, 0}
        );
        // An older position belongs to updates that are not handled yet.
        if (at == stored_.channels.end() || at->id != id)
            stored_.channels.insert(at, {id, pts});
    }

    [[nodiscard]] bool allowed(const updates::updates_skipped& skip) const {
        switch (skip.why) {
        case updates::updates_skipped::cause::too_long:
            return skip.where > 0 ? server_.channel_limit != 0 : server_.account_limit != 0;
        case updates::updates_skipped::cause::position_unknown:
            return skip.where > 0 && (skip.from == 0 || sought_.contains(skip.where));
        case updates::updates_skipped::cause::refused:
            return refused_by_name_.contains(skip.where);
        default:
            return false;
        }
    }

    // --- Differences

    void fetch(updates::fetch_request next) {
        // As old as a replica of the server may be.
        const auto lag = faults_ && !quiet_ && choose_.happens(8) ? choose_.below(3) : 0;
        later(milliseconds{5 + choose_.below(60)}, [this, next, lag, run = runs_] {
            if (program_ && run == runs_)
                answer(next, lag);
        });
    }

    void answer(updates::fetch_request asked, std::uint32_t lag) {
        const milliseconds back{5 + (faults_ && !quiet_ ? choose_.below(200) : 0)};
        const auto seen = server_.log.size() - std::min<std::size_t>(lag, server_.log.size());
        if (faults_ && !quiet_ && choose_.happens(25))
            return refuse(asked, back);
        if (asked.what == updates::fetch_request::kind::state)
            return reference_.fail("the engine gives up on the account's difference");
        if (asked.id > 0) {
            const tl::frame frame{
                tl::encoded(server_.channel_difference(asked.id, asked.from.pts, seen, slice_))};
            later(back, [this, asked, frame, run = runs_] {
                if (!program_ || run != runs_)
                    return;
                note(
                    "a difference of channel " + std::to_string(asked.id) + " from " +
                    std::to_string(asked.from.pts) + " comes"
                );
                auto decoded = tl::decode<api::updates::ChannelDifference>(frame);
                note_told(asked.id, **decoded);
                note_sought(asked, **decoded);
                program_->accept(asked, std::move(*decoded), now_);
                // Nothing behind its first new message is skipped.
                if (const auto sought = sought_.find(asked.id); sought != sought_.end())
                    sought->second = sought->second || program_->at(asked.id) != 0;
            });
            return;
        }
        const auto names = names_channels_ || quiet_;
        const tl::frame frame{
            tl::encoded(server_.difference(asked.from, seen, slice_, names && choose_.happens(50))
            )};
        later(back, [this, asked, frame, run = runs_] {
            if (!program_ || run != runs_)
                return;
            note("a difference of the account from " + std::to_string(asked.from.pts) + " comes");
            auto decoded = tl::decode<api::updates::Difference>(frame);
            program_->accept(asked, std::move(*decoded), now_);
        });
    }

    /// The last messages, which the server tells although the difference is too long. Before a program has received any message of the
    /// channel, their dates alone tell which are new.
    void note_told(std::int64_t channel, const api::updates::ChannelDifference& difference) {
        const auto* jump = difference.get_if<api::updates::channelDifferenceTooLong>();
        const auto at = program_->at(channel);
        if (jump == nullptr || at == 0 || refused_by_name_.contains(channel))
            return;
        for (const auto& each : jump->messages)
            if (const auto* message = each.get_if<api::message>();
                server_.log[static_cast<std::size_t>(message->id) - 1].number > at &&
                (message->date >= started_date_ || reference_.received_message_in(channel)))
                reference_.arrived_with_place(message->id);
    }

    void note_sought(
        const updates::fetch_request& asked, const api::updates::ChannelDifference& difference
    ) {
        const auto* slice = difference.get_if<api::updates::channelDifference>();
        const auto sought = sought_.find(asked.id);
        const auto starts = asked.from.pts == 0 && !asked.position_only;
        if (starts || (sought != sought_.end() && !sought->second))
            sought_[asked.id] = slice == nullptr || slice->final;
        else if (sought != sought_.end())
            sought_.erase(sought);
    }

    void refuse(updates::fetch_request asked, milliseconds back) {
        using kind = updates::fetch_failure::kind;
        updates::fetch_failure failure;
        failure.what = kind::refused;
        switch (choose_.below(7)) {
        case 0:
            failure.code = 500;
            failure.name = "INTERNAL";
            break;
        case 1:
            failure.code = -503;
            failure.name = "TIMEOUT";
            break;
        case 2:
            failure.code = 420;
            failure.name = "FLOOD_WAIT";
            failure.wait = seconds{1 + choose_.below(100)};
            break;
        case 3:
            failure.what = kind::unreachable;
            break;
        case 4:
            failure.code = 400;
            failure.name = "PERSISTENT_TIMESTAMP_OUTDATED";
            break;
        case 5:
            failure.code = 400;
            failure.name = "SOMETHING_NEW";
            break;
        default:
            if (asked.id == 0 || !choose_.happens(50)) {
                failure.code = 500;
                failure.name = "RPC_CALL_FAIL";
                break;
            }
            failure.code = 406;
            failure.name = "CHANNEL_PRIVATE";
        }
        later(back, [this, asked, failure, run = runs_] {
            if (!program_ || run != runs_)
                return;
            note(
                "the difference of " + std::to_string(asked.id) +
                " fails: " + std::string{failure.name}
            );
            if (failure.code == 406)
                refused_by_name_.insert(asked.id);
            if (program_->failed(asked, failure, now_) == updates::fetch_reaction::end)
                reference_.fail("the engine ends");
        });
    }

    static constexpr time_point start{seconds{1'700'000'000}};

    choices& choose_;
    std::vector<std::string>* trace_;
    time_point now_ = start;
    std::uint64_t order_ = 0;
    std::priority_queue<action, std::vector<action>, std::greater<>> actions_{};
    server server_{};
    reference reference_{server_};
    updates::engine_options options_{};
    std::optional<updates::engine> program_{};
    updates_state stored_{};
    std::int32_t started_date_ = 0;
    std::set<sequence_id> refused_by_name_{};
    /// The channels without a position of which the newest updates are looked for, and whether the last slice of them has come.
    std::map<sequence_id, bool> sought_{};
    std::deque<std::pair<updates::ordered_update, std::uint64_t>> backlog_{};
    std::map<sequence_id, std::deque<open_update>> open_{};
    std::uint64_t last_open_ = 0;
    static constexpr updates::waiting_share::amount most_waiting{3, 1000};
    updates::waiting_share waiting_{most_waiting};
    std::set<sequence_id> held_back_{}; // once in this run
    std::uint32_t connection_ = 0;
    std::uint32_t runs_ = 0;
    std::uint32_t channels_ = 1;
    std::uint32_t slice_ = 1000;
    bool faults_ = false;
    bool roomy_ = true;
    time_point busy_until_{};
    bool names_channels_ = false;
    bool handles_slowly_ = false;
    bool quiet_ = false;
};

} // namespace awaitgram::tests::model
