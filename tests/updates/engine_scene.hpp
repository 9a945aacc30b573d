// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/codec.hpp>
#include <awaitgram/updates/engine.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::tests {

using namespace updates;
using namespace std::chrono_literals;

inline const time_point start{1'700'000'000s};

inline tl::frame frame_of(const api::Updates& all) {
    return tl::frame{tl::encoded(all)};
}

template <class T>
tl::reply<T> reply_of(const T& value) {
    auto decoded = tl::decode<T>(tl::frame{tl::encoded(value)});
    REQUIRE(decoded);
    return std::move(*decoded);
}

inline api::message text(std::string what, std::int64_t from = 5) {
    api::message value{};
    value.id = 1;
    value.peer_id = api::peerUser{.user_id = from};
    value.message = what;
    value.date = 1'700'000'000;
    return value;
}

inline api::Update new_text(std::string what, std::int32_t pts) {
    api::updateNewMessage value{};
    value.message = text(std::move(what));
    value.pts = pts;
    value.pts_count = 1;
    return value;
}

inline api::User person(std::int64_t id) {
    api::user value{};
    value.id = id;
    value.access_hash = id * 10;
    value.first_name = "Ann";
    return value;
}

inline api::updates_ together(std::vector<api::Update> updates, std::int32_t seq = 0) {
    api::updates_ value{};
    value.updates = updates;
    value.users.push_back(person(5));
    value.chats = {};
    value.date = 1'700'000'001;
    value.seq = seq;
    return value;
}

inline api::updateShortMessage brief(std::string what, std::int32_t pts, std::int64_t from = 5) {
    api::updateShortMessage value{};
    value.id = 3;
    value.user_id = from;
    value.message = what;
    value.pts = pts;
    value.pts_count = 1;
    value.date = 1'700'000'002;
    return value;
}

inline const api::message* message_in(const ordered_update& each) {
    const auto* boxed = new_message_of(*each.update);
    return boxed != nullptr ? boxed->get_if<api::message>() : nullptr;
}

inline api::message post(std::string what, std::int64_t channel, std::int32_t id = 1) {
    auto value = text(std::move(what));
    value.id = id;
    value.peer_id = api::peerChannel{.channel_id = channel};
    return value;
}

inline api::Update
new_post(std::string what, std::int32_t pts, std::int64_t channel = 77, std::int32_t id = 0) {
    api::updateNewChannelMessage value{};
    value.message = post(std::move(what), channel, id == 0 ? pts : id);
    value.pts = pts;
    value.pts_count = 1;
    return value;
}

inline api::updateBotStopped stopped(std::int32_t qts) {
    api::updateBotStopped value{};
    value.user_id = 5;
    value.qts = qts;
    return value;
}

inline api::updates::state state_at(std::int32_t pts, std::int32_t qts = 0, std::int32_t seq = 0) {
    return {.pts = pts, .qts = qts, .date = 1'700'000'009, .seq = seq, .unread_count = 0};
}

/// The complete difference with these messages, which leads to `pts`.
inline api::updates::difference
difference_to(std::int32_t pts, const std::vector<std::string>& texts = {}) {
    api::updates::difference value{};
    for (const auto& each : texts)
        value.new_messages.push_back(text(each));
    value.users.push_back(person(5));
    value.state = state_at(pts);
    return value;
}

inline api::updates::differenceSlice
slice_to(std::int32_t pts, const std::vector<std::string>& texts = {}) {
    api::updates::differenceSlice value{};
    for (const auto& each : texts)
        value.new_messages.push_back(text(each));
    value.users.push_back(person(5));
    value.intermediate_state = state_at(pts);
    return value;
}

/// A part of a channel's difference; its messages have ids that rise to `pts`.
inline api::updates::channelDifference channel_difference_to(
    std::int32_t pts,
    const std::vector<std::string>& texts = {},
    bool final = true,
    std::int64_t channel = 77
) {
    api::updates::channelDifference value{};
    value.final = final;
    value.pts = pts;
    auto id = pts - static_cast<std::int32_t>(texts.size());
    for (const auto& each : texts)
        value.new_messages.push_back(post(each, channel, ++id));
    return value;
}

inline fetch_failure
refusal(std::int32_t code, std::string_view name, std::chrono::seconds wait = {}) {
    fetch_failure value;
    value.what = fetch_failure::kind::refused;
    value.code = code;
    value.name = name;
    value.wait = wait;
    return value;
}

using list = std::vector<std::string>;

struct stored_at {
    updates_state state;
};

/// An engine that stands at a position, and the time.
struct engine_scene {
    engine in;
    time_point now = start;

    explicit engine_scene(
        account_state at = {.pts = 10, .qts = 0, .date = 1, .seq = 0}, engine_options options = {}
    )
        : in(options) {
        in.start_at(at, now);
    }
    /// As after a restart.
    explicit engine_scene(const stored_at& position, engine_options options = {}) : in(options) {
        in.restore(position.state, now);
    }

    std::error_code push(const api::Updates& all) {
        return in.accept(frame_of(all), rpc::update_origin::pushed, now);
    }
    std::error_code answer(const api::Updates& all) {
        return in.accept(frame_of(all), rpc::update_origin::answered, now);
    }

    void pass(time_point::duration time) { now += time; }

    /// The next difference, which must be due now.
    fetch_request fetch() {
        const auto next = in.next_fetch(now);
        REQUIRE(next);
        return *next;
    }
    /// Whether a difference is due now; it counts as asked for then.
    bool fetches() { return in.next_fetch(now).has_value(); }

    void reply(const fetch_request& asked, const api::updates::Difference& difference) {
        in.accept(asked, reply_of<api::updates::Difference>(difference), now);
    }
    void reply(const fetch_request& asked, const api::updates::ChannelDifference& difference) {
        in.accept(asked, reply_of<api::updates::ChannelDifference>(difference), now);
    }
    void fail(const fetch_request& asked, const fetch_failure& failure) {
        static_cast<void>(in.failed(asked, failure, now));
    }

    /// The updates that are ready, delivered.
    std::vector<ordered_update> take() {
        auto updates = in.take_updates();
        for (const auto& each : updates)
            in.delivered(each);
        return updates;
    }
    /// The texts of the new messages that are ready.
    list texts() {
        list all;
        for (const auto& each : take())
            if (const auto* message = message_in(each))
                all.push_back(message->message.str());
        return all;
    }
    /// The new messages that are ready.
    std::vector<ordered_update> messages() {
        auto updates = take();
        std::erase_if(updates, [](const auto& each) { return message_in(each) == nullptr; });
        return updates;
    }
    /// The constructors of the updates that are ready.
    std::vector<std::uint32_t> constructors() {
        std::vector<std::uint32_t> ids;
        for (const auto& each : take())
            ids.push_back(each.update->id_of());
        return ids;
    }
};

/// What Telegram tells of channel 77 when more is missing than it keeps: its position and its newest messages.
inline api::updates::channelDifferenceTooLong
too_long_at(std::int32_t pts, std::vector<api::Message> messages = {}) {
    api::updates::channelDifferenceTooLong value{};
    value.final = true;
    api::dialog dialog{};
    dialog.peer = api::peerChannel{.channel_id = 77};
    dialog.notify_settings = api::peerNotifySettings{};
    dialog.pts = pts;
    value.dialog = dialog;
    value.messages = messages;
    return value;
}

} // namespace awaitgram::tests
