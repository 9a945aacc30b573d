// SPDX-License-Identifier: MIT
// Updates are encoded bytes, which the fuzzer may change, or values whose numbers are near the position that the intake has.
#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/updates/engine.hpp>
#include <awaitgram/updates/pts_info.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "targets.hpp"

namespace fuzz {

namespace {

using namespace awaitgram;
using namespace std::chrono_literals;

namespace step {
enum : unsigned {
    raw_push,
    push,
    push_short,
    raw_difference,
    difference,
    raw_channel_difference,
    channel_difference,
    wait,
    restart,
    repeat,
    count
};
} // namespace step
namespace reached {
constexpr std::uint32_t passed_on = 1, gap = 2, gap_closed = 4, difference = 8, slice = 16,
                        endless = 32, channel = 64, secondary = 128, container = 256,
                        undecodable = 512, short_form = 1024, own = 2048;
} // namespace reached

/// Values of the API with the input's numbers.
class writer {
public:
    writer(input& from, updates::engine& to) : in_(from), to_(to) {}

    /// A number near that of a sequence, or any.
    std::int32_t near(updates::sequence_id sequence) {
        const auto distance = in_.byte();
        if (distance == 255)
            return in_.number<std::int32_t>();
        const auto current = std::int64_t{to_.at(sequence)};
        return static_cast<std::int32_t>(
            std::clamp<std::int64_t>(current + distance - 100, INT32_MIN, INT32_MAX)
        );
    }
    std::int32_t count() {
        const auto few = in_.byte();
        return few == 255 ? in_.number<std::int32_t>() : few % 8;
    }
    std::int64_t channel() {
        const auto some = static_cast<std::int64_t>(in_.below(4));
        return 1 + some - static_cast<std::int64_t>(in_.below(2));
    }
    std::int64_t person() { return 1 + static_cast<std::int64_t>(in_.below(8)); }

    api::message message(bool in_channel) {
        api::message value{};
        value.id = in_.byte();
        if (in_channel)
            value.peer_id = api::peerChannel{.channel_id = channel_};
        else
            value.peer_id = api::peerUser{.user_id = person()};
        value.message = std::string(in_.below(4), 'x');
        value.date = 1;
        return value;
    }

    api::Update update() {
        channel_ = channel();
        switch (in_.below(10)) {
        case 0: {
            api::updateNewMessage value{};
            value.message = message(false);
            value.pts = near(updates::common_sequence);
            value.pts_count = count();
            return value;
        }
        case 1: {
            api::updateDeleteMessages value{};
            value.messages.push_back(in_.byte());
            value.pts = near(updates::common_sequence);
            value.pts_count = count();
            return value;
        }
        case 2: {
            api::updateNewChannelMessage value{};
            value.message = message(true);
            value.pts = near(channel_);
            value.pts_count = count();
            return value;
        }
        case 3: {
            api::updateDeleteChannelMessages value{};
            value.channel_id = channel_;
            value.pts = near(channel_);
            value.pts_count = count();
            return value;
        }
        case 4: {
            api::updateChannelTooLong value{};
            value.channel_id = channel_;
            if (in_.below(2) != 0)
                value.pts = near(channel_);
            return value;
        }
        case 5: {
            api::updateReadChannelInbox value{};
            value.channel_id = channel_;
            value.pts = near(channel_);
            return value;
        }
        case 6: {
            api::updateBotStopped value{};
            value.user_id = person();
            value.qts = near(updates::secondary_sequence);
            return value;
        }
        case 7: {
            api::updateReadHistoryInbox value{};
            value.peer = api::peerUser{.user_id = person()};
            value.pts = near(updates::common_sequence);
            value.pts_count = count();
            return value;
        }
        case 8: {
            api::updateUserStatus value{};
            value.user_id = person();
            value.status = api::userStatusEmpty{};
            return value;
        }
        default:
            return api::updateConfig{};
        }
    }

    tl::vector<api::Update> updates() {
        tl::vector<api::Update> all;
        for (auto left = in_.below(6); left != 0; --left)
            all.push_back(update());
        return all;
    }

