// SPDX-License-Identifier: MIT
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/aes_ctr.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/files/cdn_policy.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "file_server.hpp"

using namespace awaitgram;
using namespace awaitgram::tests::transfers;
using files::cdn_hashes;
using files::cdn_step;

namespace {

api::fileHash hash_of(byte_view file, std::int64_t offset, std::int32_t limit) {
    const auto part =
        file.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(limit));
    api::fileHash hash;
    hash.offset = offset;
    hash.limit = limit;
    hash.hash = tl::bytes{byte_view{crypto::sha256({part})}};
    return hash;
}

tl::vector<api::fileHash> list_of(std::vector<api::fileHash> hashes) {
    tl::vector<api::fileHash> list;
    for (auto& each : hashes)
        list.push_back(std::move(each));
    return list;
}

api::upload::fileCdnRedirect redirect_to(std::size_t key, std::size_t iv, std::int32_t dc = 203) {
    api::upload::fileCdnRedirect told;
    told.dc_id = dc;
    told.encryption_key = tl::bytes{byte_buffer(key, 1)};
    told.encryption_iv = tl::bytes{byte_buffer(iv, 2)};
    return told;
}

} // namespace

TEST_CASE("the counter of a position decrypts what was encrypted from the beginning on") {
    const std::array<std::uint8_t, 32> key{1, 2, 3};
    std::array<std::uint8_t, 16> iv{9, 8, 7};
    const auto first = files::cdn_counter(iv, 0, 16);
    REQUIRE(first);
    const auto plain = some_bytes(100'000);
    auto sealed = plain;
    crypto::aes_ctr{key, *first}.apply(sealed);
    for (const auto offset : {16, 4096, 65'536, 99'984}) {
        CAPTURE(offset);
        const auto counter = files::cdn_counter(iv, offset, 16);
        REQUIRE(counter);
        byte_buffer part{sealed.begin() + offset, sealed.begin() + offset + 16};
        crypto::aes_ctr{key, *counter}.apply(part);
        CHECK(std::equal(part.begin(), part.end(), plain.begin() + offset));
    }
    iv.fill(0xFF);
    CHECK((*files::cdn_counter(iv, 0x12345670, 16))[11] == 0xFF);
    CHECK((*files::cdn_counter(iv, 0x12345670, 16))[12] == 0x01);
    CHECK((*files::cdn_counter(iv, 0x12345670, 16))[15] == 0x67);
}

TEST_CASE("positions whose counter would begin anew, and keys of another length, are refused"
) { // S-102
    const std::array<std::uint8_t, 16> iv{};
    constexpr auto end = std::int64_t{16} << 32;
    CHECK(files::cdn_counter(iv, end - 4096, 4096));
    CHECK_FALSE(files::cdn_counter(iv, end - 4096, 8192));
    CHECK_FALSE(files::cdn_counter(iv, end, 0));
    CHECK_FALSE(files::cdn_counter(iv, std::numeric_limits<std::int64_t>::max() - 15, 4096));
    CHECK_FALSE(files::cdn_counter(iv, -16, 16));
    CHECK_FALSE(files::cdn_counter(iv, 8, 16));
    CHECK(files::cdn_place::of(redirect_to(32, 16)));
    CHECK_FALSE(files::cdn_place::of(redirect_to(31, 16)));
    CHECK_FALSE(files::cdn_place::of(redirect_to(33, 16)));
    CHECK_FALSE(files::cdn_place::of(redirect_to(0, 16)));
    CHECK_FALSE(files::cdn_place::of(redirect_to(32, 15)));
    CHECK_FALSE(files::cdn_place::of(redirect_to(32, 0)));
    CHECK_FALSE(files::cdn_place::of(redirect_to(32, 16, 0)));
}

TEST_CASE("requests are aligned, cross no border, and end with what is wanted") {
    for (const auto& [from, end] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {0, 1}, {0, 524'288}, {4096, 700'000}, {1'044'480, 1'600'000}, {524'288, 524'289}}) {
        CAPTURE(from);
        auto at = from;
        while (at < end) {
            const auto limit = files::cdn_limit(at, end);
            CHECK(at % 4096 == 0);
            CHECK(limit % 4096 == 0);
            CHECK(1'048'576 % limit == 0);
            CHECK(at / 1'048'576 == (at + limit - 1) / 1'048'576);
            at += limit;
        }
        CHECK(at >= end);
        CHECK(at - end < 524'288);
    }
    CHECK(files::cdn_limit(0, 524'288) == 524'288);
    CHECK(files::cdn_limit(0, 100'000) == 131'072);
}

TEST_CASE("the hashes of some bytes are those of all ranges that they touch") {
    const auto file = some_bytes(300'000);
    cdn_hashes hashes{300'000};
    CHECK(hashes.covered_to(0, 100) == 0);
    hashes.learn(list_of({hash_of(file, 100'000, 100'000), hash_of(file, 0, 100'000)}));
    CHECK(hashes.covered_to(0, 300'000) == 200'000);
    CHECK(hashes.covered_to(50, 100) == 100);
    CHECK(hashes.covered_to(250'000, 300'000) == 250'000);
    const auto inside = hashes.around(10, 20);
    CHECK(inside.from == 0);
    CHECK(inside.to == 100'000);
    const auto both = hashes.around(99'999, 100'001);
    CHECK(both.from == 0);
    CHECK(both.to == 200'000);
    CHECK(hashes.verify(0, byte_view{file}.first(200'000)));
    CHECK(hashes.verify(100'000, byte_view{file}.subspan(100'000, 100'000)));
    auto other = file;
    for (const auto at : {0, 99'999, 100'000, 199'999}) {
        CAPTURE(at);
        other[static_cast<std::size_t>(at)] ^= 1;
        CHECK_FALSE(hashes.verify(0, byte_view{other}.first(200'000)));
        other[static_cast<std::size_t>(at)] ^= 1;
    }
}

TEST_CASE("bytes without a hash of their own are never right") { // S-101
    const auto file = some_bytes(300'000);
    cdn_hashes hashes{300'000};
    hashes.learn(list_of({hash_of(file, 0, 100'000), hash_of(file, 200'000, 100'000)}));
    CHECK_FALSE(hashes.verify(0, byte_view{file}));
    CHECK_FALSE(hashes.verify(0, byte_view{file}.first(100'001)));
    CHECK_FALSE(hashes.verify(0, byte_view{file}.first(99'999)));
    CHECK_FALSE(hashes.verify(1, byte_view{file}.subspan(1, 99'999)));
    CHECK_FALSE(hashes.verify(100'000, byte_view{file}.subspan(100'000, 1000)));
    CHECK(hashes.verify(200'000, byte_view{file}.subspan(200'000)));
}

TEST_CASE("hashes that cannot be some are left out, and none takes the place of another") { // S-101
    const auto file = some_bytes(300'000);
    const auto right = hash_of(file, 100'000, 100'000);
    cdn_hashes hashes{300'000};
    hashes.learn(list_of({right}));
    std::vector<api::fileHash> false_ones(11, right);
    false_ones[0].limit = 0;
    false_ones[1].limit = -1;
    false_ones[2].limit = std::numeric_limits<std::int32_t>::max();
    false_ones[3].offset = -100'000;
    false_ones[4].offset = 300'000;
    false_ones[5].offset = std::numeric_limits<std::int64_t>::max();
    false_ones[6].offset = 150'000;
    false_ones[7].offset = 50'000;
    false_ones[8].hash = tl::bytes{byte_buffer(32, 7)};
    false_ones[9] = hash_of(file, 0, 100'000);
    false_ones[9].hash = tl::bytes{byte_buffer(31, 7)};
    false_ones[10] = hash_of(file, 200'000, 100'000);
    false_ones[10].hash = tl::bytes{};
    hashes.learn(list_of(false_ones));
    CHECK(hashes.covered_to(0, 300'000) == 0);
    CHECK(hashes.covered_to(100'000, 300'000) == 200'000);
    CHECK(hashes.covered_to(200'000, 300'000) == 200'000);
    CHECK(hashes.verify(100'000, byte_view{file}.subspan(100'000, 100'000)));
}

TEST_CASE("the range of the last hash may go beyond the end of the file") {
    const auto file = some_bytes(5000);
    auto last = hash_of(file, 4096, 904);
    last.limit = 131'072;
    cdn_hashes hashes{5000};
    hashes.learn(list_of({hash_of(file, 0, 4096), last}));
    CHECK(hashes.covered_to(0, 5000) == 5000);
    CHECK(hashes.around(0, 5000).to == 5000);
    CHECK(hashes.verify(0, byte_view{file}));
}

TEST_CASE("a network that names one place after another is left") { // S-104
    files::cdn_policy policy;
    CHECK(policy.follows());
    auto places = 0;
    while (policy.go() && places < 100)
        ++places;
    CHECK(places == 3);
    CHECK_FALSE(policy.follows());
    CHECK_FALSE(policy.go());
    CHECK(files::cdn_policy::on(rpc_error{400, "FILE_TOKEN_INVALID"}) == cdn_step::new_place);
    CHECK(files::cdn_policy::on(rpc_error{400, "REQUEST_TOKEN_INVALID"}) == cdn_step::repeat);
    for (const auto* name : {"CDN_UPLOAD_TIMEOUT", "CDN_METHOD_INVALID", "INTERNAL"})
        CHECK(files::cdn_policy::on(rpc_error{500, name}) == cdn_step::give_up);
    CHECK(files::cdn_policy::on(rpc_error{420, "FLOOD_WAIT_1000000"}) == cdn_step::give_up);
}
