// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/detail/cipher.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/session/sqlite_options.hpp>

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace awaitgram::detail {

/// The place of a value in the tables; it cannot be decrypted in another one.
struct value_place {
    enum class column : std::uint8_t { check = 1, auth_key, temporary_key, salt, hash, state };

    column of{};
    /// A data centre or dialog id; a half of a hash of what names a state.
    std::int64_t row = 0;
    /// The start or the end of its validity, where it has one; the other half.
    std::int64_t time = 0;
};

/// Encrypts single values with AES-256 in GCM.
///
///     | nonce:12, random | the value, encrypted | tag:16 |
///
/// Additional authenticated data: column:u8, row:i64, time:i64.
class value_cipher {
public:
    static constexpr std::size_t overhead = 12 + 16;
    static constexpr int passphrase_rounds = 210'000;

    /// How the key of a file is derived from the user's: PBKDF2 with SHA-512, one round for a key of 32 bytes.
    struct derivation {
        int rounds = 1;
        std::array<std::uint8_t, 16> salt{};
    };

    [[nodiscard]] static derivation new_derivation(const session_key& key) {
        derivation how;
        how.rounds = key.is_passphrase() ? passphrase_rounds : 1;
        crypto::detail::require(crypto::system_random().fill(how.salt));
        return how;
    }

    value_cipher(const session_key& key, const derivation& how)
        : seals_(EVP_CIPHER_CTX_new()), opens_(EVP_CIPHER_CTX_new()) {
        static const EVP_CIPHER* const gcm =
            crypto::detail::find_cipher("AES-256-GCM", EVP_aes_256_gcm());
        crypto::secret<32> stretched;
        crypto::pbkdf2_hmac_sha512(
            key.bytes(), how.salt, how.rounds, {stretched.data(), stretched.size()}
        );
        crypto::detail::require(
            seals_ && opens_ &&
            EVP_CipherInit_ex(seals_.get(), gcm, nullptr, stretched.data(), nullptr, 1) == 1 &&
            EVP_CipherInit_ex(opens_.get(), gcm, nullptr, stretched.data(), nullptr, 0) == 1
        );
    }

    [[nodiscard]] byte_buffer seal(byte_view value, const value_place& place) {
        byte_buffer sealed(value.size() + overhead);
        const byte_span nonce{sealed.data(), 12};
        crypto::detail::require(crypto::system_random().fill(nonce));
        auto* const body = sealed.data() + 12;
        auto* const context = seals_.get();
        auto done = begin(context, nonce.data(), place, 1);
        auto written = 0;
        done = done &&
               EVP_CipherUpdate(
                   context, body, &written, value.data(), static_cast<int>(value.size())
               ) == 1 &&
               EVP_CipherFinal_ex(context, body + written, &written) == 1 &&
               EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, body + value.size()) == 1;
        crypto::detail::require(done);
        return sealed;
    }

    /// False when the value was sealed with another key, for another place or is altered; then `out` is wiped.
    [[nodiscard]] bool open(byte_view sealed, const value_place& place, byte_span out) {
        if (sealed.size() != out.size() + overhead)
            return false;
        auto* const context = opens_.get();
        std::array<std::uint8_t, 16> tag;
        std::memcpy(tag.data(), sealed.data() + 12 + out.size(), tag.size());
        auto done = begin(context, sealed.data(), place, 0);
        auto written = 0;
        done = done &&
               EVP_CipherUpdate(
                   context, out.data(), &written, sealed.data() + 12, static_cast<int>(out.size())
               ) == 1 &&
               EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, 16, tag.data()) == 1 &&
               EVP_CipherFinal_ex(context, out.data() + written, &written) == 1;
        if (!done)
            crypto::wipe(out);
        return done;
    }

private:
    struct closer {
        void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
    };

    static bool begin(
        EVP_CIPHER_CTX* context, const std::uint8_t* nonce, const value_place& place, int encrypts
    ) {
        std::array<std::uint8_t, 17> known;
        known[0] = static_cast<std::uint8_t>(place.of);
        store_le(known.data() + 1, place.row);
        store_le(known.data() + 9, place.time);
        auto written = 0;
        return EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, nonce, encrypts) == 1 &&
               EVP_CipherUpdate(
                   context, nullptr, &written, known.data(), static_cast<int>(known.size())
               ) == 1;
    }

    std::unique_ptr<EVP_CIPHER_CTX, closer> seals_; // freeing them wipes the key
    std::unique_ptr<EVP_CIPHER_CTX, closer> opens_;
};

} // namespace awaitgram::detail
