// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace awaitgram::vectors {

/// Source: grammers full.rs
namespace full_frames {
inline constexpr std::string_view empty = "0c0000000000000026ca8d32";
inline constexpr std::string_view payload =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
    "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f";
inline constexpr std::string_view crc_0 = "86739537";
inline constexpr std::string_view crc_1 = "9609f04a";
} // namespace full_frames

struct greeting_sample {
    std::string_view secret;
    std::int32_t dc;
    std::string_view last_8;
    std::string_view source;
};

/// Greetings of intermediate connections whose random bytes are all ff; dc 0: none is sent.
inline constexpr greeting_sample greetings[] = {
    {"", 0, "fce8ab2203db2bff", "mtcute obfuscated.test.ts"},
    {"00000000000000000000000000000000", 1, "ecec4cbda8bb188b", "mtcute obfuscated.test.ts dc 1"},
    {"00000000000000000000000000000000",
     10001,
     "ecec4cbdb89c188b",
     "mtcute obfuscated.test.ts test dc 1"},
    {"00000000000000000000000000000000",
     -1,
     "ecec4cbd5644188b",
     "mtcute obfuscated.test.ts media dc 1"},
};

/// Source: mtcute obfuscated.test.ts; intermediate, no dc
namespace obfuscated {
inline constexpr std::string_view random =
    "29afd26df40fb8ed10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8"
    "a990c9b8b980c343936b33fa7f97bae025102532233abb269c489920ef99021b";
inline constexpr std::string_view encrypt_key =
    "10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8a990c9b8b980c343";
inline constexpr std::string_view encrypt_iv = "936b33fa7f97bae025102532233abb26";
inline constexpr std::string_view decrypt_key =
    "26bb3a2332251025e0ba977ffa336b9343c380b9b8c990a9a8c65d63ba44056e";
inline constexpr std::string_view decrypt_iv = "db6aeee6883f45f95def566dadb4b610";
inline constexpr std::string_view intermediate_payload = "6cfeffff";
inline constexpr std::string_view first_encrypted_frame = "a1020630a410e940";
inline constexpr std::string_view second_encrypted_frame = "f53ff53f371db495";
} // namespace obfuscated

/// Source: mtcute obfuscated.test.ts; intermediate, no dc
namespace obfuscated_with_secret {
inline constexpr std::string_view random =
    "29afd26df40fb8ed10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8"
    "a990c9b8b980c343936b33fa7f97bae025102532233abb269c489920ef99021b";
inline constexpr std::string_view secret = "00112233445566778899aabbccddeeff";
inline constexpr std::string_view encrypt_key =
    "dd03188944590983e28dad14d97d0952389d118af4ffcbdb28d56a6a612ef7a6";
inline constexpr std::string_view encrypt_iv = "936b33fa7f97bae025102532233abb26";
inline constexpr std::string_view decrypt_key =
    "413b8e08021fbb08a2962b6d7187194fe46565c6b329d3bbdfcffd4870c16119";
inline constexpr std::string_view decrypt_iv = "db6aeee6883f45f95def566dadb4b610";
} // namespace obfuscated_with_secret

/// Source: https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation; the first and the ninth are
/// forbidden by other rules.
inline constexpr std::string_view forbidden_first_words[] = {
    "48454144",
    "504f5354",
    "47455420",
    "4f505449",
    "dddddddd",
    "eeeeeeee",
    "16030102",
};

} // namespace awaitgram::vectors
