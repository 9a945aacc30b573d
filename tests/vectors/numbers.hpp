// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace awaitgram::vectors {

struct factors {
    std::uint64_t pq;
    std::uint64_t p;
    std::uint64_t q;
    std::string_view source;
};

inline constexpr factors factorizations[] = {
    {2694724800268887959, 1513098571, 1780931429, "core.telegram.org sample"},
    {1724114033281923457, 1229739323, 1402015859, "gotd"},
    {15, 3, 5, "gotd"},
    {1470626929934143021, 1206429347, 1218991343, "mtcute"},
    {1512271926327123781, 1229741209, 1229748109, "mtcute"},
};

/// Source: https://core.telegram.org/mtproto/auth_key
inline constexpr std::string_view known_prime =
    "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f"
    "48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37"
    "20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64"
    "2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4"
    "a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754"
    "fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4"
    "e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f"
    "0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b";

} // namespace awaitgram::vectors
