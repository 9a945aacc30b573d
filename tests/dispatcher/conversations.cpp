// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/conversations.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace awaitgram;
using namespace std::chrono_literals;
using kind = conversations::kind;
using outcome = conversations::outcome;
using ending = conversations::ending;

namespace {

const conversation_place alice{1, 1, 0, {}};
const conversation_place bob{2, 2, 0, {}};
const conversations::time_point start{1h};

/// Waits that note what they get.
struct bench {
    conversations all{};
    std::vector<std::string> notes{};

    conversations::wish wish_of(std::string name) {
        conversations::wish asked;
        asked.accept = [this, name](const void* event) {
            notes.push_back(name + ": " + *static_cast<const std::string*>(event));
            return true;
        };
        asked.end = [this, name](ending why) {
            notes.push_back(
                name + (why == ending::closed      ? " closed"
                        : why == ending::cancelled ? " cancelled"
                                                   : " refused")
            );
        };
        return asked;
    }
    conversations::ticket wait(const conversation_place& place, std::string name) {
        return all.add(place, wish_of(std::move(name)));
    }
    outcome offer(
        const conversation_place& place, const std::string& text, conversations::offered event = {}
    ) {
        event.event = &text;
        return all.offer(place, event, start);
    }
};

using list = std::vector<std::string>;

} // namespace

TEST_CASE("the waiters of one user get the messages in the order in which they came") {
    bench test;
    const auto first = test.wait(alice, "first");
    const auto second = test.wait(alice, "second");

    CHECK(test.offer(alice, "a") == outcome::taken);
    CHECK_FALSE(first.waits());
    CHECK(second.waits());
    CHECK(test.offer(alice, "b") == outcome::taken);
    CHECK(test.offer(alice, "c") == outcome::left);
    CHECK(test.notes == list{"first: a", "second: b"});
    CHECK(test.all.empty());
}

TEST_CASE("chats, users, topics and business connections do not get each other's messages") {
    bench test;
    const std::vector<conversation_place> places{
        {1, 1, 0, {}}, {2, 1, 0, {}}, {1, 2, 0, {}}, {1, 1, 5, {}}, {1, 1, 0, "b"}};
    std::vector<conversations::ticket> tickets;
    for (std::size_t at = 0; at != places.size(); ++at)
        tickets.push_back(test.wait(places[at], std::to_string(at)));

    CHECK(test.offer({1, 3, 0, {}}, "of another user") == outcome::left);
    for (std::size_t at = places.size(); at-- != 0;)
        CHECK(test.offer(places[at], "x") == outcome::taken);
    CHECK(test.notes == list{"4: x", "3: x", "2: x", "1: x", "0: x"});
}

TEST_CASE("one that waits for anyone has its turn among those that wait for somebody") {
    bench test;
    const conversation_place group{-5, 0, 3, {}};
    const auto one = test.wait({-5, 1, 3, {}}, "one");
    const auto anyone = test.wait(group, "anyone");
    const auto again = test.wait({-5, 1, 3, {}}, "again");

    CHECK(test.offer({-5, 1, 0, {}}, "elsewhere") == outcome::left);
    CHECK(test.offer({-5, 1, 3, {}}, "a") == outcome::taken);
    CHECK(test.offer({-5, 1, 3, {}}, "b") == outcome::taken);
    CHECK(test.offer({-5, 2, 3, {}}, "c") == outcome::left);
    CHECK(test.offer({-5, 1, 3, {}}, "d") == outcome::taken);
    CHECK(test.notes == list{"one: a", "anyone: b", "again: d"});
}

TEST_CASE("a waiter that wants nothing does not keep the next one from anything") {
    bench test;
    auto asked = test.wish_of("never");
    asked.accept = [](const void*) { return false; };
    const auto never = test.all.add(alice, std::move(asked));
    const auto second = test.wait(alice, "second");

    CHECK(test.offer(alice, "a") == outcome::taken);
    CHECK(test.notes == list{"second: a"});
    CHECK(never.waits());
}

