// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/compare.hpp>
#include <awaitgram/tl/print.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <type_traits>

#include "allocation_meter.hpp"
#include "slow_decoder.hpp"

// GCC and Clang detect AddressSanitizer differently.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FUZZ_WITH_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define FUZZ_WITH_ADDRESS_SANITIZER
#endif

namespace fuzz {

namespace tl = awaitgram::tl;
using awaitgram::byte_buffer;
using awaitgram::byte_view;

/// The numbers of inputs by outcome. The last two are the only permitted differences from the slow decoder.
struct tally {
    unsigned long accepted = 0;
    unsigned long refused = 0;
    unsigned long too_deep = 0;
    unsigned long too_large = 0;
};
inline tally counted;

inline void require(bool condition, const char* what) {
    if (condition)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

/// A frame in heap memory that ends with the frame, so that a sanitizer detects reads past it, and that starts `shift`
/// bytes after an aligned address.
inline tl::frame exact_frame(byte_view input, std::size_t shift) {
    auto* const memory = static_cast<std::uint8_t*>(std::malloc(shift + input.size()));
    if (!input.empty())
        std::memcpy(memory + shift, input.data(), input.size());
    return {std::shared_ptr<const void>(memory, std::free), {memory + shift, input.size()}};
}

/// Reads numbers one by one, as programs do, so that a sanitizer detects unaligned reads.
template <class T>
void look_at(const T&) {}
template <class T>
    requires std::is_arithmetic_v<T>
void look_at(const tl::vector<T>& numbers) {
    for (const auto& each : numbers) {
        const volatile T seen = each;
        (void)seen;
    }
}
template <class T>
    requires requires(const T& value) {
        value.l.front();
        value.m.front();
    }
void look_at(const T& value) {
    look_at(value.l);
    look_at(value.m);
}

/// Decodes, and compares with the slow decoder. An accepted value must stay the same when it is copied, printed,
/// written and read again.
template <class T>
void compare(const slow::type& type, byte_view input, std::size_t shift = 0) {
    const auto expected = slow::decoder(input).run(type);
    auto source = exact_frame(input, shift);

    start_metering();
    auto reply = tl::decode<T>(std::move(source));
    const auto memory = metered();

    // The documented budget, plus rounding and the texts of errors where the meter cannot separate them.
    const auto budget = input.size() * 32 + 16 * 1024;
    if (reply)
        require(memory.requested <= budget, "decoding takes more memory than documented");
#ifdef FUZZ_WITH_ADDRESS_SANITIZER
    require(memory.peak <= budget, "decoding takes more memory at once than documented");
#endif
    if (!reply) {
        const auto& error = reply.error();
        require(error.offset <= input.size(), "an error is outside the frame");
        require(!error.message().empty(), "an error without a message");
        if (error.code == tl::errc::too_deep) {
            // The decoder decides what counts as a level, but at least 128 must be possible.
            require(expected.levels >= 126, "refused as too deep, although it is not");
            ++counted.too_deep;
        } else if (error.code == tl::errc::too_large) {
            ++counted.too_large;
        } else {
            require(!expected.accepted, "refused, but the slow decoder accepts it");
            ++counted.refused;
        }
        return;
    }
    ++counted.accepted;
    require(expected.accepted, "accepted, but the slow decoder refuses it");
    require(expected.constructors <= 130, "accepted, although it is too deep");
    require(tl::encoded(**reply) == expected.canonical, "read differently from the slow decoder");
    look_at(**reply);
    const auto copy = reply->owned();
    require(tl::equal(copy, **reply), "a copy differs");
    (void)tl::pretty(**reply);
    *reply = {};
    require(tl::encoded(copy) == expected.canonical, "a copy is written differently");
    const auto again = tl::decode<T>(exact_frame(expected.canonical, 0));
    if (!again) {
        // A text with a needlessly long length has a slightly larger budget than its canonical form.
        require(
            again.error().code == tl::errc::too_large && expected.canonical.size() < input.size(),
            "a written value cannot be read"
        );
        return;
    }
    require(tl::equal(copy, **again), "a value differs after it was written and read");
    require(
        tl::encoded(**again) == expected.canonical,
        "a value is written differently after it was read again"
    );
}

} // namespace fuzz
