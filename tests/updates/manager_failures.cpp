// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "manager_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using namespace std::chrono_literals;

namespace {

using list = std::vector<std::string>;

/// A script that is replayed with failures: five missed messages in three slices, a channel's three missed posts in two slices beside
/// them, and a message that is pushed. It calls five requests.
struct missed_updates : manager_scene {
    using manager_scene::manager_scene;

    void prepare() {
        account.messages = {"old", "a", "b", "c", "d", "e"};
        account.channels = {{77, {"old", "f", "g", "h"}}};
        store({1, 0, 1, 0, {{77, 1}}});
    }

    void play() {
        start();
        time.pass(io, 5s);
        if (run->ended())
            return;
        if (account.messages.size() == 6)
            account.messages.emplace_back("i");
        push(7, 7);
        time.pass(io, 5s);
    }

    static constexpr std::size_t requests = 5;
    static list everything() { return {"a", "b", "c", "d", "e", "f", "g", "h", "i"}; }
    static updates_state end() { return {7, 0, 1, 0, {{77, 4}}}; }
};

enum class place { chat, channel };

/// The texts of one place.
list texts_in(place where, const list& texts) {
    list some;
    for (const auto& each : texts)
        if ((each >= "f" && each <= "h") == (where == place::channel))
            some.push_back(each);
    return some;
}

/// Everything was delivered once, and in the order of each sequence.
void check_order(const list& texts) {
    CHECK(texts_in(place::chat, texts) == list{"a", "b", "c", "d", "e", "i"});
    CHECK(texts_in(place::channel, texts) == list{"f", "g", "h"});
}

/// A session whose write of a certain number fails; the others work.
class failing_session : public memory_session {
public:
    struct counter {
        std::size_t writes = 0;
        std::size_t failing = static_cast<std::size_t>(-1);
    };

    explicit failing_session(std::shared_ptr<counter> count) : count_(std::move(count)) {}

    awaitable<void> set_update_state(update_state step) {
        check();
        return memory_session::set_update_state(std::move(step));
    }
    awaitable<void> save_progress(update_progress progress) {
        check();
        return memory_session::save_progress(std::move(progress));
    }

private:
    void check() {
        if (count_->writes++ == count_->failing)
            throw std::system_error(std::make_error_code(std::errc::no_space_on_device));
    }

    std::shared_ptr<counter> count_;
};

} // namespace

TEST_CASE("the script delivers everything in order with as many requests as expected") {
    missed_updates s;
    s.prepare();
    s.play();
    s.stop();

    check_order(s.to.texts);
    CHECK(s.account.calls.size() == missed_updates::requests);
    CHECK(s.stored() == missed_updates::end());
}

TEST_CASE("a request that fails is called again, whichever it is, and nothing is lost or repeated"
) {
    for (const auto failure : {mishap::server_error, mishap::flood_wait, mishap::outage})
        for (std::size_t failing = 0; failing < missed_updates::requests; ++failing) {
            CAPTURE(failing);
            missed_updates s;
            s.prepare();
            s.account.failing = failing;
            s.account.failure = failure;
            s.play();
            s.stop();

            check_order(s.to.texts);
            CHECK(s.account.calls.size() == missed_updates::requests + 1);
            CHECK(s.stored() == missed_updates::end());
        }
}

TEST_CASE("an answer of the account that cannot be read is asked for again") {
    for (std::size_t failing = 0; failing < 3; ++failing) {
        missed_updates s;
        s.prepare();
        s.account.failing = failing;
        s.account.failure = mishap::garbage;
        s.play();
        s.stop();

        check_order(s.to.texts);
        CHECK(s.stored() == missed_updates::end());
    }
}

TEST_CASE("a difference of more updates than Telegram sends is asked for again, and not passed on"
) {
    for (std::size_t failing = 0; failing < missed_updates::requests; ++failing) {
        missed_updates s;
        s.prepare();
        s.account.failing = failing;
        s.account.failure = mishap::excess;
        s.play();
        s.stop();

        check_order(s.to.texts);
        CHECK(s.stored() == missed_updates::end());
    }
}

TEST_CASE("a run that is cancelled at any request is continued by the next one, exactly") {
    for (std::size_t failing = 0; failing < missed_updates::requests; ++failing) {
        CAPTURE(failing);
        missed_updates s;
        s.prepare();
        s.account.failing = failing;
        s.account.failure = mishap::hangs;
        s.play();
        REQUIRE(s.account.calls.size() > failing);
        s.run->cancel();
        s.time.settle(s.io);
        REQUIRE(s.run->ended());
        CHECK(s.refusal() == -1);

        s.play();
        s.stop();

        check_order(s.to.texts);
        CHECK(s.stored() == missed_updates::end());
    }
}

TEST_CASE("a run that is stopped at any request ends after it") {
    for (std::size_t failing = 0; failing < missed_updates::requests; ++failing) {
        missed_updates s;
        s.prepare();
        s.account.before_answer = [&s, failing] {
            if (s.account.calls.size() == failing + 1)
                s.manager->stop();
        };
        s.play();
        REQUIRE(s.run->ended());
        CHECK(s.refusal() == 0);
        s.account.before_answer = nullptr;
        s.play();
        s.stop();

        check_order(s.to.texts);
        CHECK(s.stored() == missed_updates::end());
    }
}

TEST_CASE("updates that were not delivered when a run is cancelled come again") {
    for (std::size_t room = 0; room < missed_updates::everything().size(); ++room) {
        CAPTURE(room);
        missed_updates s;
        s.prepare();
        s.to.room = room;
        s.play();
        s.run->cancel();
        s.time.settle(s.io);
        REQUIRE(s.run->ended());
        const auto delivered = s.to.texts;
        CHECK(delivered.size() == room);

        s.to.texts.clear();
        s.to.room = static_cast<std::size_t>(-1);
        s.play();
        s.stop();

        // What was delivered may come again; the rest must.
        for (const auto& each : missed_updates::everything()) {
            const auto before = std::ranges::count(delivered, each);
            const auto after = std::ranges::count(s.to.texts, each);
            CHECK(before + after >= 1);
            CHECK(after <= 1);
        }
        CHECK(s.stored() == missed_updates::end());
    }
}

TEST_CASE("a session that fails at any write ends the run, and the next one repeats at most what "
          "was not saved") {
    auto complete = false;
    for (std::size_t failing = 0; !complete; ++failing) {
        CAPTURE(failing);
        REQUIRE(failing < 100);
        const auto count = std::make_shared<failing_session::counter>();
        missed_updates s{failing_session{count}};
        s.prepare();
        count->writes = 0;
        count->failing = failing;
        s.play();
        if (!s.run->ended())
            s.stop();
        REQUIRE(s.run->ended());
        complete = count->writes <= failing;
        if (complete)
            break;
        CHECK(s.refusal() == -1);

        s.play();
        s.stop();

        for (const auto& each : missed_updates::everything())
            CHECK(std::ranges::count(s.to.texts, each) >= 1);
        CHECK(s.stored() == missed_updates::end());
    }
    CHECK(complete);
}
