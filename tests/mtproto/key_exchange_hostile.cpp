// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/detail/big_number.hpp>
#include <awaitgram/crypto/error.hpp>

#include "exchange_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::errc;

namespace {

std::error_code after_pq(const std::function<void(exchange_scene&)>& change) {
    exchange_scene s;
    change(s);
    const auto error = s.deliver(s.packet(s.res_pq()));
    CHECK(s.out.empty() == bool(error));
    return error;
}

std::error_code after_parameters(const std::function<void(exchange_scene&)>& change) {
    exchange_scene s;
    s.reach_parameters();
    change(s);
    const auto error = s.deliver(s.packet(s.dh_params()));
    CHECK(s.out.empty() == bool(error));
    return error;
}

std::error_code after_answer(const std::function<void(exchange_scene&, byte_buffer&)>& change) {
    exchange_scene s;
    s.reach_parameters();
    auto data = s.inner_data();
    change(s, data);
    const auto error = s.deliver(s.packet(s.dh_params(s.encrypted(data))));
    CHECK(s.out.empty() == bool(error));
    return error;
}

std::error_code after_confirmation(const std::function<byte_buffer(exchange_scene&)>& make) {
    exchange_scene s;
    s.reach_confirmation();
    const auto error = s.deliver(s.packet(make(s)));
    CHECK(s.out.empty());
    CHECK(s.client.done() == !error);
    return error;
}

byte_buffer power_of_two(int bit) {
    byte_buffer number(static_cast<std::size_t>(bit / 8 + 1));
    number[0] = static_cast<std::uint8_t>(1 << bit % 8);
    return number;
}

/// The known prime minus another number.
byte_buffer prime_minus(byte_view number) {
    const auto prime = crypto::known_prime();
    byte_buffer out(prime.begin(), prime.end());
    auto borrow = 0;
    for (std::size_t i = 0; i != out.size(); ++i) {
        auto& digit = out[out.size() - 1 - i];
        const auto less = (i < number.size() ? number[number.size() - 1 - i] : 0) + borrow;
        borrow = digit < less;
        digit = static_cast<std::uint8_t>(digit - less);
    }
    return out;
}

} // namespace

TEST_CASE("resPQ with another nonce ends the exchange permanently") { // S-01, S-02, S-34
    exchange_scene s;
    const auto good = s.packet(s.res_pq());
    s.nonce[3] ^= 1;

    CHECK(s.deliver(s.packet(s.res_pq())) == errc::wrong_nonce);
    CHECK(s.deliver(good) == errc::unexpected_message);
    CHECK(s.client.last_packet().empty());
}

