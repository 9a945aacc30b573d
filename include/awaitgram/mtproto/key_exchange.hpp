// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/mtproto/detail/exchange_secrets.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/error.hpp>
#include <awaitgram/mtproto/message_id.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <system_error>

namespace awaitgram::mtproto {

/// The parameters of a key exchange.
struct key_exchange_options {
    /// The trusted public keys, in order of preference; they must outlive the exchange.
    std::span<const crypto::rsa_public_key> keys;
    /// The data centre: plus 10000 for test servers, negative for media only.
    std::int32_t dc = 2;
    /// The lifetime of a temporary key (perfect forward secrecy); zero for a permanent one.
    std::chrono::seconds expires_in{0};
};

/// The result of a key exchange.
struct key_exchange_result {
    crypto::auth_key key;
    std::int64_t salt{};
    /// The server's clock minus the local one; zero if the server's was implausible.
    std::chrono::nanoseconds time_offset{};
    /// The end of a temporary key, by the server's clock.
    std::optional<time_point> expires_at;
};

/// The client's side of the creation of an authorisation key, as a state machine of packets.
///
/// Every value from the server is checked as https://core.telegram.org/mtproto/auth_key and
/// https://core.telegram.org/mtproto/security_guidelines require. After an error the exchange is over, its secrets are wiped, and
/// the connection should be closed.
class key_exchange {
public:
    /// `random` must outlive the machine.
    key_exchange(key_exchange_options options, crypto::random_source& random)
        : options_(options), random_(&random) {}
    ~key_exchange();
    key_exchange(const key_exchange&) = delete;
    key_exchange& operator=(const key_exchange&) = delete;

    /// Appends the first packet.
    [[gnu::cold]] std::error_code start(time_point now, byte_buffer& packet);

    /// Handles a packet from the server and appends the next one to send, if any.
    ///
    /// Takes some tens of milliseconds where pq is factorised, and half a second for a group that is not known; so it may run on another
    /// thread than the other calls, and `stop` ends it early.
    /// Errors: `errc` and the errors of crypto; the exchange is over then.
    [[gnu::cold]] std::error_code receive(
        byte_view packet,
        time_point now,
        byte_buffer& packet_to_send,
        const stop_flag* stop = nullptr
    );

    /// The last packet, to send it again unchanged if the answer seems to be lost.
    [[nodiscard]] byte_view last_packet() const noexcept { return last_packet_; }

    [[nodiscard]] bool done() const noexcept { return stage_ == stage::done; }

    /// Takes the new key; call it once, after `done()`.
    [[nodiscard, gnu::cold]] key_exchange_result take();

private:
    enum class stage { idle, pq_asked, parameters_asked, key_sent, done, dead };
    static constexpr int most_key_attempts = 5;
    static constexpr int most_restarts = 2;

    [[gnu::cold]] std::error_code ask_for_pq(time_point now);
    [[gnu::cold]] std::error_code step(byte_view packet, time_point now);
    [[gnu::cold]] std::error_code on_pq(byte_view body, time_point now);
    [[gnu::cold]] std::error_code on_parameters(byte_view body, time_point now);
    [[gnu::cold]] std::error_code on_confirmation(byte_view body, time_point now);

    [[gnu::cold]] std::error_code nonces_match(detail::reader& in) const;
    [[gnu::cold]] const crypto::rsa_public_key* choose_key(byte_view fingerprints) const;
    [[gnu::cold]] result<byte_buffer> inner_data(byte_view pq, byte_view p, byte_view q);
    [[gnu::cold]] std::error_code read_answer(byte_span encrypted, time_point now);
    [[gnu::cold]] std::error_code send_key(time_point now);
    [[gnu::cold]] std::error_code seal_key(byte_view g_b, byte_buffer& encrypted);

    [[gnu::cold]] void send(byte_view body, time_point now, stage next);
    [[gnu::cold]] std::error_code conclude(std::error_code error, byte_buffer& out);
    [[gnu::cold]] void wipe() noexcept;

    key_exchange_options options_;
    crypto::random_source* random_;
    const stop_flag* stop_ = nullptr; // during receive
    stage stage_ = stage::idle;
    int key_attempts_ = 0;
    int restarts_ = 0;
    message_ids ids_;
    byte_buffer last_packet_;
    std::chrono::nanoseconds offset_{0};
    time_point expires_at_{};

    detail::nonce128 nonce_{};
    detail::nonce128 server_nonce_{};
    detail::nonce256 new_nonce_{};
    detail::exchange_aes aes_;
    std::int32_t g_ = 0;
    byte_buffer prime_;
    byte_buffer g_a_;
    std::array<std::uint8_t, 256> shared_{};
    std::uint64_t retry_id_ = 0;
};

} // namespace awaitgram::mtproto
