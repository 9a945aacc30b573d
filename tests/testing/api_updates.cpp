// SPDX-License-Identifier: MIT
#include "api_scene.hpp"

using namespace api_scene;

TEST_CASE("the difference since a pts holds exactly the events since then") {
    people here;
    auto& bob = here.bob.self();
    for (auto i = 1; i <= 5; ++i)
        here.alice.write(bob, std::to_string(i));
    api::messages::readHistory read;
    read.peer = here.bob.peer(here.alice.self());
    (void)here.bob.call(read);
    here.alice.write(bob, "6");
    CHECK(bob.box.pts() == 8);

    api::updates::getDifference query;
    query.date = 1;
    const auto texts = [](const auto& difference) {
        std::string all;
        for (const auto& message : difference.new_messages)
            all += message.template get_if<api::message>()->message.str() + ' ';
        return all;
    };
    SUBCASE("all at once") {
        query.pts = 1;
        const auto reply = here.bob.call(query);
        const auto* all = (*reply).get_if<api::updates::difference>();
        REQUIRE(all);
        CHECK(texts(*all) == "1 2 3 4 5 6 ");
        CHECK(all->other_updates.size() == 1);
        CHECK(all->users.size() == 2);
        CHECK(all->state.pts == 8);
    }
    SUBCASE("in slices") {
        query.pts = 1;
        query.pts_limit = 3;
        std::string seen;
        auto rounds = 0;
        for (;;) {
            ++rounds;
            const auto reply = here.bob.call(query);
            if (const auto* slice = (*reply).get_if<api::updates::differenceSlice>()) {
                CHECK(slice->intermediate_state.pts == query.pts + 3);
                seen += texts(*slice);
                query.pts = slice->intermediate_state.pts;
                continue;
            }
            const auto* last = (*reply).get_if<api::updates::difference>();
            REQUIRE(last);
            seen += texts(*last);
            CHECK(last->state.pts == 8);
            break;
        }
        CHECK(seen == "1 2 3 4 5 6 ");
        CHECK(rounds == 3);
    }
    SUBCASE("nothing") {
        query.pts = 8;
        CHECK(here.bob.value(query).is<api::updates::differenceEmpty>());
    }
    SUBCASE("too much") {
        query.pts = 2;
        query.pts_total_limit = 5;
        const auto reply = here.bob.call(query);
        REQUIRE((*reply).is<api::updates::differenceTooLong>());
        CHECK((*reply).get_if<api::updates::differenceTooLong>()->pts == 8);
    }
    SUBCASE("impossible") {
        query.pts = 9;
        CHECK(here.bob.refusal(query) == "400 PERSISTENT_TIMESTAMP_INVALID");
        query.pts = -1;
        CHECK(here.bob.refusal(query) == "400 PERSISTENT_TIMESTAMP_INVALID");
        query.pts = 0;
        CHECK(here.bob.refusal(query) == "400 PERSISTENT_TIMESTAMP_EMPTY");
    }
}