TEST_CASE("without a known key the exchange fails") { // S-03, S-04
    CHECK(after_pq([](auto& s) { s.fingerprints = {}; }) == errc::no_known_key);
    CHECK(after_pq([](auto& s) { s.fingerprints = {1, 2, 3}; }) == errc::no_known_key);
    CHECK(after_pq([](auto& s) {
              s.fingerprints[0] &= 0x0fff'ffff'ffff'ffff;
              s.fingerprints[0] ^= 1;
          }) == errc::no_known_key);
    CHECK(after_pq([](auto& s) { s.fingerprints.assign(100'000, 5); }) == errc::no_known_key);
}

TEST_CASE("a pq that is not the product of two primes of similar size is refused") { // S-07, S-08
    for (const std::uint64_t wrong :
         {0ULL,
          1ULL,
          9ULL,
          4ULL,
          1'000'003ULL * 1'000'003ULL,
          0xffff'ffff'ffff'ffc5ULL,
          0x8000'0000'0000'0001ULL,
          2'305'843'009'213'693'951ULL,
          2ULL * 1'000'003,
          3ULL * 5 * 7 * 11})
        CHECK(after_pq([&](auto& s) { s.pq = minimal_be(wrong); }));
    CHECK(after_pq([](auto& s) { s.pq = byte_buffer(9, 1); }) == errc::bad_pq);
    CHECK(after_pq([](auto& s) { s.pq = byte_buffer(300, 1); }) == errc::bad_pq);
    CHECK(after_pq([](auto& s) { s.pq = {}; }) == errc::bad_pq);
}

TEST_CASE("a pq with leading zeros is accepted and echoed unchanged") {
    CHECK(!after_pq([](auto& s) { s.pq.insert(s.pq.begin(), 3, 0); }));
}

TEST_CASE("answers with wrong nonces are refused in every step") { // S-10, S-22
    CHECK(after_parameters([](auto& s) { s.nonce[0] ^= 1; }) == errc::wrong_nonce);
    CHECK(after_parameters([](auto& s) { s.server_nonce[0] ^= 1; }) == errc::wrong_nonce);
    CHECK(after_confirmation([](auto& s) {
              s.nonce[15] ^= 1;
              return s.confirmation(id::dh_gen_ok, 1);
          }) == errc::wrong_nonce);
    CHECK(after_confirmation([](auto& s) {
              s.server_nonce[15] ^= 1;
              return s.confirmation(id::dh_gen_ok, 1);
          }) == errc::wrong_nonce);
}

TEST_CASE("refused parameters end the exchange, with or without a right hash") { // S-11
    for (const auto right : {true, false}) {
        exchange_scene s;
        s.reach_parameters();
        auto hash = crypto::sha1({s.new_nonce});
        hash[19] ^= right ? 0 : 1;
        auto body = value(id::server_DH_params_fail, s.nonce, s.server_nonce);
        append(body, byte_view{hash}.subspan(4));
        CHECK(s.deliver(s.packet(body)) == (right ? errc::parameters_refused : errc::bad_key_hash));
    }
}

TEST_CASE("an encrypted answer of an impossible size is refused") { // S-12
    for (const std::size_t size : {0, 15, 16, 32, 591, 1040, 16 << 20}) {
        exchange_scene s;
        s.reach_parameters();
        const byte_buffer answer(std::min<std::size_t>(size, (1 << 24) - 1));
        CHECK(s.deliver(s.packet(s.dh_params(answer))) == errc::bad_answer);
    }
}

TEST_CASE("any flipped bit in the encrypted answer is detected") { // S-13
    for (std::size_t block = 0; block != 592; block += 16) {
        exchange_scene s;
        s.reach_parameters();
        auto answer = s.encrypted(s.inner_data());
        REQUIRE(answer.size() == 592);
        answer[block + block / 16 % 16] ^= 4;
        CHECK(s.deliver(s.packet(s.dh_params(answer))) == errc::bad_answer);
    }
}

TEST_CASE("wrong inner data is refused even if its hash is right") { // S-14, S-15
    CHECK(after_answer([](auto&, auto& data) { data[0] ^= 1; }) == errc::bad_answer);
    CHECK(after_answer([](auto&, auto& data) { data[4] ^= 1; }) == errc::bad_answer);
    CHECK(after_answer([](auto&, auto& data) { data[20] ^= 1; }) == errc::bad_answer);
    CHECK(after_answer([](auto&, auto& data) {
              data.resize(data.size() - 4);
          }) == errc::bad_answer);
    CHECK(after_answer([](auto&, auto& data) { data.resize(60); }) == errc::bad_answer);
    CHECK(after_answer([](auto&, auto& data) { append(data, value(0)); }) == errc::bad_answer);
    CHECK(after_answer([](auto& s, auto&) { s.padding = 16 + 8; }) == errc::bad_answer);
    CHECK(!after_answer([](auto&, auto&) {}));
}

TEST_CASE("an unsafe group is refused") { // S-16, S-18
    using crypto::errc;
    CHECK(after_parameters([](auto& s) { s.prime = {}; }) == errc::unsafe_prime);
    CHECK(after_parameters([](auto& s) { s.prime.pop_back(); }) == errc::unsafe_prime);
    CHECK(after_parameters([](auto& s) {
              s.prime.insert(s.prime.begin(), 1);
          }) == errc::unsafe_prime);
    CHECK(after_parameters([](auto& s) { s.prime[255] -= 1; }) == errc::unsafe_prime);
    CHECK(after_parameters([](auto& s) { s.prime[255] -= 2; }) == errc::unsafe_prime);
    for (const std::int32_t g : {0, 1, 2, 5, 6, 8, -1, INT32_MAX, INT32_MIN})
        CHECK(after_parameters([&](auto& s) {
                  s.g_a = power_of_two(2000);
                  s.g = g;
              }) == errc::unsafe_generator);
    for (const std::int32_t g : {3, 4, 7})
        CHECK(!after_parameters([&](auto& s) { s.g = g; }));
}

TEST_CASE("a public value outside its range is refused, and the limits are accepted") { // S-19
    const auto with = [](byte_buffer g_a) {
        return after_parameters([&](auto& s) { s.g_a = g_a; });
    };
    auto below = byte_buffer(248, 0xff); // 2^1984 - 1
    CHECK(with({0}) == crypto::errc::unsafe_public_value);
    CHECK(with({1}) == crypto::errc::unsafe_public_value);
    CHECK(with(below) == crypto::errc::unsafe_public_value);
    CHECK(!with(power_of_two(1984)));
    CHECK(!with(prime_minus(power_of_two(1984))));
    CHECK(with(prime_minus(below)) == crypto::errc::unsafe_public_value);
    CHECK(with(prime_minus(byte_buffer{1})) == crypto::errc::unsafe_public_value);
    CHECK(with(prime_minus({})) == crypto::errc::unsafe_public_value);
    CHECK(with(byte_buffer(257, 1)) == crypto::errc::unsafe_public_value);
}

TEST_CASE("the client's public value is drawn again if it is out of range") { // S-20
    struct small_b final : crypto::random_source {
        fixed_random real;
        int small = 2;
        bool fill(byte_span bytes) noexcept override {
            if (!real.fill(bytes))
                return false;
            if (bytes.size() == 256 && small-- > 0) // g^1 is far too small
                for (std::size_t i = 0; i != 256; ++i)
                    bytes[i] = i == 255 ? 1 : 0;
            return true;
        }
    } random;
    exchange_scene s;
    mtproto::key_exchange client{{.keys = exchange_scene::keys()}, random};
    byte_buffer out;
    CHECK(!client.start(s.now, out));
    s.out = std::exchange(out, {});
    s.take_nonce();
    CHECK(!client.receive(s.packet(s.res_pq()), s.now, out));
    s.out = std::exchange(out, {});
    s.take_new_nonce();

    CHECK(!client.receive(s.packet(s.dh_params()), s.now, out));

    CHECK(random.small < 0);
    s.out = out;
    s.take_key();
    random.small = 100;
    CHECK(
        client.receive(s.packet(s.confirmation(id::dh_gen_retry, 2)), s.now, out) ==
        crypto::errc::unsafe_public_value
    );
}

TEST_CASE("the hash that confirms the key must be right, and of the right number"
) { // S-22, S-23, S-25
    CHECK(after_confirmation([](auto& s) {
              s.shared[0] ^= 1;
              return s.confirmation(id::dh_gen_ok, 1);
          }) == errc::bad_key_hash);
    CHECK(after_confirmation([](auto& s) {
              return s.confirmation(id::dh_gen_ok, 2);
          }) == errc::bad_key_hash);
    CHECK(after_confirmation([](auto& s) {
              return s.confirmation(id::dh_gen_retry, 1);
          }) == errc::bad_key_hash);
    CHECK(after_confirmation([](auto& s) {
              return s.confirmation(id::dh_gen_fail, 1);
          }) == errc::bad_key_hash);
    CHECK(after_confirmation([](auto& s) {
              auto body = s.confirmation(id::dh_gen_ok, 1);
              append_le(body, 0);
              return body;
          }) == errc::malformed);
    CHECK(!after_confirmation([](auto& s) { return s.confirmation(id::dh_gen_ok, 1); }));
}

TEST_CASE("answers out of order, twice or of a later step end the exchange") { // S-26
    exchange_scene early;
    early.new_nonce = {};
    CHECK(
        early.deliver(early.packet(early.confirmation(id::dh_gen_ok, 1))) ==
        errc::unexpected_message
    );
    exchange_scene twice;
    const auto res_pq = twice.packet(twice.res_pq());
    twice.reach_parameters();
    CHECK(twice.deliver(res_pq) == errc::unexpected_message);
    exchange_scene again;
    again.reach_confirmation();
    CHECK(again.deliver(again.packet(again.dh_params())) == errc::unexpected_message);
    exchange_scene over;
    over.reach_confirmation();
    const auto done = over.packet(over.confirmation(id::dh_gen_ok, 1));
    CHECK(!over.deliver(done));
    CHECK(over.deliver(done) == errc::unexpected_message);
}

TEST_CASE("encrypted packets, updates and errors are refused in an exchange") { // S-27
    const auto after = [](const std::function<byte_buffer(exchange_scene&)>& make) {
        exchange_scene s;
        return s.deliver(make(s));
    };
    CHECK(after([](auto&) { return byte_buffer(88, 3); }) == errc::unexpected_message);
    CHECK(after([](auto& s) {
              return s.packet(value(id::rpc_error, 400, 0));
          }) == errc::unexpected_message);
    CHECK(after([](auto& s) { return s.packet(value(some_update)); }) == errc::unexpected_message);
    CHECK(after([](auto& s) { return s.packet({}); }) == errc::unexpected_message);
    CHECK(after([](auto&) { return byte_buffer{}; }) == errc::malformed);
    CHECK(after([](auto& s) { return s.packet(s.res_pq(), 2); }) == errc::bad_message_id);
    CHECK(after([](auto& s) {
              auto packet = s.packet(s.res_pq());
              packet.resize(packet.size() + 4);
              return packet;
          }) == errc::malformed);
}

TEST_CASE("a failing random source ends the exchange in every step") { // S-31
    for (auto calls = 0; calls != 8; ++calls) {
        exchange_scene s;
        fixed_random random;
        random.calls_left = calls;
        mtproto::key_exchange client{{.keys = exchange_scene::keys()}, random};
        byte_buffer out;
        auto error = client.start(s.now, out);
        for (auto step = 0; !error && step != 2; ++step) {
            s.out = std::exchange(out, {});
            if (step == 0)
                s.take_nonce();
            else
                s.take_new_nonce();
            error = client.receive(s.packet(step == 0 ? s.res_pq() : s.dh_params()), s.now, out);
        }
        if (calls < 6) // nonce, new_nonce, padding, temp_key at least once, b, padding
            CHECK(error);
        CHECK(out.empty() == bool(error));
    }
}

TEST_CASE("every truncated or altered packet of an exchange is an error or changes nothing") {
    for (auto step = 0; step != 3; ++step) {
        const auto reach = [step](exchange_scene& s) {
            if (step == 1)
                s.reach_parameters();
            if (step == 2)
                s.reach_confirmation();
            return s.packet(
                step == 0   ? s.res_pq()
                : step == 1 ? s.dh_params()
                            : s.confirmation(id::dh_gen_ok, 1)
            );
        };
        exchange_scene first;
        const auto size = reach(first).size();
        for (std::size_t i = 0; i < size; ++i) {
            exchange_scene cut;
            auto packet = reach(cut);
            packet.resize(i);
            CHECK(cut.deliver(packet));
            exchange_scene flipped;
            packet = reach(flipped);
            packet[i] ^= 0x40;
            const auto in_msg_id = i >= 8 && i < 16;
            const auto unproven =
                step == 0 && i >= 40 && i < 68; // server_nonce and pq: detected by the server
            const auto error = flipped.deliver(packet);
            CHECK((in_msg_id || unproven || error));
        }
    }
}

TEST_CASE("a stopped exchange is over, and its secrets are gone") {
    exchange_scene s;
    s.reach_parameters();
    // RFC 3526, group 14: a safe prime that has to be proven.
    crypto::detail::big_number prime;
    BN_get_rfc3526_prime_2048(prime.get());
    s.prime = prime.minimal();
    s.g = 2;
    awaitgram::stop_flag stop;
    stop.set();
    s.out.clear();
    const auto parameters = s.packet(s.dh_params());

    CHECK(s.client.receive(parameters, s.now, s.out, &stop) == crypto::errc::stopped);
    CHECK(s.out.empty());
    CHECK(s.client.receive(parameters, s.now, s.out) == errc::unexpected_message);
}
