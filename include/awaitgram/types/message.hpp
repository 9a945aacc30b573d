// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/keyboard/view.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/chat_kind.hpp>
#include <awaitgram/types/command.hpp>
#include <awaitgram/types/event_base.hpp>
#include <awaitgram/types/media.hpp>
#include <awaitgram/types/message_actions.hpp>
#include <awaitgram/types/message_entity.hpp>
#include <awaitgram/types/message_info.hpp>
#include <awaitgram/types/payment_info.hpp>
#include <awaitgram/types/reaction.hpp>
#include <awaitgram/types/user.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

class album;
class callback_query;
struct ask_options; // dispatcher/ask_options.hpp
template <class T>
class state;

/// A message as handlers receive it: a handle, cheap to copy, that keeps its data alive.
///
/// It can be a service message, such as "Alice joined the group"; see `service`. Whatever such a message lacks is empty.
/// Texts it returns live as long as any copy of it.
class message : public event_base, public message_actions {
public:
    /// An empty message, for completion tokens that need one before there is a result.
    message() : message(api::message{}) {}

    /// A message inside of a larger object, which `peers` keeps alive.
    message(
        std::shared_ptr<const peer_map> peers,
        const api::message& raw,
        const self_info* receiver,
        std::shared_ptr<update_context> context = nullptr,
        message_source source = {}
    )
        : event_base(std::move(peers), receiver, std::move(context)), data_(&raw), source_(source) {
    }
    message(
        std::shared_ptr<const peer_map> peers,
        const api::messageService& raw,
        const self_info* receiver,
        std::shared_ptr<update_context> context = nullptr,
        message_source source = {}
    )
        : event_base(std::move(peers), receiver, std::move(context)), data_(&raw), source_(source),
          is_plain_(false) {}
    /// The same for one of either kind; of an empty message of the schema it makes an empty message.
    message(
        std::shared_ptr<const peer_map> peers,
        const api::Message& raw,
        const self_info* receiver,
        std::shared_ptr<update_context> context = nullptr,
        message_source source = {}
    );

    /// A message on its own, to test filters and handlers with.
    explicit message(api::message raw, const self_info* receiver = nullptr)
        : event_base(nullptr, receiver, nullptr) {
        const auto holder = std::make_shared<peer_map_of<api::message>>(std::move(raw));
        data_ = &holder->kept;
        hold(holder);
    }
    explicit message(api::messageService raw, const self_info* receiver = nullptr)
        : event_base(nullptr, receiver, nullptr) {
        const auto holder = std::make_shared<peer_map_of<api::messageService>>(std::move(raw));
        data_ = &holder->kept;
        is_plain_ = false;
        hold(holder);
    }

    /// The text, or the caption of media; empty when there is neither.
    [[nodiscard]] std::string_view text() const noexcept {
        return is_plain_ ? plain().message.view() : std::string_view{};
    }

    /// The parts of the text that have a style or a link.
    [[nodiscard]] std::vector<message_entity> entities() const;

    /// The text with its styles and links, which can be sent as it is, or written as HTML or Markdown.
    [[nodiscard]] awaitgram::text formatted() const;

    /// The photo, the file, the place and so on that it carries.
    [[nodiscard]] media_view media() const noexcept {
        return media_view{is_plain_ && plain().media ? &*plain().media : nullptr};
    }

    /// The message id: unique within a channel; in other chats unique within the account.
    [[nodiscard]] std::int32_t id() const noexcept { return is_plain_ ? plain().id : told().id; }

    /// The chat in the Bot API's numbering: a user's id, or a negative number for groups and channels.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return dialog_id(raw_peer()); }

    /// The title of the chat, or the name of its user; empty when unknown.
    [[nodiscard]] std::string chat_title() const;

    /// The kind of its chat; supergroups count as groups.
    [[nodiscard]] chat_kind kind() const noexcept {
        if (raw_peer().is<api::peerUser>())
            return chat_kind::private_chat;
        return raw_peer().is<api::peerChannel>() && post() ? chat_kind::channel : chat_kind::group;
    }

