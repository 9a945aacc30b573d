// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/aes_ige.hpp>

#include <algorithm>
#include <crypto/cpu_paths.hpp>
#include <set>

#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using crypto::direction;
using mtproto::errc;

namespace {

constexpr mtproto::message_header header{11, 22, 33, 44};

byte_buffer sealed(byte_view body, direction way = direction::to_client) {
    fixed_random random;
    byte_buffer packet;
    REQUIRE(!mtproto::seal(some_key(), way, header, body, random, packet));
    return packet;
}

/// Seals any plaintext, valid or not, as only the owner of the key can.
byte_buffer sealed_plaintext(byte_buffer plain) {
    const auto key = some_key();
    const auto msg_key = crypto::compute_message_key(key, plain, direction::to_client);
    const auto aes = crypto::derive_message_aes(key, msg_key, direction::to_client);
    crypto::ige_encrypt(plain, aes.key, aes.iv);
    byte_buffer packet;
    append_le(packet, key.id());
    append(packet, msg_key);
    append(packet, plain);
    return packet;
}

std::error_code opening(byte_buffer packet) {
    const auto opened = mtproto::open(some_key(), direction::to_client, packet);
    return opened ? std::error_code{} : opened.error();
}

/// A plaintext that claims `length` bytes of body and has `rest` bytes after its header.
byte_buffer plaintext(std::uint32_t length, std::size_t rest) {
    auto plain = value(std::int64_t{1}, std::int64_t{2}, std::int64_t{5}, std::int32_t{1}, length);
    plain.resize(32 + rest);
    return plain;
}

} // namespace

TEST_CASE("a sealed message is opened in place unchanged") {
    const auto body = value(1, 2, 3);
    auto packet = sealed(body);

    const auto opened = mtproto::open(some_key(), direction::to_client, packet);

    REQUIRE(opened);
    CHECK(opened->header.salt == 11);
    CHECK(opened->header.session_id == 22);
    CHECK(opened->header.msg_id == 33);
    CHECK(opened->header.seq_no == 44);
    CHECK(text_of(byte_view{packet}.subspan(opened->offset, opened->size)) == text_of(body));
}

TEST_CASE("the published message of a server is opened") { // gotd's and grammers' decryption test
    const auto number = from_hex(
        "5d2e7d65f49ec28bd029a88761ea27b8a4c79f12226525443e7d7c596ef3303530db2107e89aa997c7a0164ab6"
        "94187adeff156bd6ef7118a1962347753c0e7e89a0354b8ec364f9997e71bc6923fb86e8e43491e010606a6ce8"
        "45e2fa01940977ef0aa32adf5a97dbf6d428ec0434d717a2d3ad19622cc05887642113c7965ffb862a3e3ccb0a"
        "b95addda57f89245dbd76b492348f8e94bd5a7c0e0b84808523cfd1ea80b32fe9ad198bc2e103fceb7d52492ec"
        "c0273a28674bc923eee59265ab17a002df1f4aa2c59b819a5e5e1d105ec117336f5c76c6b187037d4b4270cee9"
        "cc21071d97e9bca220c6d7b01b998cf2e5cdb9a50ecda1852a36e635690c8e"
    );
    auto packet = *from_hex(
        "7a7183c2c10e4f4df945fa9a9abd35e7c3840b61f045304f39674c19c0e209784f50f6226a073529d675c92cbf"
        "0bfa8c99a79b3f39c72a5d9a026d431ab7407ca04ecc55187d6c45f17871524edd90cea02ed728e14d7cb18aea"
        "2a636158f09459a9437710d894c79f368c4e8164b7647ea98612aefe942c5d92121acb8db02dccceb66d0f8720"
        "ac12a06db0582bfd955be34f365118e3bab8cd080ce6b45b28eac56dcd2a29374e"
    );

    const auto opened = mtproto::open(crypto::auth_key{*number}, direction::to_client, packet);

    REQUIRE(opened);
    CHECK(opened->header.msg_id == 0x5e308b91c2c1f001);
    CHECK(opened->size == 88);
    CHECK(to_hex(byte_view{packet}.subspan(opened->offset, 4)) == "dcf8f173");
}

