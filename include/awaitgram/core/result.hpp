// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <memory>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

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

    /// A default value, for completion tokens that need one before there is a result.
    result()
        requires std::is_default_constructible_v<T>
        : value_(), has_value_(true) {}

    result(T value) : value_(std::move(value)), has_value_(true) {}

    template <class G>
        requires std::is_convertible_v<G&&, E>
    result(failure<G> failed) : error_(std::move(failed.error)), has_value_(false) {}

    /// The same outcome with a more general error.
    template <class G>
        requires(!std::is_same_v<G, E> && std::is_convertible_v<const G&, E>)
    result(result<T, G> other) : has_value_(other.has_value()) {
        if (has_value_)
            std::construct_at(&value_, std::move(*other));
        else
            std::construct_at(&error_, other.error());
    }

    result(const result& other)
        requires std::is_copy_constructible_v<T>
        : has_value_(other.has_value_) {
        if (has_value_)
            std::construct_at(&value_, other.value_);
        else
            std::construct_at(&error_, other.error_);
    }
    result(result&& other) noexcept : has_value_(other.has_value_) {
        if (has_value_)
            std::construct_at(&value_, std::move(other.value_));
        else
            std::construct_at(&error_, std::move(other.error_));
    }
    result& operator=(result other) noexcept {
        std::destroy_at(this);
        return *std::construct_at(this, std::move(other));
    }
    ~result() {
        if (has_value_)
            std::destroy_at(&value_);
        else
            std::destroy_at(&error_);
    }

    [[nodiscard]] bool has_value() const noexcept { return has_value_; }
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
        return error_;
    }

private:
    T& checked() noexcept {
        assert(has_value());
        return value_;
    }

    // Not a std::variant: sixty results cost a second to compile with it.
    union {
        T value_;
        E error_;
    };
    bool has_value_;
};

} // namespace awaitgram