    tl::vector<api::User> users() {
        tl::vector<api::User> all;
        for (auto left = in_.below(4); left != 0; --left) {
            api::user value{};
            value.id = person();
            value.min = in_.below(2) != 0;
            value.first_name = "Ann";
            all.push_back(value);
        }
        return all;
    }

    api::updates::state state() {
        api::updates::state value{};
        value.pts = near(updates::common_sequence);
        value.qts = near(updates::secondary_sequence);
        value.seq = near(updates::container_sequence);
        value.date = in_.byte();
        return value;
    }

    api::Updates container() {
        if (in_.below(4) == 0) {
            api::updateShort one{};
            one.update = update();
            return one;
        }
        if (in_.below(2) != 0) {
            api::updates_ some{};
            some.updates = updates();
            some.users = users();
            some.seq = in_.below(2) != 0 ? near(updates::container_sequence) : 0;
            return some;
        }
        api::updatesCombined some{};
        some.updates = updates();
        some.users = users();
        some.seq_start = near(updates::container_sequence);
        some.seq = near(updates::container_sequence);
        return some;
    }

    api::Updates short_form() {
        switch (in_.below(4)) {
        case 0: {
            api::updateShortMessage value{};
            value.user_id = person();
            value.message = "x";
            value.pts = near(updates::common_sequence);
            value.pts_count = count();
            return value;
        }
        case 1: {
            api::updateShortChatMessage value{};
            value.from_id = person();
            value.chat_id = in_.number<std::int64_t>();
            value.message = "x";
            value.pts = near(updates::common_sequence);
            value.pts_count = count();
            return value;
        }
        case 2: {
            api::updateShortSentMessage value{};
            value.pts = near(updates::common_sequence);
            value.pts_count = count();
            return value;
        }
        default:
            return api::updatesTooLong{};
        }
    }

    template <class Difference>
    void fill(Difference& some, bool in_channel) {
        for (auto left = in_.below(4); left != 0; --left)
            some.new_messages.push_back(message(in_channel));
        some.other_updates = updates();
        some.users = users();
    }

    api::updates::Difference difference() {
        switch (in_.below(4)) {
        case 0: {
            api::updates::differenceEmpty value{};
            value.date = in_.byte();
            value.seq = near(updates::container_sequence);
            return value;
        }
        case 1: {
            api::updates::difference value{};
            fill(value, false);
            value.state = state();
            return value;
        }
        case 2: {
            api::updates::differenceSlice value{};
            fill(value, false);
            value.intermediate_state = state();
            return value;
        }
        default: {
            api::updates::differenceTooLong value{};
            value.pts = near(updates::common_sequence);
            return value;
        }
        }
    }

    api::updates::ChannelDifference channel_difference(std::int64_t channel) {
        channel_ = channel;
        switch (in_.below(3)) {
        case 0: {
            api::updates::channelDifferenceEmpty value{};
            value.pts = near(channel);
            value.final = in_.below(2) != 0;
            return value;
        }
        case 1: {
            api::updates::channelDifference value{};
            fill(value, true);
            value.pts = near(channel);
            value.final = in_.below(2) != 0;
            return value;
        }
        default: {
            api::updates::channelDifferenceTooLong value{};
            api::dialog dialog{};
            dialog.peer = api::peerChannel{.channel_id = channel};
            dialog.notify_settings = api::peerNotifySettings{};
            if (in_.below(2) != 0)
                dialog.pts = near(channel);
            value.dialog = dialog;
            value.users = users();
            return value;
        }
        }
    }

private:
    input& in_;
    updates::engine& to_;
    std::int64_t channel_ = 1;
};

class intake {
public:
    explicit intake(input& from) : in_(from), write_(from, engine_) {
        engine_.restore({100, 100, 1, 100, {{1, 100}}}, now_);
        // Only differences that the input demands are answered by it.
        while (const auto next = engine_.next_fetch(now_))
            if (next->id == updates::common_sequence)
                engine_.accept(*next, state_now(), now_);
            else
                engine_.failed(*next, {}, now_);
        (void)engine_.take_skips();
    }

