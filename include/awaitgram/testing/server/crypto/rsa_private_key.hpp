// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/crypto/aes_ige.hpp>
#include <awaitgram/crypto/error.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::crypto {

/// The private key of a server; copies share it.
class rsa_private_key {
public:
    /// Generates a key of 2048 bits.
    [[nodiscard]] static rsa_private_key generate() {
        EVP_PKEY* const generated = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
        detail::require(generated != nullptr);
        auto key = from_handle(handle{generated, EVP_PKEY_free});
        detail::require(key.has_value());
        return *std::move(key);
    }

    /// Reads PEM: PKCS#1 (`BEGIN RSA PRIVATE KEY`) or PKCS#8 (`BEGIN PRIVATE KEY`), not encrypted.
    /// Errors: `errc::bad_pem`; `errc::wrong_pem_type`; `errc::bad_rsa_key` unless it is RSA with 2048 bits.
    [[nodiscard]] static result<rsa_private_key> from_pem(std::string_view text) {
        const auto no_password = [](char*, int, int, void*) { return -1; };
        if (text.size() > 65536 || text.find("-----BEGIN ") == std::string_view::npos)
            return failure(make_error_code(errc::bad_pem));
        const std::unique_ptr<BIO, int (*)(BIO*)> source{
            BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
        detail::require(source != nullptr);
        const quiet_errors quiet;
        EVP_PKEY* const read = PEM_read_bio_PrivateKey(source.get(), nullptr, no_password, nullptr);
        if (read == nullptr)
            return failure(make_error_code(
                text.find("PRIVATE KEY-----") == std::string_view::npos ? errc::wrong_pem_type
                                                                        : errc::bad_pem
            ));
        handle key{read, EVP_PKEY_free};
        if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
            return failure(make_error_code(errc::wrong_pem_type));
        return from_handle(std::move(key));
    }

    /// The key as PEM in PKCS#8; a secret.
    [[nodiscard]] std::string to_pem() const {
        const std::unique_ptr<BIO, int (*)(BIO*)> target{BIO_new(BIO_s_secmem()), BIO_free};
        detail::require(
            target != nullptr && PEM_write_bio_PKCS8PrivateKey(
                                     target.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr
                                 ) == 1
        );
        char* text = nullptr;
        const auto size = BIO_get_mem_data(target.get(), &text);
        return {text, static_cast<std::size_t>(size)};
    }

    [[nodiscard]] const rsa_public_key& public_key() const noexcept { return public_key_; }

    /// Undoes `rsa_pad`: the data with its padding, 192 bytes.
    ///
    /// Shape: 256 bytes.
    /// Errors: `errc::bad_rsa_block`.
    [[nodiscard]] result<byte_buffer> open_rsa_pad(byte_view encrypted) const {
        secret<256> block;
        if (!decrypt(encrypted, block))
            return failure(make_error_code(errc::bad_rsa_block));
        const auto sealed = byte_span{block}.subspan(32);
        auto hash = sha256({sealed});
        aes_key temp_key;
        for (std::size_t i = 0; i != temp_key.size(); ++i)
            temp_key[i] = block.data()[i] ^ hash[i];
        ige_decrypt(sealed, temp_key, ige_iv{});
        byte_buffer data(sealed.first(192).rbegin(), sealed.first(192).rend());
        hash = sha256({temp_key, data});
        const auto intact = equal(hash, sealed.subspan(192));
        wipe(temp_key);
        if (!intact) {
            wipe(data);
            return failure(make_error_code(errc::bad_rsa_block));
        }
        return data;
    }

    /// Opens a block of the scheme in use until 2021: SHA-1 of the data, the data, random padding, 255 bytes together.
    ///
    /// Returns the data without padding, whose end its hash tells; its size is a multiple of 4.
    /// Shape: 256 bytes.
    /// Errors: `errc::bad_rsa_block`.
    [[nodiscard]] result<byte_buffer> open_sha1_padded(byte_view encrypted) const {
        secret<256> block;
        if (!decrypt(encrypted, block) || block.data()[0] != 0)
            return failure(make_error_code(errc::bad_rsa_block));
        const auto hash = byte_view{block}.subspan(1, 20);
        const auto data = byte_view{block}.subspan(21);
        for (auto size = data.size() / 4 * 4; size != 0; size -= 4)
            if (equal(sha1({data.first(size)}), hash))
                return byte_buffer(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size));
        return failure(make_error_code(errc::bad_rsa_block));
    }

private:
    using handle = std::shared_ptr<EVP_PKEY>;

    /// Keeps failures out of OpenSSL's error queue, which the program's own TLS connections read.
    struct quiet_errors {
        quiet_errors() { ERR_set_mark(); }
        quiet_errors(const quiet_errors&) = delete;
        quiet_errors& operator=(const quiet_errors&) = delete;
        ~quiet_errors() { ERR_pop_to_mark(); }
    };

    rsa_private_key(handle key, rsa_public_key public_key)
        : key_(std::move(key)), public_key_(std::move(public_key)) {}

    static byte_buffer number_of(const EVP_PKEY* key, const char* name) {
        BIGNUM* number = nullptr;
        if (EVP_PKEY_get_bn_param(key, name, &number) != 1)
            return {};
        byte_buffer bytes(static_cast<std::size_t>(BN_num_bytes(number)));
        BN_bn2bin(number, bytes.data());
        BN_free(number);
        return bytes;
    }

    static result<rsa_private_key> from_handle(handle key) {
        auto numbers = rsa_public_key::from_numbers(
            number_of(key.get(), OSSL_PKEY_PARAM_RSA_N), number_of(key.get(), OSSL_PKEY_PARAM_RSA_E)
        );
        if (!numbers)
            return failure(numbers.error());
        if (!numbers->has_2048_bits())
            return failure(make_error_code(errc::bad_rsa_key));
        return rsa_private_key{std::move(key), *std::move(numbers)};
    }

    /// encrypted^d mod n, blinded by OpenSSL.
    [[nodiscard]] bool decrypt(byte_view encrypted, secret<256>& block) const {
        if (encrypted.size() != 256)
            return false;
        const quiet_errors quiet;
        const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> work{
            EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr), EVP_PKEY_CTX_free};
        std::size_t size = 256;
        return work != nullptr && EVP_PKEY_decrypt_init(work.get()) == 1 &&
               EVP_PKEY_CTX_set_rsa_padding(work.get(), RSA_NO_PADDING) == 1 &&
               EVP_PKEY_decrypt(work.get(), block.data(), &size, encrypted.data(), 256) == 1 &&
               size == 256;
    }

    handle key_;
    rsa_public_key public_key_;
};

} // namespace awaitgram::crypto
