// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/types.hpp>

#include <cstddef>
#include <cstdint>

#include "../tl/sample.hpp"

namespace sample {

/// 8 bytes on the wire, several hundred in memory: a frame full of them exceeds its budget.
struct sparse {
    using tl_type = sparse;
    static constexpr std::uint32_t tl_id = 0x0000000b;
    static constexpr std::size_t tl_n = 10;
    static constexpr const char* tl_bits = "#0123456789";
    static constexpr const char* tl_line =
        "sparse#b flags:# a:flags.0?int256 b:flags.1?int256 c:flags.2?int256 d:flags.3?int256 "
        "e:flags.4?int256 f:flags.5?int256 g:flags.6?int256 h:flags.7?int256 i:flags.8?int256 "
        "j:flags.9?int256 = Sparse";
    tl::opt<tl::int256> a{};
    tl::opt<tl::int256> b{};
    tl::opt<tl::int256> c{};
    tl::opt<tl::int256> d{};
    tl::opt<tl::int256> e{};
    tl::opt<tl::int256> f{};
    tl::opt<tl::int256> g{};
    tl::opt<tl::int256> h{};
    tl::opt<tl::int256> i{};
    tl::opt<tl::int256> j{};
};

} // namespace sample