    std::uint32_t run() {
        for (auto left = 200; left != 0 && in_.more(); --left) {
            act();
            look();
        }
        return reached_;
    }

private:
    /// The origin is read from the input after the bytes.
    template <class Origin>
    void push(byte_buffer bytes, const Origin& origin) {
        const rpc::update_origin from = origin();
        last_ = bytes;
        const auto before = engine_.held_bytes();
        const tl::frame frame{std::move(bytes)};
        (void)updates::engine::first_pts(frame, 100);
        if (engine_.accept(frame, from, now_))
            reached_ |= reached::undecodable;
        const auto after = engine_.held_bytes();
        reached_ |= after > before ? reached::gap : 0;
        reached_ |= after < before ? reached::gap_closed : 0;
        check_order();
    }

    template <class T>
    void answer(const updates::fetch_request& asked, byte_buffer bytes) {
        auto reply = tl::decode<T>(tl::frame{std::move(bytes)});
        if (!reply) {
            reached_ |= reached::undecodable;
            updates::fetch_failure unreadable;
            unreadable.what = updates::fetch_failure::kind::malformed;
            engine_.failed(asked, unreadable, now_);
            return;
        }
        reached_ |= reached::difference;
        const auto before = engine_.at(asked.id);
        engine_.accept(asked, std::move(*reply), now_);
        reached_ |= engine_.at(asked.id) != before ? reached::slice : 0;
        // What is skipped may come again.
        last_places_.clear();
    }

    [[nodiscard]] api::updates::state state_now() const {
        const auto at = engine_.state();
        return {.pts = at.pts, .qts = at.qts, .date = at.date, .seq = at.seq, .unread_count = 0};
    }

    /// Asks for the difference of a stream; all others that are due fail.
    std::optional<updates::fetch_request> ask(updates::sequence_id id) {
        now_ += std::chrono::minutes{2};
        if (id == updates::common_sequence)
            engine_.demand_account(now_);
        else
            engine_.poll(id, std::chrono::hours{1}, now_);
        std::optional<updates::fetch_request> asked;
        for (auto left = 100; left != 0; --left) {
            const auto next = engine_.next_fetch(now_);
            if (!next)
                break;
            if (next->what == updates::fetch_request::kind::state)
                engine_.accept(*next, state_now(), now_);
            else if (next->id == id && !asked)
                asked = next;
            else
                engine_.failed(*next, {}, now_);
            require(left > 1, "the differences that are due at one moment are limited");
        }
        return asked;
    }

    void act() {
        const auto origin = [this] {
            const auto own = in_.below(2) != 0;
            reached_ |= own ? reached::own : 0;
            return own ? rpc::update_origin::answered : rpc::update_origin::pushed;
        };
        const auto bytes = [this] {
            const auto some = in_.block();
            return byte_buffer(some.begin(), some.end());
        };
        switch (in_.below(step::count)) {
        case step::raw_push:
            push(bytes(), origin);
            break;
        case step::push: {
            auto encoded = tl::encoded(write_.container());
            edit(encoded, in_);
            push(std::move(encoded), origin);
            break;
        }
        case step::push_short:
            reached_ |= reached::short_form;
            push(tl::encoded(write_.short_form()), origin);
            break;
        case step::raw_difference:
            take_difference(bytes());
            break;
        case step::difference: {
            auto encoded = tl::encoded(write_.difference());
            edit(encoded, in_);
            take_difference(std::move(encoded));
            break;
        }
        case step::raw_channel_difference: {
            const auto channel = write_.channel();
            take_channel_difference(channel, bytes());
        } break;
        case step::channel_difference: {
            const auto channel = write_.channel();
            auto encoded = tl::encoded(write_.channel_difference(channel));
            edit(encoded, in_);
            take_channel_difference(channel, std::move(encoded));
            break;
        }
        case step::wait:
            now_ += std::chrono::milliseconds(in_.number<std::uint16_t>());
            fetch();
            break;
        case step::restart:
            if (in_.below(2) != 0) {
                const auto state = write_.state();
                engine_.start_at(
                    {.pts = state.pts, .qts = state.qts, .date = state.date, .seq = state.seq}, now_
                );
            } else if (const auto channel = write_.channel(); channel > 0) {
                engine_.channel_lost(channel);
            }
            last_places_.clear();
            break;
        case step::repeat:
            push(last_, origin);
            break;
        }
    }

