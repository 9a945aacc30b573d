// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "slow_decoder.hpp"

namespace fuzz {

/// A type that inputs are decoded as, chosen by the first byte of an input.
struct root {
    const slow::type* type;
    void (*compare)(const slow::type&, awaitgram::byte_view, std::size_t);
};

const std::vector<root>& roots();

/// The first byte of an input that is decoded as `roots()[number]`, from memory that starts `shift` bytes after an
/// aligned address.
inline std::uint8_t first_byte(std::size_t number, std::size_t shift) {
    return static_cast<std::uint8_t>(number + shift * roots().size());
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
