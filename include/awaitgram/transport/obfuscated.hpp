// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/crypto/aes_ctr.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/transport/error.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace awaitgram::transport {

/// The number of bytes that an obfuscated connection begins with.
inline constexpr std::size_t obfuscated_greeting_size = 64;

namespace detail {

/// Whether a greeting looks like the start of another protocol or framing.
[[nodiscard, gnu::cold]] inline bool is_forbidden_greeting(byte_view greeting) noexcept {
    constexpr std::uint32_t taken[] = {
        0x44414548, // HEAD
        0x54534f50, // POST
        0x20544547, // GET
        0x4954504f, // OPTI(ONS)
        0x02010316, // TLS
        0xdddddddd,
        0xeeeeeeee,
    };
    const auto first = load_le<std::uint32_t>(greeting.data());
    for (const auto word : taken)
        if (first == word)
            return true;
    return greeting[0] == 0xef || load_le<std::uint32_t>(greeting.data() + 4) == 0;
}

/// The key stream for a greeting: key and counter begin at byte 8, and the key is hashed with a proxy's secret, if any.
[[nodiscard, gnu::cold]] inline crypto::aes_ctr stream_of(byte_view greeting, byte_view secret) {
    std::array<std::uint8_t, 32> key;
    std::array<std::uint8_t, 16> counter;
    std::memcpy(key.data(), greeting.data() + 8, key.size());
    std::memcpy(counter.data(), greeting.data() + 40, counter.size());
    if (!secret.empty())
        key = crypto::sha256({key, secret});
    crypto::aes_ctr stream{key, counter};
    crypto::wipe(key);
    return stream;
}

} // namespace detail

/// The two key streams that obfuscate a connection. They do not protect its contents.
///
///     | random (56), the keys among it | framing tag, four times (4) | dc (2) | random (2) |
///                                      ^ encrypted from here on
///
/// Spec: https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation
class obfuscated_streams {
public:
    struct accepted;

    /// Begins a connection as the client: appends the greeting.
    ///
    /// `secret`: empty, or the 16 bytes shared with a proxy. `dc`: needed by proxies; random if absent.
    /// Errors: `errc::no_randomness`; `errc::bad_secret`.
    [[nodiscard, gnu::cold]] static result<obfuscated_streams> begin(
        crypto::random_source& random,
        std::uint8_t tag,
        std::optional<std::int16_t> dc,
        byte_view secret,
        byte_buffer& out
    ) {
        if (!secret.empty() && secret.size() != 16)
            return failure(make_error_code(errc::bad_secret));
        constexpr auto most_tries = 64; // one in 256 greetings is rejected
        crypto::secret<obfuscated_greeting_size> greeting;
        auto tries = 0;
        do {
            if (tries++ == most_tries || !random.fill(greeting))
                return failure(make_error_code(errc::no_randomness));
        } while (detail::is_forbidden_greeting(greeting));
        std::memset(greeting.data() + 56, tag, 4);
        if (dc)
            store_le(greeting.data() + 60, *dc);

        const auto reversed = reverse(greeting);
        obfuscated_streams streams{
            detail::stream_of(greeting, secret), detail::stream_of(reversed, secret)};
        append(out, byte_view{greeting}.first(56));
        streams.encrypt(greeting);
        append(out, byte_view{greeting}.last(8));
        return streams;
    }

    /// Accepts a connection as the server.
    ///
    /// Shape: the client's first 64 bytes.
    /// Errors: `errc::unknown_transport` without a valid framing tag: not obfuscated, or another secret.
    [[nodiscard, gnu::cold]] static result<accepted>
    accept(byte_view greeting, byte_view secret = {});

    /// Obfuscates the next bytes to send, in place.
    void encrypt(byte_span bytes) { send_.apply(bytes); }

    /// Deobfuscates the next bytes received, in place.
    void decrypt(byte_span bytes) { receive_.apply(bytes); }

private:
    obfuscated_streams(crypto::aes_ctr send, crypto::aes_ctr receive)
        : send_(std::move(send)), receive_(std::move(receive)) {}

    static crypto::secret<obfuscated_greeting_size> reverse(byte_view greeting) {
        crypto::secret<obfuscated_greeting_size> reversed;
        for (std::size_t i = 0; i != greeting.size(); ++i)
            reversed.data()[i] = greeting[greeting.size() - 1 - i];
        return reversed;
    }

    crypto::aes_ctr send_;
    crypto::aes_ctr receive_;
};

/// The contents of a client's greeting.
struct obfuscated_streams::accepted {
    obfuscated_streams streams;
    std::uint8_t tag;
    std::int16_t dc;
};

inline result<obfuscated_streams::accepted>
obfuscated_streams::accept(byte_view greeting, byte_view secret) {
    if (!secret.empty() && secret.size() != 16)
        return failure(make_error_code(errc::bad_secret));
    if (greeting.size() != obfuscated_greeting_size)
        return failure(make_error_code(errc::malformed_frame));
    const auto reversed = reverse(greeting);
    obfuscated_streams streams{
        detail::stream_of(reversed, secret), detail::stream_of(greeting, secret)};
    crypto::secret<obfuscated_greeting_size> plain{greeting};
    streams.decrypt(plain);
    const auto* const tag = plain.data() + 56;
    if ((tag[0] != 0xef && tag[0] != 0xee && tag[0] != 0xdd) || tag[1] != tag[0] ||
        tag[2] != tag[0] || tag[3] != tag[0])
        return failure(make_error_code(errc::unknown_transport));
    return accepted{std::move(streams), tag[0], load_le<std::int16_t>(plain.data() + 60)};
}

} // namespace awaitgram::transport
