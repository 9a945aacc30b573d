// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/codec.hpp>
#include <awaitgram/updates/orderer.hpp>

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

inline orderer standing_at(std::int32_t pts, std::int32_t seq = 0) {
    orderer value;
    value.start_at({.pts = pts, .qts = 0, .date = 1, .seq = seq}, start);
    return value;
}

inline const api::message* message_in(const ordered_update& each) {
    const auto* boxed = new_message_of(*each.update);
    return boxed != nullptr ? boxed->get_if<api::message>() : nullptr;
}

/// The new messages that are ready.
inline std::vector<ordered_update> messages_of(orderer& from) {
    auto updates = from.take_updates();
    std::erase_if(updates, [](const auto& each) { return message_in(each) == nullptr; });
    return updates;
}

inline std::vector<std::string> texts(orderer& from) {
    std::vector<std::string> texts;
    for (const auto& each : messages_of(from))
        texts.push_back(message_in(each)->message.str());
    return texts;
}

/// The constructors of the updates that are ready.
inline std::vector<std::uint32_t> constructors(orderer& from) {
    std::vector<std::uint32_t> ids;
    for (const auto& each : from.take_updates())
        ids.push_back(each.update->id_of());
    return ids;
}

} // namespace awaitgram::tests
