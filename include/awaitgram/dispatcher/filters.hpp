// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Questions about messages, to combine with `&&`, `||` and `!`.
///
/// Handlers get incoming messages; one whose filter names `outgoing` or `all` is asked about the account's own as well.
namespace awaitgram::filters {

namespace detail {

struct any_message {
    static constexpr bool sees_outgoing = true;
    bool operator()(const message&) const noexcept { return true; }
};

struct own_message {
    static constexpr bool sees_outgoing = true;
    bool operator()(const message& m) const noexcept { return m.outgoing(); }
};

struct others_message {
    bool operator()(const message& m) const noexcept { return !m.outgoing(); }
};

struct has_text {
    bool operator()(const message& m) const noexcept { return !m.text().empty(); }
};

struct has_media {
    bool operator()(const message& m) const noexcept { return m.raw()->media.has_value(); }
};

struct written_in {
    chat_kind kind;
    bool operator()(const message& m) const noexcept { return m.kind() == kind; }
};

struct is_text {
    std::string text;
    bool operator()(const message& m) const noexcept { return m.text() == text; }
};

struct contains_text {
    std::string text;
    bool operator()(const message& m) const noexcept { return m.text().find(text) != text.npos; }
};

struct written_by {
    std::vector<std::int64_t> ids;
    bool operator()(const message& m) const noexcept {
        return std::find(ids.begin(), ids.end(), m.sender_id()) != ids.end();
    }
};

struct is_command {
    std::vector<std::string> names;
    bool operator()(const message& m) const noexcept {
        const auto called = m.command();
        return called && std::any_of(names.begin(), names.end(), [&](const std::string& name) {
                   return awaitgram::detail::same_name(called.name, name);
               });
    }
};

} // namespace detail

/// Every message, outgoing ones too.
inline constexpr filter all{detail::any_message{}};
/// Messages of others.
inline constexpr filter incoming{detail::others_message{}};
/// Messages of the account itself.
inline constexpr filter outgoing{detail::own_message{}};
/// Messages in a chat with one person.
inline constexpr filter private_chat{detail::written_in{chat_kind::private_chat}};
/// Messages in groups and supergroups.
inline constexpr filter group{detail::written_in{chat_kind::group}};
/// Posts of channels.
inline constexpr filter channel{detail::written_in{chat_kind::channel}};
/// Messages with a text or a caption.
inline constexpr filter text{detail::has_text{}};
/// Messages with a photo, a file, a place or the like.
inline constexpr filter media{detail::has_media{}};

/// Messages whose text is exactly this.
[[nodiscard]] inline auto text_is(std::string_view wanted) {
    return filter{detail::is_text{std::string{wanted}}};
}

/// Messages whose text contains this.
[[nodiscard]] inline auto text_contains(std::string_view wanted) {
    return filter{detail::contains_text{std::string{wanted}}};
}

/// The commands of this name: `command("start")` for `/start`, `/start@this_bot` and `/start with arguments`.
[[nodiscard]] inline auto command(std::string_view name) {
    return filter{detail::is_command{std::vector<std::string>{std::string{name}}}};
}

/// Any of several commands.
[[nodiscard]] inline auto command(std::initializer_list<std::string_view> names) {
    return filter{detail::is_command{std::vector<std::string>(names.begin(), names.end())}};
}

/// Messages of this user or chat.
[[nodiscard]] inline auto from_user(std::int64_t id) {
    return filter{detail::written_by{std::vector<std::int64_t>{id}}};
}

/// Messages of any of these users or chats.
[[nodiscard]] inline auto from_user(std::initializer_list<std::int64_t> ids) {
    return filter{detail::written_by{std::vector<std::int64_t>(ids)}};
}

} // namespace awaitgram::filters
