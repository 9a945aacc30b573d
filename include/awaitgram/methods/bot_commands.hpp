// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/peers/chat_ref.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// A command for the menu of a bot; refers to its texts.
struct bot_command_ref {
    /// Without the slash: 1 to 32 lower-case letters a-z, digits and underscores.
    std::string_view name{};
    /// 1 to 256 characters.
    std::string_view description{};
};

/// The commands of a bot, in their order: `bot_commands().add("start", "Begins").add("help", "Explains")`.
///
/// It refers to the texts. An array of bot_command_ref does as well where the commands are known to the compiler.
class bot_commands {
public:
    bot_commands() = default;

    /// Adds a command.
    bot_commands& add(std::string_view name, std::string_view description) {
        list_.push_back(bot_command_ref{name, description});
        return *this;
    }

    [[nodiscard]] const bot_command_ref* data() const noexcept { return list_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }

private:
    std::vector<bot_command_ref> list_{};
};

/// A reference to commands: an array, a vector or a span of bot_command_ref, or bot_commands.
///
/// It lives no longer than what it refers to; methods read it before they wait for anything.
class bot_commands_ref {
public:
    bot_commands_ref(const bot_commands& list) noexcept : list_(list.data(), list.size()) {}
    template <class List>
        requires std::is_convertible_v<const List&, std::span<const bot_command_ref>>
    bot_commands_ref(const List& list) noexcept : list_(list) {}
    template <std::size_t Size>
    bot_commands_ref(const bot_command_ref (&list)[Size]) noexcept : list_(list) {}

    [[nodiscard]] std::span<const bot_command_ref> list() const noexcept { return list_; }

private:
    std::span<const bot_command_ref> list_;
};

static_assert(std::is_trivially_destructible_v<bot_commands_ref>);

/// The chats whose menus show some commands. The narrowest scope that has commands is shown.
class command_scope {
public:
    enum class kind : std::uint8_t {
        everyone,
        private_chats,
        groups,
        group_admins,
        chat,
        chat_admins,
        chat_member
    };

    /// All chats without commands of their own.
    constexpr command_scope() noexcept = default;

    /// All chats without commands of their own.
    [[nodiscard]] static constexpr command_scope everyone() noexcept { return {}; }
    /// All private chats.
    [[nodiscard]] static constexpr command_scope private_chats() noexcept {
        return command_scope{kind::private_chats};
    }
    /// All groups.
    [[nodiscard]] static constexpr command_scope groups() noexcept {
        return command_scope{kind::groups};
    }
    /// The administrators of all groups.
    [[nodiscard]] static constexpr command_scope group_admins() noexcept {
        return command_scope{kind::group_admins};
    }
    /// One chat.
    [[nodiscard]] static constexpr command_scope chat(chat_ref which) noexcept {
        return command_scope{kind::chat, which};
    }
    /// The administrators of one group.
    [[nodiscard]] static constexpr command_scope admins_of(chat_ref group) noexcept {
        return command_scope{kind::chat_admins, group};
    }
    /// One member of one group.
    [[nodiscard]] static constexpr command_scope member(chat_ref group, chat_ref user) noexcept {
        return command_scope{kind::chat_member, group, user};
    }

    [[nodiscard]] constexpr kind what() const noexcept { return what_; }
    [[nodiscard]] constexpr chat_ref where() const noexcept { return chat_; }
    [[nodiscard]] constexpr chat_ref whom() const noexcept { return user_; }

private:
    constexpr explicit command_scope(kind what, chat_ref chat = 0, chat_ref user = 0) noexcept
        : what_(what), chat_(chat), user_(user) {}

    kind what_ = kind::everyone;
    chat_ref chat_ = 0;
    chat_ref user_ = 0;
};

static_assert(std::is_trivially_destructible_v<command_scope>);

/// Whose commands are meant.
struct bot_command_options {
    command_scope scope{};
    /// The users with apps in this language, such as "de"; empty for those of all languages without commands of their own.
    std::string_view language{};
};

static_assert(std::is_trivially_destructible_v<bot_command_options>);

} // namespace awaitgram
