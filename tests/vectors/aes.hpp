// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace awaitgram::vectors {

struct ige_sample {
    std::string_view key;
    std::string_view iv;
    std::string_view plain;
    std::string_view encrypted;
    std::string_view source;
};

inline constexpr ige_sample aes_256_ige[] = {
    {"5468697320697320616e20696d706c655468697320697320616e20696d706c65",
     "6d656e746174696f6e206f6620494745206d6f646520666f72204f70656e5353",
     "99706487a1cde613bc6de0b6f24b1c7aa448c8b9c3403e3467a8cad89340f53b",
     "792ea8ae577b1a66cb3bd92679b8030ca54ee631976bd3a04547fdcb4639fa69",
     "mtcute packages/wasm/tests/ige.test.ts (AES-256)"},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "e28112a53e5c89c7b1ea8071c133699fd4e86b26c4bac9fc5af1ab8ce27a44a4",
     "grammers verify_ige_encryption (AES-256)"},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "e5777afacd7b2c16f7ac40cae61ef603fee6098fb8a8860ab9ee672cd7e5bacc",
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "grammers verify_ige_decryption (AES-256)"},
};

/// Source: mtcute packages/test/src/crypto.ts
namespace aes_256_ctr {
inline constexpr std::string_view key =
    "d450aae0bf0060a4af1044886b42a13f7c506b35255d134a7e87ab3f23a9493b";
inline constexpr std::string_view iv = "0182de2bd789c295c3c6c875c5e9e190";
inline constexpr std::string_view plain_block = "7baae571e4c2f4cfadb1931d5923aca7";
inline constexpr std::string_view encrypted =
    "df5647dbb70bc393f2fb05b72f42286f3917147082672516b3177150129bc579"
    "2a7a9089270a5de45d5e3dd399cac72556d085217771398ac13583de4d677dd8"
    "cc639b488126cf36e79c4515e8012b9201384d100646cd562cc5586ec3f8f8c4";
} // namespace aes_256_ctr

} // namespace awaitgram::vectors
