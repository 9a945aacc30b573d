// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/mtproto/detail/exchange_secrets.hpp>
#include <awaitgram/mtproto/detail/plain_message.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/message_id.hpp>
#include <awaitgram/testing/server/crypto/primes.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/protocol/exchange_table.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace awaitgram::testing {

namespace id = mtproto::detail::id;

/// A key that an exchange created.
struct created_key {
    crypto::auth_key key;
    /// The first salt of the key.
    std::int64_t salt{};
    /// Units: seconds; zero for a permanent key.
    std::int32_t expires_in{};
    /// The data centre that the client asked for, as it wrote it; 0 when it named none.
    std::int32_t dc{};
};

/// A server's answer to one plain packet.
struct exchange_reply {
    /// The packet to send; empty when there is a transport error instead.
    byte_buffer packet{};
    /// -404 for a wrong request, -444 for a request to another data centre, else 0.
    std::int32_t transport_error = 0;
    /// Set once, with the packet that completes an exchange.
    std::optional<created_key> created{};
};

/// The server's side of key exchanges, any number of them at a time: packets in, packets out. Pure.
///
/// Uses Telegram's own group with g = 3. The client's data may be encrypted by RSA_PAD or, as old clients do, behind its SHA-1.
/// Padding after a request, inside the stated length or behind it, is ignored. A repeated request gets the same reply for ten
/// minutes; a wrong one ends its exchange, and every later request gets -404.
/// Spec: https://core.telegram.org/mtproto/auth_key
class key_exchange {
public:
    /// `random` must outlive the machine.
    key_exchange(
        crypto::rsa_private_key key,
        std::int32_t dc,
        crypto::random_source& random,
        other_dcs others = other_dcs::accepted
    )
        : key_(std::move(key)), fingerprint_(key_.public_key().fingerprint()), dc_(dc),
          others_(others), random_(random) {}
    key_exchange(const key_exchange&) = delete;
    key_exchange& operator=(const key_exchange&) = delete;

    /// Whether a key id is in use already; the client is then asked for another key.
    std::function<bool(std::int64_t)> is_taken;

    /// Asks for another key the next `times` times, as if the offered one were in use.
    void force_retry(int times) noexcept { forced_retries_ = times; }

    /// The number of exchanges that are remembered.
    [[nodiscard]] std::size_t size() const noexcept { return exchanges_.size(); }

    /// Takes a client's plain packet.
    ///
    ///     | 0 (8) | msg_id (8) | length (4) | body (length) |
    [[nodiscard]] exchange_reply receive(byte_view packet, time_point now) {
        reader outer{packet};
        const auto auth_key_id = outer.int64();
        (void)outer.int64(); // the message id is of no use here
        const auto padded = outer.take(outer.uint32());
        if (!outer.ok() || auth_key_id != 0 || outer.rest().size() > 15)
            return refusal(not_found);
        exchanges_.forget_old(now);
        const auto body = without_padding(padded);
        switch (mtproto::detail::constructor_of(body)) {
        case id::req_pq:
        case id::req_pq_multi:
            return begin(body, now);
        case id::req_DH_params:
        case id::set_client_DH_params:
            return proceed(body, now);
        default:
            return refusal(not_found);
        }
    }

private:
    using reader = mtproto::detail::reader;
    using nonce128 = mtproto::detail::nonce128;
    using exchange = pending_exchange;
    using step = pending_exchange::step;
    static constexpr std::int32_t not_found = -404;
    static constexpr std::int32_t invalid_dc = -444;
    static constexpr std::size_t most_steps = 16;

    /// A request without the random bytes that some clients append; a malformed one as it is.
    static byte_view without_padding(byte_view padded) {
        constexpr std::size_t most_padding = 255;
        reader in{padded};
        const auto constructor = in.uint32();
        (void)in.int128();
        if (constructor == id::req_DH_params || constructor == id::set_client_DH_params)
            (void)in.int128();
        if (constructor == id::req_DH_params) {
            (void)in.string();
            (void)in.string();
            (void)in.int64();
        }
        if (constructor == id::req_DH_params || constructor == id::set_client_DH_params)
            (void)in.string();
        return in.ok() && in.rest().size() <= most_padding ? padded.first(in.offset()) : padded;
    }

    static exchange_reply refusal(std::int32_t code) {
        exchange_reply reply;
        reply.transport_error = code;
        return reply;
    }

    exchange_reply fail(exchange& current, std::int32_t code = not_found) {
        current.at = step::failed;
        current.wipe_secrets();
        current.steps.clear();
        return refusal(code);
    }

    /// Puts a body into a plain packet.
    exchange_reply answer(byte_view body, time_point now) {
        exchange_reply reply;
        mtproto::detail::append_plain(reply.packet, ids_.next_id(now, 1), body);
        return reply;
    }

