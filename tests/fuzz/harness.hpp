// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace fuzz {

using awaitgram::byte_buffer;
using awaitgram::byte_span;
using awaitgram::byte_view;

/// A function that gives a machine whatever the bytes of a fuzzer mean. See targets.hpp for the list.
struct target {
    const char* name;
    /// Returns a bit for each state that the machine reached. Throws std::logic_error if the machine breaks a rule.
    std::uint32_t (*fuzz_one)(byte_view);
    /// Inputs from real conversations, to begin with.
    std::vector<byte_buffer> (*seeds)();
    /// The bits that the stored corpus reaches together.
    std::uint32_t reached;
};

inline void require(bool holds, const char* rule) {
    if (!holds)
        throw std::logic_error(rule);
}

/// Reads an input. Past its end everything is zero. At most one read in an expression: compilers differ in the order of others.
class input {
public:
    explicit input(byte_view bytes) noexcept : left_(bytes) {}

    [[nodiscard]] bool more() const noexcept { return !left_.empty(); }

    template <class T>
    [[nodiscard]] T number() noexcept {
        std::array<std::uint8_t, sizeof(T)> bytes{};
        const auto some = take(sizeof(T));
        std::copy(some.begin(), some.end(), bytes.begin());
        return awaitgram::load_le<T>(bytes.data());
    }
    [[nodiscard]] std::uint8_t byte() noexcept { return number<std::uint8_t>(); }
    [[nodiscard]] std::size_t below(std::size_t limit) noexcept { return byte() % limit; }

    /// Bytes behind their length in two bytes.
    [[nodiscard]] byte_view block() noexcept { return take(number<std::uint16_t>()); }
    [[nodiscard]] byte_view rest() noexcept { return take(left_.size()); }

private:
    byte_view take(std::size_t count) noexcept {
        const auto taken = left_.first(std::min(count, left_.size()));
        left_ = left_.subspan(taken.size());
        return taken;
    }

    byte_view left_;
};

/// Writes an input.
struct output {
    byte_buffer bytes{};

    output& byte(unsigned value) {
        bytes.push_back(static_cast<std::uint8_t>(value));
        return *this;
    }
    template <class T>
    output& number(T value) {
        awaitgram::append_le(bytes, value);
        return *this;
    }
    output& block(byte_view content) {
        number(static_cast<std::uint16_t>(content.size()));
        awaitgram::append(bytes, content);
        return *this;
    }
};

/// Changes bytes as an input says: the number of changes, then each of them. No change is a zero byte.
inline void edit(byte_buffer& bytes, input& from) {
    for (auto left = from.below(8); left != 0; --left) {
        const auto what = from.below(6);
        const auto at = bytes.empty() ? 0 : from.number<std::uint16_t>() % bytes.size();
        const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size());
        const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        const auto overwrite = [&](byte_view by) {
            std::copy_n(by.begin(), std::min(by.size(), bytes.size() - at), place);
        };
        switch (what) {
        case 0:
            if (!bytes.empty())
                *place ^= from.byte();
            break;
        case 1: {
            std::array<std::uint8_t, 4> word{};
            awaitgram::store_le(word.data(), from.number<std::uint32_t>());
            overwrite(word);
            break;
        }
        case 2:
            overwrite(from.block());
            break;
        case 3:
            bytes.erase(place, end);
            break;
        case 4: {
            const auto more = from.block();
            bytes.insert(place, more.begin(), more.end());
            break;
        }
        default:
            bytes.erase(place, place + std::min<std::ptrdiff_t>(from.byte(), end - place));
        }
    }
}

/// A random source that is the same in each run.
template <class Source>
class repeatable final : public Source {
public:
    bool fill(byte_span bytes) noexcept override {
        for (auto& byte : bytes) {
            state_ = state_ * 6364136223846793005U + 1442695040888963407U;
            byte = static_cast<std::uint8_t>(state_ >> 56);
        }
        return true;
    }

private:
    std::uint64_t state_ = 0x9e3779b97f4a7c15;
};

} // namespace fuzz
