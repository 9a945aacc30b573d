// SPDX-License-Identifier: MIT
#include <awaitgram/dc/route_policy.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace awaitgram;
using dc::known_address;
using dc::route_rules;

namespace {

known_address at(const char* host, std::uint16_t port = 443) {
    return {{host, port}, false, false, false};
}

known_address for_files(const char* host) {
    return {{host, 443}, true, false, false};
}

/// The addresses in their order, in one line.
std::string order(const std::vector<known_address>& addresses, const route_rules& rules = {}) {
    std::string text;
    for (const auto& each : dc::routes_for(addresses, rules))
        text += (text.empty() ? "" : " ") + to_string(each.to);
    return text;
}

route_rules files() {
    route_rules rules;
    rules.media = true;
    return rules;
}

} // namespace

TEST_CASE("IPv4 and IPv6 addresses alternate, and either may come first") {
    const std::vector<known_address> all{
        at("10.0.0.1"), at("10.0.0.2"), at("10.0.0.3"), at("2001:db8::1"), at("2001:db8::2")};
    CHECK(
        order(all) == "10.0.0.1:443 [2001:db8::1]:443 10.0.0.2:443 [2001:db8::2]:443 10.0.0.3:443"
    );
    route_rules rules;
    rules.prefers_ipv6 = true;
    CHECK(
        order(all, rules) ==
        "[2001:db8::1]:443 10.0.0.1:443 [2001:db8::2]:443 10.0.0.2:443 10.0.0.3:443"
    );
}

TEST_CASE("an address comes once, however it is written") {
    CHECK(
        order({at("10.0.0.1"), at("::ffff:10.0.0.1"), at("10.0.0.1"), at("10.0.0.1", 80)}) ==
        "10.0.0.1:443 10.0.0.1:80"
    );
}

TEST_CASE("addresses for files come first for files, and never for other requests") {
    const std::vector<known_address> all{at("10.0.0.1"), for_files("10.0.0.2"), at("10.0.0.3")};
    CHECK(order(all) == "10.0.0.1:443 10.0.0.3:443");
    CHECK(order(all, files()) == "10.0.0.2:443 10.0.0.1:443 10.0.0.3:443");
    const auto routes = dc::routes_for(all, files());
    CHECK(routes[0].media_only);
    CHECK_FALSE(routes[1].media_only);
    CHECK(routes[0].rank < routes[1].rank);
    CHECK(order({for_files("10.0.0.2")}).empty());
}

TEST_CASE("the other ports come last, for those addresses that may have them") {
    auto any_port = at("10.0.0.1");
    any_port.other_ports = true;
    CHECK(
        order({any_port, at("10.0.0.2")}) == "10.0.0.1:443 10.0.0.2:443 10.0.0.1:80 10.0.0.1:5222"
    );
    any_port.at.port = 8443; // is none of the usual ones
    CHECK(order({any_port}) == "10.0.0.1:8443");
}

TEST_CASE("other ports are added up to a limit, and push no address out") {
    std::vector<known_address> all;
    for (auto i = 1; i <= 18; ++i) {
        all.push_back(at("10.0.0.0"));
        all.back().at.host = "10.0.0." + std::to_string(i);
        all.back().other_ports = true;
    }
    const auto routes = dc::routes_for(all, {});
    REQUIRE(routes.size() == dc::most_routes);
    CHECK(routes[17].to == server_address{"10.0.0.18", 443});
    CHECK(routes[18].to == server_address{"10.0.0.1", 80});
}

TEST_CASE("an address for obfuscated connections is left out where they are not obfuscated") {
    auto hidden = at("10.0.0.1");
    hidden.obfuscated_only = true;
    CHECK(order({hidden, at("10.0.0.2")}) == "10.0.0.1:443 10.0.0.2:443");
    route_rules plain;
    plain.obfuscated = false;
    CHECK(order({hidden, at("10.0.0.2")}, plain) == "10.0.0.2:443");
}

TEST_CASE("addresses of this machine are for a server on this machine alone") {
    const std::vector<known_address> all{
        at("127.0.0.1"), at("::1"), at("localhost"), at("10.0.0.1")};
    CHECK(order(all) == "10.0.0.1:443");
    route_rules here;
    here.loopback = true;
    CHECK(order(all, here) == "127.0.0.1:443 [::1]:443 localhost:443 10.0.0.1:443");
}
