// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram {

/// The way on which Telegram delivers a code.
enum class code_kind : std::uint8_t {
    /// None, or one that this version does not know.
    unknown,
    /// A message in the Telegram apps that are signed in.
    app,
    sms,
    /// A voice says it.
    call,
    /// It is the number that calls, which has the form of `detail`.
    flash_call,
    /// It is the last digits of the number that calls; `detail` is the beginning of the number.
    missed_call,
    /// `detail` is the address, with its middle left out.
    email,
    /// On the site Fragment; `detail` is its address.
    fragment,
    /// A word in an SMS; `detail` is its beginning, if it is known.
    word,
    /// Several words in an SMS; `detail` is their beginning, if it is known.
    phrase,
};

/// How a code was sent.
struct code_delivery {
    code_kind kind = code_kind::unknown;
    /// The number of characters; 0 when unknown.
    std::int32_t length = 0;
    /// What else is known of it, by kind.
    std::string detail{};
    /// The way of the next code, which `resend_code` asks for; unknown for none.
    code_kind next = code_kind::unknown;
    /// How long to wait before the next code may be asked for, from the moment at which this one was sent.
    std::chrono::seconds timeout{0};

    friend bool operator==(const code_delivery&, const code_delivery&) = default;
};

/// The delivery as an end of a sentence: "in the Telegram app", "by SMS"; empty when it is unknown.
[[nodiscard]] std::string describe(const code_delivery& delivery);

namespace login {

/// Reads how a code was sent; numbers that no code has are left out. The kind is unknown for ways to sign in that need no code, and
/// for those that are not supported.
[[nodiscard]] code_delivery delivery_of(const api::auth::sentCode& sent);

} // namespace login

} // namespace awaitgram
