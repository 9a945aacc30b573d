// SPDX-License-Identifier: MIT
#include <awaitgram/session/data.hpp>
#include <awaitgram/updates/delivery_ledger.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::updates;
using namespace std::chrono_literals;

namespace {

using token = std::shared_ptr<delivery_token>;

/// A message that moves a sequence from the position before `pts` to `pts`.
delivery_place message(std::int32_t pts, std::int64_t id, std::int64_t sequence = 0) {
    delivery_place place;
    place.sequence = sequence;
    place.before = pts - 1;
    place.after = pts;
    place.key = handled_key{sequence, handled_kind::message, id};
    return place;
}

/// An update that is told from others by its position.
delivery_place numbered(std::int32_t pts, std::int64_t sequence = 0) {
    auto place = message(pts, pts, sequence);
    place.key->kind = sequence == -1 ? handled_kind::position : handled_kind::position;
    return place;
}

/// One of the updates of a part of a difference.
delivery_place in_part(delivery_place place, std::int32_t before, std::int32_t after) {
    place.before = before;
    place.after = after;
    return place;
}

/// A ledger with the session that its changes are saved in.
struct scene {
    explicit scene(delivery_policy with = {}) : policy(with) { restart(); }

    /// As after the end of the program: changes that were not saved are lost.
    void restart() {
        ledger.emplace([this] { ++wakes; }, policy);
        ledger->restore(session.updates);
    }

    void save() { session.apply(ledger->take_changes()); }

    void at(std::int32_t pts) { ledger->moved(account_state{.pts = pts, .date = pts}); }

    token open(const delivery_place& place) {
        auto opened = ledger->open(place);
        REQUIRE(opened);
        return std::move(*opened);
    }
    [[nodiscard]] bool is_handled(const delivery_place& place) { return !ledger->open(place); }

    delivery_policy policy;
    session_data session{};
    int wakes = 0;
    std::optional<delivery_ledger> ledger{};
};

} // namespace

TEST_CASE("the saved position is that before the oldest update that is not handled") {
    scene s;
    auto first = s.open(message(1, 11));
    auto second = s.open(message(2, 12));
    s.at(2);
    s.save();
    CHECK(s.session.updates.pts == 0);

    first.reset();
    s.save();
    CHECK(s.session.updates.pts == 1);
    second.reset();
    s.save();
    CHECK(s.session.updates == updates_state{2, 0, 2, 0, {}, {}});
}

TEST_CASE("an update that was handled before an older one does not come again") {
    scene s;
    const auto hangs = s.open(message(1, 11));
    auto second = s.open(message(2, 12));
    auto third = s.open(numbered(3));
    s.at(3);
    second.reset();
    third.reset();
    s.save();
    CHECK(s.session.updates.pts == 0);
    CHECK(s.session.updates.handled.size() == 2);

    s.restart();
    // They all come in one part of the difference.
    auto again = s.open(in_part(message(1, 11), 0, 3));
    CHECK(s.is_handled(in_part(message(2, 12), 0, 3)));
    CHECK(s.is_handled(in_part(numbered(3), 0, 3)));
    s.at(3);
    again.reset();
    s.save();
    CHECK(s.session.updates == updates_state{3, 0, 3, 0, {}, {}});
}

TEST_CASE("the updates of one part of a difference are saved one by one") {
    scene s;
    auto first = s.open(in_part(message(1, 11), 0, 3));
    auto second = s.open(in_part(message(2, 12), 0, 3));
    auto third = s.open(in_part(numbered(3), 0, 3));
    s.at(3);
    first.reset();
    third.reset();
    s.save();
    CHECK(s.session.updates.pts == 0);

    s.restart();
    CHECK(s.is_handled(in_part(message(1, 11), 0, 2)));
    auto again = s.open(in_part(message(2, 12), 0, 2));
    s.at(2);
    CHECK(s.is_handled(in_part(numbered(3), 2, 5)));
    s.at(5);
    again.reset();
    s.save();
    CHECK(s.session.updates == updates_state{5, 0, 5, 0, {}, {}});
}

TEST_CASE("as long as the stored state is unknown, nothing replaces it") {
    delivery_ledger ledger{nullptr};
    CHECK(ledger.take_changes().empty());
    CHECK_FALSE(ledger.deadline());
}

TEST_CASE("what was not saved when the program was killed comes again") {
    scene s;
    auto first = s.open(message(1, 11));
    auto second = s.open(message(2, 12));
    s.at(2);
    second.reset();
    first.reset();

    s.restart();
    CHECK_FALSE(s.is_handled(message(1, 11)));
    CHECK_FALSE(s.is_handled(message(2, 12)));
}