    /// The sender in the same numbering; the chat itself for channel posts and anonymous administrators.
    [[nodiscard]] std::int64_t sender_id() const noexcept {
        const auto& from = is_plain_ ? plain().from_id : told().from_id;
        if (from)
            return dialog_id(*from);
        return outgoing() && kind() == chat_kind::private_chat && receiver() ? receiver()->id
                                                                             : chat_id();
    }

    /// The sender's first and last name, or the title of the sending chat. Where the message came without its sender, as short
    /// forms do, it is the name that the client saw last. Empty when unknown, as may be in an update that was read unordered; a
    /// handler gets a short form of an unknown sender only after it was fetched as a whole.
    [[nodiscard]] std::string sender_name() const;

    /// The sender as it came with the message; null for a chat, and when it did not come along.
    [[nodiscard]] const api::user* sender() const noexcept {
        return peers() ? peers()->user(sender_id()) : nullptr;
    }

    /// The sender, the chat that is one, and its chat as handles; nothing for those that did not come along with the message.
    [[nodiscard]] std::optional<user> from() const;
    [[nodiscard]] std::optional<awaitgram::chat> sender_chat() const;
    [[nodiscard]] std::optional<awaitgram::chat> chat() const;

    /// The chat in whose name it was sent: by an anonymous administrator, a channel, or as a channel's post; 0 for a user's message.
    [[nodiscard]] std::int64_t sender_chat_id() const noexcept {
        const auto sender = sender_id();
        return sender < 0 ? sender : 0;
    }

    /// Whether an anonymous administrator of the group sent it.
    [[nodiscard]] bool from_anonymous_admin() const noexcept {
        return kind() == chat_kind::group && sender_id() == chat_id();
    }

    /// Whether it is a channel's post that Telegram forwarded into the group for comments.
    [[nodiscard]] bool from_linked_channel() const noexcept;

    /// When it was sent.
    [[nodiscard]] time_point date() const noexcept {
        return from_unix(is_plain_ ? plain().date : told().date);
    }

    /// When it was edited last; nothing if it never was, or only its reactions or keyboard changed.
    [[nodiscard]] std::optional<time_point> edit_date() const noexcept {
        if (!is_plain_ || !plain().edit_date || plain().edit_hide)
            return std::nullopt;
        return from_unix(*plain().edit_date);
    }

    /// Whether its last edit is one that apps do not show: of its reactions, its comments or the preview of a link. Bots change their texts
    /// without a mark, so that their messages, those with buttons and live locations count as edited. A reaction to a message that was
    /// edited before is told from an edit by its date, where Telegram lists the reactions: not in channels.
    [[nodiscard]] bool edit_hidden() const noexcept;

    /// Whether the account itself sent it; also what is written to its Saved Messages.
    [[nodiscard]] bool outgoing() const noexcept {
        if (is_plain_ ? plain().out : told().out)
            return true;
        const auto* in_private = raw_peer().get_if<api::peerUser>();
        return in_private && receiver() && receiver()->id != 0 &&
               in_private->user_id == receiver()->id;
    }

    /// Whether it mentions the account, or answers it.
    [[nodiscard]] bool mentioned() const noexcept {
        return is_plain_ ? plain().mentioned : told().mentioned;
    }
    /// Whether its receivers got no sound.
    [[nodiscard]] bool silent() const noexcept {
        return is_plain_ ? plain().silent : told().silent;
    }
    /// Whether it is a channel's post.
    [[nodiscard]] bool post() const noexcept { return is_plain_ ? plain().post : told().post; }
    /// Whether it is pinned.
    [[nodiscard]] bool pinned() const noexcept { return is_plain_ && plain().pinned; }
    /// Whether it must not be forwarded or saved.
    [[nodiscard]] bool content_protected() const noexcept {
        return is_plain_ && plain().noforwards;
    }
    /// Whether it is scheduled and not sent yet; its id then counts apart.
    [[nodiscard]] bool scheduled() const noexcept { return source_.scheduled; }
    /// Whether it was scheduled and is sent now.
    [[nodiscard]] bool from_scheduled() const noexcept {
        return is_plain_ && plain().from_scheduled;
    }

