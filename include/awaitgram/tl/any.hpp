// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/bytes.hpp>

#include <cstdint>
#include <utility>

namespace awaitgram::tl {

/// A boxed object of a type nobody knows beforehand (`Object`): its encoded bytes, id included.
///
/// Decoding takes all that is left of the frame, so it makes sense as the last member only.
class any : public bytes {
public:
    using bytes::bytes;
    constexpr any() noexcept = default;

    /// The constructor's id; 0 when there are fewer than four bytes.
    [[nodiscard]] std::uint32_t id() const noexcept {
        return size() < 4 ? 0 : load_le<std::uint32_t>(data());
    }
};

/// A function that is already encoded, usable as the query of a generic method.
class encoded_query : public any {
public:
    /// Nobody here knows what it returns.
    using tl_result = any;

    using any::any;
    constexpr encoded_query() noexcept = default;
};

} // namespace awaitgram::tl
