// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace awaitgram {

class client;

/// A command of a message: `/start@some_bot  a b` is `start` for `some_bot` with the arguments `a b`.
struct command_call {
    /// Without the slash; empty when the message is no command.
    std::string_view name{};
    /// The bot it names, or empty when it means any.
    std::string_view addressee{};
    /// What follows, without blanks around it.
    std::string_view arguments{};

    explicit operator bool() const noexcept { return !name.empty(); }
};

/// Reads a command off the beginning of a text.
[[nodiscard]] inline command_call parse_command(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    command_call found;
    if (text.size() < 2 || text.front() != '/')
        return found;
    text.remove_prefix(1);
    const auto end = text.find_first_of(blanks);
    auto name = text.substr(0, end);
    if (const auto at = name.find('@'); at != name.npos) {
        found.addressee = name.substr(at + 1);
        name = name.substr(0, at);
    }
    for (const auto letter : name)
        if (!(letter >= 'a' && letter <= 'z') && !(letter >= 'A' && letter <= 'Z') &&
            !(letter >= '0' && letter <= '9') && letter != '_')
            return {};
    found.name = name;
    const auto begin = end == text.npos ? end : text.find_first_not_of(blanks, end);
    if (begin != text.npos)
        found.arguments = text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
    return found;
}

/// The account that receives messages, and how it answers them.
struct self_info {
    client* telegram = nullptr;
    std::int64_t id = 0;
    std::string username{};
    bool is_bot = false;
};

/// Where a message was written.
enum class chat_kind { private_chat, group, channel };

/// A message as handlers receive it: a handle, cheap to copy, that keeps what it points to alive.
///
/// Texts it returns live as long as some copy of it does.
class message {
public:
    /// A message that came with others.
    message(
        std::shared_ptr<const peer_map> with, const api::message& raw, const self_info* receiver
    )
        : with_(std::move(with)), raw_(&raw), receiver_(receiver) {}

    /// A message of one's own making, to try filters and handlers with.
    explicit message(api::message raw, const self_info* receiver = nullptr) : receiver_(receiver) {
        const auto kept = std::make_shared<peer_map_of<api::message>>(std::move(raw));
        raw_ = &kept->kept;
        with_ = kept;
    }

    /// What was written, or the caption of what was sent; empty when there is neither.
    [[nodiscard]] std::string_view text() const noexcept { return raw_->message; }

    /// Its number, unique within the chat (and, outside of channels, within the account).
    [[nodiscard]] std::int32_t id() const noexcept { return raw_->id; }

    /// The chat: a user's id, or a negative number for groups and channels, as in the Bot API.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return dialog_id(raw_->peer_id); }

    /// Who wrote it, as such a number; the chat itself for posts of a channel and anonymous administrators.
    [[nodiscard]] std::int64_t sender_id() const noexcept {
        if (raw_->from_id)
            return dialog_id(*raw_->from_id);
        return raw_->out && kind() == chat_kind::private_chat && receiver_ ? receiver_->id
                                                                           : chat_id();
    }

    /// The writer's first and last name, or the title of the chat that wrote; empty when it isn't known.
    [[nodiscard]] std::string sender_name() const { return title_of(*with_, sender_id()); }

    /// When it was written.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }

    /// Whether the account itself wrote it.
    [[nodiscard]] bool outgoing() const noexcept { return raw_->out; }

    /// Where it was written; supergroups count as groups.
    [[nodiscard]] chat_kind kind() const noexcept {
        if (raw_->peer_id.is<api::peerUser>())
            return chat_kind::private_chat;
        return raw_->peer_id.is<api::peerChannel>() && raw_->post ? chat_kind::channel
                                                                  : chat_kind::group;
    }

    /// The command it begins with; false when there is none, or when it is for another bot.
    [[nodiscard]] command_call command() const noexcept;

    /// Sends a text to the chat this message is in; in groups as a reply to it. Returns the message sent.
    ///
    /// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels: the message may have been sent nevertheless.
    [[nodiscard]] awaitable<message> reply(std::string_view text) const;

    /// The message as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::message* raw() const noexcept { return raw_; }

    /// What came along with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return with_; }

    /// The account that received it; null when nobody did.
    [[nodiscard]] const self_info* receiver() const noexcept { return receiver_; }

private:
    std::shared_ptr<const peer_map> with_;
    const api::message* raw_ = nullptr;
    const self_info* receiver_ = nullptr;
};

namespace detail {

/// Whether two names are the same but for the case of Latin letters.
[[nodiscard]] inline bool same_name(std::string_view left, std::string_view right) noexcept {
    const auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    };
    if (left.size() != right.size())
        return false;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (lower(left[i]) != lower(right[i]))
            return false;
    return true;
}

} // namespace detail

inline command_call message::command() const noexcept {
    const auto found = parse_command(text());
    if (!found.addressee.empty() && receiver_ != nullptr && !receiver_->username.empty() &&
        !detail::same_name(found.addressee, receiver_->username))
        return {};
    return found;
}

} // namespace awaitgram