TEST_CASE("padding is random, has at least 12 bytes, and completes a block") {
    for (std::size_t words = 0; words != 40; ++words) {
        auto packet = sealed(byte_buffer(words * 4));
        CHECK((packet.size() - 24) % 16 == 0);
        CHECK(opening(packet) == std::error_code{});
    }
    CHECK(sealed(value(1)) == sealed(value(1)));
    fixed_random random;
    byte_buffer first;
    byte_buffer second;
    CHECK(!mtproto::seal(some_key(), direction::to_client, header, value(1), random, first));
    CHECK(!mtproto::seal(some_key(), direction::to_client, header, value(1), random, second));
    CHECK(first != second);
}

TEST_CASE("any flipped bit makes a packet not authentic, wherever it is") { // S-35, S-36, S-37
    const auto packet = sealed(value(1, 2, 3));
    for (std::size_t i = 0; i != packet.size(); ++i) {
        auto flipped = packet;
        flipped[i] ^= static_cast<std::uint8_t>(1 << i % 8);
        CHECK(opening(flipped) == errc::not_authentic);
    }
}

TEST_CASE("a packet of any wrong size is not authentic") {
    auto packet = sealed(value(1, 2, 3));
    for (std::size_t size = 0; size != packet.size(); ++size)
        CHECK(
            opening({packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size)}) ==
            errc::not_authentic
        );
    packet.resize(packet.size() + 16);
    CHECK(opening(packet) == errc::not_authentic);
}

TEST_CASE("reflected packets are not authentic") { // S-112
    CHECK(opening(sealed(value(1), direction::to_server)) == errc::not_authentic);
}

TEST_CASE("a plain packet is not authentic") {
    auto packet = value(std::int64_t{0}, std::int64_t{5}, std::int32_t{4});
    packet.resize(120);
    CHECK(opening(packet) == errc::not_authentic);
}

TEST_CASE("the length must fit the message, by words, with 12 to 1024 bytes of padding"
) { // S-38, S-39
    for (const auto length : {0xffff'fffcU, 0x8000'0000U, 64U, 60U, 56U, 1U, 2U, 5U})
        CHECK(opening(sealed_plaintext(plaintext(length, 64))) == errc::bad_length);
    CHECK(opening(sealed_plaintext(plaintext(52, 64))) == std::error_code{});
    CHECK(opening(sealed_plaintext(plaintext(0, 1024))) == std::error_code{});
    CHECK(opening(sealed_plaintext(plaintext(12, 1040))) == errc::bad_length);
    CHECK(opening(sealed_plaintext(plaintext(16, 1040))) == std::error_code{});
}

TEST_CASE("a packet that is not authentic shows nothing of its message, on every path") { // S-37
    const auto packet = sealed(byte_buffer(200, 7));
    testing::on_every_path([&packet] {
        for (std::size_t i = 8; i < packet.size(); i += 5) {
            auto flipped = packet;
            flipped[i] ^= 1;
            REQUIRE(!mtproto::open(some_key(), direction::to_client, flipped));
            CHECK(std::all_of(flipped.begin() + 24, flipped.end(), [](auto byte) {
                return byte == 0;
            }));
        }
        auto whole = packet;
        CHECK(mtproto::open(some_key(), direction::to_client, whole));
    });
}

TEST_CASE("up to fifteen extra blocks of padding are used") {
    fixed_random random;
    std::set<std::size_t> sizes;
    for (auto i = 0; i != 500; ++i) {
        byte_buffer packet;
        CHECK(!mtproto::seal(some_key(), direction::to_client, header, value(1), random, packet));
        sizes.insert(packet.size());
    }
    CHECK(sizes.size() == 16);
    CHECK(*sizes.begin() == 24 + 48);
    CHECK(*sizes.rbegin() == 24 + 48 + 15 * 16);
}

TEST_CASE("without randomness nothing is sealed") {
    for (auto calls = 0; calls != 2; ++calls) {
        fixed_random random;
        random.calls_left = calls;
        byte_buffer packet = value(9);
        CHECK(
            mtproto::seal(some_key(), direction::to_client, header, value(1), random, packet) ==
            errc::no_randomness
        );
        CHECK(packet == value(9));
    }
}
