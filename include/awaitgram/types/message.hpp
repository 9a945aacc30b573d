// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/types/chat_turn.hpp>
#include <awaitgram/types/command.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/self_info.hpp>

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
class message {
public:
    /// An empty message, for completion tokens that need one before there is a result.
    message() : message(api::message{}) {}

    /// A message inside of a larger object, which `peers` keeps alive.
    message(
        std::shared_ptr<const peer_map> peers,
        const api::message& raw,
        const self_info* receiver,
        std::shared_ptr<chat_turn> turn = nullptr
    )
        : peers_(std::move(peers)), raw_(&raw), receiver_(receiver), turn_(std::move(turn)) {}

    /// A message on its own, to test filters and handlers with.
    explicit message(api::message raw, const self_info* receiver = nullptr) : receiver_(receiver) {
        const auto holder = std::make_shared<peer_map_of<api::message>>(std::move(raw));
        raw_ = &holder->kept;
        peers_ = holder;
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
        return raw_->out && kind() == chat_kind::private_chat && receiver_ ? receiver_->id
                                                                           : chat_id();
    }

    /// The sender's first and last name, or the title of the sending chat. Where the message came without its sender, as short
    /// forms do, it is the name that the client saw last. Empty when unknown, as may be in an update that was read unordered; a
    /// handler gets a short form of an unknown sender only after it was fetched as a whole.
    [[nodiscard]] std::string sender_name() const {
        const auto sender = sender_id();
        auto name = title_of(*peers_, sender);
        if (name.empty() && receiver_ != nullptr && receiver_->access.recent != nullptr)
            name = receiver_->access.recent->name_of(sender);
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
        const auto parsed = parse_command(text());
        if (parsed.addressee.empty() || receiver_ == nullptr || receiver_->username.empty() ||
            detail::same_name(parsed.addressee, receiver_->username))
            return parsed;
        for (const auto& each : receiver_->usernames)
            if (detail::same_name(parsed.addressee, each))
                return parsed;
        return {};
    }

    /// Sends a text to the chat of this message; in groups as a reply to it. Returns the sent message.
    ///
    /// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels: the message may have been sent nevertheless.
    [[nodiscard]] awaitable<message> reply(std::string_view text) const;

    /// Lets the next update of this chat be handled beside this one, for a handler that waits for long; see update_order.
    ///
    /// From then on the handler does not count for `dispatcher::limit_running`. Without effect outside of a handler.
    void let_next_start() const {
        if (turn_)
            turn_->let_next_start();
    }

    /// The message as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::message* raw() const noexcept { return raw_; }

    /// The users and chats that came with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

    /// The account that received it; null for a message on its own.
    [[nodiscard]] const self_info* receiver() const noexcept { return receiver_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::message* raw_ = nullptr;
    const self_info* receiver_ = nullptr;
    std::shared_ptr<chat_turn> turn_{};
};

} // namespace awaitgram
