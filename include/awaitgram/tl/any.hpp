// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/bytes.hpp>

#include <cstdint>
#include <utility>

namespace awaitgram::tl {

/// A boxed object of a type that is not known in advance (`Object`): its encoded bytes, including the id.
///
/// Decoding takes the rest of the frame, so it is useful only as the last member.
class any : public bytes {
public:
    using bytes::bytes;
    constexpr any() noexcept = default;

    /// The constructor's id; 0 if there are fewer than four bytes.
    [[nodiscard]] std::uint32_t id() const noexcept {
        return size() < 4 ? 0 : load_le<std::uint32_t>(data());
    }
};

/// An encoded function, usable as the query of a generic method.
class encoded_query : public any {
public:
    /// Its result type is unknown here.
    using tl_result = any;

    using any::any;
    constexpr encoded_query() noexcept = default;
};

} // namespace awaitgram::tl
