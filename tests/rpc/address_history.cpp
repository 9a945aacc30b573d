// SPDX-License-Identifier: MIT
#include <awaitgram/rpc/address_history.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

using moment = rpc::address_history::moment;

rpc::route to(const char* host, int rank = 0) {
    return rpc::route{{host, 443}, rank, false, false};
}

std::string order(const rpc::address_history& history, std::vector<rpc::route> routes, moment now) {
    history.arrange(routes, now);
    std::string text;
    for (const auto& each : routes)
        text += each.to.host + (each.proven ? "! " : " ");
    return text;
}

const std::vector<rpc::route> three{to("a"), to("b"), to("c")};
const moment start{1000s};

} // namespace

TEST_CASE("addresses keep their order until something is known of them") {
    CHECK(order({}, three, start) == "a b c ");
}

TEST_CASE("the address that worked last comes first, and is proven until it fails") {
    rpc::address_history history;
    history.worked({"b", 443});
    history.worked({"c", 443});
    CHECK(order(history, three, start) == "c! b! a ");
    history.failed({"c", 443}, start);
    CHECK(order(history, three, start) == "b! a c ");
    CHECK(order(history, three, start + 1h) == "b! a c ");
}

TEST_CASE("an address that failed comes last for a time that grows, and is never left out") {
    rpc::address_history history;
    history.failed({"a", 443}, start);
    history.failed({"b", 443}, start);
    history.failed({"b", 443}, start);
    CHECK(order(history, three, start) == "c a b ");
    const auto pause = rpc::address_history::first_pause;
    CHECK(order(history, three, start + pause - 1ms) == "c a b ");
    CHECK(order(history, three, start + pause) == "a c b ");
    CHECK(order(history, three, start + 2 * pause) == "a b c ");

    for (auto i = 0; i < 100; ++i)
        history.failed({"a", 443}, start);
    CHECK(order(history, three, start + rpc::address_history::longest_pause) == "a b c ");
    history.worked({"a", 443});
    history.failed({"a", 443}, start);
    CHECK(order(history, three, start + pause) == "a c b ");
}

TEST_CASE("what worked comes before others of its rank alone, and what failed behind all ranks") {
    rpc::address_history history;
    const std::vector<rpc::route> ranked{to("files"), to("files too"), to("a", 1), to("b", 1)};
    history.worked({"b", 443});
    CHECK(order(history, ranked, start) == "files files too b! a ");
    history.failed({"files", 443}, start);
    CHECK(order(history, ranked, start) == "files too b! a files ");
}

TEST_CASE("the memory of addresses is limited") {
    rpc::address_history history;
    for (auto i = 0; i < 10'000; ++i)
        history.failed({std::to_string(i), 443}, start);
    CHECK(order(history, {to("9999"), to("0")}, start) == "0 9999 ");
}