    /// The number that it shares with the other messages of its album; 0 for none.
    [[nodiscard]] std::int64_t album_id() const noexcept {
        return is_plain_ ? plain().grouped_id.value_or(0) : 0;
    }
    /// The bot by whose inline query it was sent; 0 for none.
    [[nodiscard]] std::int64_t via_bot_id() const noexcept {
        return is_plain_ ? plain().via_bot_id.value_or(0) : 0;
    }
    /// How often a channel's post was seen; 0 for other messages.
    [[nodiscard]] std::int32_t views() const noexcept {
        return is_plain_ ? plain().views.value_or(0) : 0;
    }
    /// How often a channel's post was forwarded; 0 for other messages.
    [[nodiscard]] std::int32_t forwards() const noexcept {
        return is_plain_ ? plain().forwards.value_or(0) : 0;
    }
    /// The signature of a channel's post; empty for none.
    [[nodiscard]] std::string_view signature() const noexcept {
        return is_plain_ && plain().post_author ? plain().post_author->view() : std::string_view{};
    }
    /// The animation that is shown with it; 0 for none.
    [[nodiscard]] std::int64_t effect() const noexcept {
        return is_plain_ ? plain().effect.value_or(0) : 0;
    }
    /// After how many seconds the chat deletes it; 0 for never.
    [[nodiscard]] std::int32_t deleted_after() const noexcept {
        return (is_plain_ ? plain().ttl_period : told().ttl_period).value_or(0);
    }
    /// The identifier of the business connection that it came by; empty for none.
    [[nodiscard]] std::string_view business_connection() const noexcept {
        return source_.business_connection ? source_.business_connection->view()
                                           : std::string_view{};
    }
    /// Its keyboard, whose buttons can be found by text and place; empty for none.
    [[nodiscard]] received_keyboard keyboard() const noexcept { return {peers(), raw_keyboard()}; }
    /// The keyboard as Telegram's schema describes it; null for none.
    [[nodiscard]] const api::ReplyMarkup* raw_keyboard() const noexcept {
        return is_plain_ && plain().reply_markup ? &*plain().reply_markup : nullptr;
    }

    /// The topic of a forum; 1 for its General topic, 0 in other chats.
    [[nodiscard]] std::int32_t topic_id() const noexcept;
    /// The message or story that it answers. A message in a topic that answers no other one has none.
    [[nodiscard]] std::optional<reply_info> reply_to() const;
    /// Where it was forwarded from; nothing for a message that was not.
    [[nodiscard]] std::optional<forward_info> forwarded_from() const;
    /// The reactions to it, each with its number.
    [[nodiscard]] std::vector<counted_reaction> reactions() const;
    /// Its link, `https://t.me/...`; empty in private chats and basic groups, where messages have none.
    [[nodiscard]] std::string link() const;
    /// The command it begins with; false when there is none, or when it names another bot.
    [[nodiscard]] command_call command() const noexcept;

    /// The same for a command that begins with any of some characters instead of a slash.
    [[nodiscard]] command_call command(
        std::string_view prefixes, command_letters letters = command_letters::latin
    ) const noexcept;

    /// What a service message tells, if it has this constructor: `action<api::messageActionPinMessage>()`; else null.
    template <class Action>
    [[nodiscard]] const Action* action() const noexcept {
        return !is_plain_ ? told().action.template get_if<Action>() : nullptr;
    }

    /// The payment that a service message tells of, to the bot or to the user; nothing for other messages.
    [[nodiscard]] std::optional<payment_info> payment() const;
    /// The payment that was given back, of which a service message tells; nothing for other messages.
    [[nodiscard]] std::optional<refund_info> refunded_payment() const;

