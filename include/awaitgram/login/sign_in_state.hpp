// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/login/code_delivery.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram {

/// The answer that a sign-in needs next.
enum class sign_in_wants : std::uint8_t {
    /// None: the account is signed in, or the sign-in was cancelled.
    nothing,
    /// The phone number in international form.
    phone,
    /// The code that Telegram has sent.
    code,
    /// An e-mail address for later sign-ins, which Telegram requires.
    email,
    /// The code that came by e-mail.
    email_code,
    /// First and last name of a number without an account.
    name,
    /// The password of two-step verification.
    password,
    /// The code that was sent to the recovery e-mail address of a forgotten password.
    recovery_code,
    /// A scan of the QR code by a device that is signed in.
    scan,
};

namespace login {

/// What a sign-in remembers between two questions: plain data, without codes and passwords.
struct sign_in_state {
    sign_in_wants wants = sign_in_wants::phone;
    crypto::secret_text phone{};
    crypto::secret_text phone_code_hash{};
    /// The code that was sent last.
    code_delivery code{};
    /// Whether the e-mail code confirms an address for later sign-ins, which was given now.
    bool sets_up_email = false;
    std::string email{};
    /// The reminder of the password; may be empty.
    std::string hint{};
    /// Whether a forgotten password can be replaced by way of an e-mail address.
    bool has_recovery = false;
    /// The terms that a new account agrees to; may be empty.
    std::string terms{};
    /// How often another code was sent because the last one had expired.
    std::int32_t restarts = 0;
};

/// The state as a text of letters, digits, `-` and `_`, for a program that keeps it between two questions.
[[nodiscard]] std::string saved(const sign_in_state& state);

/// Reads such a text; nothing when it is none.
[[nodiscard]] std::optional<sign_in_state> state_in(std::string_view text);

} // namespace login

} // namespace awaitgram
