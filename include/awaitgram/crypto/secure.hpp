// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <openssl/crypto.h>

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace awaitgram::crypto {

/// Overwrites a secret in a way that the compiler cannot remove.
inline void wipe(byte_span secret) noexcept {
    OPENSSL_cleanse(secret.data(), secret.size());
}

/// Overwrites a secret text.
inline void wipe(std::string& secret) noexcept {
    OPENSSL_cleanse(secret.data(), secret.size());
}

/// A secret text, such as a token or a login code, that is wiped on destruction and when moved from.
class secret_text {
public:
    secret_text() = default;
    explicit secret_text(std::string&& text) : text_(text) { crypto::wipe(text); }
    secret_text(const secret_text&) = default;
    secret_text& operator=(const secret_text&) = delete;
    secret_text(secret_text&& other) : text_(other.text_) { crypto::wipe(other.text_); }
    secret_text& operator=(secret_text&& other) {
        if (this != &other) {
            crypto::wipe(text_);
            text_ = other.text_;
            crypto::wipe(other.text_);
        }
        return *this;
    }
    ~secret_text() { crypto::wipe(text_); }

    [[nodiscard]] const std::string& get() const noexcept { return text_; }

private:
    std::string text_{};
};

/// Wipes a text of another owner at the end of a scope.
class wiped_at_end {
public:
    explicit wiped_at_end(std::string& text) noexcept : text_(text) {}
    wiped_at_end(const wiped_at_end&) = delete;
    wiped_at_end& operator=(const wiped_at_end&) = delete;
    ~wiped_at_end() { crypto::wipe(text_); }

private:
    std::string& text_;
};

/// Whether two byte strings are equal, in a time that depends only on their sizes.
[[nodiscard]] inline bool equal(byte_view left, byte_view right) noexcept {
    return left.size() == right.size() &&
           (left.empty() || CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0);
}

/// `Size` secret bytes that are wiped on destruction and when moved from.
template <std::size_t Size>
class secret {
public:
    secret() = default;

    /// Takes exactly `Size` bytes.
    explicit secret(byte_view bytes) noexcept {
        assert(bytes.size() == Size);
        if (bytes.size() == Size)
            std::memcpy(bytes_.data(), bytes.data(), Size);
    }

    secret(const secret&) = default;
    secret& operator=(const secret&) = default;

    secret(secret&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }

    secret& operator=(secret&& other) noexcept {
        if (this != &other) {
            bytes_ = other.bytes_;
            other.wipe();
        }
        return *this;
    }

    ~secret() { wipe(); }

    [[nodiscard]] std::uint8_t* data() noexcept { return bytes_.data(); }
    [[nodiscard]] const std::uint8_t* data() const noexcept { return bytes_.data(); }
    [[nodiscard]] static constexpr std::size_t size() noexcept { return Size; }
    [[nodiscard]] std::uint8_t* begin() noexcept { return data(); }
    [[nodiscard]] const std::uint8_t* begin() const noexcept { return data(); }
    [[nodiscard]] std::uint8_t* end() noexcept { return data() + Size; }
    [[nodiscard]] const std::uint8_t* end() const noexcept { return data() + Size; }

    /// Overwrites the bytes with zeros.
    void wipe() noexcept { crypto::wipe(bytes_); }

    /// Compares in constant time.
    friend bool operator==(const secret& left, const secret& right) noexcept {
        return equal(left.bytes_, right.bytes_);
    }

private:
    std::array<std::uint8_t, Size> bytes_{};
};

} // namespace awaitgram::crypto