TEST_CASE("replies, edits and presses are told apart by their message") {
    bench test;
    std::vector<conversations::ticket> tickets;
    for (const auto& [name, what, about] : std::vector<std::tuple<std::string, kind, int>>{
             {"reply to 7", kind::reply, 7},
             {"any reply", kind::reply, 0},
             {"edit of 8", kind::edit, 8},
             {"press on 9", kind::press, 9},
             {"message", kind::message, 0}}) {
        auto asked = test.wish_of(name);
        asked.what = what;
        asked.about = about;
        tickets.push_back(test.all.add(alice, std::move(asked)));
    }
    const auto offer = [&test](kind what, std::int32_t id, std::int32_t reply_to) {
        conversations::offered event;
        event.what = what;
        event.message = id;
        event.reply_to = reply_to;
        return test.offer(alice, std::to_string(id), event);
    };
    CHECK(offer(kind::edit, 7, 0) == outcome::left);
    CHECK(offer(kind::press, 8, 0) == outcome::left);
    CHECK(offer(kind::press, 9, 0) == outcome::taken);
    CHECK(offer(kind::press, 9, 0) == outcome::left);
    CHECK(offer(kind::message, 20, 6) == outcome::taken);
    CHECK(offer(kind::message, 21, 7) == outcome::taken);
    CHECK(offer(kind::edit, 8, 0) == outcome::taken);
    CHECK(offer(kind::message, 22, 0) == outcome::taken);
    CHECK(
        test.notes ==
        list{"press on 9: 9", "any reply: 20", "reply to 7: 21", "edit of 8: 8", "message: 22"}
    );
}

TEST_CASE("nothing is taken from the deadline on") {
    bench test;
    auto asked = test.wish_of("one");
    asked.deadline = start + 1s;
    auto ticket = test.all.add(alice, std::move(asked));
    const std::string text = "late";
    conversations::offered event;
    event.event = &text;

    CHECK(test.all.offer(alice, event, start + 1s) == outcome::left);
    ticket.set_deadline(start + 2s);
    CHECK(test.all.offer(alice, event, start + 1s) == outcome::taken);
}

TEST_CASE("an event may be shared with handlers") {
    bench test;
    auto asked = test.wish_of("one");
    asked.passes_on = true;
    const auto ticket = test.all.add(alice, std::move(asked));
    CHECK(test.offer(alice, "a") == outcome::shared);
    CHECK(test.offer(alice, "b") == outcome::left);
}

TEST_CASE("a wait ends with its ticket") {
    bench test;
    {
        const auto ticket = test.wait(alice, "one");
        CHECK_FALSE(test.all.empty());
    }
    CHECK(test.all.empty());
    auto kept = test.wait(alice, "two");
    kept = test.wait(bob, "three");
    CHECK(test.offer(alice, "a") == outcome::left);
    CHECK(test.offer(bob, "b") == outcome::taken);
    kept.leave();
    CHECK(test.notes == list{"three: b"});
}

TEST_CASE("waits end and begin while an event is offered") {
    bench test;
    std::optional<conversations::ticket> self;
    std::optional<conversations::ticket> other;
    std::optional<conversations::ticket> later;
    auto asked = test.wish_of("self");
    asked.accept = [&](const void*) {
        self.reset(); // destroys this very wait
        other.reset();
        later.emplace(test.wait(alice, "later"));
        return false;
    };
    self.emplace(test.all.add(alice, std::move(asked)));
    other.emplace(test.wait(alice, "other"));
    const auto third = test.wait(alice, "third");

    CHECK(test.offer(alice, "a") == outcome::taken);
    CHECK(test.offer(alice, "b") == outcome::taken);
    CHECK(test.notes == list{"third: a", "later: b"});
    CHECK(test.all.empty());
}

TEST_CASE("the error of a waiter leaves everything as it was") {
    bench test;
    auto asked = test.wish_of("one");
    asked.accept = [](const void*) -> bool { throw std::runtime_error("no"); };
    auto failing = test.all.add(alice, std::move(asked));
    const auto second = test.wait(alice, "second");

    CHECK_THROWS_AS(static_cast<void>(test.offer(alice, "a")), std::runtime_error);
    CHECK(failing.waits());
    failing.leave();
    CHECK(test.offer(alice, "b") == outcome::taken);
    CHECK(test.notes == list{"second: b"});
}

TEST_CASE("the waits for a user in a chat are cancelled, those of others are not") {
    bench test;
    const auto one = test.wait({-5, 1, 0, {}}, "one");
    const auto topic = test.wait({-5, 1, 9, {}}, "topic");
    const auto other = test.wait({-5, 2, 0, {}}, "other");
    const auto chat = test.wait({-6, 1, 0, {}}, "chat");

    CHECK(test.all.cancel(-5, 1) == 2);
    CHECK(test.notes == list{"one cancelled", "topic cancelled"});
    CHECK(test.all.cancel(-5, 0) == 1);
    CHECK(test.all.cancel(-5, 0) == 0);
    CHECK(chat.waits());
    CHECK_FALSE(one.waits());
}

