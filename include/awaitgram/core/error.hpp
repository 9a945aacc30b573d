// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>

namespace awaitgram {

/// The std::error_category of an error enum `E`.
///
/// The enum's namespace provides `const char* category_name(E)` and `const char* to_string(E)`, found by
/// argument-dependent look-up; `std::is_error_code_enum<E>` is specialised beside the enum and `make_error_code(E)`
/// calls this.
template <class E>
[[nodiscard]] const std::error_category& category_of() noexcept {
    struct category final : std::error_category {
        const char* name() const noexcept override { return category_name(E{}); }
        std::string message(int value) const override { return to_string(static_cast<E>(value)); }
    };
    static const category instance;
    return instance;
}

} // namespace awaitgram
