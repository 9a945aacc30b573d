// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>

namespace tests {

/// What a function threw: nothing, or a std::system_error.
struct refusal {
    std::error_code code{};
    std::string text{};
};

template <class Act>
[[nodiscard]] refusal refusal_of(const Act& act) {
    try {
        static_cast<void>(act());
    } catch (const std::system_error& error) {
        return {error.code(), error.what()};
    }
    return {};
}

} // namespace tests
