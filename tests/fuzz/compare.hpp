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

// GCC and Clang say it in different ways.
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

/// What became of the inputs. The last two are the only ways to differ from the slow decoder.
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

/// A frame of heap memory that ends where the frame ends, so that a sanitizer sees a read beyond; its start is `shift` bytes away
/// from an aligned address.
inline tl::frame exact_frame(byte_view input, std::size_t shift) {
    auto* const memory = static_cast<std::uint8_t*>(std::malloc(shift + input.size()));
    if (!input.empty())
        std::memcpy(memory + shift, input.data(), input.size());
    return {std::shared_ptr<const void>(memory, std::free), {memory + shift, input.size()}};
}

/// Looks at numbers one by one, as programs do: a sanitizer sees those that aren't aligned.
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

/// Decodes, and compares with what the slow decoder says. What is accepted can be copied, printed, written and read again, and
/// stays the same.
template <class T>
void compare(const slow::type& type, byte_view input, std::size_t shift = 0) {
    const auto expected = slow::decoder(input).run(type);
    auto source = exact_frame(input, shift);

    start_metering();
    auto reply = tl::decode<T>(std::move(source));
    const auto memory = metered();

    // The documented budget. Rounding up and the texts of errors come on top where the meter can't tell.
    const auto budget = input.size() * 32 + 16 * 1024;
    if (reply)
        require(memory.requested <= budget, "decoding takes more memory than documented");
#ifdef FUZZ_WITH_ADDRESS_SANITIZER
    require(memory.peak <= budget, "decoding takes more memory at once than documented");
#endif
    if (!reply) {
        const auto& error = reply.error();
        require(error.offset <= input.size(), "an error lies outside of the frame");
        require(!error.message().empty(), "an error without a message");
        if (error.code == tl::errc::too_deep) {
            // What counts as a level is up to the decoder, but 128 of them must be there.
            require(expected.levels >= 126, "refused as too deep what is not");
            ++counted.too_deep;
        } else if (error.code == tl::errc::too_large) {
            ++counted.too_large;
        } else {
            require(!expected.accepted, "refused what the slow decoder accepts");
            ++counted.refused;
        }
        return;
    }
    ++counted.accepted;
    require(expected.accepted, "accepted what the slow decoder refuses");
    require(expected.constructors <= 130, "accepted what is too deep");
    require(tl::encoded(**reply) == expected.canonical, "read differently from the slow decoder");
    look_at(**reply);
    const auto copy = reply->owned();
    require(tl::equal(copy, **reply), "a copy differs");
    (void)tl::pretty(**reply);
    *reply = {};
    require(tl::encoded(copy) == expected.canonical, "a copy is written differently");
    const auto again = tl::decode<T>(exact_frame(expected.canonical, 0));
    if (!again) {
        // A text with a needlessly long length makes the budget a little larger than that of its canonical form.
        require(
            again.error().code == tl::errc::too_large && expected.canonical.size() < input.size(),
            "what was written can't be read"
        );
        return;
    }
    require(tl::equal(copy, **again), "what was read again differs");
    require(
        tl::encoded(**again) == expected.canonical, "what was read again is written differently"
    );
}

} // namespace fuzz
