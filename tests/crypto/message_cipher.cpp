// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/detail/message_hasher.hpp>
#include <awaitgram/crypto/message_cipher.hpp>

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <crypto/cpu_paths.hpp>
#include <crypto/random_sources.hpp>
#include <cstdint>
#include <iterator>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace awaitgram;
using crypto::direction;

namespace {

struct sample {
    crypto::auth_key key;
    direction way;
    byte_buffer plain;
    byte_buffer sealed;
    crypto::message_key msg_key;
    byte_buffer work{};
};

/// A message encrypted step by step, as the protocol describes it.
sample sample_of(std::size_t size, crypto::random_source& random) {
    byte_buffer number(256);
    byte_buffer plain(size);
    std::uint8_t coin = 0;
    CHECK((random.fill(number) && random.fill(plain) && random.fill({&coin, 1})));
    const auto way = coin % 2 == 0 ? direction::to_server : direction::to_client;
    const crypto::auth_key key{number};
    const auto msg_key = crypto::compute_message_key(key, plain, way);
    const auto aes = crypto::derive_message_aes(key, msg_key, way);
    auto sealed = plain;
    crypto::ige_encrypt(sealed, aes.key, aes.iv);
    return {key, way, plain, sealed, msg_key};
}

std::vector<crypto::message_job> jobs_for(std::vector<sample>& all, byte_buffer sample::*bytes) {
    std::vector<crypto::message_job> jobs;
    for (auto& one : all) {
        one.work = one.*bytes;
        jobs.push_back({one.key, one.way, one.work, one.msg_key});
    }
    return jobs;
}

bool is_zero(byte_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](auto byte) { return byte == 0; });
}

/// Encrypts and decrypts them together.
void check_together(std::vector<sample>& all) {
    auto jobs = jobs_for(all, &sample::plain);
    for (auto& job : jobs)
        job.msg_key = {};
    crypto::encrypt_messages(jobs);
    for (std::size_t i = 0; i != all.size(); ++i) {
        REQUIRE(all[i].work == all[i].sealed);
        REQUIRE(jobs[i].msg_key == all[i].msg_key);
    }
    crypto::decrypt_messages(jobs);
    for (std::size_t i = 0; i != all.size(); ++i) {
        REQUIRE(jobs[i].authentic);
        REQUIRE(all[i].work == all[i].plain);
    }
}

using hash_contexts = crypto::detail::message_hasher::contexts;

/// Frees the context that this thread keeps.
void forget_context() {
    EVP_MD_CTX_free(hash_contexts::take());
}

/// Whether all of them are encrypted and decrypted one by one as expected, without a check that is not safe in a thread.
bool come_out_right(const std::vector<sample>& all) {
    return std::all_of(all.begin(), all.end(), [](const auto& one) {
        auto work = one.plain;
        return crypto::encrypt_message(one.key, work, one.way) == one.msg_key &&
               work == one.sealed && crypto::decrypt_message(one.key, one.msg_key, work, one.way) &&
               work == one.plain;
    });
}

} // namespace

