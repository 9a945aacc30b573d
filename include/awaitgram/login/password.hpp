// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/stop_flag.hpp>

#include <string>

namespace awaitgram::login {

/// The proof that a password is known, by SRP; wipes the password in any case.
///
/// Takes a tenth of a second and more; `stop` ends it early.
/// Errors: errc::unknown_password_algorithm; std::system_error when the server's numbers are not safe to use.
/// Spec: https://core.telegram.org/api/srp
[[nodiscard]] api::inputCheckPasswordSRP prove_password(
    const api::account::password& asked, std::string& password, const stop_flag* stop = nullptr
);

/// A new password as Telegram stores it, never the password itself.
struct hashed_password {
    api::PasswordKdfAlgo algorithm{};
    /// g^x mod p.
    tl::bytes hash{};
};

/// Hashes a new password with the salts of the answer to account.getPassword; wipes the password in any case.
///
/// Takes a tenth of a second and more; `stop` ends it early.
/// Errors: errc::unknown_password_algorithm; std::system_error when the server's numbers are not safe to use.
/// Spec: https://core.telegram.org/api/srp#setting-a-new-2fa-password
[[nodiscard]] hashed_password hash_password(
    const api::account::password& asked, std::string& password, const stop_flag* stop = nullptr
);

} // namespace awaitgram::login
