// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

namespace awaitgram {

/// An error to construct a `result` from.
template <class E>
struct failure {
    E error;

    explicit failure(E value) : error(std::move(value)) {}
};

/// Either a value or an error: the part of std::expected that is needed here.
template <class T, class E = std::error_code>
class [[nodiscard]] result {
public:
    using value_type = T;
    using error_type = E;

    result(T value) : state_(std::in_place_index<0>, std::move(value)) {}

    template <class G>
        requires std::is_convertible_v<G&&, E>
    result(failure<G> failed) : state_(std::in_place_index<1>, std::move(failed.error)) {}

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

    /// The value; the result must have one.
    [[nodiscard]] T& value() & noexcept { return checked(); }
    [[nodiscard]] const T& value() const& noexcept { return const_cast<result*>(this)->checked(); }
    [[nodiscard]] T&& value() && noexcept { return std::move(checked()); }

    [[nodiscard]] T& operator*() & noexcept { return checked(); }
    [[nodiscard]] const T& operator*() const& noexcept { return value(); }
    [[nodiscard]] T&& operator*() && noexcept { return std::move(checked()); }
    [[nodiscard]] T* operator->() noexcept { return &checked(); }
    [[nodiscard]] const T* operator->() const noexcept { return &value(); }

    /// The error; the result must have one.
    [[nodiscard]] const E& error() const noexcept {
        assert(!has_value());
        return *std::get_if<1>(&state_);
    }

private:
    T& checked() noexcept {
        assert(has_value());
        return *std::get_if<0>(&state_);
    }

    std::variant<T, E> state_;
};

} // namespace awaitgram