    /// Sends a question as `reply` does, and waits for the answer: the next message of the same user in the same chat and topic that is no
    /// command. Handlers do not get the answer. Nothing is returned at the time-out.
    ///
    /// The wait begins before the question is sent. Several waits for one user get their answers in their order. The updates of the chat
    /// are handled beside this handler from then on, see let_next_start. In groups a bot in privacy mode receives answers that are replies
    /// alone: a keyboard that forces a reply helps.
    ///
    /// Errors:  as `reply`; std::logic_error outside of a handler; exceptions of `ask_options::accept`; `operation_aborted` when the bot
    ///          stops; `conversation_errc::too_many_waits` when a hundred handlers wait for this user in this chat, before anything is sent.
    /// Cancels: the wait ends.
    [[nodiscard]] awaitable<std::optional<message>>
    ask(text_ref question, ask_options options) const;
    [[nodiscard]] awaitable<std::optional<message>>
    ask(text_ref question, monotonic_clock::duration timeout = std::chrono::minutes{5}) const;

    /// As `ask`, for photos or files that are sent together: the album, or one message alone.
    [[nodiscard]] awaitable<std::optional<album>>
    ask_album(text_ref question, monotonic_clock::duration timeout = std::chrono::minutes{5}) const;

    /// Sends a question with an inline keyboard, and waits until the same user presses one of its buttons; as `ask`. The press is for the
    /// handler to answer: `co_await press->answer()`; when it did not, the press is answered by itself when the handler has ended.
    [[nodiscard]] awaitable<std::optional<callback_query>> ask_press(
        text_ref question,
        keyboard_ref keyboard,
        monotonic_clock::duration timeout = std::chrono::minutes{5}
    ) const;

    /// As the other, with the keyboard and the user among the options: `{.keyboard = keyboard, .from = bob}`; `accept` has no effect.
    /// Who writes as a chat presses in the own name: instead of the same user, any administrator of the chat may press then.
    [[nodiscard]] awaitable<std::optional<callback_query>>
    ask_press(text_ref question, ask_options options) const;

    /// Waits for a reply to this message, by anyone; as `ask`.
    [[nodiscard]] awaitable<std::optional<message>> wait_for_reply(monotonic_clock::duration timeout
    ) const;

    /// Waits until this message is edited, and returns it as it is then; as `ask`. Not for edits that are hidden.
    [[nodiscard]] awaitable<std::optional<message>> wait_for_edit(monotonic_clock::duration timeout
    ) const;

    /// Ends the waits for this message's user in this chat, as their time-out does: for a command such as `/cancel`.
    void end_conversations() const;

    /// The state of this message's user in this chat, see dispatcher/state/state.hpp.
    template <class T>
    [[nodiscard]] awaitgram::state<T> state() const;

    /// The message as one that the handler of an update sent, so that the handler can wait for replies to it.
    [[nodiscard]] message within(std::shared_ptr<update_context> context) const {
        auto same = *this;
        same.set_context(std::move(context));
        return same;
    }

    /// The message as Telegram's schema describes it; null for a service message. Lives as long as this handle.
    [[nodiscard]] const api::message* raw() const noexcept {
        return is_plain_ ? &plain() : nullptr;
    }

    /// The same for a service message; null for other messages.
    [[nodiscard]] const api::messageService* service() const noexcept {
        return is_plain_ ? nullptr : &told();
    }

private:
    [[nodiscard]] bool concerns_receiver(const command_call& call) const noexcept;
    [[nodiscard]] const api::Peer& raw_peer() const noexcept {
        return is_plain_ ? plain().peer_id : told().peer_id;
    }
    [[nodiscard]] const api::messageReplyHeader* reply_header() const noexcept {
        const auto& header = is_plain_ ? plain().reply_to : told().reply_to;
        return header ? header->get_if<api::messageReplyHeader>() : nullptr;
    }

    // One of them; with two pointers, GCC 12 warns of the one that is null where it is not used.
    [[nodiscard]] const api::message& plain() const noexcept {
        return *static_cast<const api::message*>(data_);
    }
    [[nodiscard]] const api::messageService& told() const noexcept {
        return *static_cast<const api::messageService*>(data_);
    }

    const void* data_ = nullptr;
    message_source source_{};
    bool is_plain_ = true;
};

inline const message& message_actions::self() const noexcept {
    return static_cast<const message&>(*this);
}

} // namespace awaitgram
