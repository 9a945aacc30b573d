// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/aes_ige.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <crypto/cpu_paths.hpp>
#include <crypto/random_sources.hpp>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>
#include <vectors/aes.hpp>
#include <vectors/hex.hpp>
#include <vectors/key_exchange.hpp>

using namespace awaitgram;
using vectors::unhex;

namespace {

struct stream {
    crypto::aes_key key;
    crypto::ige_iv iv;
    byte_buffer plain;
    byte_buffer sealed;
    byte_buffer work;
};

/// Streams of these sizes, encrypted on the simplest path.
std::vector<stream> streams(std::span<const std::size_t> sizes, crypto::random_source& random) {
    const auto before = std::exchange(crypto::detail::cpu(), {});
    std::vector<stream> result(sizes.size());
    for (std::size_t i = 0; i != sizes.size(); ++i) {
        auto& one = result[i];
        one.plain.resize(sizes[i]);
        CHECK((random.fill(one.key) && random.fill(one.iv) && random.fill(one.plain)));
        one.sealed = one.plain;
        crypto::ige_encrypt(one.sealed, one.key, one.iv);
    }
    crypto::detail::cpu() = before;
    return result;
}

/// Encrypts and decrypts them together.
void check_together(std::vector<stream>& all) {
    std::vector<crypto::ige_job> jobs;
    for (auto& one : all) {
        one.work = one.plain;
        jobs.push_back({one.work, one.key, one.iv});
    }
    crypto::ige_encrypt_many(jobs);
    for (const auto& one : all)
        REQUIRE(one.work == one.sealed);
    crypto::ige_decrypt_many(jobs);
    for (const auto& one : all)
        REQUIRE(one.work == one.plain);
}

} // namespace

TEST_CASE("AES-256-IGE gives the published results on every path") {
    testing::on_every_path([] {
        for (const auto& sample : vectors::aes_256_ige) {
            CAPTURE(sample.source);
            const auto key = unhex<32>(sample.key);
            const auto iv = unhex<32>(sample.iv);
            auto data = unhex(sample.plain);
            crypto::ige_encrypt(data, key, iv);
            CHECK(to_hex(data) == sample.encrypted);
            crypto::ige_decrypt(data, key, iv);
            CHECK(to_hex(data) == sample.plain);
        }
    });
}

TEST_CASE("the messages of the published key exchange decrypt and encrypt on every path") {
    testing::on_every_path([] {
        namespace v = vectors::key_exchange;
        const auto key = unhex<32>(v::tmp_aes_key);
        const auto iv = unhex<32>(v::tmp_aes_iv);
        auto answer = unhex(v::encrypted_answer);
        crypto::ige_decrypt(answer, key, iv);
        CHECK(
            to_hex(answer) ==
            std::string{v::answer_sha1} + std::string{v::answer} + std::string{v::answer_padding}
        );
        crypto::ige_encrypt(answer, key, iv);
        CHECK(to_hex(answer) == v::encrypted_answer);
        namespace old = vectors::old_key_exchange;
        answer = unhex(old::encrypted_answer);
        crypto::ige_decrypt(answer, unhex<32>(old::tmp_aes_key), unhex<32>(old::tmp_aes_iv));
        CHECK(to_hex(answer).substr(40, old::answer.size()) == old::answer);
    });
}

TEST_CASE("every lane gives the published results, too") {
    testing::on_every_path([] {
        for (std::size_t count = 1; count != 20; ++count) {
            std::vector<stream> all(count);
            for (std::size_t i = 0; i != count; ++i) {
                const auto& sample = vectors::aes_256_ige[i % std::size(vectors::aes_256_ige)];
                all[i].key = unhex<32>(sample.key);
                all[i].iv = unhex<32>(sample.iv);
                all[i].plain = unhex(sample.plain);
                all[i].sealed = unhex(sample.encrypted);
            }
            check_together(all);
        }
    });
}

TEST_CASE("every path gives the same bytes for every length") {
    testing::repeatable_random random;
    std::vector<std::size_t> sizes;
    for (std::size_t blocks = 0; blocks != 200; ++blocks)
        sizes.push_back(blocks * 16);
    auto all = streams(sizes, random);
    testing::on_every_path([&all] {
        for (auto& one : all) {
            one.work = one.plain;
            crypto::ige_encrypt(one.work, one.key, one.iv);
            REQUIRE(one.work == one.sealed);
            crypto::ige_decrypt(one.work, one.key, one.iv);
            REQUIRE(one.work == one.plain);
        }
        check_together(all);
    });
}

TEST_CASE("any number of streams, of equal or different lengths, gives the same bytes on every path"
) {
    testing::repeatable_random random;
    for (std::size_t count = 0; count != 34; ++count) {
        std::vector<std::size_t> equal(count, count * 48);
        std::vector<std::size_t> different(count);
        for (auto& size : different) {
            std::uint8_t bytes[2];
            CHECK(random.fill(bytes));
            size = load_le<std::uint16_t>(bytes) % 400 * 16;
            size = size % 5 == 0 ? size % 64 / 16 * 16 : size; // some barely long enough for a lane
        }
        for (const auto& sizes : {equal, different}) {
            auto all = streams(sizes, random);
            testing::on_every_path([&all] { check_together(all); });
        }
    }
}

TEST_CASE("more streams than are processed at once are all processed") {
    testing::repeatable_random random;
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i != 150; ++i)
        sizes.push_back(i * 7 % 23 * 16);
    auto all = streams(sizes, random);
    testing::on_every_path([&all] { check_together(all); });
}

TEST_CASE("data that begins at any address is encrypted the same") {
    testing::repeatable_random random;
    const std::vector<std::size_t> sizes(9, 160);
    auto all = streams(sizes, random);
    testing::on_every_path([&all] {
        for (std::size_t shift = 0; shift != 17; ++shift) {
            std::vector<byte_buffer> rooms(all.size(), byte_buffer(160 + 32));
            std::vector<crypto::ige_job> jobs;
            for (std::size_t i = 0; i != all.size(); ++i) {
                const auto place = byte_span{rooms[i]}.subspan(shift, 160);
                std::copy(all[i].plain.begin(), all[i].plain.end(), place.begin());
                jobs.push_back({place, all[i].key, all[i].iv});
            }
            crypto::ige_encrypt_many(jobs);
            for (std::size_t i = 0; i != all.size(); ++i) {
                CHECK(vectors::same(jobs[i].data, all[i].sealed));
                crypto::ige_decrypt(jobs[i].data, all[i].key, all[i].iv);
                CHECK(vectors::same(jobs[i].data, all[i].plain));
                CHECK(rooms[i][shift + 160] == 0);
            }
        }
    });
}