    exchange_reply
    remember_and_answer(exchange& current, byte_view request, byte_buffer body, time_point now) {
        auto reply = answer(body, now);
        if (current.steps.size() == most_steps)
            return fail(current);
        current.steps.push_back({{request.begin(), request.end()}, std::move(body)});
        return reply;
    }

    [[nodiscard]] std::optional<exchange_reply>
    repeated(const exchange& current, byte_view request, time_point now) {
        for (const auto& known : current.steps)
            if (std::equal(
                    request.begin(), request.end(), known.request.begin(), known.request.end()
                ))
                return answer(known.reply, now);
        return std::nullopt;
    }

    /// req_pq_multi#be7e8ef1 nonce:int128 = ResPQ
    exchange_reply begin(byte_view body, time_point now) {
        reader in{body};
        (void)in.uint32();
        const auto nonce = in.int128();
        if (!in.finished())
            return refusal(not_found);
        if (auto* known = exchanges_.find(nonce)) {
            const auto again = repeated(*known, body, now);
            return again ? *again : fail(*known);
        }
        nonce128 server_nonce;
        const auto primes = random_primes(random_);
        if (!primes || !random_.fill(server_nonce))
            return refusal(not_found);
        auto& current = exchanges_.add(nonce, now);
        current.server_nonce = server_nonce;
        current.p = primes->first;
        current.q = primes->second;

        byte_buffer reply;
        append_le(reply, id::resPQ);
        append(reply, nonce);
        append(reply, current.server_nonce);
        mtproto::detail::append_string(reply, minimal_be(std::uint64_t{current.p} * current.q));
        const std::int64_t fingerprints[]{fingerprint_};
        mtproto::detail::append_longs(reply, fingerprints);
        return remember_and_answer(current, body, std::move(reply), now);
    }

    exchange_reply proceed(byte_view body, time_point now) {
        reader in{body};
        const auto constructor = in.uint32();
        const auto nonce = in.int128();
        const auto server_nonce = in.int128();
        auto* const known = exchanges_.find(nonce);
        if (!in.ok() || known == nullptr)
            return refusal(not_found);
        auto& current = *known;
        if (server_nonce != current.server_nonce)
            return fail(current);
        if (auto again = repeated(current, body, now))
            return std::move(*again);
        if (constructor == id::req_DH_params && current.at == step::pq_sent)
            return parameters(in, nonce, current, body, now);
        if (constructor == id::set_client_DH_params && current.at == step::parameters_sent)
            return finish(in, nonce, current, body, now);
        return fail(current);
    }

    /// req_DH_params#d712e4be nonce server_nonce p:string q:string public_key_fingerprint:long encrypted_data:string
    exchange_reply parameters(
        reader& in, const nonce128& nonce, exchange& current, byte_view request, time_point now
    ) {
        const auto p = in.string();
        const auto q = in.string();
        const auto fingerprint = in.int64();
        const auto encrypted = in.string();
        if (!in.finished() || !is_number(p, current.p) || !is_number(q, current.q) ||
            fingerprint != fingerprint_ || encrypted.empty() || encrypted.size() > 256)
            return fail(current);
        std::array<std::uint8_t, 256> block{}; // some clients omit leading zeros
        std::copy(encrypted.begin(), encrypted.end(), block.end() - std::ssize(encrypted));
        auto accepted = not_found;
        if (auto inner = key_.open_rsa_pad(block))
            accepted = read_inner_data(*inner, nonce, current);
        if (accepted == not_found)
            if (auto inner = key_.open_sha1_padded(block))
                accepted = read_inner_data(*inner, nonce, current);
        if (accepted != 0)
            return fail(current, accepted);

        if (!random_.fill(current.a))
            return fail(current);
        const auto g_a = crypto::power_of_generator(generator, current.a, crypto::known_prime());
        byte_buffer inner;
        append_le(inner, id::server_DH_inner_data);
        append(inner, nonce);
        append(inner, current.server_nonce);
        append_le(inner, generator);
        mtproto::detail::append_string(inner, crypto::known_prime());
        mtproto::detail::append_string(inner, g_a);
        append_le(inner, static_cast<std::int32_t>(unix_seconds(now)));

        byte_buffer sealed(20);
        const auto hash = crypto::sha1({inner});
        std::copy(hash.begin(), hash.end(), sealed.begin());
        append(sealed, inner);
        const auto plain = sealed.size();
        sealed.resize((plain + 15) / 16 * 16);
        if (!random_.fill(byte_span{sealed}.subspan(plain)))
            return fail(current);
        mtproto::detail::exchange_aes aes;
        aes.derive(current.server_nonce, current.new_nonce);
        crypto::ige_encrypt(sealed, aes.key, aes.iv);

        byte_buffer reply;
        append_le(reply, id::server_DH_params_ok);
        append(reply, nonce);
        append(reply, current.server_nonce);
        mtproto::detail::append_string(reply, sealed);
        current.at = step::parameters_sent;
        return remember_and_answer(current, request, std::move(reply), now);
    }

