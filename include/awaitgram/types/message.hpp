// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/types/command.hpp>
#include <awaitgram/types/event_base.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

/// The kind of chat a message is in.
enum class chat_kind { private_chat, group, channel };

/// A message as handlers receive it: a handle, cheap to copy, that keeps its data alive.
///
/// Texts it returns live as long as any copy of it.
class message : public event_base {
public:
    /// An empty message, for completion tokens that need one before there is a result.
    message() : message(api::message{}) {}

    /// A message inside of a larger object, which `peers` keeps alive.
    message(
        std::shared_ptr<const peer_map> peers,
        const api::message& raw,
        const self_info* receiver,
        std::shared_ptr<update_context> context = nullptr
    )
        : event_base(std::move(peers), receiver, std::move(context)), raw_(&raw) {}

    /// A message on its own, to test filters and handlers with.
    explicit message(api::message raw, const self_info* receiver = nullptr)
        : event_base(nullptr, receiver, nullptr) {
        const auto holder = std::make_shared<peer_map_of<api::message>>(std::move(raw));
        raw_ = &holder->kept;
        hold(holder);
    }

    /// The text, or the caption of media; empty when there is neither.
    [[nodiscard]] std::string_view text() const noexcept { return raw_->message; }

    /// The message id: unique within a channel; in other chats unique within the account.
    [[nodiscard]] std::int32_t id() const noexcept { return raw_->id; }

    /// The chat in the Bot API's numbering: a user's id, or a negative number for groups and channels.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return dialog_id(raw_->peer_id); }

    /// The sender in the same numbering; the chat itself for channel posts and anonymous administrators.
    [[nodiscard]] std::int64_t sender_id() const noexcept {
        if (raw_->from_id)
            return dialog_id(*raw_->from_id);
        return raw_->out && kind() == chat_kind::private_chat && receiver() ? receiver()->id
                                                                            : chat_id();
    }

    /// The sender's first and last name, or the title of the sending chat. Where the message came without its sender, as short
    /// forms do, it is the name that the client saw last. Empty when unknown, as may be in an update that was read unordered; a
    /// handler gets a short form of an unknown sender only after it was fetched as a whole.
    [[nodiscard]] std::string sender_name() const {
        const auto sender = sender_id();
        auto name = title_of(*peers(), sender);
        if (name.empty() && receiver() != nullptr && receiver()->access.recent != nullptr)
            name = receiver()->access.recent->name_of(sender);
        return name;
    }

    /// When it was sent.
    [[nodiscard]] time_point date() const noexcept { return from_unix(raw_->date); }

    /// Whether the account itself sent it.
    [[nodiscard]] bool outgoing() const noexcept { return raw_->out; }

    /// The kind of its chat; supergroups count as groups.
    [[nodiscard]] chat_kind kind() const noexcept {
        if (raw_->peer_id.is<api::peerUser>())
            return chat_kind::private_chat;
        return raw_->peer_id.is<api::peerChannel>() && raw_->post ? chat_kind::channel
                                                                  : chat_kind::group;
    }

    /// The command it begins with; false when there is none, or when it names another bot.
    [[nodiscard]] command_call command() const noexcept {
        const auto parsed = context() ? context()->command_in(text()) : parse_command(text());
        if (parsed.addressee.empty() || receiver() == nullptr || receiver()->username.empty() ||
            detail::same_name(parsed.addressee, receiver()->username))
            return parsed;
        for (const auto& each : receiver()->usernames)
            if (detail::same_name(parsed.addressee, each))
                return parsed;
        return {};
    }

    /// Sends a text to the chat of this message; in groups as a reply to it. Returns the sent message.
    ///
    /// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels: the message may have been sent nevertheless.
    [[nodiscard]] awaitable<message> reply(std::string_view text) const;

    /// The message as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::message* raw() const noexcept { return raw_; }

private:
    const api::message* raw_ = nullptr;
};

} // namespace awaitgram
