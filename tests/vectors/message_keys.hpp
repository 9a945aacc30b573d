// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace awaitgram::vectors {

/// The direction of a message.
enum class way { to_server, to_client };

struct key_derivation {
    std::string_view auth_key;
    std::string_view msg_key;
    way direction;
    std::string_view key;
    std::string_view iv;
    std::string_view source;
};

/// The bytes 00, 01 … ff.
inline constexpr std::string_view counting_key =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
    "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
    "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
    "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
    "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

inline constexpr std::string_view repeating_key =
    "98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0"
    "98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0"
    "98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0"
    "98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0"
    "98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0"
    "98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0"
    "98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0"
    "98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0";

inline constexpr key_derivation kdf_v2[] = {
    {counting_key,
     "000102030405060708090a0b0c0d0e0f",
     way::to_server,
     "704ed09c8b41668ae8f99d244738f71dbddc44469b6bbd4aa8573dd042bd059e",
     "4d266000a550edabbf4c7ce40fd0043cc92230184cd317a5cc9c2482fd3b9318",
     "grammers-crypto calc_*_key; gotd TestCalcKey"},
    {counting_key,
     "000102030405060708090a0b0c0d0e0f",
     way::to_client,
     "217725799b245806458174a1fcfbc883906807b15033fdd0ea2b4d69cf9c364e",
     "669a6538917a4fa56ca32360a431c9160be4ad887140980dab91ce7bdc47ffbc",
     "grammers-crypto calc_*_key; gotd TestCalcKey"},
    {repeating_key,
     "25d701f2a29205526757825a99eb2d32",
     way::to_server,
     "af3f8e1ffa75f4c981eec33a3e5bbaa2ea48f9bb93e91597627eb1f67960a0c9",
     "9874d77f95155b35221bff94b7df4594c6996e2a62e44fcb7d93c8c4e41b79ee",
     "mtcute mtproto.test.ts"},
    {repeating_key,
     "25d701f2a29205526757825a99eb2d32",
     way::to_client,
     "d4b378e1e0525f10ff9d4c42807ccce5b30a033a8088c0b922b5259421751648",
     "4d7194f42f0135d2fd83050b403265b4c40ee3e9e9fba56f0f4d8ea6bcb121f5",
     "mtcute mtproto.test.ts"},
};

inline constexpr key_derivation kdf_v1[] = {
    {repeating_key,
     "25d701f2a29205526757825a99eb2d32",
     way::to_server,
     "1fc7b40b1d9ffbdaf4d652525a748864259698f89214abf27c0d36cb9d4cd5db",
     "7251fbda39ec5e6e089f15ded5963b03d6d8d0f7078898431fc7b40b1d9ffbda",
     "mtcute mtproto.test.ts"},
    {repeating_key,
     "25d701f2a29205526757825a99eb2d32",
     way::to_client,
     "af0e4e01318654be40ab42b125909d43b44bdeef571ff1a5dfb81474ae26d467",
     "15c9ba6021d2c5cf04f0842540ae216a970b4eac8f46ef01af0e4e01318654be",
     "mtcute mtproto.test.ts"},
    {counting_key,
     "000102030405060708090a0b0c0d0e0f",
     way::to_server,
     "17d7295ca9213d1ab656acdb1ad48b2ea7f3a8f7095098d5508b900bbd5fccfc",
     "2d7d16a65a84108e9805656caa474501cc580aa2edc33abfd0bfad785464d1c6",
     "gotd TestKeysV1"},
    {counting_key,
     "000102030405060708090a0b0c0d0e0f",
     way::to_client,
     "bb17b07eb91110647098b069bd1a9b6fe5c4bcc3c31f8e67e831d07a61085f68",
     "5197fc1e25b41fe36f18b5a3a8b2b36cb2cb061f1f157b3514fe42e74fb58359",
     "gotd TestOldKeys"},
};

/// Source: gotd TestMessageKeyV1
namespace message_key_v1 {
inline constexpr std::string_view plaintext = "bind-message-test-payload";
inline constexpr std::string_view msg_key = "fc11a3669566de22b87f66550dc3de6d";
} // namespace message_key_v1

