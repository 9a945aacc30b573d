// SPDX-License-Identifier: MIT
#include <awaitgram/dc/address_book.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace awaitgram;

namespace {

api::dcOption option_of(std::int32_t dc, const std::string& host, std::int32_t port = 443) {
    api::dcOption option;
    option.id = dc;
    option.ip_address = tl::string{host};
    option.port = port;
    option.this_port_only = true;
    return option;
}

using addresses = std::vector<server_address>;

addresses hosts_of(const std::vector<rpc::route>& routes) {
    addresses all;
    for (const auto& each : routes)
        all.push_back(each.to);
    return all;
}

addresses
addresses_of(const dc::address_book& book, std::int32_t dc, const addresses& others = {}) {
    std::vector<dc::known_address> known;
    for (const auto& each : others)
        known.push_back({each, false, false, false});
    return hosts_of(book.routes_to(dc, known, {}));
}

} // namespace

TEST_CASE("told addresses come before the known ones, which stay") { // S-78
    dc::address_book book;
    CHECK(addresses_of(book, 2, {{"known", 443}}) == addresses{{"known", 443}});
    tl::vector<api::dcOption> told;
    told.push_back(option_of(2, "10.0.0.1"));
    told.push_back(option_of(2, "10.0.0.1"));
    told.push_back(option_of(2, "10.0.0.9"));
    told.push_back(option_of(4, "10.0.0.4", 80));
    book.learn(told);
    CHECK(
        addresses_of(book, 2, {{"10.0.0.9", 443}, {"known", 443}}) ==
        addresses{{"10.0.0.1", 443}, {"10.0.0.9", 443}, {"known", 443}}
    );
    CHECK(addresses_of(book, 4) == addresses{{"10.0.0.4", 80}});
    CHECK(addresses_of(book, 5).empty());

    told.clear();
    book.learn(told);
    CHECK(addresses_of(book, 2, {{"known", 443}}) == addresses{{"known", 443}});
}

TEST_CASE("told addresses that no connection to the API can use are left out") { // S-78
    dc::address_book book;
    tl::vector<api::dcOption> told;
    for (const auto dc : {0, -4, 1001})
        told.push_back(option_of(dc, "10.0.0.1"));
    for (const auto port : {0, -1, 65'536})
        told.push_back(option_of(4, "10.0.0.1", port));
    for (const auto* host :
         {"",
          "not a host",
          "a.name",
          "10.0.0",
          "10.0.0.256",
          "127.0.0.1",
          "0.0.0.0",
          "::",
          "::1",
          "::ffff:127.0.0.1",
          "224.0.0.1",
          "255.255.255.255",
          "ff02::1"})
        told.push_back(option_of(4, host));
    auto other = option_of(4, "10.0.0.1");
    other.media_only = true;
    told.push_back(other);
    other = option_of(4, "10.0.0.1");
    other.secret = tl::bytes{byte_buffer(16, 1)};
    told.push_back(other);
    book.learn(told);
    CHECK(addresses_of(book, 4).empty());
    CHECK(addresses_of(book, 1001).empty());
}

TEST_CASE("any number of told addresses leaves room for those of files and for the known ones"
) { // S-78
    dc::address_book book;
    tl::vector<api::dcOption> told;
    for (auto i = 0; i < 250; ++i)
        told.push_back(option_of(4, "10.0.0." + std::to_string(i)));
    for (auto i = 0; i < 250; ++i) {
        told.push_back(option_of(4, "10.0.1." + std::to_string(i)));
        told.back().media_only = true;
    }
    book.learn(told);
    const auto all = addresses_of(book, 4, {{"known", 443}});
    CHECK(all.size() == 9);
    CHECK(all.back() == server_address{"known", 443});

    dc::route_rules files;
    files.media = true;
    const auto for_files = book.routes_to(4, {{{"known", 443}, false, false, false}}, files);
    CHECK(for_files.size() == 17);
    CHECK(for_files.back().to == server_address{"known", 443});
}

TEST_CASE("the addresses of content delivery networks are of those alone") { // S-103
    dc::address_book book;
    tl::vector<api::dcOption> told;
    auto network = option_of(4, "10.0.0.1");
    network.cdn = true;
    told.push_back(network);
    told.push_back(option_of(4, "10.0.0.4"));
    network = option_of(203, "10.0.0.203");
    network.cdn = true;
    told.push_back(network);
    network.media_only = true;
    network.ip_address = "10.0.0.204";
    told.push_back(network);
    book.learn(told);
    CHECK(addresses_of(book, 4) == addresses{{"10.0.0.4", 443}});
    CHECK(addresses_of(book, 203).empty());
    CHECK(hosts_of(book.cdn_routes_to(4, {})) == addresses{{"10.0.0.1", 443}});
    CHECK(hosts_of(book.cdn_routes_to(203, {})) == addresses{{"10.0.0.203", 443}});
    CHECK(book.cdn_routes_to(2, {}).empty());

    told.clear();
    book.learn(told);
    CHECK(book.cdn_routes_to(203, {}).empty());
}
