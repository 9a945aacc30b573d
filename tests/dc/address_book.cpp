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
    return option;
}

using addresses = std::vector<server_address>;

} // namespace

TEST_CASE("told addresses come before the known ones, which stay") { // S-78
    dc::address_book book;
    CHECK(book.addresses_of(2, {{"known", 443}}) == addresses{{"known", 443}});
    tl::vector<api::dcOption> told;
    told.push_back(option_of(2, "10.0.0.1"));
    told.push_back(option_of(2, "10.0.0.1"));
    told.push_back(option_of(2, "known"));
    told.push_back(option_of(4, "10.0.0.4", 80));
    book.learn(told);
    CHECK(book.addresses_of(2, {{"known", 443}}) == addresses{{"10.0.0.1", 443}, {"known", 443}});
    CHECK(book.addresses_of(4, {}) == addresses{{"10.0.0.4", 80}});
    CHECK(book.addresses_of(5, {}).empty());

    told.clear();
    book.learn(told);
    CHECK(book.addresses_of(2, {{"known", 443}}) == addresses{{"known", 443}});
}

TEST_CASE("told addresses that no connection to the API can use are left out") { // S-78
    dc::address_book book;
    tl::vector<api::dcOption> told;
    for (const auto dc : {0, -4, 1001})
        told.push_back(option_of(dc, "10.0.0.1"));
    for (const auto port : {0, -1, 65'536})
        told.push_back(option_of(4, "10.0.0.1", port));
    told.push_back(option_of(4, ""));
    told.push_back(option_of(4, "not a host"));
    auto other = option_of(4, "10.0.0.1");
    other.media_only = true;
    told.push_back(other);
    other = option_of(4, "10.0.0.1");
    other.secret = tl::bytes{byte_buffer(16, 1)};
    told.push_back(other);
    book.learn(told);
    CHECK(book.addresses_of(4, {}).empty());
    CHECK(book.addresses_of(1001, {}).empty());

    told.clear();
    for (auto i = 0; i < 1000; ++i)
        told.push_back(option_of(4, "10.0.0." + std::to_string(i)));
    book.learn(told);
    CHECK(book.addresses_of(4, {}).size() == 16);
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
    CHECK(book.addresses_of(4, {}) == addresses{{"10.0.0.4", 443}});
    CHECK(book.addresses_of(203, {}).empty());
    CHECK(book.cdn_addresses_of(4) == addresses{{"10.0.0.1", 443}});
    CHECK(book.cdn_addresses_of(203) == addresses{{"10.0.0.203", 443}});
    CHECK(book.cdn_addresses_of(2).empty());

    told.clear();
    book.learn(told);
    CHECK(book.cdn_addresses_of(203).empty());
}
