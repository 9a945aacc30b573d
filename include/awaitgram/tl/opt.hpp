// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/any.hpp>
#include <awaitgram/tl/box.hpp>
#include <awaitgram/tl/bytes.hpp>
#include <awaitgram/tl/concepts.hpp>
#include <awaitgram/tl/string.hpp>
#include <awaitgram/tl/vector.hpp>

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <type_traits>
#include <utility>

namespace awaitgram::tl {

namespace detail {

/// A conditional number: the number, followed by a word that says whether it is present.
template <class T, class Word>
class optional_number {
public:
    using value_type = T;

    constexpr optional_number() noexcept = default;
    constexpr optional_number(T value) noexcept : value_(value), present_(1) {}

    constexpr bool has_value() const noexcept { return present_ != 0; }
    constexpr explicit operator bool() const noexcept { return present_ != 0; }
    constexpr T& operator*() noexcept { return value_; }
    constexpr const T& operator*() const noexcept { return value_; }
    constexpr const T* operator->() const noexcept { return &value_; }
    constexpr T value_or(T fallback) const noexcept { return present_ != 0 ? value_ : fallback; }
    constexpr T& emplace(T value = {}) noexcept {
        *this = value;
        return value_;
    }
    constexpr void reset() noexcept { *this = {}; }

    friend bool operator==(const optional_number& left, const optional_number& right) noexcept {
        return left.has_value() == right.has_value() &&
               (!left.has_value() || left.value_ == right.value_);
    }
    friend bool operator==(const optional_number& left, const T& right) noexcept {
        return left.has_value() && left.value_ == right;
    }

private:
    alignas(Word) T value_{};
    Word present_ = 0;
};

/// A conditional text, vector or box: its pointer is null if it is absent.
template <class T>
class optional_pointer {
public:
    using value_type = T;

    constexpr optional_pointer() noexcept = default;
    constexpr optional_pointer(T value) noexcept : value_(std::move(value)) {}
    template <class U>
        requires(std::is_convertible_v<U &&, T> && !std::is_base_of_v<optional_pointer, std::remove_cvref_t<U>> && !std::is_same_v<T, std::remove_cvref_t<U>>)
    optional_pointer(U&& value) : value_(std::forward<U>(value)) {}

    bool has_value() const noexcept {
        // Each such type begins with its pointer.
        const void* pointer = nullptr;
        std::memcpy(&pointer, static_cast<const void*>(this), sizeof pointer);
        return pointer != nullptr;
    }
    explicit operator bool() const noexcept { return has_value(); }
    T& operator*() noexcept { return value_; }
    const T& operator*() const noexcept { return value_; }
    T* operator->() noexcept { return &value_; }
    const T* operator->() const noexcept { return &value_; }
    template <class U>
    T value_or(U&& fallback) const {
        return has_value() ? value_ : static_cast<T>(std::forward<U>(fallback));
    }
    T& emplace(T value = {}) {
        value_ = std::move(value);
        return value_;
    }
    void reset() { value_ = T(absent_t{}); }

    friend bool operator==(const optional_pointer& left, const optional_pointer& right) {
        return left.has_value() == right.has_value() &&
               (!left.has_value() || left.value_ == right.value_);
    }

private:
    T value_{absent_t{}};
};

} // namespace detail

/// A conditional member, used like std::optional. All-zero memory means "absent".
///
/// The primary template holds a struct, as a box holds its constructor.
template <class T>
class opt : private detail::box_base {
public:
    using value_type = T;

    constexpr opt() noexcept = default;
    opt(T value) : box_base(make_node(std::move(value))) {}

    bool has_value() const noexcept { return present(); }
    explicit operator bool() const noexcept { return present(); }
    T& operator*() noexcept { return *pointer(); }
    const T& operator*() const noexcept { return *pointer(); }
    T* operator->() noexcept { return pointer(); }
    const T* operator->() const noexcept { return pointer(); }
    T value_or(T fallback) const { return present() ? **this : std::move(fallback); }
    T& emplace() { return emplace(T{}); }
    T& emplace(T value) {
        *this = opt(std::move(value));
        return *pointer();
    }
    void reset() noexcept { box_base::reset(); }

    friend bool operator==(const opt& left, const opt& right) noexcept {
        return detail::same_nodes(left.inside(), right.inside());
    }

private:
    T* pointer() const noexcept { return static_cast<T*>(const_cast<void*>(payload())); }
};

/// A conditional number.
template <>
class opt<std::int32_t> : public detail::optional_number<std::int32_t, std::uint32_t> {
public:
    using optional_number::optional_number;
};
template <>
class opt<std::uint32_t> : public detail::optional_number<std::uint32_t, std::uint32_t> {
public:
    using optional_number::optional_number;
};
template <>
class opt<bool> : public detail::optional_number<bool, std::uint32_t> {
public:
    using optional_number::optional_number;
};
template <>
class opt<std::int64_t> : public detail::optional_number<std::int64_t, std::uint64_t> {
public:
    using optional_number::optional_number;
};
template <>
class opt<double> : public detail::optional_number<double, std::uint64_t> {
public:
    using optional_number::optional_number;
};
template <>
class opt<int128> : public detail::optional_number<int128, std::uint64_t> {
public:
    using optional_number::optional_number;
};
template <>
class opt<int256> : public detail::optional_number<int256, std::uint64_t> {
public:
    using optional_number::optional_number;
};
template <>
class opt<int512> : public detail::optional_number<int512, std::uint64_t> {
public:
    using optional_number::optional_number;
};

/// A conditional text, vector or box.
template <>
class opt<string> : public detail::optional_pointer<string> {
public:
    using optional_pointer::optional_pointer;
};
template <>
class opt<bytes> : public detail::optional_pointer<bytes> {
public:
    using optional_pointer::optional_pointer;
};
template <>
class opt<any> : public detail::optional_pointer<any> {
public:
    using optional_pointer::optional_pointer;
};
template <class T>
class opt<vector<T>> : public detail::optional_pointer<vector<T>> {
public:
    using detail::optional_pointer<vector<T>>::optional_pointer;
    opt(std::initializer_list<T> items) : opt(vector<T>(items)) {}
};
template <class T>
class opt<bare_vector<T>> : public detail::optional_pointer<bare_vector<T>> {
public:
    using detail::optional_pointer<bare_vector<T>>::optional_pointer;
    opt(std::initializer_list<T> items) : opt(bare_vector<T>(items)) {}
};
template <boxed T>
class opt<T> : public detail::optional_pointer<T> {
public:
    using detail::optional_pointer<T>::optional_pointer;
    /// Refuses a constructor of another type in one sentence.
    template <constructor_of_another<T> U>
    opt& operator=(U&&) {
        detail::refuse_constructor<std::remove_cvref_t<U>>();
        return *this;
    }
};

} // namespace awaitgram::tl
