// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/crypto/factorize.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/mtproto/detail/exchange_secrets.hpp>
#include <awaitgram/mtproto/detail/plain_message.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/key_exchange.hpp>

#include <array>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <system_error>

// The steps of the key exchange, in order.

namespace awaitgram::mtproto {

AWAITGRAM_DECL key_exchange::~key_exchange() {
    wipe();
}

AWAITGRAM_DECL std::error_code key_exchange::start(time_point now, byte_buffer& packet) {
    return conclude(ask_for_pq(now), packet);
}

AWAITGRAM_DECL std::error_code key_exchange::receive(
    byte_view packet, time_point now, byte_buffer& packet_to_send, const stop_flag* stop
) {
    last_packet_.clear();
    stop_ = stop;
    const auto error = step(packet, now);
    stop_ = nullptr;
    return conclude(error, packet_to_send);
}

AWAITGRAM_DECL key_exchange_result key_exchange::take() {
    assert(done());
    key_exchange_result taken{
        crypto::auth_key{shared_}, detail::first_salt(new_nonce_, server_nonce_), offset_, {}};
    if (options_.expires_in.count() > 0)
        taken.expires_at = expires_at_;
    wipe();
    return taken;
}

AWAITGRAM_DECL void key_exchange::send(byte_view body, time_point now, stage next) {
    last_packet_.clear();
    const auto server_now = now + std::chrono::duration_cast<time_point::duration>(offset_);
    detail::append_plain(last_packet_, ids_.next_id(server_now), body);
    stage_ = next;
}

/// An error ends the exchange and wipes all secrets.
AWAITGRAM_DECL std::error_code key_exchange::conclude(std::error_code error, byte_buffer& out) {
    if (error) {
        wipe();
        stage_ = stage::dead;
    }
    append(out, last_packet_);
    return error;
}

AWAITGRAM_DECL void key_exchange::wipe() noexcept {
    crypto::wipe(new_nonce_);
    crypto::wipe(shared_);
    crypto::wipe(last_packet_);
    aes_.wipe();
    last_packet_.clear();
}

AWAITGRAM_DECL std::error_code key_exchange::ask_for_pq(time_point now) {
    if (!random_->fill(nonce_))
        return errc::no_randomness;
    byte_buffer body;
    append_le(body, detail::id::req_pq_multi);
    append(body, nonce_);
    key_attempts_ = 0;
    retry_id_ = 0;
    send(body, now, stage::pq_asked);
    return {};
}

AWAITGRAM_DECL std::error_code key_exchange::step(byte_view packet, time_point now) {
    const auto message = detail::parse_plain(packet);
    if (!message)
        return message.error();
    if (message->msg_id % 4 != 1)
        return errc::bad_message_id;
    switch (stage_) {
    case stage::pq_asked:
        return on_pq(message->body, now);
    case stage::parameters_asked:
        return on_parameters(message->body, now);
    case stage::key_sent:
        return on_confirmation(message->body, now);
    case stage::idle:
    case stage::done:
    case stage::dead:
        break;
    }
    return errc::unexpected_message;
}

/// Reads both nonces, with which all answers but the first begin.
AWAITGRAM_DECL std::error_code key_exchange::nonces_match(detail::reader& in) const {
    const auto nonce = in.int128();
    const auto server_nonce = in.int128();
    if (!in.ok())
        return errc::malformed;
    return nonce == nonce_ && server_nonce == server_nonce_ ? std::error_code{} : errc::wrong_nonce;
}

AWAITGRAM_DECL std::error_code key_exchange::on_pq(byte_view body, time_point now) {
    if (detail::constructor_of(body) != detail::id::resPQ)
        return errc::unexpected_message;
    detail::reader in{body.subspan(4)};
    const auto nonce = in.int128();
    server_nonce_ = in.int128();
    const auto pq = in.string();
    const auto fingerprints = in.longs();
    if (!in.finished())
        return errc::malformed;
    if (nonce != nonce_)
        return errc::wrong_nonce;
    const auto* key = choose_key(fingerprints);
    if (key == nullptr)
        return errc::no_known_key;

    auto digits = pq;
    while (!digits.empty() && digits[0] == 0)
        digits = digits.subspan(1);
    if (digits.size() > 8 || pq.size() > 16)
        return errc::bad_pq;
    const auto number = load_be(digits);
    if (number > 0x7fff'ffff'ffff'ffff || number % 2 == 0 || number < 15)
        return errc::bad_pq;
    const auto factors = crypto::factorize(number, stop_);
    if (!factors)
        return factors.error();
    const auto p = minimal_be(factors->first);
    const auto q = minimal_be(factors->second);
    auto data = inner_data(pq, p, q);
    if (!data)
        return data.error();
    const auto encrypted = crypto::rsa_pad(*data, *key, *random_);
    crypto::wipe(*data);
    if (!encrypted)
        return encrypted.error();

    byte_buffer request;
    append_le(request, detail::id::req_DH_params);
    append(request, nonce_);
    append(request, server_nonce_);
    detail::append_string(request, p);
    detail::append_string(request, q);
    append_le(request, key->fingerprint());
    detail::append_string(request, *encrypted);
    send(request, now, stage::parameters_asked);
    return {};
}

/// The client's preference decides, not the order of the server's list.
AWAITGRAM_DECL const crypto::rsa_public_key* key_exchange::choose_key(byte_view fingerprints
) const {
    for (const auto& key : options_.keys)
        for (std::size_t at = 0; at < fingerprints.size(); at += 8)
            if (load_le<std::int64_t>(fingerprints.data() + at) == key.fingerprint())
                return &key;
    return nullptr;
}

/// The data encrypted with the server's public key: the numbers so far and a new secret.
AWAITGRAM_DECL result<byte_buffer>
key_exchange::inner_data(byte_view pq, byte_view p, byte_view q) {
    if (!random_->fill(new_nonce_))
        return failure(make_error_code(errc::no_randomness));
    const auto temporary = options_.expires_in.count() > 0;
    byte_buffer data;
    data.reserve(144); // avoids copies of the secret
    append_le(data, temporary ? detail::id::p_q_inner_data_temp_dc : detail::id::p_q_inner_data_dc);
    detail::append_string(data, pq);
    detail::append_string(data, p);
    detail::append_string(data, q);
    append(data, nonce_);
    append(data, server_nonce_);
    append(data, new_nonce_);
    append_le(data, options_.dc);
    if (temporary)
        append_le(data, static_cast<std::int32_t>(options_.expires_in.count()));
    return data;
}

AWAITGRAM_DECL std::error_code key_exchange::on_parameters(byte_view body, time_point now) {
    const auto constructor = detail::constructor_of(body);
    if (constructor != detail::id::server_DH_params_ok &&
        constructor != detail::id::server_DH_params_fail)
        return errc::unexpected_message;
    detail::reader in{body.subspan(4)};
    if (const auto error = nonces_match(in))
        return error;
    if (constructor == detail::id::server_DH_params_fail) {
        const auto hash = in.int128();
        const auto expected = crypto::sha1({new_nonce_});
        const auto right = crypto::equal(byte_view{expected}.subspan(4), hash);
        return right && in.finished() ? errc::parameters_refused : errc::bad_key_hash;
    }
    const auto answer = in.string();
    if (!in.finished())
        return errc::malformed;
    if (answer.empty() || answer.size() % 16 != 0 || answer.size() > 1024)
        return errc::bad_answer;
    byte_buffer plain(answer.begin(), answer.end());
    aes_.derive(server_nonce_, new_nonce_);
    crypto::ige_decrypt(plain, aes_.key, aes_.iv);
    const auto error = read_answer(plain, now);
    crypto::wipe(plain);
    return error ? error : send_key(now);
}

/// Checks and stores the server's half of the Diffie-Hellman exchange.
///
///     | SHA-1 of the data (20) | server_DH_inner_data | 0 to 15 bytes of padding |
AWAITGRAM_DECL std::error_code key_exchange::read_answer(byte_span plain, time_point now) {
    if (plain.size() < 20)
        return errc::bad_answer;
    const auto data = plain.subspan(20);
    detail::reader in{data};
    in.expect(detail::id::server_DH_inner_data);
    const auto nonces = nonces_match(in);
    const auto g = in.int32();
    const auto prime = in.string();
    const auto g_a = in.string();
    const auto server_time = in.int32();
    const auto hash = crypto::sha1({data.first(in.offset())});
    const auto intact = crypto::equal(hash, plain.first(20));
    if (!intact || !in.ok() || nonces || in.rest().size() > 15)
        return errc::bad_answer;

    if (const auto error = crypto::check_group(prime, g, stop_))
        return error;
    if (const auto error = crypto::check_public(g_a, prime))
        return error;
    g_ = g;
    prime_.assign(prime.begin(), prime.end());
    g_a_.assign(g_a.begin(), g_a.end());
    const auto server_now = from_unix(server_time);
    offset_ = server_clock::offset_to(server_now, now).value_or(std::chrono::nanoseconds{0});
    expires_at_ = server_now + options_.expires_in;
    return {};
}

/// Generates the client's half, stores the shared key and sends the half.
AWAITGRAM_DECL std::error_code key_exchange::send_key(time_point now) {
    std::array<std::uint8_t, 256> b{};
    std::array<std::uint8_t, 256> g_b{};
    std::error_code error = errc::no_randomness;
    for (auto tries = 0; error && tries != 8; ++tries) {
        if (!random_->fill(b))
            break;
        g_b = crypto::power_of_generator(g_, b, prime_);
        error = crypto::check_public(g_b, prime_);
    }
    if (!error) {
        auto shared = crypto::power(g_a_, b, prime_);
        shared_ = shared;
        crypto::wipe(shared);
    }
    crypto::wipe(b);
    byte_buffer encrypted;
    if (!error)
        error = seal_key(g_b, encrypted);
    if (error)
        return error;

    byte_buffer request;
    append_le(request, detail::id::set_client_DH_params);
    append(request, nonce_);
    append(request, server_nonce_);
    detail::append_string(request, encrypted);
    send(request, now, stage::key_sent);
    return {};
}

/// Encrypts the client's half: SHA-1, data and random padding.
AWAITGRAM_DECL std::error_code key_exchange::seal_key(byte_view g_b, byte_buffer& encrypted) {
    while (!g_b.empty() && g_b[0] == 0)
        g_b = g_b.subspan(1);
    byte_buffer data;
    append_le(data, detail::id::client_DH_inner_data);
    append(data, nonce_);
    append(data, server_nonce_);
    append_le(data, retry_id_);
    detail::append_string(data, g_b);
    append(encrypted, crypto::sha1({data}));
    append(encrypted, data);
    const auto size = encrypted.size();
    encrypted.resize((size + 15) / 16 * 16);
    if (!random_->fill(byte_span{encrypted}.subspan(size)))
        return errc::no_randomness;
    crypto::ige_encrypt(encrypted, aes_.key, aes_.iv);
    return {};
}

AWAITGRAM_DECL std::error_code key_exchange::on_confirmation(byte_view body, time_point now) {
    const auto constructor = detail::constructor_of(body);
    const std::uint8_t number = constructor == detail::id::dh_gen_ok      ? 1
                                : constructor == detail::id::dh_gen_retry ? 2
                                : constructor == detail::id::dh_gen_fail  ? 3
                                                                          : 0;
    if (number == 0)
        return errc::unexpected_message;
    detail::reader in{body.subspan(4)};
    if (const auto error = nonces_match(in))
        return error;
    const auto hash = in.int128();
    if (!in.finished())
        return errc::malformed;
    const auto aux_hash = crypto::auth_key{shared_}.aux_hash();
    if (!crypto::equal(detail::new_nonce_hash(new_nonce_, number, aux_hash), hash))
        return errc::bad_key_hash;

    if (number == 1) {
        stage_ = stage::done;
        return {};
    }
    if (number == 2) {
        retry_id_ = aux_hash;
        return ++key_attempts_ < most_key_attempts ? send_key(now) : errc::too_many_attempts;
    }
    return ++restarts_ <= most_restarts ? ask_for_pq(now) : errc::too_many_attempts;
}

} // namespace awaitgram::mtproto
