// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/self_info.hpp>

#include <stdexcept>

namespace awaitgram::detail {

/// The account that a handle's actions are done for.
///
/// Errors: std::logic_error for a handle without one, as a test makes.
[[nodiscard]] inline const self_info* account_of_handle(const self_info* account) {
    if (account == nullptr || !account->access)
        throw std::logic_error("awaitgram: this handle came from no account, so none can act on it"
        );
    return account;
}

} // namespace awaitgram::detail
