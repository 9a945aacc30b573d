// SPDX-License-Identifier: MIT
#include <awaitgram/updates/age_limit.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <utility>

using namespace awaitgram;
using namespace awaitgram::updates;
using namespace std::chrono_literals;

namespace {

constexpr std::int32_t noon = 1'700'000'000;

api::message sent_at(std::int32_t date) {
    api::message plain{};
    plain.date = date;
    return plain;
}

api::Update new_message(std::int32_t date) {
    api::updateNewMessage update{};
    update.message = sent_at(date);
    return update;
}

} // namespace

TEST_CASE("messages that are older than the limit are dropped and counted") {
    age_limit limit{60s};
    const auto now = from_unix(noon);
    CHECK_FALSE(limit.drops(new_message(noon), now));
    CHECK_FALSE(limit.drops(new_message(noon - 60), now));
    CHECK(limit.drops(new_message(noon - 61), now));
    CHECK(limit.drops(new_message(1), now));
    api::updateNewChannelMessage post{};
    api::messageService service{};
    service.date = noon - 100;
    post.message = std::move(service);
    CHECK(limit.drops(api::Update{std::move(post)}, now));
    CHECK(limit.take_dropped() == 3);
    CHECK(limit.take_dropped() == 0);
}

TEST_CASE("with a limit beyond all times no message is too old") {
    age_limit limit{std::chrono::seconds::max()};
    CHECK_FALSE(limit.drops(new_message(1), from_unix(noon)));
}

TEST_CASE("the edit of an old message is as old as the edit") {
    age_limit limit{60s};
    api::updateEditMessage edit{};
    auto message = sent_at(noon - 1000);
    message.edit_date = noon - 5;
    edit.message = std::move(message);
    CHECK_FALSE(limit.drops(api::Update{std::move(edit)}, from_unix(noon)));
}

TEST_CASE("updates without a date, and messages from the future, are never too old") {
    age_limit limit{60s};
    const auto now = from_unix(noon);
    CHECK_FALSE(limit.drops(api::Update{api::updateConfig{}}, now));
    CHECK_FALSE(limit.drops(new_message(0), now));
    CHECK_FALSE(limit.drops(new_message(-5), now));
    CHECK_FALSE(limit.drops(new_message(std::numeric_limits<std::int32_t>::max()), now));
    CHECK_FALSE(limit.drops(api::Update{}, now));
}

TEST_CASE("without a limit no message is too old") {
    age_limit none;
    CHECK_FALSE(none.drops(new_message(1), from_unix(noon)));
    age_limit negative{-1s};
    CHECK_FALSE(negative.drops(new_message(1), from_unix(noon)));
}