TEST_CASE(
    "a message of any length is encrypted and decrypted as the protocol specifies on every path"
) {
    testing::repeatable_random random;
    std::vector<sample> all;
    for (std::size_t blocks = 0; blocks != 140; ++blocks)
        all.push_back(sample_of(blocks * 16, random));
    for (const std::size_t size : {4080, 4096, 4112, 8192, 10'000 * 16})
        all.push_back(sample_of(size, random));
    testing::on_every_path([&all] {
        for (const auto& one : all) {
            CAPTURE(one.plain.size());
            auto work = one.plain;
            REQUIRE(crypto::encrypt_message(one.key, work, one.way) == one.msg_key);
            REQUIRE(work == one.sealed);
            REQUIRE(crypto::decrypt_message(one.key, one.msg_key, work, one.way));
            REQUIRE(work == one.plain);
        }
        check_together(all);
    });
}

TEST_CASE(
    "any number of messages, of equal or different lengths, gives the same bytes on every path"
) {
    testing::repeatable_random random;
    for (std::size_t count = 0; count != 34; ++count) {
        std::vector<sample> equal;
        std::vector<sample> different;
        for (std::size_t i = 0; i != count; ++i) {
            std::uint8_t bytes[2];
            CHECK(random.fill(bytes));
            equal.push_back(sample_of(48 + count * 16, random));
            different.push_back(sample_of(load_le<std::uint16_t>(bytes) % 200 * 16 + 32, random));
        }
        testing::on_every_path([&] {
            check_together(equal);
            check_together(different);
        });
    }
}

TEST_CASE("more messages than are processed at once are all processed, including large ones") {
    testing::repeatable_random random;
    std::vector<sample> all;
    for (std::size_t i = 0; i != 150; ++i)
        all.push_back(sample_of(32 + i * 7 % 23 * 16, random));
    for (std::size_t i = 0; i != 20; ++i)
        all.push_back(sample_of((1 + i % 3) * 20'000 / 16 * 16, random));
    testing::on_every_path([&all] { check_together(all); });
}

TEST_CASE(
    "a message altered anywhere is not authentic, and its plaintext is not revealed, on every path"
) {
    testing::repeatable_random random;
    const auto one = sample_of(32 + 3 * 64 + 16, random);
    const auto check =
        [&one](auto message, auto msg_key, const crypto::auth_key& key, direction way) {
            auto work = message;
            CHECK_FALSE(crypto::decrypt_message(key, msg_key, work, way));
            CHECK(is_zero(work));
            // Among others that are authentic.
            std::vector<byte_buffer> works(9, one.sealed);
            works[4] = message;
            std::vector<crypto::message_job> mixed;
            for (std::size_t i = 0; i != works.size(); ++i)
                if (i == 4)
                    mixed.push_back({key, way, works[i], msg_key});
                else
                    mixed.push_back({one.key, one.way, works[i], one.msg_key});
            crypto::decrypt_messages(mixed);
            for (std::size_t i = 0; i != works.size(); ++i) {
                CHECK(mixed[i].authentic == (i != 4));
                CHECK((i == 4 ? is_zero(works[i]) : works[i] == one.plain));
            }
        };
    testing::on_every_path([&] {
        for (std::size_t at = 0; at != one.sealed.size(); ++at) {
            auto flipped = one.sealed;
            flipped[at] ^= static_cast<std::uint8_t>(1 << at % 8);
            check(flipped, one.msg_key, one.key, one.way);
        }
        for (std::size_t bit = 0; bit != 128; ++bit) {
            auto flipped = one.msg_key;
            flipped[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            check(one.sealed, flipped, one.key, one.way);
        }
        const auto other =
            one.way == direction::to_server ? direction::to_client : direction::to_server;
        check(one.sealed, one.msg_key, one.key, other);
        testing::repeatable_random another{2};
        check(one.sealed, one.msg_key, sample_of(32, another).key, one.way);
        auto shorter = one.sealed;
        shorter.resize(shorter.size() - 16);
        check(shorter, one.msg_key, one.key, one.way);
        auto longer = one.sealed;
        longer.resize(longer.size() + 16);
        check(longer, one.msg_key, one.key, one.way);
    });
}

TEST_CASE("the context that is kept for the next message has nothing of the one before") {
    testing::repeatable_random random;
    const auto one = sample_of(128, random);
    const auto before = std::exchange(crypto::detail::cpu(), {});
    forget_context();
    CHECK(come_out_right({one}));
    crypto::detail::cpu() = before;

    auto* const kept = hash_contexts::take();
    REQUIRE(kept != nullptr);
    std::array<std::uint8_t, 32> digest;
    CHECK(EVP_DigestFinal_ex(kept, digest.data(), nullptr) == 1);
    EVP_MD_CTX_free(kept);
    CHECK(digest == crypto::sha256({}));
}

TEST_CASE("a context whose hash was not finished is not kept") {
    forget_context();
    {
        crypto::detail::message_hasher broken_off;
        broken_off.add(byte_buffer(100));
    }
    CHECK(hash_contexts::take() == nullptr);
}

TEST_CASE("two hashes at a time do not meet in a context") {
    const byte_buffer some(100);
    {
        crypto::detail::message_hasher first;
        first.add(some);
        crypto::detail::message_hasher second;
        second.add(some);
        second.add(some);
        CHECK(first.finish() == crypto::sha256({some}));
        CHECK(second.finish() == crypto::sha256({some, some}));
    }
    crypto::detail::message_hasher next;
    CHECK(next.finish() == crypto::sha256({}));
    forget_context();
}

TEST_CASE("threads and forked processes encrypt beside each other on every path") {
    testing::repeatable_random random;
    std::vector<sample> all;
    for (std::size_t blocks = 2; blocks != 40; ++blocks)
        all.push_back(sample_of(blocks * 16, random));
    testing::on_every_path([&all] {
        CHECK(come_out_right(all));
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0)
            ::_exit(come_out_right(all) ? 0 : 1);
        bool right[4]{};
        std::vector<std::thread> threads;
        for (auto& mine : right)
            threads.emplace_back([&] { mine = come_out_right(all); });
        for (auto& thread : threads)
            thread.join();
        CHECK(std::all_of(std::begin(right), std::end(right), [](bool one) { return one; }));
        auto status = 0;
        CHECK(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    });
}
