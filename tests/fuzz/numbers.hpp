// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace fuzz {

/// Random numbers, the same on every machine. Cheap to construct, so that each input can have its own generator.
class numbers {
public:
    explicit numbers(std::uint64_t seed) : state_(seed) {}

    std::uint32_t operator()() {
        state_ += 0x9e3779b97f4a7c15;
        auto mixed = (state_ ^ state_ >> 30) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
        return static_cast<std::uint32_t>(mixed >> 32);
    }

    /// A number below `limit`; 0 if `limit` is 0.
    std::uint32_t below(std::size_t limit) {
        return limit != 0 ? (*this)() % static_cast<std::uint32_t>(limit) : 0;
    }

    /// True with a probability of one in `count`.
    bool one_of(std::uint32_t count) { return below(count) == 0; }

private:
    std::uint64_t state_;
};

} // namespace fuzz