/// Source: gotd TestAuthKeyID; of counting_key
namespace key_id {
inline constexpr std::string_view id = "32d1586ea457dfc8";
inline constexpr std::string_view aux_hash = "4916d6bdb7f78e68";
} // namespace key_id

/// Source: grammers encrypt_client_data_v2, gotd TestEncrypt; with counting_key, padded with 19 zeros
namespace message_to_server {
inline constexpr std::string_view plaintext = "Hello, world! This data should remain secure!";
inline constexpr std::string_view packet =
    "32d1586ea457dfc8a81729d46db54019a2bfd7f744f9b96c4f716cfdc4477db2"
    "a2c15f6ddb85235fb9552f1d8407c6aaea00cc844c5a1bf6ac44b79b5edc2a23"
    "868b3d6073a590992c0f2975243d563ea180d218ee757c9a";
} // namespace message_to_server

/// Source: grammers decrypt_server_data_v2, gotd TestDecrypt
namespace message_to_client {
inline constexpr std::string_view auth_key =
    "5d2e7d65f49ec28bd029a88761ea27b8a4c79f12226525443e7d7c596ef33035"
    "30db2107e89aa997c7a0164ab694187adeff156bd6ef7118a1962347753c0e7e"
    "89a0354b8ec364f9997e71bc6923fb86e8e43491e010606a6ce845e2fa019409"
    "77ef0aa32adf5a97dbf6d428ec0434d717a2d3ad19622cc05887642113c7965f"
    "fb862a3e3ccb0ab95addda57f89245dbd76b492348f8e94bd5a7c0e0b8480852"
    "3cfd1ea80b32fe9ad198bc2e103fceb7d52492ecc0273a28674bc923eee59265"
    "ab17a002df1f4aa2c59b819a5e5e1d105ec117336f5c76c6b187037d4b4270ce"
    "e9cc21071d97e9bca220c6d7b01b998cf2e5cdb9a50ecda1852a36e635690c8e";
inline constexpr std::string_view packet =
    "7a7183c2c10e4f4df945fa9a9abd35e7c3840b61f045304f39674c19c0e20978"
    "4f50f6226a073529d675c92cbf0bfa8c99a79b3f39c72a5d9a026d431ab7407c"
    "a04ecc55187d6c45f17871524edd90cea02ed728e14d7cb18aea2a636158f094"
    "59a9437710d894c79f368c4e8164b7647ea98612aefe942c5d92121acb8db02d"
    "ccceb66d0f8720ac12a06db0582bfd955be34f365118e3bab8cd080ce6b45b28"
    "eac56dcd2a29374e";
inline constexpr std::string_view plaintext =
    "fc826a02248b28fd60f2c4822443ad6801f0c1c2918b305e0200000058000000"
    "dcf8f1730200000001a8c1c2918b305e010000001c0000000809c29ec4fd33ad"
    "918b305e18a88ea607ee5816fc826a02248b28fd01ccc1c2918b305e02000000"
    "14000000c5737734c4fd33ad918b305e6408300000000000fce66704a3cd8ee9"
    "d0ae6fab672c60c04a3f1fd4490e51f6";
} // namespace message_to_client

/// Source: computed by an independent implementation; byte i of the permanent key is 255 - i
namespace bind_temporary_key {
inline constexpr std::string_view inner =
    "65f7a3750706050403020100776655443322110096d1b10e8f724a1370605040"
    "3020100080857467";
inline constexpr std::string_view plaintext =
    "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd74665544332211000000000028000000"
    "65f7a3750706050403020100776655443322110096d1b10e8f724a1370605040"
    "3020100080857467";
inline constexpr std::string_view msg_key = "a5402d3d4beaf646f692b0cfa62fb8a3";
inline constexpr std::string_view packet =
    "96d1b10e8f724a13a5402d3d4beaf646f692b0cfa62fb8a38580e13dbef74adb"
    "c8b7e2faea34e438d8da40cb2d5c3a7ff75ba5bd9265956475445762185e02c9"
    "98d8518e4927ec1396f67448be0ce226ea200309590a6f60ffb2d3ff41b5d6cd"
    "cd47d49b5825985e";
} // namespace bind_temporary_key

} // namespace awaitgram::vectors
