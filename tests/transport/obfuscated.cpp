// SPDX-License-Identifier: MIT
#include <awaitgram/transport/obfuscated.hpp>

#include <doctest/doctest.h>

#include <crypto/random_sources.hpp>
#include <ostream>
#include <vectors/hex.hpp>
#include <vectors/transports.hpp>

using namespace awaitgram;
using transport::errc;
using transport::obfuscated_streams;
using vectors::unhex;

namespace {

/// The key streams of a greeting: zeros after encryption.
byte_buffer key_stream(std::string_view key, std::string_view counter, std::size_t skip) {
    crypto::aes_ctr stream{unhex<32>(key), unhex<16>(counter)};
    byte_buffer zeros(skip + 48);
    stream.apply(zeros);
    return {zeros.begin() + static_cast<std::ptrdiff_t>(skip), zeros.end()};
}

} // namespace

TEST_CASE("greetings equal those of another implementation") {
    for (const auto& sample : vectors::greetings) {
        CAPTURE(sample.source);
        testing::constant_random random{0xff};
        byte_buffer out;
        const auto dc =
            sample.dc == 0 ? std::nullopt : std::optional{static_cast<std::int16_t>(sample.dc)};
        const auto streams = obfuscated_streams::begin(random, 0xee, dc, unhex(sample.secret), out);
        REQUIRE(streams.has_value());
        REQUIRE(out.size() == 64);
        CHECK(vectors::same(byte_view{out}.first(56), byte_buffer(56, 0xff)));
        CHECK(to_hex(byte_view{out}.last(8)) == sample.last_8);
    }
}

TEST_CASE("the first frames equal those of another implementation") {
    namespace v = vectors::obfuscated;
    testing::scripted_random random{unhex(v::random)};
    byte_buffer out;
    auto streams = obfuscated_streams::begin(random, 0xee, std::nullopt, {}, out);
    REQUIRE(streams.has_value());
    CHECK(to_hex(byte_view{out}.first(56)) == v::random.substr(0, 112));
    for (const auto expected : {v::first_encrypted_frame, v::second_encrypted_frame}) {
        auto frame = unhex("04000000");
        append(frame, unhex(v::intermediate_payload));
        streams->encrypt(frame);
        CHECK(to_hex(frame) == expected);
    }
}

TEST_CASE("the keys of both directions are derived from the greeting and a proxy's secret"
) { // S-110
    const auto check = [](std::string_view bytes,
                          std::string_view secret,
                          std::string_view encrypt_key,
                          std::string_view encrypt_iv,
                          std::string_view decrypt_key,
                          std::string_view decrypt_iv) {
        testing::scripted_random random{unhex(bytes)};
        byte_buffer greeting;
        auto streams =
            obfuscated_streams::begin(random, 0xee, std::nullopt, unhex(secret), greeting);
        REQUIRE(streams.has_value());
        byte_buffer sent(48);
        byte_buffer received(48);
        streams->encrypt(sent);
        streams->decrypt(received);
        CHECK(sent == key_stream(encrypt_key, encrypt_iv, 64));
        CHECK(received == key_stream(decrypt_key, decrypt_iv, 0));
        CHECK(sent != received);

        auto server = obfuscated_streams::accept(greeting, unhex(secret));
        REQUIRE(server.has_value());
        CHECK(server->tag == 0xee);
        server->streams.decrypt(sent);
        server->streams.encrypt(received);
        CHECK(sent == byte_buffer(48));
        CHECK(received == byte_buffer(48));
    };
    namespace plain = vectors::obfuscated;
    namespace proxy = vectors::obfuscated_with_secret;
    check(
        plain::random,
        "",
        plain::encrypt_key,
        plain::encrypt_iv,
        plain::decrypt_key,
        plain::decrypt_iv
    );
    check(
        proxy::random,
        proxy::secret,
        proxy::encrypt_key,
        proxy::encrypt_iv,
        proxy::decrypt_key,
        proxy::decrypt_iv
    );
}

TEST_CASE("no greeting looks like the start of another protocol") { // S-110
    const auto retried = [](byte_view forbidden_start) {
        byte_buffer script(64, 0x77);
        std::copy(forbidden_start.begin(), forbidden_start.end(), script.begin());
        byte_buffer good(64, 0x33);
        append(script, good);
        testing::scripted_random random{script};
        byte_buffer out;
        REQUIRE(obfuscated_streams::begin(random, 0xdd, 2, {}, out).has_value());
        return out[40] == 0x33;
    };
    CHECK(retried(unhex("ef")));
    CHECK(retried(unhex("1122334400000000")));
    for (const auto word : vectors::forbidden_first_words) {
        CAPTURE(word);
        CHECK(retried(unhex(word)));
    }
    CHECK_FALSE(retried(unhex("11ef")));
    CHECK_FALSE(retried(unhex("0000000001000000")));
}

TEST_CASE("a random source that fails or repeats itself produces no greeting") {
    byte_buffer out;
    testing::failing_random none{0};
    CHECK(obfuscated_streams::begin(none, 0xee, 2, {}, out).error() == errc::no_randomness);
    testing::constant_random stuck{0xee};
    CHECK(obfuscated_streams::begin(stuck, 0xee, 2, {}, out).error() == errc::no_randomness);
    testing::constant_random zeros{0};
    CHECK(obfuscated_streams::begin(zeros, 0xee, 2, {}, out).error() == errc::no_randomness);
    CHECK(out.empty());
}

TEST_CASE("a server reads tag and data centre, and refuses a greeting with another secret") {
    testing::repeatable_random random;
    const byte_buffer secret(16, 0x42);
    for (const std::uint8_t tag : {0xef, 0xee, 0xdd})
        for (const std::int16_t dc : {1, -2, 10'003, -10'003}) {
            byte_buffer out;
            REQUIRE(obfuscated_streams::begin(random, tag, dc, secret, out).has_value());
            const auto right = obfuscated_streams::accept(out, secret);
            REQUIRE(right.has_value());
            CHECK(right->tag == tag);
            CHECK(right->dc == dc);
            CHECK(obfuscated_streams::accept(out).error() == errc::unknown_transport);
            CHECK(
                obfuscated_streams::accept(out, byte_buffer(16)).error() == errc::unknown_transport
            );
        }
    byte_buffer out;
    CHECK(
        obfuscated_streams::begin(random, 0xee, 2, byte_buffer(15), out).error() == errc::bad_secret
    );
    CHECK(obfuscated_streams::accept(byte_buffer(64), byte_buffer(17)).error() == errc::bad_secret);
    CHECK(obfuscated_streams::accept(byte_buffer(63)).error() == errc::malformed_frame);
}

TEST_CASE("a reflected stream is not understood") { // S-111
    testing::repeatable_random random;
    byte_buffer out;
    auto streams = obfuscated_streams::begin(random, 0xee, 2, {}, out);
    byte_buffer frame = unhex("0400000001020304");
    const auto sent = frame;
    streams->encrypt(frame);
    streams->decrypt(frame);
    CHECK(frame != sent);
}
