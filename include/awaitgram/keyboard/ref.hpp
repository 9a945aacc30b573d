// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

namespace awaitgram {

namespace api {
struct ReplyMarkup; // api/types.hpp
} // namespace api

/// A keyboard: whatever `markup()` turns into the markup that is sent.
template <class T>
concept any_keyboard = requires(const T& keys) {
    { keys.markup() } -> std::same_as<api::ReplyMarkup>;
};

/// A reference to any keyboard, or to none: a parameter of the methods that send messages.
///
/// It lives no longer than the keyboard. A keyboard written in the call itself lives until the call has ended, and methods read it
/// before they wait for anything.
class keyboard_ref {
public:
    /// No keyboard.
    constexpr keyboard_ref() noexcept = default;

    template <class T>
        requires(!std::same_as<T, keyboard_ref> && any_keyboard<T>)
    constexpr keyboard_ref(const T& keys) noexcept : keys_(&keys), markup_of_(&read_as<T>) {}

    /// A markup of the schema, which is sent without a check.
    keyboard_ref(const api::ReplyMarkup& raw) noexcept;

    /// Whether there is a keyboard.
    [[nodiscard]] constexpr explicit operator bool() const noexcept { return keys_ != nullptr; }

    /// The markup that is sent; an empty box if there is no keyboard.
    ///
    /// Errors: std::system_error with keyboard_errc where the buttons are arranged as Telegram does not allow.
    [[nodiscard]] api::ReplyMarkup markup() const;

private:
    // Its type is complete where a keyboard's is.
    template <class T>
    static auto read_as(const void* keys) -> decltype(std::declval<const T&>().markup()) {
        return static_cast<const T*>(keys)->markup();
    }
    static api::ReplyMarkup read_raw(const void* raw);

    const void* keys_ = nullptr;
    api::ReplyMarkup (*markup_of_)(const void*) = nullptr;
};

static_assert(std::is_trivially_destructible_v<keyboard_ref>);
static_assert(std::is_trivially_copyable_v<keyboard_ref>);

} // namespace awaitgram