    void take_difference(byte_buffer bytes) {
        if (const auto asked = ask(updates::common_sequence))
            answer<api::updates::Difference>(*asked, std::move(bytes));
    }
    void take_channel_difference(std::int64_t channel, byte_buffer bytes) {
        if (const auto asked = ask(channel))
            answer<api::updates::ChannelDifference>(*asked, std::move(bytes));
    }

    /// What the manager does at a deadline, with requests that fail.
    void fetch() {
        for (auto left = 100; left != 0; --left) {
            const auto next = engine_.next_fetch(now_);
            if (!next)
                return;
            require(next->id >= 0, "a difference is of the account or of a channel");
            updates::fetch_failure failure;
            switch (in_.below(4)) {
            case 0:
                failure.what = updates::fetch_failure::kind::unreachable;
                break;
            case 1:
                failure.what = updates::fetch_failure::kind::malformed;
                break;
            case 2:
                failure.what = updates::fetch_failure::kind::refused;
                failure.code = 400;
                failure.name = "CHANNEL_PRIVATE";
                break;
            default:
                failure.what = updates::fetch_failure::kind::refused;
                failure.code = 400;
                failure.name = "PERSISTENT_TIMESTAMP_INVALID";
            }
            if (next->what == updates::fetch_request::kind::state)
                engine_.accept(*next, state_now(), now_);
            else
                engine_.failed(*next, failure, now_);
            last_places_.clear();
            require(left > 1, "the differences that are due at one moment are limited");
        }
    }

    void look() {
        for (const auto& each : engine_.take_updates()) {
            touch(each);
            engine_.delivered(each);
        }
        for (const auto& each : engine_.take_skips())
            reached_ |= each.why == updates::updates_skipped::cause::unusable_difference
                            ? reached::endless
                            : 0;
        (void)engine_.take_peers();
        (void)engine_.take_moved();
        (void)engine_.take_adopted();
        (void)engine_.state();
        (void)engine_.position();
        (void)engine_.deadline();
        require(engine_.ready_bytes() == 0, "what is delivered takes no memory");
        require(
            engine_.held_bytes() <= updates::engine_options{}.memory / 2,
            "the updates held back are limited"
        );
    }

    /// Of one sequence, no update is passed on twice, and none before an earlier one.
    void check_order() {
        for (const auto& each : engine_.take_updates()) {
            touch(each);
            engine_.delivered(each);
            const auto place = updates::pts_info(*each.update);
            if (place.number == 0 || place.count <= 0)
                continue;
            reached_ |= place.sequence > 0 ? reached::channel : 0;
            reached_ |= place.sequence == updates::secondary_sequence ? reached::secondary : 0;
            const auto [known, fresh] = last_places_.try_emplace(place.sequence, place.number);
            require(fresh || place.number > known->second, "updates come once and in order");
            known->second = place.number;
        }
    }

    void touch(const updates::ordered_update& each) {
        reached_ |= reached::passed_on;
        require(each.update != nullptr && each.peers != nullptr, "an update has its peers");
        // Reads all of its memory.
        sum_ = sum_ + tl::encoded(*each.update).size();
        for (auto id = 1; id != 9; ++id)
            sum_ = sum_ + (each.peers->user(id) != nullptr ? 1 : 0);
        reached_ |= updates::pts_info(*each.update).number == 0 ? reached::container : 0;
    }