    /// Reads a P_Q_inner_data and remembers the new nonce; returns 0 or a transport error.
    std::int32_t read_inner_data(byte_view data, const nonce128& nonce, exchange& current) const {
        constexpr std::uint32_t plain = 0x83c95aec;
        constexpr std::uint32_t temporary = 0x3c6a84d4;
        reader in{data};
        const auto constructor = in.uint32();
        const auto with_dc =
            constructor == id::p_q_inner_data_dc || constructor == id::p_q_inner_data_temp_dc;
        const auto expires = constructor == id::p_q_inner_data_temp_dc || constructor == temporary;
        if (!with_dc && constructor != plain && constructor != temporary)
            return not_found;
        const auto pq = in.string();
        const auto p = in.string();
        const auto q = in.string();
        const auto same_nonce = in.int128() == nonce;
        const auto same_server_nonce = in.int128() == current.server_nonce;
        const auto new_nonce = in.take(32);
        const auto dc = with_dc ? in.int32() : 0;
        const auto expires_in = expires ? in.int32() : 0;
        if (!in.ok() || !same_nonce || !same_server_nonce || !is_number(p, current.p) ||
            !is_number(q, current.q) || !is_number(pq, std::uint64_t{current.p} * current.q) ||
            (expires && expires_in <= 0))
            return not_found;
        // Negative numbers are for files only.
        if (others_ == other_dcs::refused && with_dc && dc != dc_ && dc != -dc_)
            return invalid_dc;
        std::copy(new_nonce.begin(), new_nonce.end(), current.new_nonce.begin());
        current.expires_in = expires_in;
        current.dc = dc;
        return 0;
    }

    /// set_client_DH_params#f5045f1f nonce server_nonce encrypted_data:string
    exchange_reply finish(
        reader& in, const nonce128& nonce, exchange& current, byte_view request, time_point now
    ) {
        const auto encrypted = in.string();
        if (!in.finished() || encrypted.size() < 32 || encrypted.size() % 16 != 0 ||
            encrypted.size() > 1024)
            return fail(current);
        byte_buffer plain{encrypted.begin(), encrypted.end()};
        mtproto::detail::exchange_aes aes;
        aes.derive(current.server_nonce, current.new_nonce);
        crypto::ige_decrypt(plain, aes.key, aes.iv);

        // client_DH_inner_data#6643b654 nonce server_nonce retry_id:long g_b:string
        const auto data = byte_view{plain}.subspan(20);
        reader inner{data};
        inner.expect(id::client_DH_inner_data);
        const auto same_nonce = inner.int128() == nonce;
        const auto same_server_nonce = inner.int128() == current.server_nonce;
        const auto retry_id = inner.int64();
        const auto g_b = inner.string();
        const auto hash = crypto::sha1({data.first(inner.offset())});
        if (!inner.ok() || !crypto::equal(hash, byte_view{plain}.first(20)) ||
            inner.rest().size() > 15 || !same_nonce || !same_server_nonce ||
            retry_id != current.retry_id || crypto::check_public(g_b, crypto::known_prime()))
            return fail(current);

        auto shared = crypto::power(g_b, current.a, crypto::known_prime());
        crypto::auth_key key{shared};
        crypto::wipe(shared);
        const auto taken = forced_retries_ > 0 || (is_taken && is_taken(key.id()));

        byte_buffer reply;
        append_le(reply, taken ? id::dh_gen_retry : id::dh_gen_ok);
        append(reply, nonce);
        append(reply, current.server_nonce);
        append(
            reply, mtproto::detail::new_nonce_hash(current.new_nonce, taken ? 2 : 1, key.aux_hash())
        );
        if (taken) {
            forced_retries_ = std::max(forced_retries_ - 1, 0);
            current.retry_id = static_cast<std::int64_t>(key.aux_hash());
            return remember_and_answer(current, request, std::move(reply), now);
        }
        const auto salt = mtproto::detail::first_salt(current.new_nonce, current.server_nonce);
        auto answer = remember_and_answer(current, request, std::move(reply), now);
        if (answer.transport_error != 0)
            return answer;
        answer.created.emplace(created_key{std::move(key), salt, current.expires_in, current.dc});
        current.at = step::finished;
        current.wipe_secrets();
        return answer;
    }

    /// Whether big-endian bytes, with leading zeros or without, are this number.
    static bool is_number(byte_view bytes, std::uint64_t number) noexcept {
        return bytes.size() <= 8 && load_be(bytes) == number;
    }

    static constexpr std::int32_t generator = 3;

    crypto::rsa_private_key key_;
    std::int64_t fingerprint_;
    std::int32_t dc_;
    other_dcs others_;
    crypto::random_source& random_;
    mtproto::message_ids ids_;
    exchange_table exchanges_;
    int forced_retries_ = 0;
};

} // namespace awaitgram::testing
