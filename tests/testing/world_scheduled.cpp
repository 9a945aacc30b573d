// SPDX-License-Identifier: MIT
// Scheduled messages whose time comes.
#include <awaitgram/api/methods/account.hpp>

#include <algorithm>

#include "telegram_scene.hpp"

using namespace telegram_scene;

namespace {

/// Alice plans messages to Bob.
struct plans : scene {
    account& alice = machine.add_user("Alice");
    account& bob = machine.add_user("Bob");
    std::int64_t last = 0;

    std::int32_t unix_now() const { return static_cast<std::int32_t>(unix_seconds(now)); }

    template <class Method>
    bool call(const account& as, const Method& method) {
        const auto frame = tl::frame::copy_of(tl::encoded(method));
        return static_cast<bool>(machine.call_as(as.id, frame, now));
    }
    void plan(const char* text, std::int32_t date, std::int32_t repeat = 0) {
        api::inputPeerUser peer;
        peer.user_id = bob.id;
        peer.access_hash = machine.accounts().access_hash(alice.id, bob.id);
        api::messages::sendMessage query;
        query.peer = peer;
        query.message = text;
        query.random_id = ++last;
        query.schedule_date = date;
        if (repeat != 0)
            query.schedule_repeat_period = repeat;
        REQUIRE(call(alice, query));
    }
    std::string arrived() const {
        std::string texts;
        for (const auto& [id, message] : bob.box.messages())
            texts += message.text + (message.extras->from_scheduled ? " " : "! ");
        return texts;
    }
    /// Wakes the server at each moment that it names, up to a date.
    void run_to(std::int32_t date) {
        while (const auto next = machine.next_tick()) {
            if (*next > from_unix(date))
                break;
            now = std::max(now, *next);
            machine.tick(now);
        }
        now = std::max(now, from_unix(date));
    }
};

} // namespace

TEST_CASE("a scheduled message is sent when its time has come, and not before") {
    plans here;
    const auto start = here.unix_now();
    here.plan("second", start + 60);
    here.plan("first", start + 30);
    here.run_to(start + 29);
    CHECK(here.arrived().empty());
    here.run_to(start + 30);
    CHECK(here.arrived() == "first ");
    here.run_to(start + 600);
    CHECK(here.arrived() == "first second ");
    CHECK(here.alice.scheduled[here.bob.id].messages.empty());
}

TEST_CASE("a scheduled message that repeats is sent again and again, with an id for each time") {
    plans here;
    const auto start = here.unix_now();
    here.plan("again", start + 60, 60);
    here.run_to(start + 130);
    CHECK(here.arrived() == "again again ");
    const auto& list = here.alice.scheduled[here.bob.id].messages;
    REQUIRE(list.size() == 1);
    CHECK(list.begin()->first == 3);
    CHECK(list.begin()->second.date == start + 180);
}

TEST_CASE("a message that waits for its receiver is sent when that comes online") {
    plans here;
    here.plan("you are here", 0x7FFFFFFE);
    here.run_to(here.unix_now() + 600);
    CHECK(here.arrived().empty());
    api::account::updateStatus status;
    status.offline = true;
    REQUIRE(here.call(here.bob, status));
    CHECK(here.arrived().empty());
    status.offline = false;
    REQUIRE(here.call(here.bob, status));
    CHECK(here.arrived() == "you are here ");
}

TEST_CASE("a scheduled message is not sent to someone who has blocked its writer since then") {
    plans here;
    const auto start = here.unix_now();
    here.plan("hello", start + 60);
    here.bob.blocked.insert(here.alice.id);
    here.run_to(start + 60);
    CHECK(here.arrived().empty());
    CHECK(here.alice.scheduled[here.bob.id].messages.empty());
}