    input& in_;
    time_point now_ = from_unix(1'700'000'000);
    updates::engine engine_;
    writer write_;
    byte_buffer last_;
    std::map<updates::sequence_id, std::int32_t> last_places_;
    std::uint32_t reached_ = 0;
    volatile std::size_t sum_ = 0;
};

std::uint32_t run(byte_view bytes) {
    input from{bytes};
    return intake{from}.run();
}

std::vector<byte_buffer> seeds() {
    std::vector<byte_buffer> all;
    const auto add = [&](auto write) {
        output to;
        write(to);
        all.push_back(std::move(to.bytes));
    };
    const auto raw = [](output& to, unsigned what, const auto& value) {
        to.byte(what);
        if (what == step::raw_channel_difference)
            to.byte(0).byte(0);
        to.block(tl::encoded(value));
        if (what == step::raw_push)
            to.byte(0);
    };
    const auto text = [](std::int32_t pts) {
        api::message content{};
        content.id = 1;
        content.peer_id = api::peerUser{.user_id = 5};
        content.message = "hello";
        api::updateNewMessage value{};
        value.message = content;
        value.pts = pts;
        value.pts_count = 1;
        return value;
    };
    const auto in_channel = [](std::int32_t pts) {
        api::message content{};
        content.id = 1;
        content.peer_id = api::peerChannel{.channel_id = 1};
        api::updateNewChannelMessage value{};
        value.message = content;
        value.pts = pts;
        value.pts_count = 1;
        return value;
    };
    const auto together = [](auto... some) {
        api::updates_ value{};
        (value.updates.push_back(some), ...);
        api::user user{};
        user.id = 5;
        user.first_name = "Ann";
        value.users.push_back(user);
        return api::Updates{value};
    };
    // Real containers, in order, with a gap that closes, and twice.
    add([&](output& to) {
        raw(to, step::raw_push, together(text(101), in_channel(101)));
        raw(to, step::raw_push, together(text(103), in_channel(103)));
        raw(to, step::raw_push, together(text(102), in_channel(102)));
        to.byte(step::repeat).byte(0);
        api::updateShortMessage brief{};
        brief.user_id = 5;
        brief.message = "short";
        brief.pts = 104;
        brief.pts_count = 1;
        raw(to, step::raw_push, api::Updates{brief});
    });
    // A gap that a difference closes.
    add([&](output& to) {
        raw(to, step::raw_push, together(text(105)));
        to.byte(step::wait).number(std::uint16_t{2000}).byte(1);
        api::updates::difference missed{};
        missed.other_updates.push_back(text(104));
        missed.state.pts = 104;
        raw(to, step::raw_difference, api::updates::Difference{missed});
    });
    // A gap of a channel.
    add([&](output& to) {
        raw(to, step::raw_push, together(in_channel(105)));
        to.byte(step::wait).number(std::uint16_t{2000}).byte(1);
        api::updates::channelDifference missed{};
        missed.final = true;
        missed.pts = 104;
        raw(to, step::raw_channel_difference, api::updates::ChannelDifference{missed});
    });
    // Slices without an end.
    add([&](output& to) {
        for (auto i = 0; i != 12; ++i) {
            api::updates::differenceSlice slice{};
            slice.intermediate_state.pts = 100 + i % 2;
            slice.intermediate_state.date = 1;
            raw(to, step::raw_difference, api::updates::Difference{slice});
        }
    });
    // Each kind of update and of difference, next in its sequence and behind a gap.
    for (unsigned kind = 0; kind != 10; ++kind)
        for (const auto place : {101U, 103U, 255U})
            add([&](output& to) {
                for (auto i = 0; i != 3; ++i) {
                    to.byte(step::push).byte(1).byte(1).byte(1);
                    to.byte(0).byte(0).byte(kind);
                    // The bytes that each kind reads before its number.
                    constexpr unsigned before[] = {3, 1, 2, 0, 1, 0, 1, 1, 0, 0};
                    for (unsigned left = before[kind]; left != 0; --left)
                        to.byte(1);
                    to.byte(place).byte(1);
                    to.byte(0).byte(0).byte(0).byte(0);
                }
                to.byte(step::difference).byte(kind % 4).byte(1).byte(place).byte(1).byte(2);
                to.byte(step::channel_difference).byte(0).byte(0).byte(kind % 3).byte(place);
                to.byte(1).byte(0).byte(step::push_short).byte(kind % 4).byte(4).byte(place);
                to.byte(1).byte(0).byte(step::restart).byte(kind % 2).byte(place).byte(place);
            });
    // Bytes that are no updates.
    add([&](output& to) { to.byte(step::raw_push).block(byte_buffer(40, 9)).byte(0); });
    return all;
}

} // namespace

const target update_intake{
    "update_intake",
    run,
    seeds,
    reached::passed_on | reached::gap | reached::gap_closed | reached::difference | reached::slice |
        reached::endless | reached::channel | reached::secondary | reached::container |
        reached::undecodable | reached::short_form | reached::own};

} // namespace fuzz