TEST_CASE("changes wait for further ones, and are saved once") {
    scene s;
    const time_point start{1'700'000'000s};
    CHECK_FALSE(s.ledger->deadline());
    s.at(1);
    CHECK(s.wakes == 1);
    CHECK(s.ledger->deadline() == time_point{});
    CHECK_FALSE(s.ledger->take_changes(start));
    CHECK(s.ledger->deadline() == start + delivery_ledger::delay);
    s.at(2);
    CHECK(s.wakes == 1);
    CHECK_FALSE(s.ledger->take_changes(start + 999ms));
    const auto changes = s.ledger->take_changes(start + 1s);
    REQUIRE(changes);
    CHECK(changes->primary == update_state::primary{2, 2, 0});
    CHECK_FALSE(s.ledger->deadline());
    CHECK_FALSE(s.ledger->take_changes(start + 5s));
    CHECK(s.ledger->take_changes().empty());
}

TEST_CASE("only what has changed is saved") {
    scene s;
    for (std::int64_t channel = 1; channel <= 3; ++channel)
        s.ledger->moved(channel, 10);
    s.save();
    const auto hangs = s.open(message(11, 5, 2));
    s.ledger->moved(2, 11);
    s.ledger->moved(3, 11);

    const auto changes = s.ledger->take_changes();
    CHECK_FALSE(changes.primary);
    CHECK_FALSE(changes.secondary);
    CHECK(changes.handled.empty());
    CHECK(changes.channels == std::vector<channel_state>{{3, 11}, {2, 10}});
    s.ledger->moved(2, 12);
    CHECK(s.ledger->take_changes().empty());
}

TEST_CASE("the sequences of an account do not hold up each other") {
    scene s;
    const auto hangs = s.open(message(1, 11));
    auto of_channel = s.open(message(1, 11, 7));
    auto secondary = s.open(numbered(1, -1));
    s.ledger->moved(account_state{.pts = 1, .qts = 1, .date = 9, .seq = 4});
    s.ledger->moved(7, 1);
    of_channel.reset();
    secondary.reset();
    s.save();

    // The date belongs to the position before the oldest update.
    CHECK(s.session.updates == updates_state{0, 1, 0, 4, {{7, 1}}, {}});
}

TEST_CASE("an update without a place is not held") {
    scene s;
    const auto opened = s.ledger->open(delivery_place{});
    REQUIRE(opened);
    CHECK_FALSE(*opened);
    CHECK(s.ledger->open_count() == 0);
}

TEST_CASE("a cancelled update comes again three times at most") {
    scene s;
    for (auto repeats = 0; repeats <= 3; ++repeats) {
        CAPTURE(repeats);
        auto opened = s.open(message(1, 11));
        auto behind = s.ledger->open(message(2, 12));
        s.at(2);
        behind.reset();
        opened->abandon();
        opened.reset();
        s.save();
        CHECK(s.session.updates.pts == (repeats < 3 ? 0 : 2));
        s.restart();
    }
    CHECK(s.session.updates.handled.empty());
}

TEST_CASE("with the other policy a cancelled update is handled") {
    scene s{{.most_repeats = 0}};
    auto opened = s.open(message(1, 11));
    s.at(1);
    opened->abandon();
    opened.reset();
    s.save();
    CHECK(s.session.updates.pts == 1);
}

TEST_CASE("updates that no handler was started for come again, however often") {
    scene s;
    for (auto time = 0; time < 10; ++time) {
        auto runs = s.open(message(1, 11));
        std::vector<token> waiting;
        for (std::int32_t pts = 2; pts <= 100; ++pts)
            waiting.push_back(s.open(message(pts, 10 + pts)));
        s.at(100);
        for (auto& each : waiting)
            each->put_back();
        waiting.clear();
        s.save();
        CHECK(s.session.updates.pts == 0);
        CHECK(s.session.updates.handled.empty());
        s.restart();
    }
    auto first = s.open(message(1, 11));
    auto second = s.open(message(2, 12));
    auto third = s.open(message(3, 13));
    s.at(3);
    second->put_back();
    second.reset();
    first.reset();
    third.reset();
    s.save();
    CHECK(s.session.updates.pts == 1);
    s.restart();
    CHECK_FALSE(s.is_handled(message(2, 12)));
    CHECK(s.is_handled(message(3, 13)));
}

TEST_CASE("a message that was edited after it was handled comes again in its new form") {
    scene s;
    const auto hangs = s.open(message(1, 11));
    auto second = s.open(message(2, 12));
    s.at(3);
    second.reset();
    s.save();
    auto edited = message(2, 12);
    edited.version = 1'700'000'000;

    SUBCASE("unless the edit was handled as well") {
        auto edit = numbered(3);
        edit.version = edited.version;
        edit.edited = 12;
        s.open(edit).reset();
        s.save();
        s.restart();
        CHECK(s.is_handled(edited));
        CHECK(s.is_handled(edit));
    }
    SUBCASE("if the edit was not handled") {
        s.restart();
        CHECK_FALSE(s.is_handled(edited));
    }
}

TEST_CASE("a mark is for one update, not for a later one with the same key") {
    scene s;
    const auto hangs = s.open(message(1, 11));
    s.open(message(2, 12)).reset();
    s.at(2);
    s.save();
    s.restart();
    CHECK(s.is_handled(message(2, 12)));
    CHECK_FALSE(s.is_handled(message(3, 12)));
    CHECK_FALSE(s.is_handled(message(2, 12, 7)));
    CHECK_FALSE(s.is_handled(numbered(12)));
}

TEST_CASE("marks end with the count that they belong to") {
    scene s;
    s.at(100);
    auto hangs = s.open(message(101, 11));
    s.open(numbered(102)).reset();
    s.at(102);
    s.save();
    CHECK(s.session.updates.handled.size() == 1);

    // The server counts from a lower number now.
    s.at(50);
    s.save();
    CHECK(s.session.updates.pts == 50);
    CHECK(s.session.updates.handled.empty());
    CHECK_FALSE(s.is_handled(numbered(102)));
    hangs.reset();
}

TEST_CASE("a forgotten channel keeps its position and its marks until its open updates are handled"
) {
    scene s;
    auto first = s.open(message(11, 1, 7));
    auto second = s.open(message(12, 2, 7));
    auto third = s.open(message(13, 3, 7));
    s.ledger->moved(7, 13);
    second.reset();
    s.ledger->forget(7);
    s.save();
    CHECK(s.session.updates.channels == std::vector<channel_state>{{7, 10}});
    CHECK(s.session.updates.handled.size() == 1);

    SUBCASE("and then leaves nothing behind") {
        first.reset();
        s.save();
        CHECK(s.session.updates.channels == std::vector<channel_state>{{7, 12}});
        third.reset();
        s.save();
        CHECK(s.session.updates == updates_state{});
        s.open(message(2, 1, 7)).reset();
        s.ledger->moved(7, 2);
        s.save();
        CHECK(s.session.updates.channels == std::vector<channel_state>{{7, 2}});
    }
    SUBCASE("also when the program is killed before that") {
        s.restart();
        CHECK_FALSE(s.is_handled(message(11, 1, 7)));
        CHECK(s.is_handled(message(12, 2, 7)));
    }
    SUBCASE("also when they are cancelled, which repeats them after a restart") {
        first->abandon();
        first.reset();
        third.reset();
        s.save();
        s.restart();
        CHECK(s.session.updates.channels == std::vector<channel_state>{{7, 10}});
        CHECK_FALSE(s.is_handled(message(11, 1, 7)));
        CHECK(s.is_handled(message(13, 3, 7)));
    }
}

TEST_CASE("a channel that begins anew while its last updates are handled keeps the older position"
) {
    scene s;
    auto last = s.open(message(11, 1, 7));
    s.ledger->moved(7, 11);
    CHECK(s.ledger->position(7) == 10);
    s.ledger->forget(7);
    CHECK(s.ledger->position(7) == 10);

    auto first = s.open(message(21, 5, 7));
    s.ledger->moved(7, 21);
    CHECK(s.ledger->position(7) == 10);
    last.reset();
    CHECK(s.ledger->position(7) == 20);
    first.reset();
    s.save();
    CHECK(s.session.updates.channels == std::vector<channel_state>{{7, 21}});
    CHECK(s.ledger->position(7) == 0);
}

TEST_CASE("a channel that was to be forgotten and begins anew is not forgotten by a repeated save"
) {
    scene s;
    s.ledger->moved(7, 11);
    s.save();
    s.ledger->forget(7);
    const auto lost = s.ledger->take_changes();
    CHECK(lost.forgotten == std::vector<std::int64_t>{7});
    s.ledger->moved(7, 21);
    s.ledger->not_saved(lost);
    CHECK(s.ledger->take_changes().forgotten.empty());
}

TEST_CASE("changes that could not be saved are saved with the next ones") {
    scene s;
    const auto hangs = s.open(message(1, 11));
    s.open(message(2, 12)).reset();
    s.at(2);
    s.ledger->moved(7, 12);
    s.ledger->forget(9);
    const auto lost = s.ledger->take_changes();
    CHECK(s.ledger->take_changes().empty());

    s.ledger->not_saved(lost);
    CHECK(s.ledger->deadline());
    CHECK(s.ledger->take_changes() == lost);
}

TEST_CASE("the marks are bounded; the oldest are given up, which loses nothing") {
    scene s;
    auto hangs = s.open(message(1, 1));
    constexpr auto many = static_cast<std::int32_t>(5 * delivery_ledger::most_marks);
    for (std::int32_t pts = 2; pts <= many; ++pts) {
        s.open(message(pts, pts)).reset();
        s.at(pts);
        CHECK(s.ledger->mark_count() <= 2 * delivery_ledger::most_marks);
        if (pts % 1000 == 0)
            s.save();
    }
    s.save();
    CHECK(s.session.updates.pts == 0);
    CHECK(s.session.updates.handled.size() == delivery_ledger::most_marks);

    s.restart();
    CHECK_FALSE(s.is_handled(message(2, 2)));
    CHECK(s.is_handled(message(many, many)));
    s.at(many);
    s.save();
}

TEST_CASE(
    "the end of the last open update is reported when asked for, also after the ledger has ended"
) {
    auto wakes = std::make_shared<int>(0);
    std::optional<delivery_ledger> ledger;
    ledger.emplace([wakes] { ++*wakes; });
    auto first = *ledger->open(message(1, 11));
    auto second = *ledger->open(message(2, 12));
    CHECK(ledger->open_count() == 2);
    ledger->wake_at_the_end();
    first.reset();
    const auto before = *wakes;
    CHECK(ledger->open_count() == 1);
    second.reset();
    CHECK(*wakes == before + 1);
    CHECK(ledger->open_count() == 0);

    first = *ledger->open(message(3, 13));
    first.reset();
    CHECK(*wakes == before + 1); // asked for once

    first = *ledger->open(message(4, 14));
    ledger->wake_at_the_end();
    ledger.reset();
    first.reset();
    CHECK(*wakes == before + 2);
}

TEST_CASE("no number of an update or a mark does harm, whatever it is") {
    constexpr auto most = std::numeric_limits<std::int32_t>::max();
    constexpr auto least = std::numeric_limits<std::int32_t>::min();
    constexpr auto far = std::numeric_limits<std::int64_t>::max();
    scene s;
    s.session.updates.handled = {{{0, handled_kind::message, far}, most, most, most, false}};
    s.restart();
    for (const auto before : {least, -1, 0, 1, most})
        for (const auto after : {least, -1, 0, 1, most})
            for (const auto key : {-far - 1, std::int64_t{0}, far}) {
                auto place = in_part(message(1, key), before, after);
                place.version = before;
                place.edited = key;
                auto opened = s.ledger->open(place);
                s.at(after);
                if (opened && *opened)
                    (*opened)->abandon();
                opened.reset();
                static_cast<void>(s.ledger->take_changes());
            }
    CHECK(s.ledger->open_count() == 0);
}

TEST_CASE("a channel is crowded while more than its share of updates wait, until half of it is free"
) {
    for (const auto by_bytes : {false, true}) {
        CAPTURE(by_bytes);
        auto wakes = 0;
        delivery_ledger ledger{
            [&wakes] { ++wakes; },
            {},
            by_bytes ? waiting_share::amount{100, 40} : waiting_share::amount{4, 1000}};
        const auto open = [&ledger](std::int32_t pts, std::int64_t channel) {
            auto place = message(pts, pts, channel);
            place.size = 10;
            return *ledger.open(place);
        };
        std::vector<token> waiting;
        std::vector<token> of_account;
        for (std::int32_t pts = 1; pts <= 5; ++pts) {
            CHECK_FALSE(ledger.is_crowded(77));
            waiting.push_back(open(pts, 77));
            of_account.push_back(open(pts, 0));
        }
        CHECK(ledger.is_crowded(77));
        CHECK_FALSE(ledger.is_crowded(78));
        CHECK_FALSE(ledger.is_crowded(0));

        // Those that are being handled do not count, whether or not that ends.
        waiting[0]->begin();
        waiting[0]->begin();
        waiting[0].reset();
        waiting[1].reset();
        CHECK(ledger.is_crowded(77));
        CHECK(ledger.take_relieved().empty());
        const auto before = wakes;
        waiting[2]->begin();
        CHECK_FALSE(ledger.is_crowded(77));
        CHECK(wakes == before + 1);
        CHECK(ledger.take_relieved() == std::vector<std::int64_t>{77});
        CHECK(ledger.take_relieved().empty());
        CHECK(ledger.open_count() == 8);
    }
}
