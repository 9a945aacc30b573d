// SPDX-License-Identifier: MIT
#include <awaitgram/mtproto/outbox.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::mtproto;

namespace {

std::vector<request_id> ids_by_age(outbox& box) {
    std::vector<request_id> ids;
    for (auto* each = box.oldest(); each != nullptr; each = each->newer)
        ids.push_back(each->id);
    return ids;
}

std::vector<request_id> ids_waiting(const outbox& box) {
    std::vector<request_id> ids;
    for (const auto& each : box.waiting())
        ids.push_back(each.id);
    return ids;
}

/// Sends all waiting queries.
void send_all(outbox& box, std::int64_t first_msg_id) {
    for (const auto& each : box.waiting()) {
        sent_message sent;
        sent.msg_id = sent.outer_id = first_msg_id++;
        sent.request = each.id;
        box.note(*each.which, sent);
    }
    box.drop_waiting(box.waiting().size());
}

} // namespace

TEST_CASE("queries are found by id, in whatever order they end and for any number of them") {
    std::mt19937 random(1);
    outbox box{5};
    std::vector<request_id> alive;
    for (request_id id = 1; id <= 20'000; ++id) {
        box.add(id, {}, nullptr);
        alive.push_back(id);
        while (alive.size() > 1 && random() % 4 == 0) {
            const auto at = alive.begin() + static_cast<std::ptrdiff_t>(random() % alive.size());
            auto* ended = box.find(*at);
            REQUIRE(ended != nullptr);
            REQUIRE(ended->id == *at);
            box.remove(*ended);
            REQUIRE(box.find(*at) == nullptr);
            alive.erase(at);
        }
        if (id % 1000 == 0) {
            REQUIRE(box.size() == alive.size());
            REQUIRE(ids_by_age(box) == alive);
            REQUIRE(ids_waiting(box) == alive);
        }
    }
    CHECK(box.find(0) == nullptr);
    CHECK(box.find(20'001) == nullptr);
}

TEST_CASE("no query is found in an empty outbox") {
    outbox box{5};
    CHECK(box.size() == 0);
    CHECK(box.find(1) == nullptr);
    CHECK(box.oldest() == nullptr);
    CHECK(box.newest() == nullptr);
}

TEST_CASE("queries that are sent again stay ordered by age") {
    outbox box{5};
    for (request_id id = 1; id <= 5; ++id)
        box.add(id, {}, nullptr);
    send_all(box, 100);
    CHECK(box.waiting().empty());

    for (const request_id id : {4, 2, 5})
        box.resend(*box.find(id));
    box.resend(*box.find(4));
    CHECK(ids_waiting(box) == std::vector<request_id>{2, 4, 5});
    box.remove(*box.find(4));
    CHECK(ids_waiting(box) == std::vector<request_id>{2, 5});
}

TEST_CASE("sent queries stay with the session that is left, until they are sent again") {
    outbox box{5};
    for (request_id id = 1; id <= 3; ++id)
        box.add(id, {}, nullptr);
    send_all(box, 100);
    box.add(4, {}, nullptr);

    box.leave();

    CHECK(ids_waiting(box) == std::vector<request_id>{4});
    CHECK(box.log().size() == 0);
    REQUIRE(box.left_log().find(101) != nullptr);
    auto* second = box.current(*box.left_log().find(101));
    REQUIRE(second != nullptr);
    CHECK(second->left);
    CHECK_FALSE(box.find(4)->left);
    box.resend(*second);
    CHECK_FALSE(second->left);
    CHECK(ids_waiting(box) == std::vector<request_id>{2, 4});
}

TEST_CASE("a query that reuses the memory of an ended one has a fresh state") {
    outbox box{5};
    auto owner = 0;
    box.add(1, tl::frame{byte_buffer(4)}, &owner);
    send_all(box, 100);
    auto& first = *box.find(1);
    first.alone = first.doubtful = first.left = true;
    first.times_asked = 3;
    first.promised = delivery::at_most_once;
    CHECK(box.resend_rejected(first));
    box.remove(first);

    box.add(2, {}, nullptr);
    const auto& second = *box.find(2);
    CHECK(second.owner == nullptr);
    CHECK(second.body.empty());
    CHECK(second.msg_id == 0);
    CHECK(second.at == query::stage::waiting);
    CHECK_FALSE(second.alone);
    CHECK_FALSE(second.doubtful);
    CHECK_FALSE(second.left);
    CHECK(second.times_asked == 0);
    CHECK(second.promised == delivery::at_least_once);
    CHECK(second.rejections == 0);
}

TEST_CASE("sent messages are found in any order") {
    std::mt19937 random(1);
    sent_log log;
    std::vector<std::int64_t> ids;
    for (auto i = 0; i != 2'000; ++i) {
        sent_message sent;
        sent.msg_id = 10 * i;
        log.add(sent);
        ids.push_back(sent.msg_id);
    }
    for (const auto id : ids)
        REQUIRE(log.find(id)->msg_id == id);
    std::shuffle(ids.begin(), ids.end(), random);
    for (const auto id : ids) {
        REQUIRE(log.find(id)->msg_id == id);
        REQUIRE(log.find(id + 1) == nullptr);
    }
    log.clear();
    CHECK(log.find(0) == nullptr);
}

TEST_CASE("the log of sent messages is limited, however many are sent within minutes") {
    constexpr std::int64_t wanted = 5;
    constexpr std::int64_t last = 400'000;
    const time_point now{};
    sent_log log;
    for (std::int64_t id = 1; id <= last; ++id) {
        log.add({.msg_id = id, .outer_id = id, .when = now});
        log.trim(now, [](const sent_message& message) { return message.msg_id == wanted; });
    }

    CHECK(log.size() <= 2 * sent_log::most_recent + 2);
    CHECK(log.find(wanted) != nullptr);
    CHECK(log.find(wanted + 1) == nullptr);
    CHECK(log.find(last - static_cast<std::int64_t>(sent_log::most_recent) / 2) != nullptr);
    CHECK(log.find(last) != nullptr);
}
