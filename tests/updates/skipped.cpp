// SPDX-License-Identifier: MIT
#include <awaitgram/updates/skipped.hpp>

#include <doctest/doctest.h>

using namespace awaitgram::updates;

TEST_CASE("skipped updates are described without positions that are not known") {
    updates_skipped skipped;
    skipped.where = 7;
    skipped.why = updates_skipped::cause::no_access_hash;
    CHECK(
        to_string(skipped) ==
        "updates of channel 7 are skipped: the access hash of the channel is not known"
    );
    skipped.why = updates_skipped::cause::refused;
    skipped.refusal = "CHANNEL_PRIVATE";
    skipped.from = 70;
    CHECK(
        to_string(skipped) ==
        "updates of channel 7 after 70 are skipped: Telegram refuses them (CHANNEL_PRIVATE)"
    );
    skipped.to = 80;
    CHECK(
        to_string(skipped) ==
        "updates of channel 7 from 70 to 80 are skipped: Telegram refuses them (CHANNEL_PRIVATE)"
    );
    skipped.from = 0;
    CHECK(
        to_string(skipped) ==
        "updates of channel 7 up to 80 are skipped: Telegram refuses them (CHANNEL_PRIVATE)"
    );
}

TEST_CASE("skipped updates are described with the messages among them that come all the same") {
    updates_skipped skipped;
    skipped.from = 5;
    skipped.to = 28;
    skipped.newest_messages = 20;
    CHECK(
        to_string(skipped) ==
        "updates of the account from 5 to 28 are skipped but for the newest 20 messages: "
        "Telegram does not keep so many missed updates"
    );
    skipped.newest_messages = 1;
    CHECK(
        to_string(skipped) ==
        "updates of the account from 5 to 28 are skipped but for the newest message: "
        "Telegram does not keep so many missed updates"
    );
}