TEST_CASE("after the end nothing waits, until it is opened again") {
    bench test;
    const auto one = test.wait(alice, "one");
    std::optional<conversations::ticket> gone;
    std::optional<conversations::ticket> begun;
    auto asked = test.wish_of("ends another");
    asked.end = [&](ending) {
        gone.reset();
        begun.emplace(test.wait(alice, "begun"));
    };
    const auto ender = test.all.add(alice, std::move(asked));
    gone.emplace(test.wait(bob, "gone"));

    test.all.close();
    CHECK(test.all.closed());
    CHECK(test.notes == list{"one closed", "begun closed"});
    CHECK(test.all.empty());
    const auto late = test.wait(alice, "late");
    CHECK_FALSE(late.waits());
    CHECK(test.notes.back() == "late closed");
    CHECK(test.offer(alice, "a") == outcome::left);
    test.all.open();
    const auto again = test.wait(alice, "again");
    CHECK(test.offer(alice, "a") == outcome::taken);
}

TEST_CASE("a wait whose topic is told later has its turn there by its beginning") {
    bench test;
    const conversation_place in_topic{1, 1, 7, {}};
    auto moved = test.wait(alice, "moved");
    const auto later = test.wait(in_topic, "later");
    moved.set_topic(7);
    auto gone = test.wait(alice, "gone");
    gone.leave();
    gone.set_topic(7);

    CHECK(moved.waits());
    CHECK(test.offer(alice, "general") == outcome::left);
    CHECK(test.offer(in_topic, "a") == outcome::taken);
    CHECK(test.offer(in_topic, "b") == outcome::taken);
    CHECK(test.offer(in_topic, "c") == outcome::left);
    CHECK(test.notes == list{"moved: a", "later: b"});
    CHECK(test.all.empty());
}

TEST_CASE("a ticket may outlive its conversations") {
    conversations::ticket ticket;
    {
        bench test;
        ticket = test.wait(alice, "one");
    }
    ticket.leave();
    CHECK(true);
}

TEST_CASE("every event goes to the oldest waiter that wants it, under any schedule") {
    // A plain list of waiters as the model.
    struct model_waiter {
        int number;
        conversation_place place;
        int wants; // texts whose first digit is this, or every one for 0
        conversations::ticket ticket;
    };
    std::mt19937 random{5};
    const auto below = [&random](unsigned limit) { return static_cast<int>(random() % limit); };
    for (auto round = 0; round != 200; ++round) {
        conversations all;
        std::vector<model_waiter> waiting;
        auto last = -1;
        for (auto step = 0; step != 200; ++step) {
            const conversation_place place{1 + below(2), below(3), below(2), {}};
            if (const auto action = below(10); action < 4) {
                const auto wants = below(3);
                conversations::wish asked;
                asked.accept = [wants, step, &last](const void* event) {
                    if (wants != 0 && *static_cast<const int*>(event) != wants)
                        return false;
                    last = step;
                    return true;
                };
                auto ticket = all.add(place, std::move(asked));
                waiting.push_back({step, place, wants, std::move(ticket)});
            } else if (action == 4 && !waiting.empty()) {
                waiting.erase(waiting.begin() + below(static_cast<unsigned>(waiting.size())));
            } else if (place.user != 0) {
                const auto text = 1 + below(3);
                auto anyone = place;
                anyone.user = 0;
                const auto expected =
                    std::find_if(waiting.begin(), waiting.end(), [&](const model_waiter& one) {
                        return (one.place == place || one.place == anyone) &&
                               (one.wants == 0 || one.wants == text);
                    });
                last = -1;
                conversations::offered event;
                event.event = &text;
                const auto taken = all.offer(place, event, start) == outcome::taken;
                REQUIRE(taken == (expected != waiting.end()));
                if (taken) {
                    REQUIRE(last == expected->number);
                    REQUIRE_FALSE(expected->ticket.waits());
                    waiting.erase(expected);
                }
            }
            REQUIRE(all.empty() == waiting.empty());
        }
    }
}

TEST_CASE("so many wait in one place and no more; the others are refused at once") {
    bench test;
    std::vector<conversations::ticket> tickets;
    for (std::size_t i = 0; i != conversations::most_of_a_place; ++i)
        tickets.push_back(test.wait(alice, "one"));
    CHECK(test.notes.empty());
    const auto refused = test.wait(alice, "more");
    CHECK_FALSE(refused.waits());
    CHECK(test.notes == list{"more refused"});
    const auto elsewhere = test.wait(bob, "bob");
    CHECK(elsewhere.waits());
    auto moved = test.wait({alice.chat, alice.user, 7, {}}, "moved");
    moved.set_topic(alice.topic);
    CHECK_FALSE(moved.waits());
    CHECK(test.notes == list{"more refused", "moved refused"});
    tickets.pop_back();
    CHECK(test.wait(alice, "in its place").waits());
}
