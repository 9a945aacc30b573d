// SPDX-License-Identifier: MIT
#include <awaitgram/mtproto/envelope_batch.hpp>

#include <algorithm>
#include <crypto/cpu_paths.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using crypto::direction;
using mtproto::errc;

namespace {

constexpr mtproto::message_header header{11, 22, 33, 44};

direction way_of(std::size_t i) {
    return i % 3 == 0 ? direction::to_client : direction::to_server;
}

/// Packets with bodies of these numbers of words in place.
struct packets {
    std::vector<crypto::auth_key> keys;
    std::vector<byte_buffer> bodies;
    std::vector<byte_buffer> bytes;

    explicit packets(std::size_t count) {
        fixed_random random;
        for (std::size_t i = 0; i != count; ++i) {
            keys.push_back(some_key(i));
            byte_buffer body(i * i % 400 * 4);
            CHECK(random.fill(body));
            bodies.push_back(body);
            byte_buffer packet(i % 5 + mtproto::envelope_overhead); // other bytes may precede it
            append(packet, body);
            bytes.push_back(packet);
        }
    }

    static std::size_t start(std::size_t i) { return i % 5; }

    std::vector<mtproto::packet_to_seal> to_seal() {
        std::vector<mtproto::packet_to_seal> list;
        for (std::size_t i = 0; i != keys.size(); ++i)
            list.push_back({keys[i], way_of(i), header, bytes[i], start(i)});
        return list;
    }

    std::vector<mtproto::packet_to_open> to_open() {
        std::vector<mtproto::packet_to_open> list;
        for (std::size_t i = 0; i != keys.size(); ++i)
            list.push_back({keys[i], way_of(i), byte_span{bytes[i]}.subspan(start(i))});
        return list;
    }
};

} // namespace

TEST_CASE("packets sealed together equal those sealed one by one, on every path") {
    testing::on_every_path([] {
        for (std::size_t count = 0; count != 34; ++count) {
            packets together(count);
            packets apart(count);
            fixed_random random;
            fixed_random same_random;
            auto list = together.to_seal();
            mtproto::seal_many(list, random);
            for (std::size_t i = 0; i != count; ++i) {
                CHECK(!list[i].error);
                CHECK(!mtproto::seal_in_place(
                    apart.keys[i], way_of(i), header, apart.bytes[i], packets::start(i), same_random
                ));
                CHECK(together.bytes[i] == apart.bytes[i]);
            }
        }
    });
}

TEST_CASE("packets of different keys are opened together, each unchanged, on every path") {
    testing::on_every_path([] {
        for (std::size_t count = 0; count != 34; ++count) {
            packets all(count);
            fixed_random random;
            auto sealing = all.to_seal();
            mtproto::seal_many(sealing, random);
            auto opening = all.to_open();
            mtproto::open_many(opening);
            for (std::size_t i = 0; i != count; ++i) {
                const auto& opened = opening[i].opened;
                REQUIRE(opened);
                CHECK(opened->header.salt == 11);
                CHECK(opened->header.session_id == 22);
                CHECK(opened->header.msg_id == 33);
                CHECK(opened->header.seq_no == 44);
                const auto body = opening[i].packet.subspan(opened->offset, opened->size);
                CHECK(text_of(body) == text_of(all.bodies[i]));
            }
        }
    });
}

TEST_CASE("a bad packet among good ones is rejected and not shown, on every path") {
    testing::on_every_path([] {
        for (std::size_t bad = 0; bad != 20; ++bad) {
            packets all(20);
            fixed_random random;
            auto sealing = all.to_seal();
            mtproto::seal_many(sealing, random);
            auto opening = all.to_open();
            auto& altered = opening[bad].packet;
            if (bad % 4 == 0)
                altered = altered.first(altered.size() - 1); // no whole blocks
            else if (bad % 4 == 1)
                altered[altered.size() - 1] ^= 1;
            else if (bad % 4 == 2)
                altered[8] ^= 0x80; // the message key
            else
                altered[0] ^= 1; // another key's
            const byte_buffer before{altered.begin(), altered.end()};
            mtproto::open_many(opening);
            for (std::size_t i = 0; i != opening.size(); ++i) {
                CHECK(opening[i].opened.has_value() == (i != bad));
                if (i != bad)
                    continue;
                CHECK(opening[i].opened.error() == errc::not_authentic);
                const auto rest = altered.subspan(mtproto::envelope_prefix);
                const auto untouched = text_of(altered) == text_of(before);
                CHECK((untouched || std::all_of(rest.begin(), rest.end(), [](auto byte) {
                           return byte == 0;
                       })));
            }
        }
    });
}

TEST_CASE("errors that only the key's owner can make are distinguished from packets that are not "
          "authentic") {
    const auto key = some_key();
    byte_buffer plain(64);
    plain[28] = 56; // eight bytes of padding
    const auto msg_key = crypto::encrypt_message(key, plain, direction::to_client);
    byte_buffer packet;
    append_le(packet, key.id());
    append(packet, msg_key);
    append(packet, plain);
    auto again = packet;
    std::vector<mtproto::packet_to_open> opening;
    opening.push_back({key, direction::to_client, packet});
    opening.push_back({key, direction::to_server, again});
    mtproto::open_many(opening);
    CHECK(opening[0].opened.error() == errc::bad_length);
    CHECK(opening[1].opened.error() == errc::not_authentic);
}

TEST_CASE("packets for which there is no randomness are not sealed, and the others are") {
    packets all(5);
    fixed_random random;
    random.calls_left = 2 * 3;
    auto sealing = all.to_seal();
    mtproto::seal_many(sealing, random);
    for (std::size_t i = 0; i != 5; ++i)
        CHECK(
            sealing[i].error == (i < 3 ? std::error_code{} : make_error_code(errc::no_randomness))
        );
    auto opening = all.to_open();
    mtproto::open_many({opening.data(), 3});
    for (std::size_t i = 0; i != 3; ++i)
        CHECK(opening[i].opened);
}
