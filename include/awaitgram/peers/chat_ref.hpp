// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram {

namespace api {
struct InputPeer; // api/types.hpp
struct Peer;
struct User;
struct Chat;
struct user;
struct chat;
struct channel;
} // namespace api

namespace detail {

/// A handle of something in a chat, such as `message`.
template <class T>
concept in_a_chat = requires(const T& handle) {
    { handle.chat_id() } -> std::same_as<std::int64_t>;
};
/// A handle of a chat or a user itself, such as `dialog`.
template <class T>
concept itself_a_chat = !in_a_chat<T> && requires(const T& handle) {
    { handle.id() } -> std::same_as<std::int64_t>;
};
/// A stored id, see peer_id.
template <class T>
concept stored_id = requires(const T& id) {
    { id.bot_api_dialog_id() } -> std::same_as<std::int64_t>;
};
/// A number, and neither a bool nor a character.
template <class T>
concept chat_number = std::integral<T> && sizeof(T) >= sizeof(std::int32_t) &&
                      !std::same_as<T, wchar_t> && !std::same_as<T, char32_t>;

} // namespace detail

/// A reference to a chat in any of the forms that people use; what every `chat` parameter takes.
///
/// - a number as in the Bot API: a user's id, minus a basic group's id, or -100... for supergroups and channels;
/// - a text: `"@name"`, `"name"`, a link (`"https://t.me/name"`, `"t.me/c/1234/5"`, `"t.me/+hash"`, `"tg://resolve?domain=name"`),
///   a phone number (`"+123456789"`), or `"me"` for the account's Saved Messages;
/// - a handle: a `message` stands for its chat, a `dialog` for itself;
/// - objects of the schema: `api::InputPeer`, `api::Peer`, users, groups and channels.
///
/// It lives no longer than the text or object. Methods read it before they return their awaitable.
/// Errors:  std::system_error with peer_errc, a peer_error, where a method cannot reach the chat.
class chat_ref {
public:
    /// The form of the reference.
    enum class form : std::uint8_t {
        number,
        text,
        input_peer,
        peer,
        any_user,
        any_chat,
        user,
        group,
        channel
    };

    template <detail::chat_number Number>
    constexpr chat_ref(Number dialog) noexcept
        : number_(std::in_range<std::int64_t>(dialog) ? static_cast<std::int64_t>(dialog) : 0) {}

    constexpr chat_ref(std::string_view text) noexcept
        : pointer_(text.data()), size_(text.size()), form_(form::text) {}
    constexpr chat_ref(const char* text) noexcept
        : chat_ref(text != nullptr ? std::string_view{text} : std::string_view{}) {}
    chat_ref(const std::string& text) noexcept : chat_ref(std::string_view{text}) {}
    chat_ref(std::nullptr_t) = delete;

    template <class Handle>
        requires detail::in_a_chat<Handle>
    chat_ref(const Handle& handle) noexcept : number_(handle.chat_id()) {}
    template <class Handle>
        requires detail::itself_a_chat<Handle>
    chat_ref(const Handle& handle) noexcept : number_(handle.id()) {}
    /// The self_user of a peer_id is the text `"me"`.
    template <class Id>
        requires detail::stored_id<Id>
    constexpr chat_ref(const Id& id) noexcept : number_(id.bot_api_dialog_id()) {
        if (number_ == 0)
            *this = chat_ref(std::string_view{"me"});
    }

    chat_ref(const api::InputPeer& raw) noexcept : chat_ref(&raw, form::input_peer) {}
    chat_ref(const api::Peer& raw) noexcept : chat_ref(&raw, form::peer) {}
    chat_ref(const api::User& raw) noexcept : chat_ref(&raw, form::any_user) {}
    chat_ref(const api::Chat& raw) noexcept : chat_ref(&raw, form::any_chat) {}
    chat_ref(const api::user& raw) noexcept : chat_ref(&raw, form::user) {}
    chat_ref(const api::chat& raw) noexcept : chat_ref(&raw, form::group) {}
    chat_ref(const api::channel& raw) noexcept : chat_ref(&raw, form::channel) {}

    [[nodiscard]] constexpr form what() const noexcept { return form_; }
    /// The number; 0 for other forms.
    [[nodiscard]] constexpr std::int64_t number() const noexcept { return number_; }
    /// The text; empty for other forms.
    [[nodiscard]] constexpr std::string_view text() const noexcept {
        return form_ == form::text ? std::string_view{static_cast<const char*>(pointer_), size_}
                                   : std::string_view{};
    }
    /// The object of the schema; null for other forms.
    [[nodiscard]] constexpr const void* raw() const noexcept {
        return form_ == form::text ? nullptr : pointer_;
    }

private:
    constexpr chat_ref(const void* raw, form what) noexcept : pointer_(raw), form_(what) {}

    std::int64_t number_ = 0;
    const void* pointer_ = nullptr;
    std::size_t size_ = 0;
    form form_ = form::number;
};

static_assert(std::is_trivially_destructible_v<chat_ref>);
static_assert(std::is_trivially_copyable_v<chat_ref>);

} // namespace awaitgram
